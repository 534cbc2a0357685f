"""Runs over files that hold several reports: each is a record, and all of a file are read, kept and found together."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from pathlib import Path

import pytest

import gongkai
from eval.made import Made, made_report
from extract.run import Event, Options, RunSummary, extract, record_of, records
from extract.run.entry import called, locations
from extract.run.errors import UsageError
from extract.settings import Settings
from extract.views.choose import chosen
from schemas.record import Record

RULES = Settings(reader="rules")
FIRST, SECOND, THIRD = (made_report(seed, "tabs", style="plain") for seed in (3, 8, 11))


@pytest.fixture
def both(folder: Path) -> Path:
    """A text with two reports of two bodies."""
    path = folder / "both.txt"
    path.write_text(text_of(FIRST, SECOND), encoding="utf-8")
    return path


def text_of(*reports: Made) -> str:
    return "\n\n".join(report.text.strip() for report in reports) + "\n"


def run(folder: Path, workers: int = 0, fresh: bool = False) -> RunSummary:
    return extract([folder], folder.parent / "run", RULES, Options(workers=workers, fresh=fresh))


def lines(folder: Path) -> list[Record]:
    text = (folder.parent / "run" / "reports.jsonl").read_text(encoding="utf-8")
    return [Record.model_validate_json(line) for line in text.splitlines()]


def is_read_as(record: Record, made: Made, text: str) -> bool:
    """Whether a record holds what is printed, and points at it in the text of its file."""
    cells = [record.cells[address] for address in made.truth]
    points = all(c.where is not None and text[c.where.start : c.where.end] == c.text for c in cells)
    values = {a: record.tables[a.split(".")[0]][a.split(".")[1]][a.split(".")[2]] for a in made.truth}
    return points and values == made.truth and (record.agency, record.year) == (made.labels.agency, made.labels.year)


@pytest.mark.parametrize("workers", [0, 1])
def test_two_reports_of_two_bodies_in_a_text_are_two_records_in_order(both: Path, workers: int) -> None:
    summary = run(both.parent, workers)
    assert (summary.found, summary.read, summary.left, summary.exit_status) == (1, 2, 0, 0)
    first, second = lines(both.parent)
    assert second.id == f"{first.id}-2"
    assert second.source.path == f"{both}#2"
    assert second.source.sha256 == first.source.sha256
    text = both.read_text(encoding="utf-8")
    assert is_read_as(first, FIRST, text)
    assert is_read_as(second, SECOND, text)
    assert [finding.severity for r in (first, second) for finding in r.findings if "several" in finding.rule] == [
        "info",
        "info",
    ]


def test_each_of_them_is_found_by_its_id_and_by_its_path(both: Path) -> None:
    run(both.parent)
    run_dir = both.parent.parent / "run"
    first, second = records(run_dir)
    for name, record in ((first.id, first), (second.id, second), ("both.txt", first), ("both.txt#2", second)):
        assert chosen(run_dir, name).id == record.id
    assert record_of(run_dir, second.id).agency == second.agency
    assert locations(run_dir, second.id) == [both]
    assert {named.id for named in called(run_dir, first.id[:6])} == {first.id, second.id}
    with pytest.raises(UsageError, match=r"both\.txt#3"):
        chosen(run_dir, "both.txt#3")


def test_two_years_of_one_body_in_a_text_are_compared_with_each_other(folder: Path) -> None:
    year = FIRST.labels.year
    assert year is not None
    before = FIRST.text.replace(str(year), str(year - 1))
    (folder / "years.txt").write_text(f"{before.strip()}\n\n{FIRST.text.strip()}\n", encoding="utf-8")
    run(folder)
    earlier, later = lines(folder)
    assert (earlier.year, later.year) == (year - 1, year)
    assert earlier.agency == later.agency == FIRST.labels.agency
    # All that was carried out of the year before has to come in: the same figures twice do not.
    carried = {finding.rule for finding in later.findings} - {finding.rule for finding in earlier.findings}
    assert any("carried" in rule or rule.startswith("years.") for rule in carried)


def test_the_reports_in_an_archive_are_records_too(folder: Path) -> None:
    with zipfile.ZipFile(folder / "two.zip", "w") as archive:
        archive.writestr("a.txt", FIRST.text)
        archive.writestr("b.txt", SECOND.text)
    run(folder)
    agencies = [FIRST.labels.agency, SECOND.labels.agency]
    assert [record.agency for record in lines(folder)] == agencies
    assert [record.agency for record in gongkai.read_all(folder / "two.zip")] == agencies


def test_the_same_file_under_another_path_adds_a_path_to_each(both: Path) -> None:
    run(both.parent)
    other = both.with_name("again.txt")
    other.write_bytes(both.read_bytes())
    summary = run(both.parent)
    assert (summary.found, summary.duplicates, summary.read, summary.skipped) == (1, 1, 0, 2)
    first, second = lines(both.parent)
    assert [first.source.path, *first.source.other_paths] == [str(other), str(both)]
    assert [second.source.path, *second.source.other_paths] == [f"{other}#2", f"{both}#2"]


def test_a_run_that_was_stopped_goes_on_with_what_is_left(both: Path) -> None:
    (both.parent / "later.txt").write_text(text_of(THIRD, FIRST), encoding="utf-8")
    run_dir = both.parent.parent / "run"

    def interrupt(event: Event) -> None:
        if event.kind == "read":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        extract([both.parent], run_dir, RULES, Options(workers=0), interrupt)
    assert [record.source.path for record in records(run_dir)] == [str(both), f"{both}#2"]
    summary = run(both.parent)
    assert (summary.skipped, summary.read) == (2, 2)
    assert [record.agency for record in lines(both.parent)] == [r.labels.agency for r in (FIRST, SECOND, THIRD, FIRST)]


def test_a_file_that_has_changed_leaves_nothing_of_its_old_second_report(both: Path) -> None:
    run(both.parent)
    both.write_text(text_of(THIRD), encoding="utf-8")
    run(both.parent)
    assert [record.agency for record in lines(both.parent)] == [THIRD.labels.agency]


def test_a_file_read_anew_has_each_report_once(both: Path) -> None:
    run(both.parent)
    summary = run(both.parent, fresh=True)
    assert (summary.read, summary.skipped) == (2, 0)
    assert len(lines(both.parent)) == 2


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE reports SET record = x'00' WHERE sha256 LIKE '%-2'",
        "DELETE FROM reports WHERE sha256 LIKE '%-2'",
        "UPDATE reports SET record = x'00' WHERE sha256 NOT LIKE '%-2'",
    ],
)
def test_a_report_that_the_ledger_has_lost_is_read_again_with_its_file(both: Path, harm: str) -> None:
    run(both.parent)
    before = [record.tables for record in lines(both.parent)]
    with sqlite3.connect(both.parent.parent / "run" / "run.sqlite") as ledger:
        assert ledger.execute(harm).rowcount == 1
    ledger.close()
    assert run(both.parent).read == 2
    assert [record.tables for record in lines(both.parent)] == before


def test_python_gets_the_first_with_a_warning_or_all(both: Path) -> None:
    first, second = gongkai.read_all(both)
    assert (first.agency, second.agency) == (FIRST.labels.agency, SECOND.labels.agency)
    assert second.source.path == f"{both}#2"
    alone = gongkai.read(both)
    warned = [f for f in alone.findings if (f.rule, f.severity) == ("structure.several_reports", "warning")]
    assert [found.values for found in warned] == [{"count": 2, "every": "gongkai.read_all"}]
    assert "2" in warned[0].message
    assert len(gongkai.read_all(FIRST.text)) == 1


def test_a_comparison_of_two_years_is_refused_with_its_reason(folder: Path) -> None:
    body = FIRST.text.strip().split("\n", 1)[1]
    path = folder / "compared.txt"
    path.write_text(f"云岫县2022年与2023年政府信息公开工作年度报告对比\n{body}\n", encoding="utf-8")
    with pytest.raises(gongkai.NotAReport, match=r"2022.*2023"):
        gongkai.read(path)
    (failure,) = run(folder).failures
    assert failure.path == str(path)
    assert "请分别给出各年度的报告" in failure.reason
    assert "\n" not in failure.reason


def test_the_figures_of_a_file_tell_how_many_reports_it_holds(both: Path) -> None:
    run(both.parent)
    with sqlite3.connect(both.parent.parent / "run" / "run.sqlite") as ledger:
        kept = [json.loads(row[0]) for row in ledger.execute("SELECT figures FROM reports ORDER BY path")]
    ledger.close()
    assert [figures.get("reports") for figures in kept] == [2, None]
