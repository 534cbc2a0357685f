"""Counting: agencies and texts, problems with and without a measure, problems repeated."""

from __future__ import annotations

from summary_records import made_record

from extract.summary.analysis import analyse
from extract.summary.codebook import load_codebook
from extract.summary.coder import RuleCoder
from extract.summary.corpus import code, gather
from extract.summary.counts import ThemeCount
from extract.summary.facts import Findings
from schemas.record import Record

CODEBOOK = load_codebook()
CODER = RuleCoder(CODEBOOK)


def findings_of(*records: Record) -> Findings:
    corpus = gather(records)
    code(corpus, CODER)
    return analyse(corpus, CODEBOOK)


def theme(findings: Findings, name: str) -> ThemeCount:
    return next(each for each in findings.problems if each.theme == name)


def test_an_agency_counts_once_and_the_same_wording_is_one_text() -> None:
    findings = findings_of(
        made_record("洛阳市教育局", 2022, ["栏目更新不及时"]),
        made_record("洛阳市教育局", 2023, ["栏目更新不及时", "信息发布滞后"]),
        made_record("洛阳市 教育局", 2024, ["栏目更新不 及时"]),
        made_record("运城市财政局", 2023, ["栏目更新不及时"]),
    )
    late = theme(findings, "timeliness")
    assert (late.agencies, late.texts, len(late.statements)) == (2, 2, 5)
    assert late.by["year"] == {"2022": 1, "2023": 2, "2024": 1}
    assert late.by["region"] == {"河南省": 1, "山西省": 1}
    assert late.by["body"] == {"education": 1, "finance": 1}
    assert late.by["level"] == {"city": 2}


def test_a_copied_section_makes_one_text_even_where_words_were_changed() -> None:
    said = "栏目更新不够及时，个别栏目三个月没有新内容，群众反映较多，办事指南也没有跟着修改"
    other = "依申请公开答复说理不充分，有的引用条款不准确，还有的没有写明救济途径和期限"
    findings = findings_of(
        made_record("甲市教育局", 2022, [said, other]),
        made_record("甲市教育局", 2023, [said.replace("群众反映较多", "群众意见不少"), other]),
    )
    assert [pair.relation for pair in findings.copies.pairs] == ["self"]
    assert theme(findings, "timeliness").texts == 1


def test_problems_are_answered_by_link_or_by_theme_or_not_at_all() -> None:
    findings = findings_of(
        made_record(
            "甲市", 2024, ["栏目更新不及时", "政策解读形式单一", "依申请公开答复不规范"],
            [("建章立制", [0]), "加强政策解读"],
        )
    )  # fmt: skip
    answered = findings.answered
    groups = [[each.text for each in group] for group in (answered.linked, answered.by_theme, answered.unanswered)]
    assert groups == [["栏目更新不及时"], ["政策解读形式单一"], ["依申请公开答复不规范"]]
    assert answered.answering == {"P1": ("M1",), "P2": ("M2",)}


def test_a_problem_repeated_year_after_year_is_told_with_its_longest_run() -> None:
    findings = findings_of(
        made_record("甲市", 2020, ["栏目更新不及时"]),
        made_record("甲市", 2022, ["信息发布滞后"]),
        made_record("甲市", 2023, ["栏目更新不及时"]),
        made_record("乙市", 2023, ["栏目更新不及时"]),
        made_record(None, 2022, ["栏目更新不及时"]),
        made_record(None, 2023, ["栏目更新不及时"]),
    )
    [only] = findings.repeated
    assert (only.agency, only.theme, only.years, only.running, only.same_wording) == (
        "甲市", "timeliness", (2020, 2022, 2023), 2, True,
    )  # fmt: skip


def test_two_reports_without_an_agency_are_two_agencies() -> None:
    findings = findings_of(
        made_record(None, 2022, ["栏目更新不及时"], path="a"), made_record(None, 2022, ["栏目更新不及时"], path="b")
    )
    assert theme(findings, "timeliness").agencies == 2
