"""Runs over real reports with the real steps."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest

from extract.run import Options, UsageError, extract, records
from extract.run.identity import identity, is_current
from extract.settings import ModelSettings, Settings
from prompts import load_prompt
from schemas.form import load_form
from schemas.record import Reading, Record, Source

pytestmark = pytest.mark.usefixtures("english")

FIXTURES = Path(__file__).parents[2] / "eval" / "fixtures"
MODEL = Settings(reader="auto", model=ModelSettings(model="one"))


def record(**prompts: str) -> Record:
    return Record(
        id="0" * 16, source=Source(path="a", sha256="0" * 64, media_type="text/plain"), agency=None, year=None,
        editions={}, tables={}, cells={}, reading=Reading(reader="auto", prompts=prompts),
    )  # fmt: skip


@pytest.mark.parametrize("workers", [0, 2])
def test_the_bundled_reports_are_read_alike_inline_and_in_workers(tmp_path: Path, workers: int) -> None:
    reports = sorted(FIXTURES.glob("*-202[34]/report.txt"))
    assert len(reports) == 5
    summary = extract(reports, tmp_path, Settings(reader="rules"), Options(workers=workers))
    assert (summary.read, summary.failures) == (len(reports), ())
    years = {record.year for record in records(tmp_path)}
    assert years == {2023, 2024}


def test_a_text_that_is_no_report_is_refused_and_named(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("你好，这是一封信。\n", encoding="utf-8")
    (tmp_path / "empty.txt").touch()
    summary = extract([tmp_path], tmp_path / "run", Settings(reader="rules"))
    assert [Path(failure.path).name for failure in summary.failures] == ["empty.txt", "letter.txt"]
    assert summary.exit_status == 1
    assert list(records(tmp_path / "run")) == []


def test_a_reader_that_needs_a_model_is_wrong_usage_without_one(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    with pytest.raises(UsageError, match="needs a model"):
        extract([tmp_path], tmp_path / "run", Settings(reader="model"))
    assert not (tmp_path / "run").exists()


def test_auto_without_a_model_is_the_reader_rules() -> None:
    known = identity(record(), Settings(reader="rules"))
    assert is_current(known, Settings(reader="auto"))
    assert not is_current(known, MODEL)


def test_a_record_is_out_of_date_when_model_or_a_prompt_that_it_took_changed() -> None:
    stamp = load_prompt("issues").stamp
    known = identity(record(issues=stamp), MODEL)
    assert is_current(known, MODEL)
    assert not is_current(known, Settings(reader="auto", model=ModelSettings(model="two")))
    assert not is_current(known, Settings(reader="both", model=MODEL.model))
    assert not is_current(identity(record(issues="0 (another)"), MODEL), MODEL)
    assert not is_current(identity(record(gone="1 (x)"), MODEL), MODEL)


def test_a_record_is_out_of_date_when_the_form_changed() -> None:
    known = json.loads(identity(record(), MODEL))
    assert not is_current(json.dumps(known | {"form": "another"}), MODEL)


def test_a_table_that_travels_between_processes_is_the_one_that_stands() -> None:
    for edition in load_form().editions:
        for table in edition.tables.values():
            assert pickle.loads(pickle.dumps(table)) is table
