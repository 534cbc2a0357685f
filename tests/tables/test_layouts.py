"""Random labelled reports in every layout: printed values come back, or a flag."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from table_reading import outcomes, record_of_made

from eval.made import LAYOUTS, made_report

TORN = {"glued", "glued_partly"}
"""Layouts that leave cells of tables without edit rules undecidable for the reader, though not for a person."""


@pytest.mark.parametrize("layout", sorted(set(LAYOUTS) - TORN))
def test_every_printed_number_of_an_undamaged_layout_is_in_its_place(layout: str) -> None:
    for number in (101, 102):
        made = made_report(number, layout)
        wrong = [o for o in outcomes(record_of_made(made), made.labels) if o.read != o.printed]
        assert wrong == []


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    number=st.integers(1000, 10**6),
    layout=st.sampled_from(sorted(LAYOUTS)),
    damage=st.sampled_from([0.0, 0.0, 0.1, 0.3, 0.6]),
)
def test_what_is_read_wrongly_is_flagged(number: int, layout: str, damage: float) -> None:
    made = made_report(number, layout, damage)
    assert [o for o in outcomes(record_of_made(made), made.labels) if o.silent] == []
