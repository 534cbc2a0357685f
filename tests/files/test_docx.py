"""Word documents: merged cells, tables in tables, what is hidden, and what is refused."""

from __future__ import annotations

import tracemalloc
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from extract.document import Document
from extract.files import FileError, read_bytes, read_document
from extract.settings import Limits

pytestmark = pytest.mark.usefixtures("english")

LIMITS = Limits()


def opened(make: Callable[[WordDocument], None]) -> Document:
    word = docx.Document()
    make(word)
    file = BytesIO()
    word.save(file)
    return read_bytes(file.getvalue(), LIMITS, ".docx")


def cells_of(document: Document, grid: int = 0) -> list[tuple[int, int, int, int, str]]:
    return [
        (c.row, c.column, c.row_span, c.column_span, document.text[c.start : c.end])
        for c in document.grids[grid].cells
    ]  # fmt: skip


def test_merged_cells_are_stated_once_with_their_spans() -> None:
    def make(word: WordDocument) -> None:
        word.add_paragraph("一、总体情况")
        table = word.add_table(3, 3)
        table.cell(0, 0).merge(table.cell(1, 0)).text = "项目"
        table.cell(0, 1).merge(table.cell(0, 2)).text = "申请人"
        for column, text in ((1, "自然人"), (2, "总计")):
            table.cell(1, column).text = text
        for column, text in enumerate(("新收", "1", "")):
            table.cell(2, column).text = text
        word.add_paragraph("后")

    document = opened(make)
    assert document.text == "一、总体情况\n项目\t申请人\t\n\t自然人\t总计\n新收\t1\t\n后\n"
    assert cells_of(document) == [
        (0, 0, 2, 1, "项目"), (0, 1, 1, 2, "申请人"), (1, 1, 1, 1, "自然人"), (1, 2, 1, 1, "总计"),
        (2, 0, 1, 1, "新收"), (2, 1, 1, 1, "1"), (2, 2, 1, 1, ""),
    ]  # fmt: skip


def test_tables_in_a_table_are_the_grids() -> None:
    def make(word: WordDocument) -> None:
        outer = word.add_table(1, 2)
        outer.cell(0, 0).text = "左"
        inner = outer.cell(0, 1).add_table(2, 2)
        for place, text in enumerate("甲1乙2"):
            inner.cell(place // 2, place % 2).text = text

    document = opened(make)
    assert document.text == "左\n甲\t1\n乙\t2\n"
    assert len(document.grids) == 1


def test_edges_that_nearly_meet_are_one_column() -> None:
    def row(*cells: tuple[int, str]) -> str:
        return "<w:tr>" + "".join(
            f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>'
            for span, text in cells
        ) + "</w:tr>"  # fmt: skip

    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in (2000, 40, 1000, 1000))
    rows = row((1, "甲"), (2, "1"), (1, "2")) + row((2, "乙"), (1, "3"), (1, "4"))
    xml = f"<w:tbl {nsdecls('w')}><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    document = opened(lambda word: word.element.body.insert(0, parse_xml(xml)))
    assert cells_of(document) == [
        (0, 0, 1, 1, "甲"), (0, 1, 1, 1, "1"), (0, 2, 1, 1, "2"),
        (1, 0, 1, 1, "乙"), (1, 1, 1, 1, "3"), (1, 2, 1, 1, "4"),
    ]  # fmt: skip


def test_deleted_and_hidden_text_is_left_out_and_inserted_text_is_read() -> None:
    def make(word: WordDocument) -> None:
        run = "<w:r {}><w:t>{}</w:t></w:r>"
        xml = (
            f"<w:p {nsdecls('w')}><w:del><w:r><w:delText>删</w:delText></w:r></w:del>"
            f"<w:ins>{run.format('', '增')}</w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>"
            "<w:r><w:t>一</w:t><w:br/><w:t>二</w:t></w:r></w:p>"
        )
        word.element.body.insert(0, parse_xml(xml))

    assert opened(make).text == "增一\n二\n"


def archive(name: str, content: bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, content)
    return file.getvalue()


def test_a_document_that_unpacks_to_gigabytes_is_refused_unread() -> None:
    bomb = archive("word/document.xml", b"<a>" + b" " * 3_000_000)
    with pytest.raises(FileError, match="max_unpacked"):
        read_bytes(bomb, Limits(max_unpacked=1_000_000), ".docx")


def test_an_archive_that_lies_about_its_size_is_read_in_bounded_memory() -> None:
    """The directory says 1,000 bytes; 300 MB stand behind it."""
    packed = bytearray(archive("word/document.xml", b" " * 300_000_000))
    packed[(place := packed.rfind(b"PK\x01\x02") + 24) : place + 4] = (1000).to_bytes(4, "little")
    tracemalloc.start()
    try:
        with pytest.raises(FileError, match="damaged"):
            read_bytes(bytes(packed), LIMITS, ".docx")
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()


