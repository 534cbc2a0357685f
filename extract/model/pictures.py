"""What a model that sees is shown of a table: the parts of the pages it stands on, upright.

Made in the worker that opened the file, so that the process that asks needs no file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from extract.document import Document, Word
from extract.files.facing import Box, turned_box, turns_of_rows
from extract.reading import TableReading

if TYPE_CHECKING:
    from PIL import Image

Picture = Callable[[int], "Image.Image"]
"""The picture of a page (from 1), in whose pixels the boxes are."""

MOST_PAGES = 4
"""A table whose place spans more pages was not found: its text is shorter."""
LONGEST = 2000
"""Pixels of a side; endpoints make larger pictures smaller."""
AROUND = 0.05
"""Kept above and below a table, as a share of the page's height: rows that were not recognized stand there."""
QUALITY = 90


def pictures_of(document: Document, span: tuple[int, int], reading: TableReading, page: Picture) -> tuple[bytes, ...]:
    """JPEGs of the table in `text[span]`, one a page, in order; none where it stands on no page or on too many.

    Of a page that holds more than the table only the strip with the table is shown.
    """
    words = document.words_in(*span)
    pages = sorted({word.box.page for word in words})
    if not 0 < len(pages) <= MOST_PAGES:
        return ()
    return tuple(_strip(page(number), number, words, reading) for number in pages)


def _strip(picture: Image.Image, page: int, words: Sequence[Word], reading: TableReading) -> bytes:
    turns = turns_of_rows(_rows_on(reading, page))
    boxes = [(w.box.left, w.box.top, w.box.right, w.box.bottom) for w in words if w.box.page == page]
    inside = [turned_box(box, picture.size, turns) for box in boxes]
    upright = picture.rotate(90 * turns, expand=True) if turns else picture
    if reading.found:
        around = AROUND * upright.height
        top = max(min(box[1] for box in inside) - around, 0)
        bottom = min(max(box[3] for box in inside) + around, upright.height)
        upright = upright.crop((0, int(top), upright.width, int(bottom)))
    shown = upright.convert("RGB")
    shown.thumbnail((LONGEST, LONGEST))
    file = BytesIO()
    shown.save(file, "JPEG", quality=QUALITY)
    return file.getvalue()


def _rows_on(reading: TableReading, page: int) -> list[list[Box]]:
    """The boxes of the cells of each row that were read on a page."""
    rows = []
    for row in reading.table.rows:
        places = [reading.cells[reading.table.address(row.id, column.id)].where for column in row.columns]
        rows.append([place.box for place in places if place and place.page == page and place.box is not None])
    return rows
