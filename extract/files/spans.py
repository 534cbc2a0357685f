"""Where the cells of a table stand, when each says only how many rows and columns it covers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from extract.files.blocks import Block, Cell, Table

Place: TypeAlias = tuple[int, int, int, int]
"""Row, column, row span, column span."""

_MOST_COLUMNS = 200
"""No report's table is wider; a colspan of 1,000 in broken markup is not taken at its word."""


@dataclass(frozen=True, slots=True)
class Spanned:
    """A cell as markup states it. `row_span` 0 means: to the end of its group of rows.

    `unread` where something stands in it of which nobody can say whether it is seen.
    """

    blocks: Sequence[Block]
    row_span: int = 1
    column_span: int = 1
    unread: bool = False


def place(groups: Iterable[Sequence[Sequence[Spanned]]]) -> Table:
    """The cells of `groups` of rows at their rows and columns.

    Source: HTML, 4.9.12.1 "Forming a table". A cell goes to the first free column of its row; a row span ends with
    its group (thead, tbody, tfoot); where spans overlap, the cell that came first keeps the slot. Rows and columns in
    which no cell begins carry nothing and are left out.
    """
    cells: list[Cell] = []
    first = 0
    for group in groups:
        cells += _place_group(group, first)
        first += len(group)
    return _compact(cells)


def _place_group(group: Sequence[Sequence[Spanned]], first: int) -> list[Cell]:
    taken_until = [0] * _MOST_COLUMNS
    cells: list[Cell] = []
    for row, spanned in enumerate(group):
        column = 0
        for cell in spanned:
            while column < _MOST_COLUMNS and taken_until[column] > row:
                column += 1
            if column == _MOST_COLUMNS:
                break
            height = min(cell.row_span or len(group), len(group) - row)
            width = _free_width(taken_until[column : column + cell.column_span], row)
            taken_until[column : column + width] = [row + height] * width
            cells.append(Cell(first + row, column, cell.blocks, height, width, unread=cell.unread))
            column += width
    return cells


def _free_width(taken_until: Sequence[int], row: int) -> int:
    for width, until in enumerate(taken_until):
        if until > row:
            return width
    return len(taken_until)


def _compact(cells: Sequence[Cell]) -> Table:
    places = compact([(cell.row, cell.column, cell.row_span, cell.column_span) for cell in cells])
    return Table([
        replace(cell, row=row, column=column, row_span=row_span, column_span=column_span)
        for cell, (row, column, row_span, column_span) in zip(cells, places, strict=True)
    ])  # fmt: skip


def compact(places: Sequence[Place]) -> list[Place]:
    """`places` without the rows and columns in which none of them begins."""
    rows = _renumber(row for row, _, _, _ in places)
    columns = _renumber(column for _, column, _, _ in places)
    return [
        (rows[row], columns[column], _covered(rows, row, row_span), _covered(columns, column, column_span))
        for row, column, row_span, column_span in places
    ]


def _renumber(starts: Iterable[int]) -> dict[int, int]:
    return {start: number for number, start in enumerate(sorted(set(starts)))}


def _covered(numbers: dict[int, int], start: int, span: int) -> int:
    return sum(position in numbers for position in range(start, start + span))