def test_entities_that_grow_are_refused() -> None:
    grown = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xml = (
        f'<!DOCTYPE d [<!ENTITY e0 "哈哈哈哈哈哈">{grown}]><w:document xmlns:w="{namespace}"><w:body><w:p><w:r>'
        "<w:t>年报&e9;</w:t></w:r></w:p></w:body></w:document>"
    )
    with pytest.raises(FileError, match="the file is damaged"):
        read_bytes(archive("word/document.xml", xml.encode()), LIMITS, ".docx")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (archive("a.bin", b"a"), "zip archive"),
        (archive("word/document.xml", b"<a><b></a>"), "damaged"),
        (archive("word/document.xml", b"<a/>")[:60], "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    ],
    ids=["zip", "broken XML", "cut off", "encrypted"],
)
def test_what_is_no_readable_word_file_is_refused(data: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "年报.docx"
    path.write_bytes(data)
    with pytest.raises(FileError, match=rf"年报\.docx: .*{says}"):
        read_document(path, LIMITS)


def test_an_old_word_file_without_libreoffice_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(FileError, match="install LibreOffice"):
        read_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), LIMITS, ".doc")


def test_a_web_page_or_word_file_under_another_name_is_read_by_its_content() -> None:
    assert read_bytes("<html><p>年报".encode(), LIMITS, ".doc").media_type == "text/html"
    word = docx.Document()
    word.add_paragraph("年报")
    file = BytesIO()
    word.save(file)
    assert read_bytes(file.getvalue(), LIMITS, ".doc").text == "年报\n"


def row_of(runs: str, styles: str = "") -> list[str]:
    """The cells of a row in whose second cell these runs stand, beside the cell 4."""

    def make(word: WordDocument) -> None:
        table = word.add_table(2, 3)
        for cell, text in zip(table.row_cells(0), ("规章", "", "4"), strict=True):
            cell.text = text
        paragraph = table.cell(0, 1).paragraphs[0]._p
        for run in parse_xml(f"<w:p {nsdecls('w')}>{runs}</w:p>"):
            paragraph.append(run)
        for style in parse_xml(f"<w:styles {nsdecls('w')}>{styles}</w:styles>"):
            word.styles.element.append(style)

    return [cell[-1] for cell in cells_of(opened(make))[:3]]


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


NOTE = (
    '<w:style w:type="character" w:styleId="up"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="mark"><w:basedOn w:val="up"/><w:rPr><w:i/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="old"><w:rPr><w:strike/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="round"><w:basedOn w:val="round"/></w:style>'
)


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ('<w:vertAlign w:val="superscript"/>', "17²"), ('<w:vertAlign w:val="subscript"/>', "17₂"),
        ('<w:rStyle w:val="mark"/>', "17²"), ('<w:rStyle w:val="mark"/><w:vertAlign w:val="baseline"/>', "172"),
        ('<w:rStyle w:val="round"/>', "172"), ('<w:rStyle w:val="missing"/>', "172"), ("<w:b/>", "172"),
        ("<w:strike/>", "17"), ("<w:dstrike/>", "17"), ('<w:strike w:val="true"/>', "17"), ("<w:vanish/>", "17"),
        ('<w:rStyle w:val="old"/>', "17"), ('<w:rStyle w:val="old"/><w:strike w:val="0"/>', "172"),
        ('<w:strike w:val="false"/>', "172"), ('<w:vanish w:val="off"/>', "172"),
    ],
)  # fmt: skip
def test_digits_that_word_raises_or_strikes_out_are_no_digits_of_the_number(properties: str, expected: str) -> None:
    assert row_of(run("17") + run("2", properties), NOTE) == ["规章", expected, "4"]


def test_a_number_that_is_raised_as_a_whole_stays_one() -> None:
    assert row_of(run("17", '<w:vertAlign w:val="superscript"/>')) == ["规章", "17", "4"]


def test_a_number_struck_out_before_the_one_that_replaces_it_is_not_read() -> None:
    link = f'<w:hyperlink w:anchor="a">{run("26", "<w:dstrike/>")}{run("1")}</w:hyperlink>'
    assert row_of(link + run("7")) == ["规章", "17", "4"]


def test_an_archive_that_has_lost_bytes_before_its_directory_is_damaged() -> None:
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {nsdecls('w')}><w:body/></w:document>")
    whole = written.getvalue()
    with pytest.raises(FileError, match="damaged"):
        read_bytes(whole[:4] + whole[54:], Limits(), ".docx")
