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
