"""Outcomes of edit rules, deductive imputation and trust."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from judge_tables import APPLICATIONS, BLANK, COLUMNS, applications, filled, printed, reading

from extract.doubts import Doubt
from extract.judge import judge
from extract.judge.edits import weigh_all
from extract.judge.impute import impute
from extract.reading import ABSENT, CellReading, TableReading
from extract.wording import worded_findings
from schemas.form import load_form

# One report that balances: 5 came in, 4 were granted, 1 was carried over.
BALANCED = {
    "new": "3 2 0 0 0 0 5",
    "granted": "3 1 0 0 0 0 4",
    "concluded": "3 1 0 0 0 0 4",
    "carried_out": "0 1 0 0 0 0 1",
}


def outcome(rows: dict[str, str], rule: str, over: str) -> str:
    weighings = weigh_all(APPLICATIONS, applications(BALANCED | rows))
    return next(w.outcome for w in weighings if w.equation.rule.id == rule and w.equation.over == over)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("3 2 0 0 0 0 5", "holds"),
        ("3 2 0 0 0 0 6", "broken"),
        ("3 2 _ _ _ _ 5", "holds_if_blanks_are_zero"),
        ("3 2 / / / / 5", "holds_if_blanks_are_zero"),
        ("3 2 _ _ _ _ 6", "cannot_be_judged"),  # a blank may be the missing one
        ("3 2 / / / / 6", "broken"),  # a mark says that there is nothing
        ("3 4 _ _ _ _ 6", "broken"),  # the parts exceed the total already
        ("3 2 0 0 0 0 _", "cannot_be_judged"),
        ("3 2 0 0 0 0 /", "broken"),
        ("_ _ _ _ _ _ _", "holds_if_blanks_are_zero"),
        ("3 ? 0 0 0 0 5", "cannot_be_judged"),
        ("5 ? 0 0 0 0 5", "cannot_be_judged"),
        ("6 ? 0 0 0 0 5", "broken"),
    ],
)
def test_an_equation_has_one_of_four_outcomes(cells: str, expected: str) -> None:
    assert outcome({"new": cells}, "applications.row_total", "new") == expected


def test_a_lost_cell_and_a_blank_one_get_the_value_that_the_rules_leave() -> None:
    cells = applications(BALANCED | {"granted": "3 ? 0 0 0 0 _"})
    found = {s.cell: (s.value, s.why, s.kind) for s in impute(APPLICATIONS, cells, ())}
    assert found == {
        "applications.granted.business": (1, "applications.concluded", "imputed"),
        "applications.granted.total": (4, "applications.concluded", "imputed"),
    }


def test_blanks_that_must_be_zero_are_imputed_as_zero() -> None:
    cells = applications(BALANCED | {"new": "3 2 _ _ _ _ 5"})
    assert {s.value for s in impute(APPLICATIONS, cells, ())} == {0}
    assert len(impute(APPLICATIONS, cells, ())) == 4


def test_nothing_is_imputed_from_an_empty_report() -> None:
    assert impute(APPLICATIONS, filled(APPLICATIONS, BLANK), ()) == []


def test_nothing_is_imputed_from_a_suspect_number() -> None:
    proceedings = load_form().table("proceedings", "2021")
    cells = filled(proceedings, printed(0)) | {"proceedings.review.upheld": ABSENT}
    assert [s.cell for s in impute(proceedings, cells, ())] == ["proceedings.review.upheld"]
    assert impute(proceedings, cells, {"proceedings.review.total"}) == []


def test_rules_that_contradict_each_other_impute_nothing() -> None:
    cells = applications({"new": "1 0 0 0 0 0 1", "concluded": "? 0 0 0 0 0 ?"})
    assert impute(APPLICATIONS, cells, ()) == []


@st.composite
def balanced_tables(draw: st.DrawFn) -> dict[str, CellReading]:
    """A table whose result rows are drawn and whose totals are added up."""
    small = st.integers(0, 40)
    values: dict[str, dict[str, int]] = {}
    results = [row.id for row in APPLICATIONS.rows if row.group and row.id != "concluded"]
    for column in COLUMNS[:-1]:
        part = {name: draw(small) if draw(st.booleans()) else 0 for name in results}
        part["concluded"] = sum(part.values())
        part["carried_out"] = draw(st.integers(0, 5))
        part["carried_in"] = draw(st.integers(0, part["concluded"] + part["carried_out"]))
        part["new"] = part["concluded"] + part["carried_out"] - part["carried_in"]
        values[column] = part
    values["total"] = {row.id: sum(values[c][row.id] for c in COLUMNS[:-1]) for row in APPLICATIONS.rows}
    return {
        f"applications.{row.id}.{column}": printed(values[column][row.id])
        for row in APPLICATIONS.rows
        for column in COLUMNS
    }


@given(balanced_tables(), st.sets(st.sampled_from(APPLICATIONS.addresses), max_size=30), st.booleans())
def test_an_imputed_value_is_always_the_true_one(cells: dict[str, CellReading], lost: set[str], as_blank: bool) -> None:
    truth = {address: cell.value for address, cell in cells.items()}
    holed = cells | dict.fromkeys(lost, BLANK if as_blank else ABSENT)
    for suggestion in impute(APPLICATIONS, holed, ()):
        assert suggestion.cell in lost
        assert suggestion.value == truth[suggestion.cell]


@given(balanced_tables(), st.sampled_from(APPLICATIONS.addresses))
def test_a_single_lost_cell_is_always_imputed(cells: dict[str, CellReading], lost: str) -> None:
    suggestions = impute(APPLICATIONS, cells | {lost: ABSENT}, ())
    assert [(s.cell, s.value) for s in suggestions] == [(lost, cells[lost].value)]


def report(applications_cells: dict[str, CellReading], reader: str = "rules") -> dict[str, TableReading]:
    form = load_form()
    tables = {"applications": reading(applications_cells, reader)}
    for table_id in ("disclosure", "proceedings"):
        table = form.variants_of(table_id)[0]
        tables[table_id] = TableReading(table, filled(table, printed(0)), reader)
    return tables


def test_numbers_that_rules_confirm_are_verified_and_those_in_no_rule_are_not() -> None:
    judged = judge([report(applications(BALANCED))])
    assert judged.cells["applications.new.total"].trust == "verified"
    assert judged.cells["proceedings.review.total"].trust == "verified"
    assert judged.cells["disclosure.regulations.issued"].trust == "unverified"
    assert judged.findings == []
    assert len(judged.checks) == 42
    assert {check.outcome for check in judged.checks} == {"holds"}


def test_blanks_stay_blank_and_are_never_verified() -> None:
    judged = judge([report(applications(BALANCED | {"new": "3 2 _ _ _ _ 5"}))])
    assert judged.tables["applications"]["new"]["research"] is None
    assert judged.cells["applications.new.research"].trust == "unverified"
    assert judged.cells["applications.new.natural_person"].trust == "verified"


def test_a_doubt_makes_a_number_suspect_though_every_rule_holds() -> None:
    cells = applications(BALANCED)
    address = "applications.rejected_repeat.total"
    judged = judge([report(cells | {address: cells[address].doubted(Doubt("by_order"))})])
    assert judged.cells[address].trust == "suspect"
    assert [doubt.code for doubt in judged.cells[address].doubts] == ["by_order"]


def test_a_broken_rule_is_an_error_that_names_its_cells_and_both_sides() -> None:
    judged = judge([report(applications(BALANCED | {"rejected_repeat": "0 0 0 0 0 0 7"}))])
    errors = [finding for finding in judged.findings if finding.severity == "error"]
    assert {(finding.rule, finding.left, finding.right) for finding in errors} == {
        ("applications.row_total", 0, 7),
        ("applications.concluded", 11, 4),
    }
    assert all("applications.rejected_repeat.total" in finding.cells for finding in errors)
    assert judged.cells["applications.rejected_repeat.total"].trust == "suspect"
    messages = [finding.message for finding in worded_findings(errors)]
    assert any("2.重复申请" in message and "相差7" in message for message in messages)


def test_readers_that_differ_make_the_cell_suspect_and_both_values_are_kept() -> None:
    address = "disclosure.licensing.decisions"
    one, two = report(applications(BALANCED)), report(applications(BALANCED), "model")
    cells = dict(two["disclosure"].cells) | {address: printed(8)}
    two["disclosure"] = TableReading(two["disclosure"].table, cells, "model")
    judged = judge([one, two])
    assert judged.cells[address].trust == "suspect"
    assert judged.cells[address].readings == {"rules": 0, "model": 8}
    assert judged.tables["disclosure"]["licensing"]["decisions"] == 0


def test_what_is_lost_is_one_warning_for_a_row_a_column_or_a_table() -> None:
    cells = applications({"new": "? ? ? ? ? ? ?"})
    cells |= {address: ABSENT for address in APPLICATIONS.addresses if address.endswith(".research")}
    cells["applications.granted.total"] = ABSENT
    tables = report(cells)
    del tables["disclosure"]
    judged = judge([tables])
    warnings = {finding.rule: finding for finding in judged.findings if finding.severity == "warning"}
    assert {rule: len(finding.cells) for rule, finding in warnings.items()} == {
        "structure.table_absent": 10,
        "structure.column_absent": 25,
        "structure.row_absent": 7,
        "structure.cell_absent": 1,
    }
    lost = {address for finding in warnings.values() for address in finding.cells}
    assert lost == {address for address, cell in judged.cells.items() if cell.state == "absent"}
    assert all(judged.cells[address].trust == "suspect" for address in lost)
