"""Which tables the model is asked for, and whose statements of section 五 stand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extract.doubts import Doubt
from extract.model.combine import needs_model, settled_issues
from extract.reading import ABSENT, CellReading, IssuesReading, TableReading
from extract.wording import said
from schemas.form import load_form
from schemas.record import Problem, Where

TABLE = load_form().variants_of("proceedings")[0]
OTHER = load_form().variants_of("applications")
TOTAL = "proceedings.review.total"
UPHELD = "proceedings.review.upheld"


def cell(value: int, at: int = 0) -> CellReading:
    return CellReading(value, str(value), "number", Where(line=1, start=at, end=at + 1))


def reading(reader: str, **changes: CellReading) -> TableReading:
    """A table of zeros with other cells in the first row, by column."""
    cells = {address: cell(0) for address in TABLE.addresses}
    cells |= {f"proceedings.review.{column}": given for column, given in changes.items()}
    return TableReading(TABLE, cells, reader, (0, 10))


@pytest.mark.parametrize(
    ("given", "needed"),
    [
        (reading("rules"), False),
        (reading("rules", upheld=cell(2), total=cell(2)), False),
        (reading("rules", upheld=CellReading(None, "", "blank")), False),
        (reading("rules", upheld=CellReading(None, "/", "mark")), False),
        (reading("rules", upheld=cell(2), total=cell(3)), True),
        (reading("rules", upheld=ABSENT), True),
        (reading("rules", upheld=cell(0).doubted(Doubt("位置是推定的"))), True),
        (replace(reading("rules"), cells=dict.fromkeys(TABLE.addresses, ABSENT)), True),
        (None, True),
    ],
    ids=["clean", "adds up", "blank", "mark", "broken rule", "lost cell", "doubt", "not found", "no reading"],
)
def test_auto_needs_the_model_where_rows_are_unsure_or_rules_are_broken(
    given: TableReading | None, needed: bool
) -> None:
    assert needs_model(given) is needed


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
