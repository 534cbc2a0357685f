"""What a page holds, in reading order, before it becomes one text: lines and tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from extract.document import Box


@dataclass(frozen=True, slots=True)
class Placed:
    """A run of a line's text, `[start:end]` of it, with its box and the engine's confidence."""

    start: int
    end: int
    box: Box
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text without line breaks or tabs."""

    text: str
    words: tuple[Placed, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table and what stands in it; rows and columns count from 0."""

    row: int
    column: int
    blocks: Sequence[Block] = ()
    row_span: int = 1
    column_span: int = 1
    box: Box | None = None
    unread: bool = False

    @property
    def lines(self) -> list[Line]:
        """Its lines, those of nested tables among them."""
        return [line for block in self.blocks for line in _lines(block)]

    @property
    def size(self) -> int:
        """Its characters."""
        return sum(len(line.text) for line in self.lines)


@dataclass(frozen=True, slots=True)
class Table:
    """Cells ordered by row and column, which do not overlap."""

    cells: Sequence[Cell] = field(default=())
    unruled: bool = False
    """Whether its cells were told by what stands in line on a page."""

    @property
    def rows(self) -> int:
        return max((cell.row + cell.row_span for cell in self.cells), default=0)

    @property
    def columns(self) -> int:
        return max((cell.column + cell.column_span for cell in self.cells), default=0)

    def rows_of_cells(self) -> list[list[Cell]]:
        """The cells that begin in each row."""
        rows: list[list[Cell]] = [[] for _ in range(self.rows)]
        for cell in self.cells:
            rows[cell.row].append(cell)
        return rows


Block: TypeAlias = Line | Table


def _lines(block: Block) -> list[Line]:
    if isinstance(block, Line):
        return [block]
    return [line for cell in block.cells for line in cell.lines]
