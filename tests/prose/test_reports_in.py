"""Files that hold more than one report."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.made import made_report
from extract.document import Document
from extract.prose.reports import compared_years, reports_in
from extract.recording import record_by_rules
from extract.rules import read_by_rules
from schemas.form import load_form
from schemas.record import Source

FIXTURES = Path(__file__).parents[2] / "eval" / "fixtures"


@pytest.mark.parametrize("layout", ["tabs", "spaces", "cell_per_line_bare", "markdown", "one_header"])
@pytest.mark.parametrize("between", ["\n\n", "\n", "\n— 5 —\n"])
def test_each_of_two_reports_in_a_file_is_read_as_it_is_alone(layout: str, between: str) -> None:
    first, second = made_report(3, layout, style="plain"), made_report(8, layout, style="plain")
    document = Document(first.text.strip() + between + second.text.strip() + "\n", "text/plain")
    spans = reports_in(document)
    assert len(spans) == 2
    for made, span in zip((first, second), spans, strict=True):
        part = document.part(*span)
        source = Source(path="a#2", sha256="0" * 64, media_type="text/plain")
        record = record_by_rules(part, source, read_by_rules(part))
        assert (record.agency, record.year) == (made.labels.agency, made.labels.year)
        for address, value in made.truth.items():
            table, row, column = address.split(".")
            assert record.tables[table][row][column] == value
            where = record.cells[address].where
            assert where is not None and document.text[where.start : where.end] == record.cells[address].text


@pytest.mark.parametrize(
    "layout", ["tabs", "one_line", "navigation", "page_furniture", "sections_repeated", "markdown"]
)
def test_one_report_is_one(layout: str) -> None:
    for seed in range(20, 26):
        text = made_report(seed, layout).text
        assert reports_in(Document(text, "text/plain")) == [(0, len(text))]


@pytest.mark.parametrize("dots", ["", "……2", " ........ 3"])
def test_a_list_of_contents_begins_no_report(dots: str) -> None:
    text = made_report(5, "tabs").text
    title, body = text.split("\n", 1)
    numbers = "一二三四五六"
    contents = [f"{numbers[section.number - 1]}、{section.title}{dots}" for section in load_form().sections]
    text = "\n".join([title, "目录", *contents, body])
    assert len(reports_in(Document(text, "text/plain"))) == 1


def test_a_title_printed_on_every_page_begins_no_report() -> None:
    text = made_report(5, "tabs").text
    title = text.split("\n", 1)[0]
    paged = text.replace("三、", f"{title}\n三、", 1).replace("五、", f"{title}\n五、", 1)
    assert len(reports_in(Document(paged, "text/plain"))) == 1


def test_every_fixture_holds_one_report_and_any_two_hold_two() -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(FIXTURES.glob("*/*.txt"))]
    assert texts
    for text, other in zip(texts, texts[1:] + texts[:1], strict=True):
        assert reports_in(Document(text, "text/plain")) == [(0, len(text))]
        begin = len(text.strip()) + 2
        spans = reports_in(Document(f"{text.strip()}\n\n{other.strip()}\n", "text/plain"))
        assert len(spans) == 2
        assert spans[1][0] >= begin


@pytest.mark.parametrize(
    ("title", "years"),
    [
        ("云岫县2022年与2023年政府信息公开工作年度报告对比", (2022, 2023)),
        ("云岫县 2023 年、2024 年政府信息公开年报", (2023, 2024)),
        ("云岫县2023年政府信息公开工作年度报告", None),
        ("云岫县2023年政府信息公开工作年度报告（与2022年数据衔接）", None),
        ("云岫县2023年政府信息公开工作年度报告\n2022年和2023年年度报告中指出的问题已经整改。", None),
    ],
)
def test_a_title_of_two_years_says_that_they_are_compared(title: str, years: tuple[int, int] | None) -> None:
    assert compared_years(f"{title}\n一、总体情况\n") == years
