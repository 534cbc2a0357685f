"""A run from Python: relations with a row for each cell, statement and finding; what docs/python.md shows runs."""

from __future__ import annotations

import io
import json
import re
import shutil
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from command_process import FIXTURES, ROOT, run_command

import gongkai
from extract.run import records
from extract.views.export import export
from extract.views.export_tables import sheets

SEEDS = ("luolong-government-office-2024", "yuncheng-science-2024", "mengjin-science-industry-2023")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `report.txt`, `reports/` and a run of these, `runs/2024`."""
    home = tmp_path_factory.mktemp("python")
    (home / "reports").mkdir()
    shutil.copy(FIXTURES / SEEDS[0] / "report.txt", home / "report.txt")
    for name in SEEDS:
        shutil.copy(FIXTURES / name / "report.txt", home / "reports" / f"{name}.txt")
    (home / "reports" / "notice.txt").write_text("关于召开会议的通知\n", encoding="utf-8")
    done = run_command("extract", home / "reports", "--out", home / "runs" / "2024", "--reader", "rules")
    assert done.returncode == 1, done.stderr
    return home


@pytest.fixture(scope="module")
def run(home: Path) -> gongkai.Run:
    return gongkai.Run(home / "runs" / "2024")


def test_a_cell_has_its_value_state_trust_and_place(run: gongkai.Run) -> None:
    (record,) = [record for record in run.records() if "luolong" in record.source.path]
    cell = record.cells["applications.new.total"]
    assert cell.where is not None
    found = run.cells().filter("agency like '洛龙区%' and cell = 'applications.new.total'")
    place = (cell.where.line, cell.where.start, cell.where.end)
    assert found.select("value", "text", "state", "trust", "evidence", "line", '"start"', '"end"').fetchall() == [
        (140.0, "140", "number", cell.trust, " ".join(cell.evidence) or None, *place)
    ]


def test_the_relations_hold_what_the_records_hold(run: gongkai.Run) -> None:
    kept = list(run.records())
    assert len(kept) == len(SEEDS)
    assert len(run.cells()) == sum(len(record.cells) for record in kept)
    assert len(run.problems()) == sum(len(record.problems) for record in kept) > 0
    assert len(run.measures()) == sum(len(record.measures) for record in kept) > 0
    assert len(run.findings()) == sum(len(record.findings) for record in kept) > 0
    assert run.reports().select("path").fetchall() == [(record.source.path,) for record in kept]
    assert [Path(path).name for path, _ in run.failures().fetchall()] == ["notice.txt"]


@pytest.mark.parametrize("sheet", sheets(), ids=lambda sheet: sheet.name)
def test_a_relation_has_the_rows_of_the_export_of_its_name(run: gongkai.Run, sheet: object, tmp_path: Path) -> None:
    name = sheet.name  # type: ignore[attr-defined]
    folder = export(run.folder, "jsonl", tmp_path)
    lines = [json.loads(line) for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    relation = getattr(run, name)()
    assert [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()] == lines


def test_a_run_that_changed_is_read_anew(home: Path, tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    shutil.copytree(home / "reports", reports)
    (reports / f"{SEEDS[0]}.txt").unlink()
    (reports / "notice.txt").unlink()
    assert run_command("extract", reports, "--out", tmp_path / "run", "--reader", "rules").returncode == 0
    run = gongkai.Run(tmp_path / "run")
    assert len(run.reports()) == 2
    shutil.copy(home / "report.txt", reports / "c.txt")
    assert run_command("extract", reports, "--out", tmp_path / "run", "--reader", "rules").returncode == 0
    assert len(run.reports()) == 3


def test_a_query_joins_the_relations(run: gongkai.Run) -> None:
    query = "select r.agency, count(*) from reports r join problems p using (id) group by all order by all"
    counts = {record.agency: len(record.problems) for record in records(run.folder)}
    assert run.sql(query).fetchall() == sorted(counts.items())


def test_a_record_is_found_by_a_part_of_its_path(run: gongkai.Run) -> None:
    assert run.record("luolong").agency == "洛龙区人民政府办公室"


@pytest.mark.usefixtures("english")
def test_a_folder_without_a_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(gongkai.RunError, match="there is no run here"):
        gongkai.Run(tmp_path)


@pytest.mark.parametrize("name", ["python.md", "python.zh-CN.md"])
def test_every_example_of_the_page_prints_what_stands_below_it(
    name: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    page = (ROOT / "docs" / name).read_text(encoding="utf-8")
    examples = re.findall(r"```python\n(.*?)```\n(?:\n```text\n(.*?)```)?", page, re.S)
    assert len(examples) >= 4
    scope: dict[str, object] = {}
    for code, expected in examples:
        printed = io.StringIO()
        with redirect_stdout(printed):
            exec(compile(code, name, "exec"), scope)
        assert printed.getvalue() == expected


def test_the_notebook_runs_from_its_first_cell_to_its_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    notebook = json.loads((ROOT / "docs" / "gongkai.ipynb").read_text(encoding="utf-8"))
    assert notebook["nbformat"] == 4
    assert [cell for cell in notebook["cells"] if cell.get("outputs")] == []
    code = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert "gongkai.read(" in code[0]
    scope: dict[str, object] = {}
    with redirect_stdout(io.StringIO()):
        for cell in code:
            exec(compile(cell, "gongkai.ipynb", "exec"), scope)
    assert len(scope["run"].reports()) > 3  # type: ignore[attr-defined]
