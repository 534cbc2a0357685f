"""Whose statements of section 五 stand."""

from __future__ import annotations

from extract.model.combine import settled_issues
from extract.reading import IssuesReading
from extract.wording import said
from schemas.record import Problem

PROBLEM = Problem(text="甲", quote="甲", start=0, end=1)


def test_the_models_statements_are_taken_and_a_difference_in_number_is_noted() -> None:
    rules = IssuesReading([PROBLEM, PROBLEM], [])
    issues = settled_issues(rules, IssuesReading([PROBLEM], [], "model"))
    assert len(issues.problems) == 1
    assert "规则读出2个问题" in said(issues.notes[0])


def test_a_model_that_found_no_statement_does_not_empty_the_rules_reading() -> None:
    rules = IssuesReading([PROBLEM], [])
    issues = settled_issues(rules, IssuesReading([], [], "model", dropped=3))
    assert list(issues.problems) == [PROBLEM]
    assert issues.dropped == 3
    assert "没有读出" in said(issues.notes[0])
