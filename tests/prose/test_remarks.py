"""The prose that is checked is what no table occupies, wherever a table was found."""

from __future__ import annotations

import re

import pytest

from extract.document import Document
from extract.prose.parts import part_findings
from extract.prose.remarks import prose_of
from extract.rules import read_by_rules
from schemas.form import Table, load_form
from schemas.record import Claim

FORM = load_form()
NEWEST = FORM.editions[-1].tables
SAID = "2024年，我局收到政府信息公开申请50件，办结5件。"


def printed(table: Table) -> str:
    """A table of zeros, its header and one line a row."""
    if table.arrangement == "line":
        return "|".join(row.label for row in table.rows) + "\n" + "|".join("0" for _ in table.addresses)
    head = "|".join(("信息内容", *(column.label for column in table.columns)))
    return "\n".join([head, *("|".join((row.label, *("0" for _ in row.columns))) for row in table.rows)])


def report(lost: str | None = None, moved: str | None = None) -> str:
    """A report whose table `lost` is left out with its heading, or whose table `moved` stands above its heading."""
    parts = ["青川区水务局2024年政府信息公开工作年度报告"]
    for section, number in zip(FORM.sections, "一二三四五六", strict=True):
        heading = f"{number}、{section.title}"
        if section.table is None:
            parts += [heading, SAID if number == "一" else "无。"]
        elif section.table == moved:
            parts += [printed(NEWEST[section.table]), heading]
        elif section.table != lost:
            parts += [heading, printed(NEWEST[section.table])]
    return "\n".join(parts)


def claims_of(text: str) -> list[tuple[str, object]]:
    return [(claim.kind, claim.value) for claim in _claims(text)]


def _claims(text: str) -> list[Claim]:
    return list(read_by_rules(Document(text, "text/plain")).remarks.claims)


BOTH = [("applications_received", 50), ("applications_concluded", 5)]


@pytest.mark.parametrize("table", FORM.table_ids)
def test_a_report_without_one_of_its_tables_keeps_its_claims(table: str) -> None:
    assert claims_of(report(lost=table)) == BOTH


@pytest.mark.parametrize("table", FORM.table_ids)
def test_a_table_above_its_heading_takes_no_claim_away(table: str) -> None:
    assert claims_of(report(moved=table)) == BOTH


def test_a_sentence_in_a_section_with_a_table_is_prose() -> None:
    heading = "三、收到和处理政府信息公开申请情况"
    text = report().replace(SAID, "我局认真落实条例。").replace(heading, f"{heading}\n{SAID}")
    assert claims_of(text) == BOTH


def test_a_sentence_below_a_table_is_prose() -> None:
    text = report().replace(SAID, "我局认真落实条例。").replace("五、", f"{SAID}\n五、")
    assert claims_of(text) == BOTH


def test_the_lines_of_a_table_make_no_claims() -> None:
    assert claims_of(report().replace(SAID, "我局认真落实条例。")) == []


def test_a_report_on_one_line_keeps_its_claims() -> None:
    text = re.sub(r"\n", " ", report()).replace("|", " ")
    assert claims_of(text) == BOTH


@pytest.mark.parametrize(
    ("listed", "contradicts"),
    [
        ("机构信息4条；其他文件6条；动态信息70条", False),
        ("机构信息4条；其他文件6条；动态信息60条", False),
        ("机构信息4条，动态信息60条，其他信息6条", True),
        ("机构信息4条；动态信息60条；其他6条", True),
        ("机构信息4条；其他文件6条；动态信息90条", True),
        ("机构信息4条，动态信息60条", False),
    ],
)
def test_only_the_rest_at_the_end_of_a_list_closes_it(listed: str, contradicts: bool) -> None:
    assert bool(part_findings(prose_of(f"全年公开信息80条，其中：{listed}。", []))) == contradicts


def test_that_there_was_none_is_claimed_once_and_quoted_without_punctuation() -> None:
    told = "未收取任何费用;没有发生因政府信息公开引起举报、行政复议或行政诉讼的事件。"
    quotes = [claim.quote for claim in _claims(report().replace(SAID, told)) if claim.kind == "litigations"]
    assert quotes == ["没有发生因政府信息公开引起举报、行政复议或行政诉讼"]
