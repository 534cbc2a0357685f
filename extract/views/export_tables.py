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

from extract.doubts import doubt, said_by, texts
from extract.run.packed import is_flagged
from extract.tables.units import HEADING_UNIT
from extract.wording import phrase
from schemas.form import Column as FormColumn
from schemas.form import Form, Group, Row, Table, load_form
from schemas.record import Cell, Record, Statement, Value

Kind = Literal["text", "integer", "number", "boolean"]
Scalar = int | float | str | bool | None
Line = list[Scalar]

BIGGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is for programs, `heading` for people: the form's own words, or a code of the catalogue."""

    name: str
    heading: str
    kind: Kind = "text"


@dataclass(frozen=True)
class Sheet:
    """One table of the export; `lines` makes its rows of a record. `title` is a code of the catalogue."""

    name: str
    title: str
    columns: tuple[Column, ...]
    lines: Callable[[Record], Iterator[Line]]


def sheets(blank_as_zero: bool = False) -> tuple[Sheet, ...]:
    """The tables that are made of records, `reports` first. `blank_as_zero`: 0 for blanks and marks for nothing."""
    places = form_columns(load_form())
    return (
        Sheet(
            "reports", "sheet_reports", (*_ABOUT, *(place.column for place in places)),
            lambda record: iter([_report(record, places, blank_as_zero)]),
        ),
        Sheet("cells", "sheet_cells", (*_KEY, *_CELL), lambda record: _cells(record, blank_as_zero)),
        Sheet("problems", "sheet_problems", (*_KEY, *_STATEMENT, *_DETAIL), _problems),
        Sheet("measures", "sheet_measures", (*_KEY, *_STATEMENT, Column("answers", "heading_answers")), _measures),
        Sheet("progress", "sheet_progress", (*_KEY, *_STATEMENT), _progress),
        Sheet("findings", "sheet_findings", (*_KEY, *_FINDING), _findings),
    )  # fmt: skip


FAILURES = Sheet(
    "failures",
    "sheet_failures",
    (Column("path", "heading_path"), Column("reason", "heading_reason")),
    lambda record: iter(()),
)

_KEY = (
    Column("id", "heading_id"),
    Column("path", "heading_path"),
    Column("agency", "heading_agency"),
    Column("year", "heading_year", "integer"),
)
_ABOUT = (
    *_KEY,
    Column("other_paths", "heading_other_paths"),
    Column("editions", "heading_editions"),
    Column("other_units", "heading_other_units"),
    Column("flagged", "heading_flagged", "boolean"),
    Column("problems", "heading_problems", "integer"),
    Column("measures", "heading_measures", "integer"),
    Column("findings", "heading_findings", "integer"),
)
_CELL = (
    Column("cell", "heading_cell"),
    Column("table", "heading_table"),
    Column("row", "heading_row"),
    Column("column", "heading_column"),
    Column("heading", "heading_heading"),
    Column("value", "heading_value", "number"),
    Column("text", "heading_text"),
    Column("state", "heading_state"),
    Column("trust", "heading_trust"),
    Column("evidence", "heading_evidence"),
    Column("reasons", "heading_reasons"),
    Column("page", "heading_page", "integer"),
    Column("line", "heading_line", "integer"),
    Column("start", "heading_start", "integer"),
    Column("end", "heading_end", "integer"),
    Column("left", "heading_left", "number"),
    Column("top", "heading_top", "number"),
    Column("right", "heading_right", "number"),
    Column("bottom", "heading_bottom", "number"),
    Column("confidence", "heading_confidence", "number"),
)
_STATEMENT = (
    Column("number", "heading_number", "integer"),
    Column("text", "heading_content"),
    Column("quote", "heading_quote"),
    Column("start", "heading_start", "integer"),
    Column("end", "heading_end", "integer"),
    Column("trust", "heading_trust"),
)
_DETAIL = (
    Column("detail_start", "heading_detail_start", "integer"),
    Column("detail_end", "heading_detail_end", "integer"),
)
_FINDING = (
    Column("rule", "heading_rule"),
    Column("severity", "heading_severity"),
    Column("verdict", "heading_verdict"),
    Column("cells", "heading_cells"),
    Column("left", "heading_left2", "number"),
    Column("right", "heading_right2", "number"),
    Column("message", "heading_message"),
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
        why = doubt("not_as_tables", kind=type(error).__name__)
        warnings.warn(phrase("at_place", place=record.source.path, said=why), NotExported, stacklevel=2)
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
            why = doubt("number_too_large", cell=address)
            warnings.warn(phrase("at_place", place=record.source.path, said=why), NotExported, stacklevel=2)
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
