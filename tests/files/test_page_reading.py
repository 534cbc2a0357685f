"""The second reading of a page is a reader like the others, whose places are boxes on the page."""

from __future__ import annotations

import pytest
from PIL import Image

from extract.document import Box, Document, Word
from extract.page_reading import MOST, page_tables, read_pages

LINES = (
    "四、政府信息公开行政复议、行政诉讼情况",
    "行政复议\t行政诉讼",
    "结果维持\t结果纠正\t其他结果\t尚未审结\t总计\t结果维持\t结果纠正\t其他结果\t尚未审结\t总计"
    "\t结果维持\t结果纠正\t其他结果\t尚未审结\t总计",
    "3\t0\t1\t2\t6\t0\t4\t0\t1\t5\t1\t0\t0\t2\t3",
)


def words(text: str, pages: int = 1) -> list[Word]:
    return [
        Word(place, place + 1, Box(1 + place % pages, place, 0, place + 1, 9), 0.9)
        for place, letter in enumerate(text)
        if not letter.isspace()
    ]


def test_its_cells_have_boxes_and_no_offsets_since_those_are_of_another_text() -> None:
    text = "\n".join(LINES)
    table = page_tables(Document(text, "application/pdf", words=words(text)), 2022)["proceedings"]
    read = [cell for cell in table.cells.values() if cell.value is not None]
    assert [cell.value for cell in read] == [3, 0, 1, 2, 6, 0, 4, 0, 1, 5, 1, 0, 0, 2, 3]
    assert table.reader == "page"
    places = [cell.where for cell in read if cell.where is not None]
    assert len(places) == len(read)
    assert all(where.box and where.page == 1 and where.start is None for where in places)


def test_a_long_scan_is_not_read_twice() -> None:
    def never(number: int) -> Image.Image:
        pytest.fail("a page was drawn")

    text = "字" * (MOST + 1)
    assert read_pages(Document(text, "application/pdf", words=words(text, MOST + 1)), never, 100) is None
    assert read_pages(Document(text, "application/pdf"), never, 100) is None
