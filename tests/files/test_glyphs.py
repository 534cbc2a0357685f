"""A text layer whose typeface draws other digits than it states."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from io import BytesIO

import pypdfium2 as pdfium
import pytest
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from extract.document import Document
from extract.files import read_bytes
from extract.settings import Limits

LIMITS = Limits()
EDGES = (100, 220, 300, 380, 460)
ROWS = (("label", "own", "all", "sum"), ("new", "1208", "345", "679"), ("carried", "38", "830", "868"))


def stated(exchanged: Mapping[str, str], turned: int = 0) -> Document:
    """A table in a typeface that is embedded, whose map to Unicode states some digits for others."""
    registerFont(TTFont("Vera", "Vera.ttf"))  # comes with reportlab
    file = BytesIO()
    canvas = Canvas(file, pagesize=(595, 842), pageCompression=0)
    canvas.setFont("Vera", 10)
    for y in range(700, 761, 20):
        canvas.line(EDGES[0], y, EDGES[-1], y)
    for x in EDGES:
        canvas.line(x, 700, x, 760)
    for number, row in enumerate(ROWS):
        for x, text in zip(EDGES, row, strict=False):
            canvas.drawString(x + 6, 746 - 20 * number, text)
    canvas.save()
    pdf = pdfium.PdfDocument(with_map(file.getvalue(), exchanged))
    pdf[0].set_rotation(turned)
    saved = BytesIO()
    pdf.save(saved)
    return read_bytes(saved.getvalue(), LIMITS, ".pdf")


def with_map(pdf: bytes, exchanged: Mapping[str, str]) -> bytes:
    start = pdf.index(b"begincmap")
    end = pdf.index(b"endcmap", start)
    table = pdf[start:end]
    for place, digit in enumerate(exchanged):
        table = table.replace(b"<%04X>" % ord(digit), b"<@%03d>" % place)
    for place, other in enumerate(exchanged.values()):
        table = table.replace(b"<@%03d>" % place, b"<%04X>" % ord(other))
    return pdf[:start] + table + pdf[end:]


SHOWN = ["\t".join(row) for row in ROWS]


@pytest.mark.parametrize("turned", [0, 90])
@pytest.mark.parametrize(
    "exchanged",
    [
        {"3": "8", "8": "3"},
        {"1": "7", "7": "1"},
        {digit: str((int(digit) + 3) % 10) for digit in "0123456789"},
        {"6": "9"},
    ],
)
def test_digits_are_read_as_they_are_drawn(exchanged: Mapping[str, str], turned: int) -> None:
    document = stated(exchanged, turned)
    assert document.text.splitlines() == SHOWN
    assert [note.code for note in document.notes] == ["digits_otherwise_drawn"]


@pytest.mark.parametrize("turned", [0, 90])
def test_an_honest_layer_needs_no_engine(turned: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "extract.files.engine", None)
    document = stated({}, turned)
    assert document.text.splitlines() == SHOWN
    assert not document.notes


def test_without_the_engine_a_doubtful_layer_is_believed_with_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    from extract.files import engine

    engine._engine.cache_clear()
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    document = stated({"3": "8", "8": "3"})
    assert document.text.splitlines()[2] == "carried\t83\t380\t363"
    assert [note.code for note in document.notes] == ["digits_unchecked"]


def test_a_number_of_which_a_digit_is_not_told_is_read_from_the_picture() -> None:
    document = stated({"1": "\ue003"})
    assert document.text.splitlines() == SHOWN
