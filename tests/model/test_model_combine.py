"""Which tables the model is asked for, and what the readings of rules and model make together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extract.doubts import Doubt
from extract.model.combine import ONLY_MODEL, needs_model, settled, settled_issues
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


def test_without_a_models_reading_the_rules_stand() -> None:
    rules = reading("rules")
    assert settled(rules, None, both=True) == [rules]


def test_auto_fills_what_the_rules_lost() -> None:
    first, second = settled(reading("rules", total=ABSENT), reading("model", total=cell(4)), both=False)
    assert first.cells[TOTAL] == cell(4)
    assert second.reader == "model"


def test_both_fills_what_the_rules_lost_with_a_doubt() -> None:
    first, _ = settled(reading("rules", total=ABSENT), reading("model", total=cell(4)), both=True)
    assert first.cells[TOTAL].value == 4
    assert first.cells[TOTAL].doubts == (ONLY_MODEL,)


def test_auto_settles_a_doubt_of_the_rules_where_the_model_found_the_same_number_at_its_label() -> None:
    doubted = cell(4, at=7).doubted(Doubt("行名找不到"))
    assert settled(reading("rules", total=doubted), reading("model", total=cell(4)), both=False)[0].cells[
        TOTAL
    ] == cell(4)


@pytest.mark.parametrize("model", [cell(4).doubted(Doubt("找不到")), cell(5), CellReading(None, "", "blank")])
def test_a_doubt_stays_where_the_model_is_unsure_or_read_otherwise(model: CellReading) -> None:
    doubted = cell(4).doubted(Doubt("行名找不到"))
    first, _ = settled(reading("rules", total=doubted), reading("model", total=model), both=False)
    assert first.cells[TOTAL] == doubted


def test_both_keeps_the_doubts_of_the_rules() -> None:
    doubted = cell(4).doubted(Doubt("行名找不到"))
    assert (
        settled(reading("rules", total=doubted), reading("model", total=cell(4)), both=True)[0].cells[TOTAL] == doubted
    )


def test_readings_of_two_layouts_are_left_side_by_side() -> None:
    one, two = (TableReading(t, {a: cell(0) for a in t.addresses}, "x", (0, 1)) for t in OTHER)
    assert settled(one, two, both=False) == [one, two]


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
