"""The tables of a record as HTML tables need them: rows of cells with their spans, laid out as the form prints them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from extract.views.notes import Notes
from extract.views.sheet import ABSENT, blocks_of, printed
from schemas.form import Column, Group, Row, Table
from schemas.record import Record


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """A cell of an HTML table. `address` is "" for headings; `marks` are the numbers of its notes."""

    text: str
    heading: bool = False
    rows: int = 1
    columns: int = 1
    address: str = ""
    kind: str = ""
    """How it is shown: suspect, warned (a warning names it), over (a broken rule speaks of it), zero, empty."""
    marks: tuple[int, ...] = ()
    suggestion: str = ""


DrawnRow = list[DrawnCell]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A table row by row."""

    rows: Sequence[DrawnRow]
    arrangement: str


def draw(record: Record, table: Table, notes: Notes) -> Drawn:
    """A table of a record with the marks of its notes."""
    drawing = _Drawing(record, table, notes)
    rows = {"grid": drawing.grid, "line": drawing.line, "blocks": drawing.blocks}[table.arrangement]()
    return Drawn(list(rows), table.arrangement)


class _Drawing:
    def __init__(self, record: Record, table: Table, notes: Notes) -> None:
        self._record, self._table, self._notes = record, table, notes
        self._warned = {a for f in record.findings if f.severity == "warning" for a in f.cells}
        self._suggested = {s.cell: str(s.value) for s in record.suggestions if s.value is not None}

    def grid(self) -> Iterator[DrawnRow]:
        table = self._table
        depth = 1 + max(len(table.group_path(row)) for row in table.rows)
        yield from _grid_headings(table.columns, depth)
        opened: set[str] = set()
        for row in table.rows:
            path = table.group_path(row)
            cells = [_heading(printed(g), rows=self._rows_in(g)) for g in path if g.id not in opened]
            opened.update(group.id for group in path)
            yield [*cells, _heading(row.printed(), columns=depth - len(path)), *self._cells(row)]

    def blocks(self) -> Iterator[DrawnRow]:
        blocks = blocks_of(self._table)
        widest = max(len(block.columns) for block in blocks)
        for block in blocks:
            if block.title:
                yield [_heading(block.title, columns=widest + 1)]
            yield [_heading("信息内容"), *(_heading(_column(column)) for column in block.columns)]
            for row in block.rows:
                yield [_heading(row.printed()), *self._cells(row)]

    def line(self) -> Iterator[DrawnRow]:
        table = self._table
        top: DrawnRow = []
        second: DrawnRow = []
        for group, members in groupby(table.rows, key=lambda row: table.group_path(row)[-1:]):
            rows = list(members)
            if group:
                top.append(_heading(printed(group[0]), columns=sum(len(row.columns) for row in rows)))
                second += [_heading(row.printed(), columns=len(row.columns)) for row in rows]
            else:
                top += [_heading(row.printed(), rows=2, columns=len(row.columns)) for row in rows]
        yield top
        yield second
        yield [_heading(column.label) for row in table.rows for column in row.columns]
        yield [cell for row in table.rows for cell in self._cells(row)]

    def _rows_in(self, group: Group) -> int:
        return sum(group in self._table.group_path(row) for row in self._table.rows)

    def _cells(self, row: Row) -> Iterator[DrawnCell]:
        for column in row.columns:
            yield self._cell(self._table.address(row.id, column.id), row, column)

    def _cell(self, address: str, row: Row, column: Column) -> DrawnCell:
        cell = self._record.cells.get(address)
        value = self._record.tables.get(self._table.id, {}).get(row.id, {}).get(column.id)
        marks = tuple(self._notes.of(address))
        if cell is None or cell.state == "absent":
            text, empty = ABSENT, "empty"
        else:
            text, empty = (str(value) if cell.state == "number" and value is not None else cell.text), ""
        suspect = cell is None or cell.trust == "suspect"
        kind = "suspect" if suspect else "warned" if address in self._warned else "over" if marks else ""
        shown = " ".join(filter(None, [kind, empty, "zero" if value == 0 and not suspect else ""]))
        return DrawnCell(text, False, 1, 1, address, shown, marks, self._suggested.get(address, "") if suspect else "")


def _grid_headings(columns: Sequence[Column], depth: int) -> Iterator[DrawnRow]:
    """Two rows: headings that span several columns over those columns, the others over both rows."""
    top: DrawnRow = [_heading("", rows=2, columns=depth)]
    second: DrawnRow = []
    for under, members in groupby(columns, key=lambda column: column.under):
        spanned = list(members)
        if under:
            top.append(_heading(under, columns=len(spanned)))
            second += [_heading(_column(column)) for column in spanned]
        else:
            top += [_heading(_column(column), rows=2) for column in spanned]
    yield top
    yield second


def _heading(text: str, rows: int = 1, columns: int = 1) -> DrawnCell:
    return DrawnCell(text, True, rows, columns)


def _column(column: Column) -> str:
    return f"{column.label}（单位：{column.unit}）" if column.unit else column.label
