"""A second reading of a scan, independent of ruled lines and of the cells that they make.

The pages are read anew: lines of text wherever they stand, rows by their height, columns by their sides. The table
reader reads that as it reads any document. It is one more reader, called `page`; what is printed, fusion decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from extract.document import Document
from extract.files.errors import FileError
from extract.judge.fusion import PAGE
from extract.reading import CellReading, TableReading
from extract.rules import table_reader
from schemas.form import load_form
from schemas.record import Where

if TYPE_CHECKING:
    from PIL import Image

Picture = Callable[[int], "Image.Image"]
"""The picture of a page (from 1), in whose pixels the boxes are. May raise `FileError`."""

MOST = 20
"""Scanned pages of a report beyond which none is read twice."""


def scanned_pages(document: Document) -> list[int]:
    """The pages with text that an engine read."""
    return sorted({word.box.page for word in document.words if word.confidence is not None})


def read_pages(document: Document, picture: Picture, max_text: int) -> Document | None:
    """The scanned pages of a document, read without ruled lines; None where that cannot be done."""
    import numpy as np

    from extract.files.compose import compose
    from extract.files.scan import plain_blocks
    from extract.files.turning import with_rows_whole

    pages = scanned_pages(document)
    if not 0 < len(pages) <= MOST:
        return None
    try:
        read = [plain_blocks(np.asarray(picture(page), np.uint8), page) for page in pages]
        return compose(with_rows_whole(iter(read)), document.media_type, max_text, document.pages)
    except FileError:
        return None


def page_tables(document: Document, year: int | None) -> Mapping[str, TableReading]:
    """The tables of a document that `read_pages` gave; their places are boxes on the page."""
    from extract.prose.sections import find_sections

    form = load_form()
    tables = table_reader(form).read(document, find_sections(document.text, form), year)
    return {name: _on_page(table) for name, table in tables.items()}


def _on_page(table: TableReading) -> TableReading:
    cells = {address: _placed(cell) for address, cell in table.cells.items()}
    return replace(table, cells=cells, reader=PAGE, span=None)


def _placed(cell: CellReading) -> CellReading:
    """The cell by its box alone: its offsets are of another text than the record's."""
    where = cell.where
    return replace(cell, where=None if where is None or where.box is None else Where(page=where.page, box=where.box))
