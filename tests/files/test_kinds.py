"""Kinds of files: each is told by its content and read like the document that it stands for."""

from __future__ import annotations

import base64
import quopri
import zipfile
from collections.abc import Callable
from io import BytesIO

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml import etree
from openpyxl import Workbook
from openpyxl.styles import Border, Font, PatternFill, Side
from PIL import Image

from extract.document import Document
from extract.files import FileError, read_bytes
from extract.files.kinds import kind_of
from extract.settings import Limits

pytestmark = pytest.mark.usefixtures("english")

LIMITS = Limits()
ROWS = (("项目", "自然人", "总计"), ("新收", "1", "12"), ("结转", "", "3"))
SHOWN = "一、总体情况\n项目\t自然人\t总计\n新收\t1\t12\n结转\t\t3\n"


def word() -> bytes:
    document = docx.Document()
    document.add_paragraph("一、总体情况")
    table = document.add_table(len(ROWS), len(ROWS[0]))
    for row, texts in enumerate(ROWS):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(named: dict[str, bytes]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in named.items():
            archive.writestr(name, data)
    return file.getvalue()


def strict() -> bytes:
    """As Word saves in ISO/IEC 29500 Strict: other namespaces."""
    usual = b"http://schemas.openxmlformats.org/"
    names = {
        usual + b"wordprocessingml/2006/main": b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        usual + b"officeDocument/2006/relationships": b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    }
    made = parts(word())
    for name, data in made.items():
        for old, new in names.items():
            data = data.replace(old, new)
        made[name] = data
    return zipped(made)


def flat() -> bytes:
    """As Word saves in one XML file: the parts side by side."""
    namespace = "http://schemas.microsoft.com/office/2006/xmlPackage"
    package = etree.Element(f"{{{namespace}}}package", nsmap={"pkg": namespace})
    for name, data in parts(word()).items():
        part = etree.SubElement(package, f"{{{namespace}}}part", {f"{{{namespace}}}name": f"/{name}"})
        if name.endswith((".xml", ".rels")):
            etree.SubElement(part, f"{{{namespace}}}xmlData").append(etree.fromstring(data))
        else:
            etree.SubElement(part, f"{{{namespace}}}binaryData").text = base64.b64encode(data).decode()
    return etree.tostring(package, xml_declaration=True, encoding="UTF-8", standalone=True)


def word_2003() -> bytes:
    """As Word 2003 saves XML: a number before the paragraph, cells merged over rows."""
    cell = "<w:tc><w:tcPr>{}</w:tcPr><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    rows = "".join(f"<w:tr>{''.join(cell.format('', text) for text in row)}</w:tr>" for row in ROWS)
    number = '<w:pPr><w:listPr><w:ilvl w:val="0"/><wx:t wx:val="一、"/></w:listPr></w:pPr>'
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" '
        'xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint"><w:body><wx:sect>'
        f"<w:p>{number}<w:r><w:t>总体情况</w:t></w:r></w:p><w:tbl>{rows}</w:tbl>"
        "</wx:sect></w:body></w:wordDocument>"
    ).encode()


def page() -> str:
    rows = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in ROWS)
    return f"<p>一、总体情况</p><table>{rows}</table><p class='off'>9</p>"


def saved() -> bytes:
    """As a browser saves a page in one file: the page, and a style sheet beside it."""
    html = quopri.encodestring(f"<html><body>{page()}</body></html>".encode())
    return (
        b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="B"\r\n\r\n'
        b"--B\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        + html + b"\r\n--B\r\nContent-Type: text/css\r\n\r\n.off { display: none }\r\n--B--\r\n"
    )  # fmt: skip


def scripted() -> bytes:
    """A page that a script fills, as frameworks serve it: the report is a string in its data."""
    content = "".join(f"\\u{ord(letter):04x}" if not letter.isascii() else letter for letter in page())
    content = content.replace('"', '\\"').replace("<p class='off'>9</p>", "") + "<p></p>" * 20
    return (
        '<!DOCTYPE html><html><body><div id="app"></div>'
        f'<script>window.state={{"id": "7", "content": "{content}"}};</script></body></html>'
    ).encode()


def chunked(content: bytes) -> bytes:
    """As converters write Word files: the body takes in a web page, which Word turns into paragraphs."""
    made = parts(word())
    relation = (
        b'<Relationship Id="c1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk" '
        b'Target="page.mht"/></Relationships>'
    )
    made["word/_rels/document.xml.rels"] = made["word/_rels/document.xml.rels"].replace(b"</Relationships>", relation)
    body = made["word/document.xml"]
    start, end = body.index(b"<w:body>") + len(b"<w:body>"), body.index(b"<w:sectPr")
    made["word/document.xml"] = body[:start] + b'<w:altChunk r:id="c1"/>' + body[end:]
    made["word/page.mht"] = content
    return zipped(made)


