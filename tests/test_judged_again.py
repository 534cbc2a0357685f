"""A stored record that is judged again under the same rules comes out as it was."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from command_process import FIXTURES

from extract.files import read_bytes
from extract.judge.again import judged_again
from extract.reading import CellReading, TableReading
from extract.recording import make_record
from extract.report import read
from extract.rules import read_by_rules
from extract.settings import Limits
from schemas.record import Reading, Record, Source

CHANGES = {
    "as printed": ("", ""),
    "a total": ("3\t140", "3\t143"),
    "a count that is nothing": ("\t21\t0\t0\t0\t0\t0\t21", "\t—\t0\t0\t0\t0\t0\t21"),
    "a blank": ("\t21\t0\t0\t0\t0\t0\t21", "\t\t0\t0\t0\t0\t0\t21"),
    "a row that is gone": ("四、结转下年度继续办理\t\t29\t0\t0\t0\t0\t3\t32\t\n", ""),
}


def source_of(data: bytes) -> Source:
    return Source(path="a.txt", sha256=hashlib.sha256(data).hexdigest(), media_type="text/plain")


def same(one: Record, other: Record) -> None:
    for name in ("cells", "findings", "suggestions", "checks", "tables"):
        assert getattr(one, name) == getattr(other, name), name


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*/report.txt")), ids=lambda path: path.parent.name)
def test_a_bundled_report_keeps_its_judgement(path: Path) -> None:
    data = path.read_bytes()
    record = read(data, name="report.txt")
    same(judged_again(record), record)


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_report_keeps_its_judgement(change: str) -> None:
    text = (FIXTURES / "luolong-government-office-2024" / "report.txt").read_text(encoding="utf-8")
    before, after = CHANGES[change]
    assert before in text
    data = text.replace(before, after, 1).encode()
    record = read(data, name="report.txt")
    same(judged_again(record), record)


def test_readers_that_differ_differ_again() -> None:
    data = (FIXTURES / "luolong-government-office-2024" / "report.txt").read_bytes()
    document = read_bytes(data, Limits(), ".txt")
    rules = read_by_rules(document)
    other = {name: with_value(table, 1) for name, table in rules.tables.items()}
    record = make_record(document, source_of(data), rules, [rules.tables, other], rules.issues, Reading(reader="both"))
    assert sum(len(set(cell.readings.values())) > 1 for cell in record.cells.values()) == 3
    same(judged_again(record), record)


def with_value(table: TableReading, value: int) -> TableReading:
    """The table as another reader might have read it: a value in its first cell that is not the printed one."""
    first = table.table.addresses[0]
    cells = {**table.cells, first: CellReading(value, str(value), "number", table.cells[first].where)}
    return TableReading(table.table, cells, "other")


def test_a_rule_that_is_new_finds_what_it_finds_in_a_stored_record() -> None:
    data = (FIXTURES / "luolong-government-office-2024" / "report.txt").read_bytes()
    record = read(data, name="report.txt")
    record.tables["proceedings"]["review"]["total"] = 99
    found = [finding.rule for finding in judged_again(record).findings if finding.severity == "error"]
    assert found == ["proceedings.row_total"]
