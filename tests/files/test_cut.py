"""Tables that the end of a page cuts, and numbers whose digits are set apart."""

from __future__ import annotations

from io import BytesIO

import pytest
from reportlab.pdfgen.canvas import Canvas

from extract.document import Document
from extract.files import read_bytes
from extract.settings import Limits

LIMITS = Limits()
EDGES = (100, 220, 300, 380)


def page(*rows: tuple[str, ...], below: str = "", is_open: bool, space: float = 0) -> Document:
    """A table whose last line is not drawn where it `is_open`, and a page number."""
    file = BytesIO()
    canvas = Canvas(file, pagesize=(595, 842))
    canvas.setFont("Helvetica", 10)
    bottom = 760 - 20 * len(rows)
    for y in range(760, bottom - 1, -20):
        if y > bottom or not is_open:
            canvas.line(EDGES[0], y, EDGES[-1], y)
    for x in EDGES:
        canvas.line(x, bottom, x, 760)
    for number, row in enumerate(rows):
        for x, text in zip(EDGES, row, strict=False):
            canvas.drawString(x + 6, 746 - 20 * number, text, charSpace=space if text[:1].isdigit() else 0)
    canvas.drawString(240, bottom - 14, below)
    canvas.save()
    return read_bytes(file.getvalue(), LIMITS, ".pdf")


ROWS = (("label", "own", "total"), ("new", "12", "345"), ("carried", "", "6"))


@pytest.mark.parametrize("is_open", [False, True])
@pytest.mark.parametrize("below", ["", "- 1 -", "1", "3 / 12"])
def test_a_table_without_its_last_line_keeps_its_last_row(is_open: bool, below: str) -> None:
    document = page(*ROWS, below=below, is_open=is_open)
    assert document.text.splitlines() == ["\t".join(row) for row in ROWS] + [below] * bool(below)
    assert len(document.grids) == 1


@pytest.mark.parametrize("space", [0, 2, 4, 5])
def test_digits_that_are_set_apart_in_a_cell_are_one_number(space: float) -> None:
    assert page(*ROWS, is_open=False, space=space).text.splitlines() == ["\t".join(row) for row in ROWS]


@pytest.mark.parametrize("text", ["50 1336", "1  3   4", "50 13"])
def test_numbers_that_are_set_apart_unevenly_in_a_cell_stay_apart(text: str) -> None:
    document = page(("a", "b", "c"), ("new", text, "9"), is_open=False)
    assert document.text.splitlines()[1].split("\t")[1].split() == text.split()
