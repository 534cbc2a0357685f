"""PDF: text layers, ruled and unruled tables, pages that must be read by the engine, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from eval.scans import STYLES, text_pdf
from eval.scans.typefaces import registered
from extract.document import Document
from extract.files import FileError, read_bytes, read_document, render_page
from extract.settings import Limits

pytestmark = pytest.mark.usefixtures("english")

LIMITS = Limits()


def drawn(*lines: tuple[float, float, str], rules: tuple[tuple[float, float, float, float], ...] = ()) -> bytes:
    """A page with ASCII text at places from the bottom left, in points, and ruled lines."""
    file = BytesIO()
    canvas = Canvas(file, pagesize=(595, 842))
    canvas.setFont("Helvetica", 12)
    for left, bottom, text in lines:
        canvas.drawString(left, bottom, text)
    for rule in rules:
        canvas.line(*rule)
    canvas.save()
    return file.getvalue()


def table(document: Document, grid: int = 0) -> list[tuple[int, int, int, int, str]]:
    return [
        (c.row, c.column, c.row_span, c.column_span, document.text[c.start : c.end])
        for c in document.grids[grid].cells
    ]  # fmt: skip


RULES = (
    *((100, y, 400, y) for y in (700, 670, 640)),
    (100, 640, 100, 700), (400, 640, 400, 700), (200, 640, 200, 700), (300, 640, 300, 670),
)  # fmt: skip


def test_ruled_lines_make_cells_with_spans_and_empty_ones() -> None:
    page = drawn((110, 680, "head"), (280, 680, "wide"), (110, 650, "a"), (330, 650, "12"), rules=RULES)
    document = read_bytes(page, LIMITS)
    assert table(document) == [
        (0, 0, 1, 1, "head"), (0, 1, 1, 2, "wide"), (1, 0, 1, 1, "a"), (1, 1, 1, 1, ""), (1, 2, 1, 1, "12"),
    ]  # fmt: skip
    assert document.pages == 1
    assert document.text == "head\twide\t\na\t\t12\n"


def test_boxes_are_in_the_pixels_of_the_page_picture(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(drawn((110, 680, "head"), (330, 650, "12"), rules=RULES))
    document = read_document(path, LIMITS)
    box = document.grids[0].cells[-1].box
    assert box is not None
    scale = 200 / 72
    assert (box.left, box.top) == pytest.approx((300 * scale, (842 - 670) * scale), abs=5)
    assert (box.right, box.bottom) == pytest.approx((400 * scale, (842 - 640) * scale), abs=5)
    picture = render_page(path, 1, LIMITS).convert("L")
    assert picture.size == (1653, 2339)
    place = document.where(document.text.index("12"), document.text.index("12") + 2)
    assert place.page == 1
    assert place.box is not None
    assert picture.crop(tuple(round(edge) for edge in place.box)).getextrema()[0] < 80


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_turned_page_is_read_as_its_letters_stand(rotation: int) -> None:
    upright = drawn((110, 680, "head"), (330, 650, "12"), rules=RULES)
    pdf = pdfium.PdfDocument(upright)
    pdf[0].set_rotation(rotation)
    file = BytesIO()
    pdf.save(file)
    document = read_bytes(file.getvalue(), LIMITS)
    assert table(document) == table(read_bytes(upright, LIMITS))
    box = document.words_in(0, 4)[0].box
    along, down = 120 * 200 / 72, 157 * 200 / 72
    expected = {90: (2339 - down, along), 180: (1653 - along, 2339 - down), 270: (down, 1653 - along)}[rotation]
    assert ((box.left + box.right) / 2, (box.top + box.bottom) / 2) == pytest.approx(expected, abs=25)


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_letters_that_lie_on_an_upright_page_are_read(angle: int) -> None:
    file = BytesIO()
    canvas = Canvas(file, pagesize=(595, 842))
    canvas.translate(300, 400)
    canvas.rotate(angle)
    canvas.drawString(0, 0, "below")
    canvas.drawString(0, 40, "above")
    canvas.save()
    assert read_bytes(file.getvalue(), LIMITS).text == "above\nbelow\n"


@pytest.mark.parametrize("typeface", ["song", "kai", "wenkai", "hei", "microhei", "times"])
def test_a_comma_in_a_number_stays_in_its_line(typeface: str) -> None:
    file = BytesIO()
    canvas = Canvas(file, pagesize=(595, 842))
    canvas.setFont(registered(typeface), 9)
    canvas.drawString(100, 700, "3 29,812")
    canvas.drawString(100, 688, "4 1,204.5")
    canvas.save()
    assert read_bytes(file.getvalue(), LIMITS).text == "3 29,812\n4 1,204.5\n"


def test_a_watermark_is_no_text_and_no_ink() -> None:
    """It lies over a blank cell, a number and a line of prose."""
    file = BytesIO()
    canvas = Canvas(file, pagesize=(595, 842))
    for x in (100, 200, 300, 400):
        canvas.line(x, 640, x, 700)
    for y in (640, 700):
        canvas.line(100, y, 400, y)
    canvas.setFont(registered("song"), 20)
    for x, y, text in ((110, 665, "总计"), (320, 665, "73"), (100, 600, "存在的问题")):
        canvas.drawString(x, y, text)
    canvas.setFillGray(0.7)
    canvas.translate(180, 590)
    canvas.rotate(30)
    canvas.drawString(0, 0, "某某网站水印专用文字")
    canvas.save()
    document = read_bytes(file.getvalue(), LIMITS)
    assert [text for *_, text in table(document)] == ["总计", "", "73"]
    assert document.text.endswith("存在的问题\n")
    assert not any(cell.unread for cell in document.grids[0].cells)


def test_text_drawn_twice_to_look_bold_is_read_once() -> None:
    assert read_bytes(drawn((100, 700, "2024"), (100.3, 700, "2024")), LIMITS).text == "2024\n"


@pytest.fixture(scope="module")
def unruled() -> tuple[dict[str, object], Document]:
    made, pdf = text_pdf(2, replace(STYLES[0], lines="none"))
    return dict(made.truth), read_bytes(pdf, LIMITS)


def test_columns_without_ruled_lines_keep_their_blanks(unruled: tuple[dict[str, object], Document]) -> None:
    """A row with four of seven numbers: the grid tells which four."""
    truth, document = unruled
    columns = ("natural_person", "business", "research", "nonprofit", "legal_service", "other_organization", "total")
    for row, label in (
        ("denied_by_law", "2.其他"),
        ("granted", "（一）予以公开"),
        ("denied_enforcement_file", "7.属于"),
    ):
        expected = [
            "" if (value := truth[f"applications.{row}.{column}"]) is None else str(value) for column in columns
        ]
        assert _row_of(document, label) == expected


def _row_of(document: Document, label: str) -> list[str]:
    for grid in document.grids:
        for cell in grid.cells:
            if document.text[cell.start : cell.end].startswith(label):
                row = [other for other in grid.cells if other.row == cell.row and other.column >= 2]
                return [document.text[other.start : other.end] for other in row]
    raise AssertionError(label)


def test_words_that_are_not_drawn_are_no_text_and_a_picture_in_a_cell_is_read() -> None:
    """A number stands in a cell as a picture, under an invisible layer that says something else."""
    file = BytesIO()
    canvas = Canvas(file, pagesize=(595, 842))
    for x in (100, 200, 300):
        canvas.line(x, 640, x, 700)
    for y in (640, 700):
        canvas.line(100, y, 300, y)
    canvas.setFont(registered("song"), 20)
    canvas.drawString(110, 665, "总计")
    picture = Image.new("L", (200, 100), 255)
    ImageDraw.Draw(picture).text((60, 10), "73", font=ImageFont.load_default(70), fill=0)
    canvas.drawImage(ImageReader(picture), 220, 650, 80, 40)
    hidden = canvas.beginText(240, 665)
    hidden.setTextRenderMode(3)
    hidden.textOut("99")
    canvas.drawText(hidden)
    canvas.save()
    document = read_bytes(file.getvalue(), LIMITS)
    assert [text for *_, text in table(document)] == ["总计", "73"]
    assert document.grids[0].cells[1].confidence is not None


def _page_with_a_picture(text: str, drawn: str, *, under: bool, clear: bool = False) -> bytes:
    """A page that says `text`, and a picture as large as it that shows `drawn`, under or over the text."""
    file = BytesIO()
    canvas = Canvas(file, pagesize=(595, 842))
    picture = Image.new("RGBA", (1190, 1684), (255, 255, 255, 0 if clear else 255))
    ImageDraw.Draw(picture).text((400, 300), drawn, font=ImageFont.load_default(80), fill=(0, 0, 0, 255))
    whole = ImageReader(picture if clear else picture.convert("RGB"))
    for draws in (under, not under):
        if draws:
            canvas.drawImage(whole, 0, 0, 595, 842, mask="auto")
        else:
            canvas.setFont("Helvetica", 24)
            canvas.drawString(200, 400, text)
    canvas.save()
    return file.getvalue()


def test_text_that_a_picture_of_the_page_hides_is_not_what_is_printed() -> None:
    document = read_bytes(_page_with_a_picture("2099", "2024", under=False), LIMITS)
    assert document.text.split() == ["2024"]


@pytest.mark.parametrize("clear", [False, True])
def test_text_on_a_picture_or_under_one_that_is_clear_is_printed(clear: bool) -> None:
    document = read_bytes(_page_with_a_picture("2099", "2024", under=not clear, clear=clear), LIMITS)
    assert sorted(document.text.split()) == ["2024", "2099"]


def encrypted() -> bytes:
    from reportlab.lib.pdfencrypt import StandardEncryption

    file = BytesIO()
    canvas = Canvas(file, encrypt=StandardEncryption("secret"))
    canvas.drawString(100, 700, "a")
    canvas.save()
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (encrypted(), "encrypted"),
        (drawn((100, 700, "a"))[:400], "damaged or cut off"),
        (drawn((100, 700, "a" * 3000))[:-300], "cut off"),
        (b"%PDF-1.7\n%%EOF", "damaged or cut off"),
        (drawn(), "no text"),
        (b"\x00\x01\x02 no PDF at all \xff" * 9, r"named \.pdf but its content is of another kind"),
    ],
    ids=["encrypted", "half a file", "without its end", "empty", "an empty page", "another kind"],
)
def test_what_is_no_readable_pdf_is_refused_in_one_line(data: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "年报.pdf"
    path.write_bytes(data)
    with pytest.raises(FileError, match=rf"年报\.pdf: .*{says}") as raised:
        read_document(path, LIMITS)
    assert "\n" not in str(raised.value)


def test_a_pdf_of_thousands_of_pages_is_refused_unread() -> None:
    pdf = pdfium.PdfDocument.new()
    for _ in range(5_000):
        pdf.new_page(100, 100)
    file = BytesIO()
    pdf.save(file)
    with pytest.raises(FileError, match=r"5,000 pages, the limit is 300"):
        read_bytes(file.getvalue(), LIMITS)


def test_pages_that_are_not_there_cannot_be_shown(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(drawn((100, 700, "a")))
    with pytest.raises(FileError, match="has no page 2"):
        render_page(path, 2, LIMITS)
    text = tmp_path / "a.txt"
    text.write_text("年报", encoding="utf-8")
    with pytest.raises(FileError, match="no pages to show"):
        render_page(text, 1, LIMITS)
