"""A second look at the picture of a page, before a report is said to have printed numbers that do not add up."""

from __future__ import annotations

from io import BytesIO

import pypdfium2 as pdfium
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from extract.document import Document
from extract.files import read_bytes, shown
from extract.settings import Limits
from schemas.record import Where


@pytest.fixture(scope="module")
def page() -> tuple[Document, Image.Image]:
    file = BytesIO()
    canvas = Canvas(file, pagesize=(595, 842))
    canvas.setFont("Helvetica", 10)
    canvas.drawString(100, 700, "3467")
    canvas.drawString(100, 650, "0")
    canvas.save()
    document = read_bytes(file.getvalue(), Limits(), ".pdf")
    return document, pdfium.PdfDocument(file.getvalue())[0].render(scale=200 / 72).to_pil()


def place(document: Document, text: str) -> Where:
    start = document.text.index(text)
    return document.where(start, start + len(text))


@pytest.mark.parametrize(
    ("printed", "claimed", "told"),
    [("3467", "3467", True), ("3467", "3,467", True), ("3467", "3487", False), ("3467", "346", False)],
)
def test_a_number_is_held_against_the_picture(
    page: tuple[Document, Image.Image], printed: str, claimed: str, told: bool
) -> None:
    document, picture = page
    assert shown(picture, place(document, printed), claimed) is told


def test_nothing_is_said_of_what_has_no_place_or_no_digits(page: tuple[Document, Image.Image]) -> None:
    document, picture = page
    assert shown(picture, Where(line=1, start=0, end=4), "3467") is None
    assert shown(picture, place(document, "3467"), "无") is None


def test_nothing_is_said_of_an_empty_place(page: tuple[Document, Image.Image]) -> None:
    _, picture = page
    assert shown(picture, Where(page=1, box=(800, 800, 860, 830)), "7") is None
