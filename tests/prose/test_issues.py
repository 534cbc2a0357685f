"""Section 五: single problems and measures, compared with what a person reads in texts written for this."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from extract.prose.issues import read_issues
from schemas.record import SectionSpan

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "cases" / "issues.toml").read_text(encoding="utf-8")
)["case"]


def section_of(text: str) -> SectionSpan:
    """All of a text, the heading in its first line, as section 五."""
    body = text.lstrip("\n #*")
    heading = body.split("\n")[0].replace(" ", "")
    title = heading.removeprefix("五、")
    for known in ("存在的主要问题及改进情况", "存在问题及改进措施"):
        if title.startswith(known):
            title = known
    start = text.index("五")
    return SectionSpan(number=5, title=title, start=start, end=len(text.rstrip()))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_problems_and_measures_are_those_that_a_person_reads(case: dict[str, Any]) -> None:
    reading = read_issues(case["text"], section_of(case["text"]))
    assert [problem.text for problem in reading.problems] == case["problems"]
    assert [[measure.text, measure.answers] for measure in reading.measures] == case["measures"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_was_done_about_earlier_problems_is_neither_problem_nor_measure(case: dict[str, Any]) -> None:
    reading = read_issues(case["text"], section_of(case["text"]))
    assert [progress.text for progress in reading.progress] == case.get("progress", [])


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_quotes_stand_at_their_offsets(case: dict[str, Any]) -> None:
    reading = read_issues(case["text"], section_of(case["text"]))
    for statement in (*reading.problems, *reading.measures, *reading.progress):
        assert case["text"][statement.start : statement.end] == statement.quote


@pytest.mark.parametrize(
    ("said", "trusts"),
    [
        ("存在的问题：一是公开内容不够全面；二是办事指南年年照搬。", ["verified", "verified"]),
        ("存在的问题：一是听证会参加人以机关干部为主；二是公开内容不全面。", ["unverified", "verified"]),
        ("公开内容不够全面。", ["unverified"]),
        ("存在的问题：一是公开内容不够全面；二是\n- 差\n三是更新慢。", ["verified", "verified"]),
    ],
)
def test_a_problem_is_trusted_where_its_place_and_its_words_say_what_it_is(said: str, trusts: list[str]) -> None:
    text = f"五、存在的主要问题及改进情况\n{said}"
    assert [problem.trust for problem in read_issues(text, section_of(text)).problems] == trusts


def test_what_explains_a_problem_is_its_detail_up_to_the_next_item() -> None:
    said = "一是公开内容不够全面。个别栏目半年没有更新。群众多次反映。二是答复不规范。下一步，规范答复。"
    text = f"五、存在的主要问题及改进情况\n{said}"
    details = [problem.detail for problem in read_issues(text, section_of(text)).problems]
    assert details[0] is not None
    assert text[details[0].start : details[0].end] == "个别栏目半年没有更新。群众多次反映"
    assert details[1] is None