def sheet(change: Callable[[Workbook], None] = lambda book: None) -> bytes:
    book = Workbook()
    book.active.append(["一、总体情况"])
    for row in ROWS:
        book.active.append([int(text) if text.isdecimal() else text or None for text in row])
    change(book)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        pytest.param(word(), ".docx", id="Word"),
        pytest.param(strict(), ".docx", id="strict"),
        pytest.param(chunked(saved()), ".docx", id="Word with a saved page in it"),
        pytest.param(
            chunked(page().replace("class='off'", "hidden").encode("gb18030")), ".docx", id="Word with a page in it"
        ),
        pytest.param(flat(), ".doc", id="flat OPC named .doc"),
        pytest.param(word_2003(), ".xml", id="Word 2003"),
        pytest.param(word_2003(), ".doc", id="Word 2003 named .doc"),
        pytest.param(saved(), ".mhtml", id="MHTML"),
        pytest.param(saved(), ".doc", id="MHTML named .doc"),
        pytest.param(scripted(), ".html", id="scripted"),
        pytest.param(sheet(), ".xlsx", id="spreadsheet"),
        pytest.param(sheet(), ".et", id="spreadsheet named .et"),
    ],
)
def test_the_same_report_is_read_the_same_from_every_kind(data: bytes, suffix: str) -> None:
    document = read_bytes(data, LIMITS, suffix)
    assert document.text == SHOWN
    assert len(document.grids) == 1


def cells(document: Document) -> list[str]:
    return [document.text[cell.start : cell.end] for cell in document.grids[0].cells]


def hide(book: Workbook) -> None:
    book.active.append(["草稿", 7, 8])
    book.active.row_dimensions[5].hidden = True
    book.active.column_dimensions["B"].hidden = True
    book.create_sheet("草稿").append([9, 9, 9])
    book["草稿"].sheet_state = "hidden"


def whiten(book: Workbook) -> None:
    book.active["C3"].font = Font(color="FFFFFF")
    book.active["C4"].font = Font(color="FFFFFF")
    book.active["C4"].fill = PatternFill("solid", fgColor="FF1F3864")


def set_formats(book: Workbook) -> None:
    book.active["B3"], book.active["C3"], book.active["B4"] = 0, 668.6, 0.1 + 0.2
    book.active["B3"].number_format = "0;-0;;@"
    book.active["C3"].number_format = "#,##0.00"


@pytest.mark.parametrize(
    ("change", "values"),
    [(hide, ["12", "3"]), (whiten, ["1", "", "", "3"]), (set_formats, ["", "668.60", "0.3", "3"])],
)
def test_a_spreadsheet_is_read_as_it_is_shown(change: Callable[[Workbook], None], values: list[str]) -> None:
    shown = cells(read_bytes(sheet(change), LIMITS, ".xlsx"))
    assert [text for text in shown if text not in ("项目", "自然人", "总计", "新收", "结转")] == values


def test_a_formula_without_a_result_is_not_blank() -> None:
    def change(book: Workbook) -> None:
        book.active["B4"] = "=B3+2"

    document = read_bytes(sheet(change), LIMITS, ".xlsx")
    assert [cell.unread for cell in document.grids[0].cells].count(True) == 1


def test_a_framed_row_without_numbers_belongs_to_its_table() -> None:
    def change(book: Workbook) -> None:
        book.active.append(["二、上年结转政府信息公开申请数量"])
        for column in (1, 2, 3):
            book.active.cell(5, column).border = Border(left=Side("thin"), right=Side("thin"))
        book.active.append(["三、收到和处理情况"])
        book.active.append(["甲", 1])

    document = read_bytes(sheet(change), LIMITS, ".xlsx")
    assert document.text == SHOWN + "二、上年结转政府信息公开申请数量\t\t\n三、收到和处理情况\n甲\t1\n"


@pytest.mark.parametrize("data", [sheet()[:2000], zipped({"xl/workbook.xml": b"<a"})])
def test_a_damaged_spreadsheet_is_refused_in_one_line(data: bytes) -> None:
    with pytest.raises(FileError, match="spreadsheet is damaged"):
        read_bytes(data, LIMITS, ".xlsx")


