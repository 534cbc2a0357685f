"""Error localization: which cell is wrong, what it should be, and whose error it is."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judge_tables import APPLICATIONS, BLANK, COLUMNS, applications, filled, printed, reading

from extract.doubts import Doubt
from extract.judge import Judgement, judge
from extract.judge.edits import weigh_all
from extract.judge.evidence import Evidence
from extract.judge.localize import Location, locate
from extract.judge.misreading import likeness
from extract.reading import ABSENT, CellReading, TableReading
from extract.wording import worded_findings
from schemas.form import load_form
from schemas.record import Finding, Suggestion, Where

# 12 came in and 3 were left over; 5 granted, 6 not held, 2 repeated; 2 left over.
ROWS = {
    "new": "9 3 0 0 0 0 12",
    "carried_in": "2 0 0 0 1 0 3",
    "granted": "4 1 0 0 0 0 5",
    "unavailable_not_held": "5 0 0 0 1 0 6",
    "rejected_repeat": "1 1 0 0 0 0 2",
    "concluded": "10 2 0 0 1 0 13",
    "carried_out": "1 1 0 0 0 0 2",
}
TEXT = Where(line=1, start=0, end=1)
SCAN = Where(page=1, box=(10, 10, 30, 20))


def with_rows(**rows: str) -> dict[str, CellReading]:
    return applications(ROWS | rows)


def located(cells: dict[str, CellReading]) -> list[Location]:
    return locate(APPLICATIONS, Evidence(cells))


def changes(cells: dict[str, CellReading]) -> dict[str, int]:
    """What the only explanation changes, by row and column."""
    (location,) = located(cells)
    assert location.only is not None
    return {cell.removeprefix("applications."): int(value or 0) for cell, value in location.only.changes.items()}


def judged(cells: dict[str, CellReading], *others: dict[str, CellReading]) -> Judgement:
    readers = [reading(cells), *(reading(other, f"reader {n}") for n, other in enumerate(others, 2))]
    return judge([{"applications": one} for one in readers])


def errors(judgement: Judgement) -> list[Finding]:
    return [finding for finding in judgement.findings if finding.severity == "error"]


def repairs(judgement: Judgement) -> list[Suggestion]:
    return [suggestion for suggestion in judgement.suggestions if suggestion.kind == "repair"]


def test_the_table_that_these_tests_start_from_balances() -> None:
    assert {weighing.outcome for weighing in weigh_all(APPLICATIONS, with_rows())} == {"holds"}
    assert located(with_rows()) == []


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(APPLICATIONS.addresses), st.integers(0, 200))
def test_a_single_wrong_cell_is_located_and_mended_wherever_it_is(address: str, value: int) -> None:
    cells = with_rows()
    right = cells[address].value
    if value != right:
        assert changes(cells | {address: printed(value)}) == {address.removeprefix("applications."): right}


def test_two_wrong_cells_are_located_together() -> None:
    cells = with_rows(granted="4 1 0 0 0 0 8", rejected_repeat="7 1 0 0 0 0 2")
    assert changes(cells) == {"granted.total": 5, "rejected_repeat.natural_person": 1}


def test_cells_of_a_broken_rule_that_the_explanation_clears_are_not_suspect() -> None:
    judgement = judged(with_rows(granted="7 1 0 0 0 0 5"))
    suspects = {a for a, cell in judgement.cells.items() if cell.trust == "suspect" and a.startswith("applications")}
    assert suspects == {"applications.granted.natural_person"}
    assert judgement.cells["applications.granted.business"].trust == "unverified"
    assert judgement.cells["applications.new.business"].trust == "verified"
    assert judgement.tables["applications"]["granted"]["natural_person"] == 7
    assert [(s.cell, s.value, s.alternatives) for s in repairs(judgement)] == [
        ("applications.granted.natural_person", 4, [])
    ]


def test_the_finding_still_names_every_cell_of_the_rule() -> None:
    judgement = judged(with_rows(granted="7 1 0 0 0 0 5"))
    row = next(finding for finding in errors(judgement) if finding.rule == "applications.row_total")
    assert row.cells == [f"applications.granted.{column}" for column in COLUMNS]
    assert "由7改为4" in worded_findings([row])[0].message


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # The row slid left by one column: its first cell was lost.
        ({"granted": "1 0 0 0 0 5 _"}, {"natural_person": 4, "business": 1, "other_organization": 0}),
        # The row slid right by one column: its total was lost.
        ({"granted": "_ 4 1 0 0 0 0"}, {"business": 1, "research": 0, "total": 5}),
        # A zero was dropped and what follows moved up.
        ({"granted": "4 1 0 0 0 5 _"}, {"other_organization": 0}),
        # The first two numbers were read as one.
        ({"granted": "41 0 0 0 0 5 _"}, {"natural_person": 4, "business": 1, "other_organization": 0}),
        ({"granted": "41 _ 0 0 0 0 5"}, {"natural_person": 4}),
        # A number was cut in two and pushed the last one out.
        ({"concluded": "1 0 2 0 0 1 0"}, {"natural_person": 10, "business": 2, "research": 0, "legal_service": 1,
                                           "other_organization": 0, "total": 13}),
        # Two neighbours were swapped.
        ({"granted": "1 4 0 0 0 0 5"}, {"natural_person": 4, "business": 1}),
    ],
)  # fmt: skip
def test_a_misreading_of_several_cells_is_one_change(rows: dict[str, str], expected: dict[str, int]) -> None:
    (row,) = rows
    assert changes(with_rows(**rows)) == {f"{row}.{column}": value for column, value in expected.items()}


def test_two_swapped_columns_are_put_back() -> None:
    swapped = {row: " ".join([*(w := text.split())[:5], w[6], w[5]]) for row, text in ROWS.items()}
    found = changes(applications(swapped))
    assert found["new.total"] == 12
    assert found["new.other_organization"] == 0
    assert len(found) == 2 * len(ROWS)


def test_a_column_that_slid_down_is_put_back() -> None:
    cells = with_rows()
    column = [f"applications.{row.id}.natural_person" for row in APPLICATIONS.rows]
    slid = dict(zip(column, [BLANK, *(cells[address] for address in column[:-1])], strict=True))
    found = changes(cells | slid)
    wrong = {a for a in column if slid[a].value not in (None, cells[a].value)}
    assert {f"applications.{cell}" for cell in found} == wrong
    assert all(cells[f"applications.{cell}"].value == value for cell, value in found.items())


def test_an_error_that_arithmetic_cannot_place_leaves_all_its_cells_suspect() -> None:
    table = load_form().table("proceedings", "2021")
    cells = filled(table, printed(0)) | {"proceedings.review.total": printed(3)}
    judgement = judge([{"proceedings": TableReading(table, cells, "rules")}])
    suspects = {a for a, c in judgement.cells.items() if c.trust == "suspect" and a.startswith("proceedings")}
    assert suspects == {f"proceedings.review.{name}" for name in ("upheld", "corrected", "other", "pending", "total")}
    assert repairs(judgement) == []


def test_explanations_that_tie_name_each_other_as_alternatives() -> None:
    # Both wrong cells are off by the same amount: two other cells would explain it as well.
    cells = with_rows(granted="5 1 0 0 0 0 5", rejected_repeat="1 2 0 0 0 0 2")
    (location,) = located(cells)
    wanted = {"applications.granted.natural_person": 4, "applications.rejected_repeat.business": 1}
    assert len(location.optima) == 2
    assert wanted in [dict(optimum.changes) for optimum in location.optima]
    offered = {suggestion.cell: suggestion for suggestion in repairs(judged(cells))}
    assert offered.keys() == location.cells
    assert all(s.alternatives == [cells[s.cell].value] for s in offered.values())


def test_of_tied_explanations_a_likely_misreading_wins_on_a_scan_but_not_in_text() -> None:
    table = load_form().table("proceedings", "2021")
    line = filled(table, replace(printed(0), where=SCAN, confidence=0.9))
    line |= {
        "proceedings.review.upheld": replace(printed(8), where=SCAN, confidence=0.9),
        "proceedings.review.other": replace(printed(2), where=SCAN, confidence=0.9),
        "proceedings.review.total": replace(printed(5), where=SCAN, confidence=0.9),
    }
    (on_scan,) = locate(table, Evidence(line))
    assert [dict(optimum.changes) for optimum in on_scan.optima] == [{"proceedings.review.upheld": 3}]
    in_text = {address: replace(cell, where=TEXT, confidence=None) for address, cell in line.items()}
    (location,) = locate(table, Evidence(in_text))
    assert len(location.optima) > 1


def test_a_doubted_cell_is_suspected_before_a_certain_one() -> None:
    table = load_form().table("proceedings", "2021")
    cells = filled(table, replace(printed(0), where=TEXT))
    cells["proceedings.review.total"] = replace(printed(3), where=TEXT)
    cells["proceedings.review.other"] = cells["proceedings.review.other"].doubted(Doubt("by_order"))
    (location,) = locate(table, Evidence(cells))
    assert [dict(optimum.changes) for optimum in location.optima] == [{"proceedings.review.other": 3}]


def test_a_reader_in_whose_reading_every_rule_holds_wins_over_one_whose_sums_break() -> None:
    wrong = with_rows(granted="9 1 0 0 0 0 5")
    judgement = judged(wrong, with_rows())
    assert errors(judgement) == []
    assert judgement.tables["applications"]["granted"]["natural_person"] == 4
    assert 9 in judgement.cells["applications.granted.natural_person"].readings.values()


def test_rules_that_only_together_cannot_hold_are_an_error() -> None:
    # The lost total would have to be 10 for the results and 11 for the balance.
    cells = with_rows(new="10 3 0 0 0 0 13", concluded="? 2 0 0 1 0 ?")
    assert "broken" not in {weighing.outcome for weighing in weigh_all(APPLICATIONS, cells)}
    found = errors(judged(cells))
    assert len(found) == 1
    assert found[0].code == "equations_irreconcilable"
    assert found[0].cells


def test_a_blank_that_may_be_a_dropped_number_breaks_nothing() -> None:
    judgement = judged(with_rows(granted="4 _ 0 0 0 0 5"))
    assert errors(judgement) == []
    assert [(s.cell, s.value) for s in judgement.suggestions] == [("applications.granted.business", 1)]


def test_imputation_goes_on_from_the_cells_that_are_cleared() -> None:
    judgement = judged(with_rows(granted="7 1 0 0 0 0 5", new="? 3 0 0 0 0 12"))
    found = {(s.cell, s.kind): s.value for s in judgement.suggestions}
    assert found["applications.new.natural_person", "imputed"] == 9
    assert found["applications.granted.natural_person", "repair"] == 4


def test_a_table_full_of_errors_is_given_up_at_once() -> None:
    rng = Random(1)
    cells = {address: printed(rng.randrange(50)) for address in APPLICATIONS.addresses}
    (location,) = located(cells)
    assert list(location.optima) == []
    assert len(location.cells) == 175


@pytest.mark.parametrize(
    ("where", "confidence", "verdict"),
    [(TEXT, None, "source"), (SCAN, 0.99, "reading"), (SCAN, 0.5, "reading"), (None, None, "reading")],
)
def test_a_likely_misreading_is_the_readers_unless_the_digits_are_certain(
    where: Where | None, confidence: float | None, verdict: str
) -> None:
    wrong = with_rows(unavailable_not_held="6 0 0 0 1 0 6")  # 5 read as 6
    cells = {a: replace(cell, where=where, confidence=confidence) for a, cell in wrong.items()}
    assert {finding.verdict for finding in errors(judged(cells))} == {verdict}


def test_confident_recognition_on_which_two_readers_agree_is_the_source() -> None:
    wrong = with_rows(unavailable_not_held="6 0 0 0 1 0 6")
    cells = {a: replace(cell, where=SCAN, confidence=0.99) for a, cell in wrong.items()}
    assert {finding.verdict for finding in errors(judged(cells, cells))} == {"source"}


def test_what_no_misreading_explains_is_unknown_on_a_scan() -> None:
    wrong = with_rows(unavailable_not_held="77 0 0 0 1 0 6")
    cells = {a: replace(cell, where=SCAN, confidence=0.9) for a, cell in wrong.items()}
    judgement = judged(cells)
    assert {finding.verdict for finding in errors(judgement)} == {"unknown"}
    (question,) = judgement.questions
    assert (question.cell, question.read, question.meant) == (
        "applications.unavailable_not_held.natural_person", 77, (5,)
    )  # fmt: skip


def test_row_numbers_in_a_column_of_counts_are_not_the_agencys_error() -> None:
    numbered = {f"applications.{row.id}.business": printed(n) for n, row in enumerate(APPLICATIONS.rows, 1)}
    cells = {a: replace(cell, where=TEXT) for a, cell in (with_rows() | numbered).items()}
    judgement = judged(cells)
    assert {judgement.cells[address].trust for address in numbered} == {"suspect"}
    assert {f.verdict for f in errors(judgement) if not set(f.cells).isdisjoint(numbered)} == {"reading"}


def test_a_row_that_slid_in_text_is_the_readers_error() -> None:
    cells = {a: replace(c, where=TEXT) for a, c in with_rows(granted="1 0 0 0 0 5 _").items()}
    assert {finding.verdict for finding in errors(judged(cells))} == {"reading"}


@pytest.mark.parametrize(
    ("read", "meant", "alike"),
    [
        ("38", "30", True), ("7", "1", True), ("12", "2", True), ("2", "12", True), ("33", "3", True),
        ("38", "83", False), ("9", "2", False), ("12", "345", False), ("0", "5", False),
    ],
)  # fmt: skip
def test_misreadings_look_like_what_they_were(read: str, meant: str, alike: bool) -> None:
    assert (likeness(read, meant) is not None) == alike


def test_lost_cells_are_not_called_wrong() -> None:
    cells = with_rows() | {"applications.granted.natural_person": ABSENT}
    assert located(cells) == []


def test_a_clean_report_does_not_load_the_solver() -> None:
    code = (
        "import sys; from extract.judge import judge; judge([{}]);"
        "sys.exit('highsbox' in sys.modules or 'openai' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
