"""Lines and tables to a Document: one text, with the grids and words that stand in it.

A table becomes a Grid where it is a table of data. Tables are also used to lay pages out: a table around tables, a
table of one column, and rows that hold prose become plain lines, in reading order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from extract.document import Document, Grid, GridCell, Word
from extract.doubts import Doubt
from extract.files.blocks import Block, Cell, Line, Table
from extract.files.errors import FileError

_PROSE = 200
"""Characters. A cell with more is prose; the longest label of the form has under 60."""
_HEADING = 40
"""Characters. A lone cell of several lines with more is prose, with fewer a heading that is broken over lines."""


def compose(
    blocks: Iterable[Block],
    media_type: str,
    max_text: int,
    pages: int | None = None,
    notes: Sequence[Doubt] = (),
) -> Document:
    """The document of `blocks`. Raises FileError where there is no text, or more than `max_text` characters."""
    composer = _Composer(max_text)
    for block in blocks:
        composer.block(block)
    text = "".join(composer.parts)
    refuse_empty(text)
    return Document(text, media_type, composer.grids, composer.words, pages, notes)


def refuse_empty(text: str) -> None:
    """Raises FileError where `text` has nothing but white space."""
    if not text or text.isspace():
        raise FileError("no_text_in_file")


def too_long(length: int, most: int) -> FileError:
    return FileError("text_too_long", count=length, most=most)


class _Composer:
    """Collects the text; `parts` joined are the text so far, `length` characters long."""

    def __init__(self, max_text: int) -> None:
        self.max_text = max_text
        self.parts: list[str] = []
        self.length = 0
        self.grids: list[Grid] = []
        self.words: list[Word] = []

    def write(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)
        if self.length > self.max_text:
            raise too_long(self.length, self.max_text)

    def block(self, block: Block) -> None:
        if isinstance(block, Line):
            self.line(block)
            self.write("\n")
        else:
            self.table(block)

    def line(self, line: Line) -> None:
        self.words += [
            Word(self.length + word.start, self.length + word.end, word.box, word.confidence) for word in line.words
        ]
        self.write(line.text)

    def table(self, table: Table) -> None:
        if table.columns < 2 or any(_holds_table(cell) for cell in table.cells):
            self.cells(table.cells)
            return
        for is_data, bands in groupby(_bands(table), key=_is_data):
            band = [row for rows in bands for row in rows]
            if is_data:
                self.grid(band, table.columns)
            else:
                self.cells([cell for row in band for cell in row])

    def cells(self, cells: Iterable[Cell]) -> None:
        """Cells of a table that only lays the page out."""
        for cell in cells:
            for block in cell.blocks:
                self.block(block)

    def grid(self, rows: Sequence[Sequence[Cell]], columns: int) -> None:
        first = min(cell.row for row in rows for cell in row)
        start = self.length
        cells: list[GridCell] = []
        for number, row in enumerate(rows):
            if number:
                self.write("\n")
            at = 0
            for cell in row:
                self.write("\t" * (cell.column - at))
                at = cell.column
                cells.append(self.grid_cell(cell, first))
            self.write("\t" * (columns - 1 - at))
        self.grids.append(Grid(tuple(cells), start, self.length))
        self.write("\n")

    def grid_cell(self, cell: Cell, first_row: int) -> GridCell:
        start = self.length
        words = len(self.words)
        for number, line in enumerate(cell.lines):
            if number:
                self.write(" ")
            self.line(replace(line, text=line.text.replace("\t", " ")))
        stated = [word.confidence for word in self.words[words:] if word.confidence is not None]
        return GridCell(
            cell.row - first_row, cell.column, start, self.length, cell.row_span, cell.column_span,
            cell.box, min(stated, default=None), cell.unread,
        )  # fmt: skip


def _holds_table(cell: Cell) -> bool:
    return any(isinstance(block, Table) for block in cell.blocks)


def _bands(table: Table) -> list[list[list[Cell]]]:
    """Its rows in groups that no row span parts."""
    bands: list[list[list[Cell]]] = []
    covered_until = 0
    for number, row in enumerate(table.rows_of_cells()):
        if number >= covered_until:
            bands.append([])
        bands[-1].append(row)
        covered_until = max([covered_until, *(cell.row + cell.row_span for cell in row)])
    return bands


def _is_data(band: Sequence[Sequence[Cell]]) -> bool:
    """Whether a band belongs to a table of data, and is not prose that a table frames."""
    cells = [cell for row in band for cell in row]
    if len(cells) == 1 and len(cells[0].lines) > 1 and cells[0].size > _HEADING:
        return False
    prose = sum(cell.size for cell in cells if cell.size > _PROSE)
    return prose * 2 <= sum(cell.size for cell in cells)
