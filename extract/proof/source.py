"""The printed lines and cells around an offset, as the source has them: grids, tabs, bars, plain lines."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from extract.document import Document, Grid, GridCell
from extract.text.normal import narrow

_BARS = "|│┃║┆┇┊┋"
_BORDER = re.compile(rf"[\t{_BARS}]")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an offset stands: its line (or its grid's row), the cell in it, and both as text.

    `column` is the cell's number on a bordered line, -1 on a line without borders.
    """

    line: tuple[int, int]
    column: int
    cell: tuple[int, int]
    row: str


class Source:
    """The lines of a document, grids by their rows and the rest by line breaks; `text` in narrow characters."""

    def __init__(self, document: Document) -> None:
        self.document, self.text = document, narrow(document.text)
        self._last: tuple[int, int, str, list[int]] = (0, -1, "", [])
        self._sorted: dict[int, tuple[list[int], list[GridCell]]] = {}

    def place(self, offset: int) -> Place:
        """The line and the cell of an offset."""
        inside = self._grid_at(offset)
        if inside is not None:
            return self._in_grid(*inside)
        start, end, row, borders = self._row(offset)
        if not borders:
            return Place((start, -1), -1, (start, end), row)
        column = bisect_left(borders, offset)
        first = borders[column - 1] + 1 if column else start
        last = borders[column] if column < len(borders) else end
        return Place((start, -1), column, (first, last), row)

    def line(self, offset: int) -> tuple[int, int]:
        """Start and end of the line of text around an offset."""
        end = self.text.find("\n", offset)
        return self.text.rfind("\n", 0, offset) + 1, end if end >= 0 else len(self.text)

    def cells_of(self, place: Place) -> dict[int, str]:
        """The texts of a line's cells, by their column; one cell where it has no borders."""
        if place.line[1] < 0:
            return dict(enumerate(_BORDER.split(place.row)))
        grid = self.document.grids[bisect_right(self._grid_starts, place.line[0]) - 1]
        return {cell.column: self.text[cell.start : cell.end] for cell in grid.cells if cell.row == place.line[1]}

    def lines_in(self, start: int, end: int) -> Iterator[Place]:
        """The first place of every line from an offset to another."""
        while start < min(end, len(self.text)):
            yield self.place(start)
            start = self.line(start)[1] + 1

    def _row(self, offset: int) -> tuple[int, int, str, list[int]]:
        """The line of an offset, its text and its borders; the last one is kept, since numbers come in order."""
        if not self._last[0] <= offset <= self._last[1]:
            start, end = self.line(offset)
            row = self.text[start:end]
            self._last = start, end, row, [start + match.start() for match in _BORDER.finditer(row)]
        return self._last

    def _in_grid(self, grid: Grid, cell: GridCell) -> Place:
        row = " ".join(self.text[other.start : other.end] for other in grid.cells if other.row == cell.row)
        return Place((grid.start, cell.row), cell.column, (cell.start, cell.end), row)

    def _grid_at(self, offset: int) -> tuple[Grid, GridCell] | None:
        index = bisect_right(self._grid_starts, offset) - 1
        if index < 0 or offset >= self.document.grids[index].end:
            return None
        grid = self.document.grids[index]
        starts, cells = self._cells(index)
        at = bisect_right(starts, offset) - 1
        cell = cells[at] if at >= 0 else None
        return (grid, cell) if cell is not None and offset < max(cell.end, cell.start + 1) else None

    def _cells(self, index: int) -> tuple[list[int], list[GridCell]]:
        """A grid's cells by their place in the text, and where each begins."""
        if index not in self._sorted:
            cells = sorted(self.document.grids[index].cells, key=lambda cell: (cell.start, cell.end))
            self._sorted[index] = [cell.start for cell in cells], cells
        return self._sorted[index]

    @cached_property
    def _grid_starts(self) -> list[int]:
        return [grid.start for grid in self.document.grids]
