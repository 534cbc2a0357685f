"""The tables of an export, as rows of plain values: what every format writes.

`reports` has one row a report and one column for every cell of the form, in every edition; `cells`, `problems`,
`measures`, `progress` and `findings` have one row each; `failures` names what could not be read, so that nobody takes
the table of reports for all of them.
"""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from extract.doubts import said_by, texts
from extract.run.packed import is_flagged
from extract.tables.units import HEADING_UNIT
from schemas.form import Column as FormColumn
from schemas.form import Form, Group, Row, Table, load_form
from schemas.record import Cell, Record, Statement, Value

Kind = Literal["text", "integer", "number", "boolean"]
Scalar = int | float | str | bool | None
Line = list[Scalar]

BIGGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is for programs, `heading` for people."""

    name: str
    heading: str
    kind: Kind = "text"


@dataclass(frozen=True)
class Sheet:
    """One table of the export; `lines` makes its rows of a record."""

    name: str
    title: str
    columns: tuple[Column, ...]
    lines: Callable[[Record], Iterator[Line]]


def sheets(blank_as_zero: bool = False) -> tuple[Sheet, ...]:
    """The tables that are made of records, `reports` first. `blank_as_zero`: 0 for blanks and marks for nothing."""
    places = form_columns(load_form())
    return (
        Sheet(
            "reports", "报告", (*_ABOUT, *(place.column for place in places)),
            lambda record: iter([_report(record, places, blank_as_zero)]),
        ),
        Sheet("cells", "单元格", (*_KEY, *_CELL), lambda record: _cells(record, blank_as_zero)),
        Sheet("problems", "问题", (*_KEY, *_STATEMENT, *_DETAIL), _problems),
        Sheet("measures", "措施", (*_KEY, *_STATEMENT, Column("answers", "对应问题")), _measures),
        Sheet("progress", "整改进展", (*_KEY, *_STATEMENT), _progress),
        Sheet("findings", "核对结果", (*_KEY, *_FINDING), _findings),
    )  # fmt: skip


FAILURES = Sheet("failures", "未能读取", (Column("path", "文件"), Column("reason", "原因")), lambda record: iter(()))

_KEY = (Column("id", "编号"), Column("path", "文件"), Column("agency", "机关"), Column("year", "年度", "integer"))
_ABOUT = (
    *_KEY,
    Column("other_paths", "相同文件"),
    Column("editions", "格式版本"),
    Column("other_units", "另印单位"),
    Column("flagged", "需复核", "boolean"),
    Column("problems", "问题数", "integer"),
    Column("measures", "措施数", "integer"),
    Column("findings", "核对结果数", "integer"),
)
_CELL = (
    Column("cell", "单元格"),
    Column("table", "表"),
    Column("row", "行"),
    Column("column", "列"),
    Column("heading", "栏目"),
    Column("value", "数值", "number"),
    Column("text", "原文"),
    Column("state", "状态"),
    Column("trust", "可信度"),
    Column("evidence", "依据"),
    Column("reasons", "存疑理由"),
    Column("page", "页", "integer"),
    Column("line", "文本行", "integer"),
    Column("start", "起", "integer"),
    Column("end", "止", "integer"),
    Column("left", "左", "number"),
    Column("top", "上", "number"),
    Column("right", "右", "number"),
    Column("bottom", "下", "number"),
    Column("confidence", "识别置信度", "number"),
)
_STATEMENT = (
    Column("number", "序号", "integer"),
    Column("text", "内容"),
    Column("quote", "原文"),
    Column("start", "起", "integer"),
    Column("end", "止", "integer"),
    Column("trust", "可信度"),
)
_DETAIL = (Column("detail_start", "说明起", "integer"), Column("detail_end", "说明止", "integer"))
_FINDING = (
    Column("rule", "规则"),
    Column("severity", "级别"),
    Column("verdict", "判断"),
    Column("cells", "单元格"),
    Column("left", "左边", "number"),
    Column("right", "右边", "number"),
    Column("message", "说明"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of the form as a column of `reports`."""

    table: str
    row: str
    column_id: str
    column: Column

    @property
    def address(self) -> str:
        return f"{self.table}.{self.row}.{self.column_id}"


def form_columns(form: Form) -> tuple[Place, ...]:
    """Every cell of every edition, each address once: the newest edition's first, with its headings."""
    places: dict[str, Place] = {}
    headings: set[str] = set()
    for table_id in form.table_ids:
        for table in form.variants_of(table_id):
            for row in table.rows:
                for column in row.columns:
                    address = table.address(row.id, column.id)
                    if address not in places:
                        heading = cell_heading(table, row, column)
                        if heading in headings:
                            heading += f"（{table.edition}）"
                        headings.add(heading)
                        kind: Kind = "number" if column.kind == "amount" else "integer"
                        places[address] = Place(table.id, row.id, column.id, Column(address, heading, kind))
    return tuple(places.values())


def cell_heading(table: Table, row: Row, column: FormColumn) -> str:
    """The heading of a cell as the form prints it: the groups around its row, its row, its column."""
    unit = f"（单位：{column.unit}）" if column.unit else ""
    groups = " ".join(_printed(group) for group in table.group_path(row))
    return f"{groups} {row.printed()} · {column.label}{unit}".strip()


def _printed(group: Group) -> str:
    return f"{group.number}{'' if group.number.startswith('（') or not group.number else '、'}{group.label}"


