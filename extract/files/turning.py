"""A row that the end of a page cuts in two, put together where it is evident."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from extract.files.blocks import Block, Cell, Line, Table
from extract.files.continuing import with_columns_of
from extract.text.enumerators import NUMBERED, opening
from extract.text.numbers import is_value
from extract.text.page_lines import page_line


def with_rows_whole(pages: Iterable[Sequence[Block]]) -> Iterator[Block]:
    """The blocks of all pages. Where labels are numbered, a first row on a page whose label begins without a number
    goes on from the last row of the page before, if only one of the two has numbers: its words go there."""
    before: list[Block] = []
    for page in pages:
        after = list(page)
        _mend(before, after)
        yield from before
        before = after
    yield from before


def _mend(before: list[Block], after: list[Block]) -> None:
    last = next((place for place in reversed(range(len(before))) if not _is_page_number(before[place])), None)
    first = next((place for place in range(len(after)) if not _is_page_number(after[place])), None)
    if last is None or first is None:
        return
    above, below = before[last], after[first]
    if isinstance(above, Table) and isinstance(below, Table) and above.unruled and below.unruled:
        after[first] = below = with_columns_of(above, below)
    if isinstance(above, Table) and isinstance(below, Table) and _is_cut(above, below):
        before[last] = _with_ends(above, below)
        after[first] = _without_first_row(below)


def _is_page_number(block: Block) -> bool:
    return isinstance(block, Line) and (not block.text.strip() or page_line(block.text) is not None)


def _is_cut(above: Table, below: Table) -> bool:
    last = [cell for cell in above.cells if cell.row + cell.row_span == above.rows and cell.size]
    first = [cell for cell in below.cells if cell.row == 0 and cell.size]
    labels = [cell for cell in first if not is_value(_text(cell))]
    if above.columns != below.columns or len(labels) != 1 or opening(_text(labels[0]), NUMBERED):
        return False
    column = [cell for cell in above.cells if cell.column == labels[0].column and cell.size]
    numbered = sum(opening(_text(cell), NUMBERED) is not None for cell in column)
    is_above = any(cell.column == labels[0].column and cell.row_span == 1 for cell in last)
    return is_above and 2 * numbered >= len(column) and _has_numbers(last) != _has_numbers(first)


def _has_numbers(cells: Sequence[Cell]) -> bool:
    return any(is_value(_text(cell)) for cell in cells)


def _text(cell: Cell) -> str:
    return "".join(line.text for line in cell.lines).strip()


def _with_ends(above: Table, below: Table) -> Table:
    ends = {cell.column: cell.blocks for cell in below.cells if cell.row == 0}
    cells = [
        replace(cell, blocks=[*cell.blocks, *ends.get(cell.column, ())])
        if cell.row == above.rows - 1 else cell
        for cell in above.cells
    ]  # fmt: skip
    return replace(above, cells=cells)


def _without_first_row(table: Table) -> Table:
    cells = [
        replace(cell, row=max(cell.row - 1, 0), row_span=cell.row_span - (cell.row == 0))
        for cell in table.cells
        if cell.row + cell.row_span > 1
    ]
    return replace(table, cells=cells)
