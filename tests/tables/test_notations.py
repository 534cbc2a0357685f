"""Tables in code, coordinates, boxes, numerals and marks: every printed number is in its place."""

from __future__ import annotations

import pytest
from table_reading import outcomes, record_of_made

from eval.made import made_report

NOTATIONS = ("cells_between_tabs", "cells_before_bars", "folded_boxes", "latex", "json_rows", "json_objects",
             "boxed_words", "numerals", "emphasised")  # fmt: skip


@pytest.mark.parametrize("layout", NOTATIONS)
def test_every_printed_number_of_a_notation_is_in_its_place(layout: str) -> None:
    for number in (101, 102, 103):
        made = made_report(number, layout, style="plain")
        wrong = [o for o in outcomes(record_of_made(made), made.labels) if o.read != o.printed]
        assert wrong == []
