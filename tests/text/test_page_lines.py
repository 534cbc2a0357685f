"""Page lines are named, and told from rows; what tells them apart is the table."""

from __future__ import annotations

import time

import pytest

from extract.document import Document
from extract.prose.sections import find_sections
from extract.reading import CellReading
from extract.tables import TableReader
from extract.tables.reader import PAGE_LINE
from extract.text.page_lines import PageLine, page_line
from schemas.form import load_form

FORM = load_form()
HEAD = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]
REST = ["行政许可\t3", "行政处罚\t4", "行政强制\t5", "行政事业性收费\t0.5"]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("第 3 页", "named"), ("第3页 共9页", "named"), ("— 第３页/共９页 —", "named"), ("第十二页", "named"),
        ("Page 3 of 9", "named"), ("3/9页", "named"), ("- 12 -", "dashed"), ("—3—", "dashed"), ("·3·", "dashed"),
        ("3/9", "counted"), ("7", "bare"), ("  7  ", "bare"),
    ],
)  # fmt: skip
def test_a_page_line_is_told_by_what_it_says(line: str, kind: PageLine) -> None:
    assert page_line(line) == kind


@pytest.mark.parametrize("line", ["", "2024", "47 0 0", "规章 3", "- 1 - 2", "/ / /", "第三条", "3.5万元", "1 2 3 4"])
def test_other_lines_are_no_page_lines(line: str) -> None:
    assert page_line(line) is None


@pytest.mark.parametrize("line", ["-" * 200_000 + "1x", " " * 200_000 + "x", "1" + "," * 200_000, "第" * 200_000])
def test_a_line_as_long_as_a_file_is_told_in_a_moment(line: str) -> None:
    begun = time.process_time()
    page_line(line)
    assert time.process_time() - begun < 2


def cells(*lines: str) -> dict[str, CellReading]:
    text = "\n".join(["二、主动公开政府信息情况", *HEAD, *lines, *REST, "三、收到和处理政府信息公开申请情况"])
    reading = TableReader(FORM).read(Document(text, "text/plain"), find_sections(text, FORM))["disclosure"]
    return {address.removeprefix("disclosure."): cell for address, cell in reading.cells.items()}


def test_a_page_line_between_whole_rows_is_left_out() -> None:
    found = cells("规章 3 0 5", "- 1 -", "行政规范性文件 47 0 2")
    assert [found[f"normative_documents.{name}"].value for name in ("issued", "repealed", "in_force")] == [47, 0, 2]
    assert not any(cell.doubts for cell in found.values())


@pytest.mark.parametrize(
    "lines", [["规章", "- 1 -", "行政规范性文件", "47 0 2"], ["规章", "行政规范性文件", "- 1 -", "47 0 2"]]
)
def test_what_may_be_a_page_line_or_a_row_is_in_doubt_and_moves_no_other_row(lines: list[str]) -> None:
    found = cells(*lines)
    assert [found[f"normative_documents.{name}"].value for name in ("issued", "repealed", "in_force")] == [47, 0, 2]
    assert all(PAGE_LINE in found[f"regulations.{name}"].doubts for name in ("issued", "repealed", "in_force"))


def test_a_line_that_says_it_is_a_page_is_no_row() -> None:
    found = cells("规章", "第 1 页", "行政规范性文件", "47 0 2")
    assert found["regulations.repealed"].value is None
