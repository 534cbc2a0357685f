"""What a page of a PDF shows: forms that are filled in, and no text that nobody can see."""

from __future__ import annotations

from io import BytesIO

import pypdfium2 as pdfium
import pytest
from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from extract.document import Document
from extract.doubts import doubt
from extract.files import read_bytes
from extract.settings import Limits

LIMITS = Limits()
RULES = (
    *((100, y, 400, y) for y in (700, 670, 640)),
    *((x, 640, x, 700) for x in (100, 200, 300, 400)),
)  # fmt: skip
ROWS = (("total", "12", "80032"), ("granted", "7", "0"))


def canvas_with_table(file: BytesIO) -> Canvas:
    canvas = Canvas(file, pagesize=(595, 842))
    canvas.setFont("Helvetica", 10)
    for rule in RULES:
        canvas.line(*rule)
    for number, row in enumerate(ROWS):
        for column, text in enumerate(row):
            canvas.drawString(110 + 100 * column, 682 - 30 * number, text)
    return canvas


def finished(canvas: Canvas, file: BytesIO) -> Document:
    canvas.save()
    return read_bytes(file.getvalue(), LIMITS, ".pdf")


def rows(document: Document) -> list[str]:
    return document.text.splitlines()


SHOWN = ["total\t12\t80032", "granted\t7\t0"]


@pytest.mark.parametrize("place", [(221, 682), (210, 690), (150, 682), (340, 652), (130, 500)])
def test_white_digits_on_white_are_not_printed(place: tuple[float, float]) -> None:
    file = BytesIO()
    canvas = canvas_with_table(file)
    canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(*place, "9")
    document = finished(canvas, file)
    assert rows(document) == SHOWN
    assert list(document.notes) == [doubt("unseen_characters", page=1, count=1)]


def test_white_digits_on_a_dark_head_are_printed() -> None:
    file = BytesIO()
    canvas = Canvas(file, pagesize=(595, 842))
    canvas.setFont("Helvetica", 10)
    canvas.setFillColorRGB(0.1, 0.2, 0.5)
    canvas.rect(100, 670, 300, 30, fill=1)
    canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(110, 682, "2024 12")
    assert rows(finished(canvas, file)) == ["2024 12"]


def test_a_number_under_a_box_with_another_printed_over_it_is_not_read() -> None:
    file = BytesIO()
    canvas = Canvas(file, pagesize=(595, 842))
    canvas.setFont("Helvetica", 10)
    for rule in RULES:
        canvas.line(*rule)
    canvas.drawString(110, 682, "total")
    canvas.drawString(310, 682, "890032")
    canvas.setFillColorRGB(1, 1, 1)
    canvas.rect(305, 675, 60, 20, stroke=0, fill=1)
    canvas.setFillColorRGB(0, 0, 0)
    canvas.drawString(312, 682, "80032")
    assert rows(finished(canvas, file))[0] == "total\t\t80032"


def test_numbers_too_small_to_be_seen_are_not_printed() -> None:
    file = BytesIO()
    canvas = canvas_with_table(file)
    canvas.setFont("Helvetica", 1)
    canvas.drawString(221, 682, "9")
    assert rows(finished(canvas, file)) == SHOWN


def test_what_lies_beyond_the_edge_of_the_page_is_not_printed() -> None:
    file = BytesIO()
    canvas = canvas_with_table(file)
    canvas.drawString(430, 682, "77")
    canvas.drawString(430, 652, "78")
    canvas.save()
    pdf = pdfium.PdfDocument(file.getvalue())
    pdf[0].set_cropbox(50, 50, 420, 800)
    cropped = BytesIO()
    pdf.save(cropped)
    assert rows(read_bytes(cropped.getvalue(), LIMITS, ".pdf")) == SHOWN


def layered(is_on: bool) -> bytes:
    """A page whose second number stands on a layer that is on or off, written as ISO 32000-1, 8.11 lays it down."""
    content = b"BT /F 12 Tf 100 700 Td (12) Tj ET /OC /L BDC BT /F 12 Tf 114 700 Td (34) Tj ET EMC"
    state = b"" if is_on else b"/OFF [5 0 R] "
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /OCProperties << /OCGs [5 0 R] /D << " + state + b"/Order [5 0 R] >> >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << "
        b"/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> /Properties << /L 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /OCG /Name (layer) >>",
    ]
    body, places = b"%PDF-1.7\n", []
    for number, text in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        table, len(body),
    )  # fmt: skip


@pytest.mark.parametrize(("is_on", "text"), [(True, "1234\n"), (False, "12\n")])
def test_only_what_stands_on_a_layer_that_is_on_is_printed(is_on: bool, text: str) -> None:
    assert read_bytes(layered(is_on), LIMITS, ".pdf").text == text


@pytest.mark.parametrize(("x", "y", "size", "grey"), [(190, 660, 40, 0.75), (215, 640, 60, 0.5), (205, 676, 14, 0.8)])
def test_a_straight_watermark_over_numbers_is_none_of_them(x: float, y: float, size: float, grey: float) -> None:
    file = BytesIO()
    canvas = canvas_with_table(file)
    canvas.setFillColor(Color(grey, grey, grey, alpha=0.9))
    canvas.setFont("Helvetica", size)
    canvas.drawString(x, y, "SAMPLE 88")
    assert rows(finished(canvas, file)) == SHOWN


def test_what_is_filled_into_a_form_is_printed() -> None:
    file = BytesIO()
    canvas = Canvas(file, pagesize=(595, 842))
    canvas.setFont("Helvetica", 10)
    for rule in RULES:
        canvas.line(*rule)
    for number, (label, *values) in enumerate(ROWS):
        canvas.drawString(110, 682 - 30 * number, label)
        for column, value in enumerate(values, start=1):
            canvas.acroForm.textfield(
                name=f"{label}{column}", value=value, x=110 + 100 * column, y=675 - 30 * number,
                width=80, height=18, fontSize=10, borderWidth=0,
            )  # fmt: skip
    assert rows(finished(canvas, file)) == SHOWN
