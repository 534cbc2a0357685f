"""Krippendorff's α against the examples that its author worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.summary.agreement import nominal_alpha

WORKED = [
    pytest.param(["0100000010", "1110010000"], 0.095, id="section A: two values, two observers"),
    pytest.param(["aabbdcccedda", "babbbccceddd"], 0.692, id="section B: several values, two observers"),
    pytest.param(
        ["123321412...", "1233224125.3", ".3332342251.", "12332441251."],
        0.743,
        id="section C: four observers, values missing",
    ),
]


def units(observers: list[str]) -> list[list[str | None]]:
    return [[None if code == "." else code for code in unit] for unit in zip(*observers, strict=True)]


@pytest.mark.parametrize(("observers", "alpha"), WORKED)
def test_alpha_is_that_of_the_examples_in_krippendorff_2011(observers: list[str], alpha: float) -> None:
    assert nominal_alpha(units(observers)) == pytest.approx(alpha, abs=0.0005)


CODES = st.lists(st.sampled_from(["a", "b", "c", None]), min_size=2, max_size=4)


@given(st.lists(CODES, max_size=12))
def test_alpha_is_the_one_of_every_pair_of_codes_looked_at(given_units: list[list[str | None]]) -> None:
    """The definition: disagreeing pairs within units against those among all codes that can be paired."""
    paired = [[code for code in unit if code is not None] for unit in given_units]
    paired = [codes for codes in paired if len(codes) > 1]
    within = sum(sum(a != b for a in codes for b in codes) / (len(codes) - 1) for codes in paired)
    every = [code for codes in paired for code in codes]
    among = sum(a != b for a in every for b in every) / max(len(every) - 1, 1)
    expected = pytest.approx(1 - within / among) if among else None
    assert nominal_alpha(given_units) == expected


@pytest.mark.parametrize("codes", [[], [["a", None]], [["a", "a"], ["a", "a"]]])
def test_where_no_two_codes_differ_there_is_no_alpha(codes: list[list[str | None]]) -> None:
    assert nominal_alpha(codes) is None
