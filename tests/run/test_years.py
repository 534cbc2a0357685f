"""What reports of one agency say of each other, once a run holds several."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from run_standin import STEPS, Write, prepare

from extract.run import Options, RunSummary, extract, records
from extract.run.steps import Asking, Job, Steps
from extract.run.years import YearOf, between
from extract.settings import Settings
from schemas.form import load_form
from schemas.record import Record, TableValues

AGENCY = "某县教育局"


def with_tables(job: Job, data: bytes, settings: Settings) -> list[Record]:
    """The stand-in's record with tables: the order is `IN OUT`, numbers carried in and out; all else is 0."""
    made = prepare(job, data, settings)
    assert not isinstance(made, Asking)
    record = made[0]
    edition = load_form().editions[-1]
    tables: dict[str, TableValues] = {
        name: {row.id: {column.id: 0 for column in row.columns} for row in table.rows}
        for name, table in edition.tables.items()
    }
    carried_in, carried_out = (int(number) for number in data.decode().split("\n")[0].split())
    tables["applications"]["carried_in"]["total"] = carried_in
    tables["applications"]["carried_out"]["total"] = carried_out
    editions = {"disclosure": edition.id, "applications": edition.id}
    return [record.model_copy(update={"tables": tables, "editions": editions})]


def run(folder: Path) -> RunSummary:
    steps = Steps(with_tables, STEPS.identity, STEPS.is_current)
    return extract([folder], folder.parent / "run", Settings(reader="rules"), Options(workers=0), steps=steps)


def found(folder: Path) -> dict[str, list[str]]:
    """The rules of each report's findings, by file name, as its record and the JSON Lines file have them."""
    by_record = {Path(r.source.path).stem: [f.rule for f in r.findings] for r in records(folder.parent / "run")}
    lines = (folder.parent / "run" / "reports.jsonl").read_text(encoding="utf-8").splitlines()
    parsed: list[dict[str, Any]] = [json.loads(line) for line in lines]
    assert by_record == {Path(p["source"]["path"]).stem: [f["rule"] for f in p["findings"]] for p in parsed}
    return by_record


def test_what_is_carried_out_of_one_year_has_to_be_carried_into_the_next(folder: Path, write: Write) -> None:
    write("a", "0 5", AGENCY, 2022)
    write("b", "5 7", AGENCY, 2023)
    write("c", "6 0", AGENCY, 2024)
    summary = run(folder)
    assert found(folder) == {"a": [], "b": [], "c": ["years.carried"]}
    assert summary.flagged == 1
    (finding,) = list(records(folder.parent / "run"))[2].findings
    assert (finding.left, finding.right, finding.severity) == (7, 6, "warning")
    assert "b.txt" in finding.message


def test_a_report_that_comes_later_changes_what_is_said_of_the_others(folder: Path, write: Write) -> None:
    write("c", "6 0", AGENCY, 2024)
    assert run(folder).flagged == 0
    write("b", "0 7", AGENCY, 2023)
    assert run(folder).flagged == 1
    assert found(folder) == {"b": [], "c": ["years.carried"]}
    assert run(folder).flagged == 1


@pytest.mark.parametrize("name", ["某县教育局", "某 县教育 局", "某县教育局\u3000"])
def test_a_name_with_spaces_is_the_same_agency(folder: Path, write: Write, name: str) -> None:
    write("a", "0 5", AGENCY, 2022)
    write("b", "4 0", name, 2023)
    run(folder)
    assert found(folder)["b"] == ["years.carried"]


def test_another_agency_is_not_compared(folder: Path, write: Write) -> None:
    write("a", "0 5", AGENCY, 2022)
    write("b", "4 0", "某县公安局", 2023)
    run(folder)
    assert found(folder) == {"a": [], "b": []}


def test_a_year_that_is_missing_between_two_is_a_remark(folder: Path, write: Write) -> None:
    write("a", "0 5", AGENCY, 2020)
    write("b", "4 0", AGENCY, 2023)
    assert run(folder).flagged == 0
    assert found(folder) == {"a": [], "b": ["years.gap"]}
    finding = list(records(folder.parent / "run"))[1].findings[0]
    assert "2021、2022" in finding.message
    assert finding.severity == "info"


def test_two_reports_for_one_agency_and_year_are_named_in_both(folder: Path, write: Write) -> None:
    write("a", "0 5", AGENCY, 2023)
    write("b", "0 6", AGENCY, 2023)
    assert run(folder).flagged == 2
    assert found(folder) == {"a": ["years.duplicate"], "b": ["years.duplicate"]}
    first, second = records(folder.parent / "run")
    assert "b.txt" in first.findings[0].message
    assert "a.txt" in second.findings[0].message


def test_a_name_that_a_hundred_reports_have_is_no_agency_and_costs_no_time(folder: Path, write: Write) -> None:
    for number in range(120):
        write(f"{number:03}", f"0 {number}", AGENCY, 2023)
    write("z", "0 1", "某县公安局", 2023)
    assert run(folder).flagged == 120
    rules = found(folder)
    assert rules.pop("z") == []
    assert set(map(tuple, rules.values())) == {("years.crowded",)}


def of_year(year: int, **cells: int) -> YearOf:
    """A report of zeros but for some cells, as `table__row__column`."""
    edition = load_form().editions[-1]
    tables: dict[str, TableValues] = {
        name: {row.id: {column.id: 0 for column in row.columns} for row in table.rows}
        for name, table in edition.tables.items()
    }
    for name, value in cells.items():
        table, row, column = name.split("__")
        tables[table][row][column] = value
    return YearOf(f"{year}", f"{year}.txt", AGENCY, year, dict.fromkeys(tables, edition.id), tables)


def test_what_is_carried_is_compared_in_every_column() -> None:
    rows = load_form().editions[-1].tables["applications"].row_by_id
    columns = [column.id for column in rows["carried_in"].columns]
    out = {f"applications__carried_out__{column}": number for number, column in enumerate(columns, 1)}
    found = between([of_year(2022, **out), of_year(2023)], load_form())["2023"]
    assert [(finding.rule, finding.cells, finding.left, finding.right) for finding in found] == [
        ("years.carried", [f"applications.carried_in.{column}"], number, 0) for number, column in enumerate(columns, 1)
    ]


def test_what_is_in_force_follows_from_the_year_before() -> None:
    def year(number: int, in_force: int) -> YearOf:
        cells = {"issued": 3, "repealed": 1, "in_force": in_force}
        return of_year(number, **{f"disclosure__regulations__{name}": value for name, value in cells.items()})

    assert "2023" not in between([year(2022, 10), year(2023, 12)], load_form())
    (finding,) = between([year(2022, 10), year(2023, 13)], load_form())["2023"]
    assert (finding.rule, finding.left, finding.right) == ("years.in_force", 12, 13)
    assert finding.cells[-1] == "disclosure.regulations.in_force"
