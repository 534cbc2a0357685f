"""Scanned pages: whichever way they lie, what stands in each cell is read, and what could not be read is said."""

from __future__ import annotations

import zlib
from io import BytesIO
from pathlib import Path

import docx
import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageDraw, ImageFont, ImageOps

from eval.scans.typefaces import TYPEFACES, typeface_file
from extract.document import Document
from extract.files import FileError, read_bytes, read_document, render_page
from extract.files.ink import sheet
from extract.files.reading import Spot, read_spots
from extract.files.rulings import find_rulings
from extract.files.scan import hidden_cells, real_ink, without
from extract.files.upright import skew
from extract.rules import NotAReport, read_by_rules
from extract.settings import Limits

pytestmark = pytest.mark.usefixtures("english")

LIMITS = Limits()


@pytest.fixture(scope="module")
def last_page(applications_page: tuple[dict[str, object], bytes]) -> Image.Image:
    """A page with the table of proceedings and nothing else, at 150 dpi."""
    pdf = pdfium.PdfDocument(applications_page[1])
    for page in pdf:
        found = page.get_textpage().search("未经复议直接起诉").get_next()
        if found:
            top = 842 - page.get_textpage().get_charbox(found[0])[3]
            whole = page.render(scale=150 / 72).to_pil().convert("RGB")
            kept = (0, round((top - 60) * 150 / 72), whole.width, round((top + 90) * 150 / 72))
            page_of_one_table = Image.new("RGB", whole.size, "white")
            page_of_one_table.paste(whole.crop(kept), kept)
            return page_of_one_table
    raise AssertionError("no page holds the table")


def saved(picture: Image.Image, kind: str = "PNG") -> bytes:
    file = BytesIO()
    picture.save(file, kind, dpi=(150, 150))
    return file.getvalue()


def proceedings(document: Document) -> list[str]:
    """The last row of the last grid."""
    grid = document.grids[-1]
    last = max(cell.row for cell in grid.cells)
    return [document.text[cell.start : cell.end] for cell in grid.cells if cell.row == last]


def expected(cells: dict[str, object]) -> list[str]:
    return [
        "" if value is None else str(value) for address, value in cells.items() if address.startswith("proceedings")
    ]


@pytest.mark.parametrize(
    "degrees", [0, pytest.param(90, marks=pytest.mark.slow), pytest.param(180, marks=pytest.mark.slow), 271.3]
)
def test_a_page_is_read_whichever_way_it_lies(
    degrees: float, last_page: Image.Image, applications_page: tuple[dict[str, object], bytes], tmp_path: Path
) -> None:
    turned = last_page.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=(255, 255, 255))
    path = tmp_path / "page.png"
    path.write_bytes(saved(turned))
    document = read_document(path, LIMITS)
    assert proceedings(document) == expected(applications_page[0])
    for cell in document.grids[-1].cells:
        if document.text[cell.start : cell.end].isdecimal():
            assert cell.confidence is not None
            box = document.where(cell.start, cell.end).box
            assert box is not None
            inside = render_page(path, 1, LIMITS).convert("L").crop(tuple(round(edge) for edge in box))
            assert inside.getextrema()[0] < 110, "a box holds the ink of its number"
            break


def test_scans_pasted_into_a_word_file_are_its_pages(
    last_page: Image.Image, applications_page: tuple[dict[str, object], bytes], tmp_path: Path
) -> None:
    """The first picture is a logo, which is no page."""
    word = docx.Document()
    word.add_picture(BytesIO(saved(Image.new("RGB", (90, 90), "red"))))
    word.add_paragraph("附表")
    word.add_picture(BytesIO(saved(last_page)))
    path = tmp_path / "年报.docx"
    word.save(str(path))
    document = read_document(path, LIMITS)
    assert document.pages == 1
    assert document.text.startswith("附表\n")
    assert proceedings(document) == expected(applications_page[0])
    assert render_page(path, 1, LIMITS).size == last_page.size
    with pytest.raises(FileError, match=r"年报\.docx: has no page 2; its pages are its pictures, 1 in all"):
        render_page(path, 2, LIMITS)
    word.add_picture(BytesIO(saved(last_page)))
    word.save(str(path))
    with pytest.raises(FileError, match="more than 1 pictures"):
        read_document(path, Limits(max_pages=1))


