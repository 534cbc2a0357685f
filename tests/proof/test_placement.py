"""The second placement knows no label: order and sums alone say where a number stands, or nothing does."""

from __future__ import annotations

import re

import pytest

from eval.made import Made, made_report
from extract.document import Document
from extract.proof.placement import agrees, placements
from extract.prose.sections import find_sections
from extract.rules import read_by_rules
from schemas.form import load_form

FORM = load_form()


def placed(text: str, media_type: str = "text/plain"):  # type: ignore[no-untyped-def]
    document = Document(text, media_type)
    return placements(document, find_sections(text, FORM), FORM)


def proven(layout: str) -> Made:
    """A report whose applications table has numbers enough to prove their order."""
    reports = (made_report(seed, layout, style="plain") for seed in range(12))
    return next(
        made for made in reports if made.truth["applications.new.total"] and "applications" in placed(made.text)
    )


@pytest.mark.parametrize("layout", ["tabs", "spaces", "pdf_wrapped", "labels_apart", "column_by_column", "one_line"])
def test_whatever_the_layout_what_is_placed_is_what_is_printed_there(layout: str) -> None:
    spoken = 0
    for seed in range(8):
        made = made_report(seed, layout, style="plain")
        for placement in placed(made.text).values():
            spoken += 1
            assert {a: entry.value for a, entry in placement.cells.items()} == {
                address: made.truth[address] for address in placement.table.addresses
            }
    assert spoken >= 4


def test_labels_are_not_looked_at() -> None:
    made = proven("spaces")
    blind = re.sub(r"(?m)^(?![一二三四五六]、).*?(?=(?: +\d+){7}$)", "甲", made.text)
    found, before = placed(blind), placed(made.text)
    assert blind != made.text
    values = [{a: e.value for a, e in one["applications"].cells.items()} for one in (found, before)]
    assert values[0] == values[1]


def test_a_table_of_zeros_tells_no_token_from_another() -> None:
    made = made_report(2, "spaces", style="plain")
    zeros = placed(re.sub(r"(?m)(?<= )\d+(?= |$)", "0", made.text))
    assert all(entry.start < 0 and entry.value == 0 for one in zeros.values() for entry in one.cells.values())


def test_a_number_too_few_in_running_text_gives_no_placement() -> None:
    made = proven("one_line")
    start, end = made.places["applications.granted.total"]
    assert "applications" not in placed(made.text[:start] + made.text[end:])


def test_a_reading_agrees_only_with_the_same_token() -> None:
    made = proven("spaces")
    document = Document(made.text, made.media_type)
    cells = read_by_rules(document).tables["applications"].cells
    placement = placed(made.text)["applications"]
    here, there = "applications.new.total", "applications.carried_out.total"
    assert agrees(here, cells[here], placement)
    assert not agrees(here, cells[there], placement)
    assert placement.reading(document).cells[here].where == document.where(*made.places[here])
