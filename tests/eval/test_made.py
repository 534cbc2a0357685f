"""Made reports: their labels say what their text prints, in every layout."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.damage import can_be_damaged, damaged_report
from eval.labels import check_labels
from eval.made import ISSUE_STYLES, LAYOUTS, RARE_LAYOUTS, STYLES, made_report
from eval.made.glue import fitting
from schemas.form import load_form

FORM = load_form()


@pytest.mark.parametrize("layout", [*LAYOUTS, *RARE_LAYOUTS])
def test_labels_of_a_made_report_satisfy_the_checker(layout: str) -> None:
    for seed in range(3):
        made = made_report(seed, layout, damage=0.3)
        text = None if made.media_type == "text/html" else made.text
        assert check_labels(made.labels, text, FORM) == []


@pytest.mark.parametrize("layout", [*LAYOUTS, *RARE_LAYOUTS])
def test_every_printed_number_stands_in_the_text_where_it_is_said_to(layout: str) -> None:
    made = made_report(11, layout)
    values = made.labels.values(FORM)
    for address, (start, end) in made.places.items():
        if (
            (LAYOUTS | RARE_LAYOUTS)[layout].numbers == "plain"
            and values[address] is not None
            and address not in made.labels.texts
        ):
            shown = made.text[start:end].replace("增", "").replace("减", "-").lstrip("+")
            assert shown == str(values[address])


def test_a_seed_gives_the_same_report_again_and_another_seed_another() -> None:
    assert made_report(5, "html_messy", 0.4) == made_report(5, "html_messy", 0.4)
    assert made_report(5).text != made_report(6).text


def test_a_seed_says_the_same_in_every_layout_that_can_show_it() -> None:
    contents = {str(made_report(12, layout, style="plain").truth["applications.new.total"]) for layout in LAYOUTS}
    assert len(contents) == 1


@pytest.mark.parametrize("seed", range(30))
def test_figures_satisfy_every_hard_rule_unless_the_agency_errs(seed: int) -> None:
    assert made_report(seed, style="plain").labels.printed_errors == []
    assert made_report(seed, style="own_error").labels.printed_errors != []


def test_lost_rows_are_absent_and_nothing_else_is() -> None:
    made = made_report(4, "rows_lost", style="plain")
    absent = {address for address, state in made.labels.states.items() if state == "absent"}
    assert absent == set(made.labels.values(FORM)) - set(made.places)
    assert 7 <= len(absent) <= 21


def test_empty_cells_are_blank_and_never_zero() -> None:
    made = made_report(4, style="empty")
    assert set(made.labels.states.values()) == {"blank"}
    assert set(made.labels.values(FORM).values()) == {None}


def test_damage_changes_labels_and_never_a_number() -> None:
    clean, noisy = made_report(7, "tabs"), made_report(7, "tabs", 1.0)
    assert clean.text != noisy.text
    assert clean.truth == noisy.truth
    for address, (start, end) in noisy.places.items():
        assert noisy.text[start:end] == clean.text[slice(*clean.places[address])]


@pytest.mark.parametrize("issues", ISSUE_STYLES)
def test_problems_and_measures_stand_in_section_five_in_every_style(issues: str) -> None:
    made = made_report(3, issues=issues)
    section = next(part for part in made.labels.sections or [] if part.number == 5)
    passages = [*(made.labels.problems or []), *(made.labels.measures or [])]
    assert len(made.labels.problems or []) >= 2
    assert len(made.labels.measures or []) >= 1
    assert all((section.start or 0) < (part.start or 0) < (section.end or 0) for part in passages)


@pytest.mark.parametrize("style", STYLES)
def test_every_style_of_cells_can_be_asked_for(style: str) -> None:
    states = set(made_report(40, style=style).labels.states.values())
    expected = {"blanks": "blank", "some_blanks": "blank", "marks": "mark", "empty": "blank"}
    assert expected.get(style) in {None, *states}


def test_prose_of_the_style_differences_contradicts_one_cell() -> None:
    found = [made_report(seed, style="differences") for seed in range(10)]
    differing = [made for made in found if made.labels.differences]
    assert differing
    for made in differing:
        [difference] = made.labels.differences
        assert made.labels.values(FORM)[difference.cell] != difference.value
        assert str(difference.value) in (difference.quote or "")


# ---------------------------------------------------------------- glued digits


def brute_force(text: str, count: int) -> list[tuple[int, ...]]:
    """Every way to cut digits into `count` numbers without leading zeros, by trying every set of cuts."""
    found = []
    for cuts in product([False, True], repeat=len(text) - 1):
        parts = [""]
        for character, cut in zip(text, (False, *cuts), strict=True):
            parts = [*parts, character] if cut else [*parts[:-1], parts[-1] + character]
        if len(parts) == count and all(part == "0" or part[0] != "0" for part in parts):
            found.append(tuple(int(part) for part in parts))
    return found


@given(st.lists(st.integers(0, 40), min_size=3, max_size=3))
def test_partings_of_a_glued_row_are_those_that_trying_every_cut_finds(numbers: list[int]) -> None:
    table = FORM.table("proceedings", "2019")
    equation = table.equations[0]
    text = "".join(str(number) for number in (*numbers, 0, sum(numbers)))
    fits = [parting for parting in brute_force(text, 5) if sum(parting[:4]) == parting[4]]
    assert fitting(text, [(list(equation.cells), [equation])]) == [set(values) for values in zip(*fits, strict=True)]


def test_a_glued_row_with_one_parting_is_decided_and_one_with_two_is_not() -> None:
    equation = FORM.table("proceedings", "2019").equations[0]
    blocks = [(list(equation.cells), [equation])]
    assert fitting("30104", blocks) == [{3}, {0}, {1}, {0}, {4}]
    assert fitting("1001011", blocks) == [{1, 10}, {0}, {0, 1}, {0, 10}, {11}]


# ---------------------------------------------------------------- damage over any labelled report


@pytest.mark.parametrize("layout", [name for name, plan in LAYOUTS.items()])
def test_labels_stay_true_of_a_report_that_is_damaged_at_any_level(layout: str) -> None:
    made = made_report(21, layout)
    for level in (0.4, 1.0):
        text, labels = damaged_report(made.text, made.labels, level, 3, FORM)
        assert text != made.text
        assert check_labels(labels, None if made.media_type == "text/html" else text, FORM) == []
        assert labels.values(FORM) == made.labels.values(FORM)


def test_damage_rises_with_its_level_and_leaves_every_digit() -> None:
    made = made_report(22, "tabs", style="noted")
    texts = [damaged_report(made.text, made.labels, level, 3, FORM)[0] for level in (0.0, 0.3, 0.6, 1.0)]
    assert texts[0] == made.text
    lines = [sum(a != b for a, b in zip(made.text.split("\n"), text.split("\n"), strict=True)) for text in texts]
    assert lines == sorted(lines)
    assert lines[1] < lines[3]
    digits = ["".join(character for character in text if character.isdigit()) for text in texts]
    assert len(set(digits)) == 1


def test_a_report_whose_tables_nobody_placed_cannot_be_damaged() -> None:
    made = made_report(23, "tabs")
    bare = made.labels.model_copy(update={"sections": None})
    assert can_be_damaged(made.labels, made.text, FORM)
    assert not can_be_damaged(bare, made.text, FORM)