def framed(*boxes: tuple[int, int, int, int]) -> Image.Image:
    """A page with a table of two rows of three numbers in frames around it, from the outermost in, and a year."""
    page = Image.new("RGB", (1200, 1700), "white")
    draw, typeface = ImageDraw.Draw(page), ImageFont.load_default(40)
    for box in boxes:
        draw.rectangle(box, outline="black", width=3)
    draw.text((340, 150), "Year 2024", font=typeface, fill="black")
    for x in (340, 600, 860, 1120):
        draw.line((x, 300, x, 700), fill="black", width=2)
    for y in (300, 500, 700):
        draw.line((340, y, 1120, y), fill="black", width=2)
    for number, text in enumerate(("12", "3", "45", "6", "78", "9")):
        draw.text((400 + 260 * (number % 3), 370 + 200 * (number // 3)), text, font=typeface, fill="black")
    return page


@pytest.mark.parametrize(
    "boxes",
    [[(0, 0, 1199, 1699)], [(50, 60, 1150, 1640)], [(50, 60, 1150, 900), (50, 60, 300, 900)]],
    ids=["edge of the scan", "frame around the page", "cell of another table"],
)
def test_a_table_in_a_frame_or_a_cell_is_read_once(boxes: list[tuple[int, int, int, int]]) -> None:
    document = read_bytes(saved(framed(*boxes)), LIMITS)
    grid = document.grids[-1]
    assert [document.text[cell.start : cell.end] for cell in grid.cells] == ["12", "3", "45", "6", "78", "9"]
    assert document.text.count("2024") == 1


def test_a_small_skew_is_measured(last_page: Image.Image) -> None:
    for degrees in (-2.3, 0.7):
        turned = last_page.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=(255, 255, 255))
        assert skew(sheet(np.asarray(turned, np.uint8))) == pytest.approx(-degrees, abs=0.1)


def test_a_picture_of_something_else_is_no_report() -> None:
    """A cat, as far as a test can draw one: what grain the engine takes for a letter makes no report."""
    picture = Image.effect_noise((900, 700), 20).convert("RGB")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((200, 150, 700, 600), fill=(120, 80, 40))
    draw.polygon(((220, 250), (250, 80), (340, 200)), fill=(110, 70, 30))
    with pytest.raises((FileError, NotAReport), match=r"no text|不是政府信息公开工作年度报告"):
        read_by_rules(read_bytes(saved(picture, "JPEG"), LIMITS))


def test_a_picture_of_billions_of_pixels_is_refused_by_its_header(tmp_path: Path) -> None:
    path = tmp_path / "年报.png"
    small = saved(Image.new("L", (10, 10)))
    header = bytearray(small)
    header[16:24] = (60_000).to_bytes(4, "big") * 2
    header[29:33] = zlib.crc32(bytes(header[12:29])).to_bytes(4, "big")
    path.write_bytes(bytes(header))
    with pytest.raises(FileError, match=r"年报\.png: the picture .*100,000,000"):
        read_document(path, LIMITS)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_a_picture_cut_off_is_refused(kind: str, last_page: Image.Image) -> None:
    data = saved(last_page, kind)
    with pytest.raises(FileError, match="damaged or cut off"):
        read_bytes(data[: len(data) // 3], LIMITS)


def test_every_page_of_a_tiff_is_read(last_page: Image.Image) -> None:
    file = BytesIO()
    top = last_page.resize((last_page.width // 2, last_page.height // 2))
    top.save(file, "TIFF", save_all=True, append_images=[top], compression="tiff_lzw")
    document = read_bytes(file.getvalue(), LIMITS)
    assert document.pages == 2
    assert {word.box.page for word in document.words} == {1, 2}
    with pytest.raises(FileError, match="2 pages, the limit is 1"):
        read_bytes(file.getvalue(), Limits(max_pages=1))


def ruled(*, gap: int = 0) -> np.ndarray:
    """Two rows of three columns, the first two of the first row merged; lines with gaps of so many pixels."""
    picture = Image.new("L", (1240, 1754), 255)
    draw = ImageDraw.Draw(picture)
    for y in (200, 300, 400):
        draw.line((100, y, 1000, y), fill=0, width=2)
    for x, top in ((100, 200), (400, 300), (700, 200), (1000, 200)):
        draw.line((x, top, x, 400), fill=0, width=2)
    if gap:
        for x in range(150, 1000, 130):
            draw.rectangle((x, 190, x + gap, 410), fill=255)
    return np.asarray(picture, np.uint8)


@pytest.mark.parametrize("gap", [0, 8])
def test_ruled_lines_are_found_with_gaps_in_them(gap: int) -> None:
    (table,) = find_rulings(sheet(ruled(gap=gap))).tables
    places = [(cell.row, cell.column, cell.row_span, cell.column_span) for cell in table.cells]
    assert places == [(0, 0, 1, 2), (0, 2, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1), (1, 2, 1, 1)]
    assert table.cells[0].box == pytest.approx((100, 200, 700, 300), abs=3)


def test_a_letter_between_two_tables_does_not_make_them_one() -> None:
    """Its stroke stands on the left side of both, and reaches from one to the other."""
    picture = ruled().copy()
    picture[457:663] = picture[197:403]
    picture[400:460, 100:102] = 0
    first, second = find_rulings(sheet(picture)).tables
    assert [(cell.row, cell.column, cell.row_span, cell.column_span) for cell in second.cells] == [
        (cell.row, cell.column, cell.row_span, cell.column_span) for cell in first.cells
    ]
    assert first.box == pytest.approx((100, 200, 1000, 400), abs=3)
    assert second.box == pytest.approx((100, 460, 1000, 660), abs=3)


def test_a_red_seal_is_taken_off_and_the_ink_below_it_is_not() -> None:
    picture = Image.fromarray(ruled()).convert("RGB")
    seal = Image.new("RGB", picture.size, "white")
    ImageDraw.Draw(seal).ellipse((500, 150, 750, 400), outline=(214, 38, 48), width=14)
    page = (np.asarray(picture, np.float64) * np.asarray(seal, np.float64) / 255).astype(np.uint8)
    ink = sheet(page).ink
    assert (ink > 0).sum() == pytest.approx((sheet(ruled()).ink > 0).sum(), rel=0.02)


def test_a_red_letterhead_is_kept() -> None:
    picture = Image.new("RGB", (1240, 1754), "white")
    ImageDraw.Draw(picture).rectangle((200, 200, 1000, 260), fill=(220, 20, 30))
    assert sheet(np.asarray(picture, np.uint8)).ink[230, 600] == 255


def under_a_star(*, digit: int | None) -> np.ndarray:
    """The ruled cells under a seal that is solid over a border and over a cell, which holds a digit of that grey."""
    picture = Image.fromarray(ruled()).convert("RGB")
    if digit is not None:
        ImageDraw.Draw(picture).text((528, 330), "0", font=ImageFont.load_default(34), fill=(digit,) * 3)
    seal = Image.new("RGB", picture.size, "white")
    drawing = ImageDraw.Draw(seal)
    drawing.ellipse((390, 190, 690, 490), outline=(214, 38, 48), width=10)
    drawing.ellipse((480, 310, 600, 390), fill=(214, 38, 48))
    drawing.rectangle((660, 320, 740, 380), fill=(214, 38, 48))
    return (np.asarray(picture, np.float64) * np.asarray(seal, np.float64) / 255).astype(np.uint8)


def test_ruled_lines_go_on_under_a_seal() -> None:
    (table,) = find_rulings(sheet(under_a_star(digit=None))).tables
    places = [(cell.row, cell.column, cell.row_span, cell.column_span) for cell in table.cells]
    assert places == [(0, 0, 1, 2), (0, 2, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1), (1, 2, 1, 1)]


@pytest.mark.parametrize("digit", [0, 100, 150])
def test_a_pale_digit_under_a_seal_keeps_its_ink(digit: int) -> None:
    ink = sheet(under_a_star(digit=digit)).ink
    assert (ink[330:370, 520:560] > 0).sum() > 60


def test_a_cell_without_ink_under_a_solid_seal_is_no_sure_blank() -> None:
    page = sheet(under_a_star(digit=None))
    rulings = find_rulings(page)
    clean = without(page, rulings.mask)
    hidden = hidden_cells(clean, real_ink(clean), rulings.tables)
    assert hidden == [cell.box for cell in rulings.tables[0].cells[3:]]


def test_a_slash_is_no_one() -> None:
    """Engines read both as 1; drawn in the typefaces of the made scans, at the size of a table's numbers."""
    picture = Image.new("L", (1240, 1754), 255)
    spots = []
    for number, name in enumerate(TYPEFACES):
        font = ImageFont.truetype(str(typeface_file(name)), 24)
        for place, letter in enumerate("/1"):
            left, top = 100 + 200 * place, 100 + 80 * number
            ImageDraw.Draw(picture).text((left, top), letter, font=font, fill=0)
            box = ImageOps.invert(picture).crop((left - 5, top - 5, left + 60, top + 45)).getbbox()
            assert box is not None
            spot = (left - 5 + box[0], top - 5 + box[1], left - 5 + box[2], top - 5 + box[3])
            spots.append(Spot(spot, (left - 40, top - 20, left + 80, top + 50)))
    runs = read_spots(sheet(np.asarray(picture, np.uint8)), spots)
    for slash, one in zip(runs[::2], runs[1::2], strict=True):
        assert slash is None or slash.text != "1"
        assert one is not None
        assert one.text == "1"