@pytest.mark.parametrize("format", ["PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF", "JPEG2000"])
def test_pictures_of_every_format_are_told_by_their_content(format: str) -> None:
    file = BytesIO()
    Image.new("RGB", (40, 30), "white").save(file, format)
    kind = kind_of(file.getvalue(), "")
    assert kind.reader == "image:read_image"
    with pytest.raises(FileError, match="the file holds no text"):
        read_bytes(file.getvalue(), LIMITS)


HEAD = "<style>.dark { background: #003366 }</style>"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<td style="color:#fff">9</td>', ""),
        ('<td><font color="white">9</font></td>', ""),
        ('<td style="color: rgb(250, 250, 250)">9</td>', ""),
        ('<td bgcolor="#336699" style="color:#336699">9</td>', ""),
        ('<td style="color: rgba(0,0,0,0)">9</td>', ""),
        ('<td><span style="position:absolute;left:-9999px">9</span></td>', ""),
        ('<td><span style="height:0;overflow:hidden;display:block">9</span></td>', ""),
        ('<td bgcolor="#336699"><font color="#ffffff">9</font></td>', "9"),
        ('<td class="dark" style="color:#fff">9</td>', "9"),
        ('<td style="background: no-repeat #003366; color: white">9</td>', "9"),
        ('<td style="color:red">9</td>', "9"),
    ],
)
def test_text_in_the_colour_of_its_ground_is_not_printed(cell: str, text: str) -> None:
    document = read_bytes(f"{HEAD}<table><tr><td>甲</td>{cell}</tr></table>".encode(), LIMITS, ".html")
    assert cells(document) == ["甲", text]
    assert not any(cell.unread for cell in document.grids[0].cells)


def test_white_text_on_a_ground_that_another_file_states_is_neither_read_nor_blank() -> None:
    markup = '<link rel="stylesheet" href="a.css"><table><tr><td>甲</td><td style="color:#fff">9</td></tr></table>'
    document = read_bytes(markup.encode(), LIMITS, ".html")
    assert [(text, cell.unread) for text, cell in zip(cells(document), document.grids[0].cells, strict=True)] == [
        ("甲", False), ("", True),
    ]  # fmt: skip


def shaded(fill: str | None, colour: str, size: int | None = None) -> list[str]:
    document = docx.Document()
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "甲"
    run = table.cell(0, 1).paragraphs[0].add_run("9")
    properties = run._r.get_or_add_rPr()
    for name, value in (("color", colour), ("sz", size)):
        if value is not None:
            element = OxmlElement(f"w:{name}")
            element.set(qn("w:val"), str(value))
            properties.append(element)
    if fill is not None:
        shading = OxmlElement("w:shd")
        shading.set(qn("w:fill"), fill)
        table.cell(0, 1)._tc.get_or_add_tcPr().append(shading)
    file = BytesIO()
    document.save(file)
    return cells(read_bytes(file.getvalue(), LIMITS, ".docx"))


@pytest.mark.parametrize(
    ("fill", "colour", "size", "text"),
    [
        (None, "FFFFFF", None, ""), ("1F3864", "1F3864", None, ""), (None, "000000", 2, ""),
        ("1F3864", "FFFFFF", None, "9"), ("auto", "auto", None, "9"), (None, "FF0000", 21, "9"),
    ],
)  # fmt: skip
def test_text_of_a_word_file_in_the_colour_of_its_ground_is_not_printed(
    fill: str | None, colour: str, size: int | None, text: str
) -> None:
    assert shaded(fill, colour, size) == ["甲", text]


@pytest.mark.parametrize(
    ("data", "suffix", "says"),
    [
        (b"Rar!\x1a\x07\x01\x00", "", "unpack it"),
        (b"7z\xbc\xaf\x27\x1c\x00", ".zip", "unpack it"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00", ".jpg", "save it as JPEG or PNG"),
        (b"\x00\x01\x02Founder CEB", ".ceb", "print it to PDF"),
        (zipped({"[Content_Types].xml": b"<a/>", "ppt/presentation.xml": b"<a/>"}), ".pptx", "save it as PDF"),
        (zipped({"META-INF/manifest.xml": b"<a/>", "content.xml": b"<a/>"}), ".odt", "save it as PDF"),
    ],
)
def test_what_may_hold_a_report_and_cannot_be_read_says_what_to_do(data: bytes, suffix: str, says: str) -> None:
    with pytest.raises(FileError, match=f"cannot be read; {says}"):
        read_bytes(data, LIMITS, suffix)
