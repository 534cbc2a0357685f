"""Plain text and Markdown: encodings, line breaks, and what is refused."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.files import FileError, read_bytes, read_document
from extract.settings import Limits

pytestmark = pytest.mark.usefixtures("english")

LIMITS = Limits()
REPORT = "清河区统计局2023年政府信息公开工作年度报告\n一、总体情况\n行政许可\t12\t—\n共收到申请3件，“答复”3件。\n"

ENCODED = {
    "UTF-8": REPORT.encode("utf-8"),
    "UTF-8 with a mark": codecs.BOM_UTF8 + REPORT.encode("utf-8"),
    "GB2312": REPORT.replace("—", "-").encode("gb2312"),
    "GBK": REPORT.encode("gbk"),
    "GB18030 with a four-byte character": (REPORT + "𠮷").encode("gb18030"),
    "UTF-16 LE": REPORT.encode("utf-16-le"),
    "UTF-16 BE": REPORT.encode("utf-16-be"),
    "UTF-16 LE with a mark": codecs.BOM_UTF16_LE + REPORT.encode("utf-16-le"),
    "UTF-16 BE with a mark": codecs.BOM_UTF16_BE + REPORT.encode("utf-16-be"),
}


@pytest.mark.parametrize("data", ENCODED.values(), ids=ENCODED.keys())
def test_each_encoding_gives_the_same_text(data: bytes) -> None:
    text = read_bytes(data, LIMITS, ".txt").text
    assert text.removesuffix("𠮷").replace("\t-\n", "\t—\n") == REPORT


@given(
    st.lists(st.sampled_from("政府信息公开工作年度报告本机关收到申请三四五不予处理结转总计自然人商业企业"), min_size=4),
    st.text("0123456789\t\n ，。（）", max_size=40),
    st.sampled_from(["utf-8", "gb18030", "utf-16-le", "utf-16-be"]),
)
def test_chinese_text_never_becomes_mojibake(characters: list[str], rest: str, encoding: str) -> None:
    text = "".join(characters) + rest + "年"
    assert read_bytes(text.encode(encoding), LIMITS, ".txt").text == text


def test_line_breaks_of_every_system_become_one(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("一\r\n二\r三\n四\x0b五\x0c六\u2028七".encode())
    assert read_document(path, LIMITS).text == "一\n二\n三\n四\n五\n六\n七"


def test_invisible_characters_are_dropped_and_no_break_spaces_are_spaces() -> None:
    assert read_bytes("总\u200b计\xa01\ufeff2".encode(), LIMITS).text == "总计 12"


def test_a_nul_between_digits_does_not_make_them_one_number() -> None:
    document = read_bytes(("自然人" * 60 + "1\x002").encode(), LIMITS)
    assert document.text.endswith("1\ufffd2")
    assert document.notes


def test_a_file_cut_inside_a_character_is_read_up_to_it_with_a_note() -> None:
    document = read_bytes("年度报告".encode()[:-1], LIMITS)
    assert document.text == "年度报"
    assert [note.code for note in document.notes] == ["cut_in_a_character"]


@pytest.mark.parametrize(
    ("data", "offset"),
    [("年度报告".encode() + b"\xff\xfe" + "总体情况".encode(), 12), (b"report\x00\x01\x02\x03" * 20, 6)],
    ids=["a broken byte", "binary data"],
)
def test_what_is_no_text_is_refused_with_the_byte(data: bytes, offset: int) -> None:
    with pytest.raises(FileError, match=rf"byte {offset} "):
        read_bytes(data, LIMITS, ".txt")


@pytest.mark.parametrize("data", [b"", b" \r\n\t ", "\ufeff\u3000\n".encode()], ids=["empty", "spaces", "mark"])
def test_a_file_without_text_is_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "空.txt"
    path.write_bytes(data)
    with pytest.raises(FileError, match=r"空\.txt: .*(empty|no text)"):
        read_document(path, LIMITS)


def test_what_is_no_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"没有\.txt: there is no such file"):
        read_document(tmp_path / "没有.txt", LIMITS)
    with pytest.raises(FileError, match="is a folder"):
        read_document(tmp_path, LIMITS)


def test_limits_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("年" * 100, encoding="utf-8")
    with pytest.raises(FileError, match="max_bytes"):
        read_document(path, Limits(max_bytes=299))
    with pytest.raises(FileError, match="max_text"):
        read_document(path, Limits(max_text=99))
    assert len(read_document(path, Limits(max_bytes=300, max_text=100)).text) == 100


def test_html_tables_inside_markdown_become_grids() -> None:
    document = read_bytes("# 报告\n<table><tr><td>总计</td><td>3</td></tr></table>\n|a|b|\n".encode(), LIMITS, ".md")
    assert document.text == "# 报告\n总计\t3\n|a|b|\n"
    assert [document.text[cell.start : cell.end] for cell in document.grids[0].cells] == ["总计", "3"]
