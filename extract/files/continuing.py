"""Columns of a table without ruled lines that goes on on the next page: those of the page before, by their places."""

from __future__ import annotations

from dataclasses import replace

from extract.files.blocks import Cell, Table
from extract.files.unruled import FIRST

Extent = tuple[float, float]


def with_columns_of(above: Table, below: Table) -> Table:
    """`below` in the columns of `above`, of which it fills only some; as it is where they do not stand in line."""
    known, given = _extents(above), _extents(below)
    if not given or len(given) >= len(known):
        return below
    moved: dict[int, int] = {}
    for column, extent in given.items():
        over = [number for number, other in known.items() if _overlap(extent, other)]
        if len(over) != 1 or over[0] in moved.values():
            return below
        moved[column] = over[0]
    stray = any(cell.size and cell.column >= FIRST and cell.column not in moved for cell in below.cells)
    if stray or list(moved.values()) != sorted(moved.values()):
        return below
    cells = [_moved(cell, moved) for cell in below.cells if cell.column < FIRST or cell.column in moved]
    return replace(below, cells=_filled(cells, range(FIRST, above.columns)))


def _extents(table: Table) -> dict[int, Extent]:
    """Left and right of what stands in each column of numbers, from left to right."""
    extents: dict[int, Extent] = {}
    for cell in table.cells:
        if cell.column >= FIRST and cell.column_span == 1 and cell.box is not None:
            left, right = extents.get(cell.column, (cell.box.left, cell.box.right))
            extents[cell.column] = min(left, cell.box.left), max(right, cell.box.right)
    return dict(sorted(extents.items()))


def _overlap(one: Extent, other: Extent) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _moved(cell: Cell, moved: dict[int, int]) -> Cell:
    if cell.column < FIRST:
        return cell
    last = moved.get(cell.column + cell.column_span - 1, moved[cell.column])
    return replace(cell, column=moved[cell.column], column_span=last - moved[cell.column] + 1)


def _filled(cells: list[Cell], columns: range) -> list[Cell]:
    """With an empty cell in each of `columns` of every row that has others in them and none there."""
    taken = {(cell.row, column) for cell in cells for column in range(cell.column, cell.column + cell.column_span)}
    rows = {cell.row for cell in cells if cell.column >= FIRST}
    empty = [Cell(row, column) for row in rows for column in columns if (row, column) not in taken]
    return sorted([*cells, *empty], key=lambda cell: (cell.row, cell.column))
