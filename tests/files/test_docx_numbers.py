"""The numbers that Word sets before paragraphs by itself are read as they are printed."""

from __future__ import annotations

from io import BytesIO

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.styles.style import ParagraphStyle

from extract.files import read_bytes
from extract.settings import Limits

LEVEL = '<w:lvl w:ilvl="{}"><w:start w:val="{}"/><w:numFmt w:val="{}"/>{}<w:lvlText w:val="{}"/></w:lvl>'
LEVELS = (
    LEVEL.format(0, 1, "chineseCountingThousand", "", "%1、")
    + LEVEL.format(1, 1, "chineseCountingThousand", "", "（%2）")
    + LEVEL.format(2, 1, "decimal", "", "%3.")
)


def numbered(*paragraphs: tuple[str, str, int | None], levels: str = LEVELS, numbers: str = "") -> str:
    """The text of a Word file: each paragraph with its list and its level. List 7 is numbered by `levels`."""
    word = docx.Document()
    root = word.part.numbering_part.element
    for child in list(root):
        root.remove(child)
    kind = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="3">{levels}</w:abstractNum>'
    lists = f'<w:num {nsdecls("w")} w:numId="7"><w:abstractNumId w:val="3"/></w:num>'
    for xml in (kind, lists, *([numbers] if numbers else [])):
        root.append(parse_xml(xml))
    for text, number, level in paragraphs:
        paragraph = word.add_paragraph(text)
        depth = "" if level is None else f'<w:ilvl w:val="{level}"/>'
        if number:
            properties = parse_xml(f'<w:numPr {nsdecls("w")}>{depth}<w:numId w:val="{number}"/></w:numPr>')
            paragraph._p.get_or_add_pPr().append(properties)
    return read(word)


def read(word: docx.document.Document) -> str:
    file = BytesIO()
    word.save(file)
    return read_bytes(file.getvalue(), Limits(), ".docx").text


def test_headings_and_what_is_below_them_count_as_word_counts() -> None:
    text = numbered(
        ("总体情况", "7", 0), ("主动公开", "7", 1), ("依申请公开", "7", 1), ("答复", "7", 2), ("办理", "7", 2),
        ("无编号", "", None), ("存在的问题", "7", 0), ("解读不足", "7", 1),
    )  # fmt: skip
    assert text.splitlines() == [
        "一、总体情况", "（一）主动公开", "（二）依申请公开", "1.答复", "2.办理", "无编号", "二、存在的问题",
        "（一）解读不足",
    ]  # fmt: skip


def test_a_list_that_begins_anew_counts_by_itself() -> None:
    anew = (
        f'<w:num {nsdecls("w")} w:numId="8"><w:abstractNumId w:val="3"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="4"/></w:lvlOverride></w:num>'
    )
    text = numbered(("甲", "7", 0), ("乙", "7", 0), ("丙", "8", 0), ("丁", "8", 0), numbers=anew)
    assert text.splitlines() == ["一、甲", "二、乙", "四、丙", "五、丁"]


def test_two_lists_that_are_numbered_alike_go_on_from_each_other() -> None:
    other = f'<w:num {nsdecls("w")} w:numId="8"><w:abstractNumId w:val="3"/></w:num>'
    assert numbered(("甲", "7", 0), ("乙", "8", 0), numbers=other).splitlines() == ["一、甲", "二、乙"]


@pytest.mark.parametrize(
    ("kind", "pattern", "start", "printed"),
    [
        ("decimal", "%1", 9, "9 甲"),
        ("decimalZero", "%1.", 9, "09.甲"),
        ("decimalEnclosedCircleChinese", "%1", 3, "③甲"),
        ("chineseCounting", "第%1条", 21, "第二十一条甲"),
        ("japaneseCounting", "%1、", 10, "十、甲"),
        ("ideographTraditional", "%1、", 3, "丙、甲"),
        ("upperRoman", "%1.", 14, "XIV.甲"),
        ("lowerLetter", "%1)", 28, "bb)甲"),
        ("bullet", "\uf0b7", 1, "•甲"),
        ("none", "", 1, "甲"),
        ("aFormatOfTomorrow", "%1.", 5, "5.甲"),
        ("upperRoman", "%1.", 2_000_000_000, "2000000000.甲"),
    ],
)
def test_a_number_is_printed_in_its_format(kind: str, pattern: str, start: int, printed: str) -> None:
    assert numbered(("甲", "7", 0), levels=LEVEL.format(0, start, kind, "", pattern)) == f"{printed}\n"


def test_a_style_numbers_its_paragraphs_unless_one_is_taken_out() -> None:
    word = docx.Document()
    root = word.part.numbering_part.element
    linked = LEVELS + LEVEL.format(3, 1, "decimal", '<w:pStyle w:val="Heading1"/>', "%4.")
    root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="93">{linked}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="97"><w:abstractNumId w:val="93"/></w:num>'))
    heading = word.styles["Heading 1"]
    assert isinstance(heading, ParagraphStyle)
    numbers = parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="97"/></w:numPr>')
    heading.element.get_or_add_pPr().append(numbers)
    based = word.styles.add_style("标题甲", 1)
    based.base_style = heading
    for text, style in (("总体情况", "Heading 1"), ("标题", "Heading 1"), ("收费", "标题甲")):
        word.add_paragraph(text, style)
    out = parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="0"/></w:numPr>')
    word.paragraphs[1]._p.get_or_add_pPr().append(out)
    assert read(word).splitlines() == ["1.总体情况", "标题", "2.收费"]
