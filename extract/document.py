"""A document as every reader sees it: one text, and where each part of it stands.

Whatever a file was (plain text, a web page, a PDF, a scan), readers work on `text` and on `grids`; offsets
into `text` are the currency of the whole project. Parts that came from a page know their box too.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from extract.doubts import Doubt
from schemas.record import Where


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page (from 1), in pixels of the page image."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Word:
    """A run of text that an engine or a text layer gave with its box; offsets into the document's text."""

    start: int
    end: int
    box: Box
    confidence: float | None = None
    """The engine's, 0 to 1; None for a text layer."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a table whose geometry is known. `start == end` for an empty cell."""

    row: int
    column: int
    start: int
    end: int
    row_span: int = 1
    column_span: int = 1
    box: Box | None = None
    confidence: float | None = None
    unread: bool = False
    """There is ink in the cell that no engine could read."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with known geometry: HTML, Word, or ruled lines on a page.

    Its cells stand in `Document.text` in reading order, row by row: cells of a row separated by tabs, rows by
    line breaks (breaks inside a cell are kept as spaces). A cell that spans rows or columns is stated once, at
    its first row and column. `start` and `end` enclose all of it.
    """

    cells: tuple[GridCell, ...]
    start: int
    end: int


@dataclass(frozen=True)
class Document:
    """The text of a file with offsets, and what is known of its geometry.

    `grids` are ordered by `start` and do not overlap; `words` are ordered by `start`. `pages` is None for
    kinds that have none.
    """

    text: str
    media_type: str
    grids: Sequence[Grid] = ()
    words: Sequence[Word] = ()
    pages: int | None = None
    notes: Sequence[Doubt] = field(default=())
    """What a person should know of how the file was opened, such as pages that could not be read."""

    def part(self, start: int, end: int) -> Document:
        """`text[start:end]` as a document in which every offset, line and page stays; all else is blank."""
        text = _blank(self.text[:start]) + self.text[start:end] + _blank(self.text[end:])
        grids = [grid for grid in self.grids if start <= grid.start and grid.end <= end]
        words = [word for word in self.words if start <= word.start and word.end <= end]
        return replace(self, text=text, grids=grids, words=words)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def line_of(self, offset: int) -> int:
        """The line of an offset, from 1."""
        return bisect_right(self._line_starts, offset)

    def words_in(self, start: int, end: int) -> Sequence[Word]:
        """The words that overlap `text[start:end]`."""
        first = bisect_right(self._word_ends, start)
        last = bisect_left(self._word_starts, end)
        return self.words[first:last]

    @cached_property
    def _word_starts(self) -> list[int]:
        return [word.start for word in self.words]

    @cached_property
    def _word_ends(self) -> list[int]:
        return [word.end for word in self.words]

    def where(self, start: int, end: int) -> Where:
        """The place of `text[start:end]`: offsets and line, and page and box where they are known."""
        place = Where(line=self.line_of(start), start=start, end=end)
        words = self.words_in(start, end) if self.words else ()
        if words:
            page = words[0].box.page
            boxes = [word.box for word in words if word.box.page == page]
            place.page = page
            place.box = (
                min(box.left for box in boxes), min(box.top for box in boxes),
                max(box.right for box in boxes), max(box.bottom for box in boxes),
            )  # fmt: skip
        elif start == end and (box := self._empty_cells.get(start)) is not None:
            place.page, place.box = box.page, (box.left, box.top, box.right, box.bottom)
        return place

    @cached_property
    def _empty_cells(self) -> dict[int, Box]:
        """The boxes of cells without text, by offset: no other cell begins there, since tabs part them."""
        cells = (cell for grid in self.grids for cell in grid.cells)
        return {cell.start: cell.box for cell in cells if cell.start == cell.end and cell.box is not None}

    def confidence(self, start: int, end: int) -> float | None:
        """The lowest confidence of the words of `text[start:end]`; None where no engine stated one."""
        stated = [word.confidence for word in self.words_in(start, end) if word.confidence is not None]
        return min(stated, default=None)


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)
