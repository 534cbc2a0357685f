"""The tables of a record in the terminal, laid out as the form prints them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from rich import box
from rich.columns import Columns
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table as Sheet
from rich.text import Text

from extract.views.notes import Notes
from extract.views.plain import plain
from schemas.form import Column, Group, Row, Table
from schemas.record import Cell, Record, Value

ABSENT = "缺"
NARROW = 100
"""Columns of a terminal below which the headings of a grid are folded after two characters instead of four."""
WIDEST = 16
"""Columns of a terminal that a cell may take before it is folded."""


@dataclass(frozen=True)
class Block:
    """Rows that are printed under one set of column headings."""

    title: str
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Drawing:
    """One table of a record about to be drawn; its flagged cells carry the numbers of their notes."""

    record: Record
    table: Table
    notes: Notes
    width: int
    """Columns of the terminal."""

    def draw(self) -> RenderableType:
        blocks = blocks_of(self.table)
        if self.table.arrangement == "line":
            return Columns([self._line(block) for block in blocks], padding=(0, 2))
        return self._grid(blocks)

    @property
    def _fold(self) -> int:
        """Characters on a line of a heading; only a grid has so many columns that it matters."""
        if self.table.arrangement != "grid":
            return WIDEST
        return 2 if self.width < NARROW else 4

    def _grid(self, blocks: Sequence[Block]) -> Sheet:
        sheet = _empty_sheet(max(len(block.columns) for block in blocks))
        sheet.columns[0].justify, sheet.columns[0].max_width = "left", None
        for block in blocks:
            sheet.add_row(
                Text(block.title, style="bold"), *headings(block.columns, self._fold), end_section=not block.title
            )
            for groups, row in _lines(self.table, block.rows):
                for depth, group in groups:
                    sheet.add_row(Padding(Text(printed(group), style="dim"), (0, 0, 0, 2 * depth)))
                depth = 0 if block.title else len(self.table.group_path(row))
                label = Padding(Text(row.printed().removesuffix(row.note)), (0, 0, 0, 2 * depth))
                sheet.add_row(label, *self._cells(row, block))
            sheet.add_section()
        return sheet

    def _line(self, block: Block) -> Sheet:
        sheet = _empty_sheet(len(block.columns) - 1)
        sheet.title, sheet.title_justify, sheet.title_style = block.title, "left", "bold"
        sheet.add_row(*headings(block.columns, self._fold), end_section=True)
        for row in block.rows:
            sheet.add_row(*self._cells(row, block))
        return sheet

    def _cells(self, row: Row, block: Block) -> Iterator[Text]:
        for column in block.columns:
            yield self._cell(row, column) if column in row.columns else Text()

    def _cell(self, row: Row, column: Column) -> Text:
        address = self.table.address(row.id, column.id)
        cell = self.record.cells.get(address)
        value = self.record.tables.get(self.table.id, {}).get(row.id, {}).get(column.id)
        numbers = self.notes.of(address)
        text = Text().append(_printed_value(cell, value), style=_style(cell, value, bool(numbers)))
        return text.append(f"[{','.join(map(str, numbers))}]", style="dim") if numbers else text


def blocks_of(table: Table) -> list[Block]:
    """The blocks of a table in printed order."""
    if table.arrangement == "grid":
        return [Block("", table.rows, table.columns)]
    if table.arrangement == "line":
        return [Block(_path(table, row), (row,), row.columns) for row in table.rows]
    together = groupby(table.rows, key=lambda row: (row.group, row.columns))
    return [
        Block(table.groups[group].label if group else "", tuple(rows), columns) for (group, columns), rows in together
    ]


def headings(columns: Sequence[Column], fold: int) -> Iterator[Text]:
    """Column headings, `fold` characters a line; one that spans several columns is spread over them."""
    for under, spanned in groupby(columns, key=lambda column: column.under):
        members = list(spanned)
        folded = [_folded(column, fold) for column in members]
        height = max(len(lines) for lines in folded)
        over = _spread(under, len(members)) if under else []
        for position, lines in enumerate(folded):
            above = [over[position], *[""] * (height - len(lines))] if over else []
            yield Text("\n".join([*above, *lines]), justify="center")


def _folded(column: Column, fold: int) -> list[str]:
    lines = [column.label[start : start + fold] for start in range(0, len(column.label), fold)]
    return [*lines, f"（{column.unit}）"] if column.unit else lines


def printed(group: Group) -> str:
    """A group's label with its number, as the form prints it."""
    mark = group.number
    return f"{mark}、{group.label}" if mark and not mark.startswith("（") else f"{mark}{group.label}"


def _empty_sheet(columns: int) -> Sheet:
    sheet = Sheet(box=box.SQUARE, show_header=False)
    for _ in range(columns + 1):
        sheet.add_column(justify="right", vertical="bottom", overflow="fold", max_width=WIDEST)
    return sheet


def _spread(text: str, parts: int) -> list[str]:
    """`text` cut into `parts` pieces of nearly the same length, the longer ones in the middle."""
    short, extra = divmod(len(text), parts)
    first = (parts - extra) // 2
    pieces: list[str] = []
    position = 0
    for part in range(parts):
        size = short + (first <= part < first + extra)
        pieces.append(text[position : position + size])
        position += size
    return pieces


def _lines(table: Table, rows: Iterable[Row]) -> Iterator[tuple[list[tuple[int, Group]], Row]]:
    """Each row with the groups that begin at it and their depths; only a grid has groups inside."""
    open_groups: tuple[Group, ...] = ()
    for row in rows:
        path = table.group_path(row) if table.arrangement == "grid" else ()
        yield [(depth, group) for depth, group in enumerate(path) if group not in open_groups], row
        open_groups = path


def _path(table: Table, row: Row) -> str:
    return " ".join([*(printed(group) for group in table.group_path(row)), row.printed()])


def _printed_value(cell: Cell | None, value: Value) -> str:
    if cell is None or cell.state == "absent":
        return ABSENT
    return plain(str(value) if cell.state == "number" and value is not None else cell.text)


def _style(cell: Cell | None, value: Value, noted: bool) -> str:
    if cell is None or cell.trust == "suspect":
        return "bold red"
    if noted:
        return "yellow"
    return "dim" if value == 0 else ""
