"""The printed lines and cells around an offset, as the source has them: grids, tabs, bars, plain lines."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
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
        self._sorted: dict[int, tuple[list[int], list[GridCell]]] = {}

    def place(self, offset: int) -> Place:
        """The line and the cell of an offset."""
        inside = self._grid_at(offset)
        if inside is not None:
            return self._in_grid(*inside)
        start, end = self.line(offset)
        row = self.text[start:end]
        borders = [start + match.start() for match in _BORDER.finditer(row)]
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

    def cells_of(self, place: Place) -> list[str]:
        """The texts of a line's cells, by their number."""
        grid = self._grid_at(place.cell[0])
        if grid is None:
            return _BORDER.split(place.row)
        row = grid[1].row
        return [self.text[cell.start : cell.end] for cell in grid[0].cells if cell.row == row]

    def lines_above(self, place: Place, stop: int) -> list[Place]:
        """The lines of the same kind above a place, the nearest first, down to the offset `stop`."""
        found: list[Place] = []
        at = place.line[0] if place.line[1] < 0 else place.cell[0]
        while (at := self.text.rfind("\n", 0, max(at - 1, 0))) > stop and len(found) < 80:
            found.append(self.place(at + 1))
        return found

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
