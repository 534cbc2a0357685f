"""What an afternoon's script does: a label, then the numbers behind it; 一是…；二是… in section 五."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eval.baselines.zeros import bare_record
from extract.document import Document
from schemas.form import Form, Row, Table
from schemas.record import Measure, Problem, Record, Source, Value

NUMBER = r"\d+(?:\.\d+)?"
TITLE = re.compile(r"^[#\s]*(.{2,30}?)\s*(20\d\d)\s*年", re.MULTILINE)
ISSUES = re.compile(r"五、.{0,20}问题.*?\n(.*?)(?=\n[#\s]*六、|\Z)", re.DOTALL)
TURN = re.compile(r"针对|下一步|今后|20\d\d年，|措施|计划")
MARK = r"(?:[一二三四五]是|（[一二三四五]）|\d\.)"
ITEM = re.compile(rf"{MARK}(.+?)(?=[；。]\s*{MARK}|[；。]?\s*$)", re.MULTILINE)


def read_by_regex(document: Document, source: Source, form: Form) -> Record:
    """Values wherever a label is followed by as many numbers as its row has columns, in the newest edition."""
    tables = form.editions[-1].tables
    values = {address: value for table in tables.values() for address, value in _cells(document.text, table)}
    record = bare_record(source, tables, values, "regex")
    title = TITLE.search(document.text)
    if title:
        record.agency, record.year = title[1], int(title[2])
    problems, measures = _issues(document.text)
    record.problems = [Problem(text=m[0], quote=m[0], start=m[1], end=m[1] + len(m[0])) for m in problems]
    record.measures = [Measure(text=m[0], quote=m[0], start=m[1], end=m[1] + len(m[0])) for m in measures]
    return record


def _cells(text: str, table: Table) -> Iterator[tuple[str, Value]]:
    if table.arrangement == "line":
        yield from _line(text, table)
        return
    for row in table.rows:
        found = re.search(_pattern(row), text)
        if found:
            yield from _as_values(table, row, re.findall(NUMBER, found[1]))


def _pattern(row: Row) -> str:
    label = r"\s*".join(re.escape(character) for character in row.label + row.note)
    return label + r"\D{0,6}?" + _run_of(len(row.columns))


def _run_of(count: int) -> str:
    """A pattern for so many numbers in a row, with spaces or | between them."""
    return rf"((?:{NUMBER}[\s|]+){{{count - 1}}}{NUMBER})"


def _line(text: str, table: Table) -> Iterator[tuple[str, Value]]:
    """The first run of as many numbers as the table has cells."""
    found = re.search(_run_of(len(table.addresses)), text)
    if found:
        numbers = re.findall(r"\d+", found[1])
        yield from ((address, int(number)) for address, number in zip(table.addresses, numbers, strict=False))


def _as_values(table: Table, row: Row, numbers: list[str]) -> Iterator[tuple[str, Value]]:
    for column, number in zip(row.columns, numbers, strict=False):
        yield table.address(row.id, column.id), number if column.kind == "amount" else int(number.split(".")[0])


def _issues(text: str) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """Enumerated items of section 五 with their places: before the turn to measures, and after it."""
    section = ISSUES.search(text)
    if not section:
        return [], []
    turn = TURN.search(section[1])
    cut = section.start(1) + (turn.start() if turn else len(section[1]))
    items = [(match[1], match.start(1)) for match in ITEM.finditer(text, section.start(1), section.end(1))]
    return [item for item in items if item[1] < cut], [item for item in items if item[1] >= cut]