def shown_value(record: Record, table: str, row: str, column: str, blank_as_zero: bool) -> Value:
    """What an export shows of a cell: the printed value; None where none is printed."""
    value = record.tables.get(table, {}).get(row, {}).get(column)
    if value is None and blank_as_zero:
        cell = record.cells.get(f"{table}.{row}.{column}")
        return 0 if cell and cell.state in ("blank", "mark") else None
    return value


def _key(record: Record) -> Line:
    return [record.id, record.source.path, record.agency, record.year]


def _report(record: Record, places: tuple[Place, ...], blank_as_zero: bool) -> Line:
    units = printed_units(record)
    line: Line = [
        *_key(record), "\n".join(record.source.other_paths) or None, _editions(record), _other_units(record, units),
        is_flagged(record),
        len(record.problems), len(record.measures), len(record.findings),
    ]  # fmt: skip
    for place in places:
        other = place.address in units  # no number stands under a unit that is not its own
        value = None if other else shown_value(record, place.table, place.row, place.column_id, blank_as_zero)
        line.append(number(value) if place.column.kind == "number" else integer(value))
    return line


def printed_units(record: Record) -> dict[str, str]:
    """The amounts whose heading names another unit than the form, by address, with that unit."""
    noted = (said_by(found) for found in record.findings if found.code == HEADING_UNIT)
    return {str(note.get("cell")): str(note.get("unit")) for note in noted}


def _other_units(record: Record, units: Mapping[str, str]) -> str | None:
    """What the columns of the amounts leave out, as printed."""
    return "\n".join(f"{address} {record.cells[address].text}{unit}" for address, unit in units.items()) or None


def _editions(record: Record) -> str:
    return ", ".join(f"{table} {edition}" for table, edition in record.editions.items())


def integer(value: Value) -> int | None:
    """None for what no table of integers holds; the printed digits stand in the table of cells."""
    return value if isinstance(value, int) and abs(value) <= BIGGEST else None


def number(value: Value) -> int | float | None:
    """A printed amount as a number; None for what no table of numbers holds."""
    if value is None or (isinstance(value, int) and abs(value) <= BIGGEST):
        return value
    try:
        amount = float(value)
    except (OverflowError, ValueError):
        return None
    return amount if math.isfinite(amount) else None


class NotExported(UserWarning):
    """A part of a run that no table holds was left out. The message names it."""


def lines_of(tables: Sequence[Sheet], record: Record) -> list[list[Line]] | None:
    """The rows of a record in each table; None, with a `NotExported`, where they cannot be made."""
    try:
        return [list(sheet.lines(record)) for sheet in tables]
    except (KeyError, ValueError, TypeError, OverflowError) as error:
        said = f"{record.source.path}: cannot be written as tables ({type(error).__name__}) and was left out"
        warnings.warn(f"{said}; reports.jsonl holds it", NotExported, stacklevel=2)
        return None


@lru_cache(maxsize=32)
def _headings(table_id: str, edition: str | None) -> dict[str, str]:
    """The heading of each cell of a table. A record states no edition of a table that is the same in all."""
    form = load_form()
    table = form.table(table_id, edition) if edition else form.variants_of(table_id)[0]
    return {
        table.address(row.id, column.id): cell_heading(table, row, column)
        for row in table.rows
        for column in row.columns
    }


def _cells(record: Record, blank_as_zero: bool) -> Iterator[Line]:
    units = printed_units(record)
    for address, cell in record.cells.items():
        table_id, row_id, column_id = address.split(".")
        value = shown_value(record, table_id, row_id, column_id, blank_as_zero)
        heading = _headings(table_id, record.editions.get(table_id))[address]
        if address in units:
            heading = re.sub("（单位：[^）]*）", f"（单位：{units[address]}）", heading)
        shown = number(value)
        if shown is None and value is not None:
            said = f"{record.source.path}: {address} is too large a number for a table and was left empty"
            warnings.warn(f"{said}; its digits stand under 'text'", NotExported, stacklevel=2)
        yield [*_key(record), address, table_id, row_id, column_id, heading, shown, *_about_cell(cell)]


def _about_cell(cell: Cell) -> Line:
    where = cell.where
    place: Line = [where.page, where.line, where.start, where.end, *(where.box or [None] * 4)] if where else [None] * 8
    evidence = " ".join(cell.evidence) or None
    return [cell.text, cell.state, cell.trust, evidence, "\n".join(texts(cell.doubts)) or None, *place, cell.confidence]


def _problems(record: Record) -> Iterator[Line]:
    for index, item in enumerate(record.problems, 1):
        detail: Line = [item.detail.start, item.detail.end] if item.detail else [None, None]
        yield [*_key(record), *_statement(index, item), *detail]


def _progress(record: Record) -> Iterator[Line]:
    for index, item in enumerate(record.progress, 1):
        yield [*_key(record), *_statement(index, item)]


def _statement(index: int, item: Statement) -> Line:
    return [index, item.text, item.quote, item.start, item.end, item.trust]


def _measures(record: Record) -> Iterator[Line]:
    for index, item in enumerate(record.measures, 1):
        answers = ", ".join(str(answer + 1) for answer in item.answers) or None
        yield [*_key(record), *_statement(index, item), answers]


def _findings(record: Record) -> Iterator[Line]:
    for finding in record.findings:
        yield [
            *_key(record), finding.rule, finding.severity, finding.verdict, " ".join(finding.cells) or None,
            number(finding.left), number(finding.right), finding.message,
        ]  # fmt: skip
