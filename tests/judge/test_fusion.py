"""Several readings of one table: which candidate is printed, what speaks for it, and what stays doubted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judge_tables import APPLICATIONS, applications, reading

from extract.doubts import Doubt
from extract.judge.fusion import PLACEMENT, fuse
from extract.reading import ABSENT, CellReading, TableReading
from schemas.form import load_form
from schemas.record import Where

GRANTED = "applications.granted.total"
ROW = [f"applications.granted.{column.id}" for column in APPLICATIONS.columns]
BY_ORDER = Doubt("by_order")
SURE = {"new": "3 0 0 0 0 0 3", "granted": "3 0 0 0 0 0 3", "concluded": "3 0 0 0 0 0 3"}
"""A table in which every rule holds."""


def rules(rows: Mapping[str, str] = SURE) -> TableReading:
    return reading(applications(rows))


def model(rows: Mapping[str, str] = SURE, reader: str = "model") -> TableReading:
    return reading(applications(rows), reader)


def with_cell(table: TableReading, address: str, cell: CellReading) -> TableReading:
    return replace(table, cells={**table.cells, address: cell})


def doubted(table: TableReading, *addresses: str, by: Doubt = BY_ORDER) -> TableReading:
    cells = {address: table.cells[address].doubted(by) for address in addresses}
    return replace(table, cells={**table.cells, **cells})


def test_one_reading_alone_is_printed_as_it_is() -> None:
    alone = doubted(rules(), GRANTED)
    assert dict(fuse([alone]).cells) == dict(alone.cells)


def test_a_second_reader_that_read_the_row_alike_settles_doubts_of_its_place() -> None:
    fused = fuse([doubted(rules(), *ROW), model()])
    assert fused.cells[GRANTED].doubts == ()
    assert "reader" in fused.cells[GRANTED].evidence


def test_the_page_read_again_settles_doubts_of_place_and_none_of_digits() -> None:
    low = Doubt("low_confidence")
    fused = fuse([doubted(doubted(rules(), *ROW), GRANTED, by=low), model(reader="page")])
    assert fused.cells[GRANTED].doubts == (low,)
    assert "page" in fused.cells[GRANTED].evidence
    assert "reader" not in fused.cells[GRANTED].evidence
    assert fused.readers == 1


def test_a_second_reader_that_read_the_row_otherwise_settles_nothing() -> None:
    fused = fuse([doubted(rules(), *ROW), doubted(model({**SURE, "granted": "0 3 0 0 0 0 3"}), *ROW)])
    assert BY_ORDER in fused.cells[GRANTED].doubts


def test_a_reader_that_is_sure_wins_over_one_that_doubts_itself() -> None:
    lost = doubted(rules({**SURE, "granted": "0 0 0 0 0 0 0"}), *ROW)
    fused = fuse([lost, model()])
    assert fused.cells[GRANTED].value == 3
    assert fused.cells[GRANTED].doubts == ()
    assert fused.readings[GRANTED] == {"rules": 0, "model": 3}


def test_a_number_that_breaks_the_rules_of_its_own_reading_loses_against_one_that_does_not() -> None:
    fused = fuse([rules({**SURE, "granted": "8 0 0 0 0 0 3"}), model()])
    assert fused.cells["applications.granted.natural_person"].value == 3


def test_two_readers_that_are_both_sure_and_differ_leave_the_cell_suspect() -> None:
    swapped = dict.fromkeys(SURE, "0 3 0 0 0 0 3")
    fused = fuse([rules(), model(swapped)])
    assert [one.code for one in fused.cells["applications.new.natural_person"].doubts] == ["readers_differ"]
    assert fused.readings["applications.new.natural_person"] == {"rules": 3, "model": 0}


def test_a_sum_that_was_made_to_hold_does_not_beat_what_stands_at_its_label() -> None:
    """The agency printed 8 where its sums say 3; a model that "corrects" it found no such number there."""
    printed = {**SURE, "granted": "8 0 0 0 0 0 3"}
    corrected = doubted(model(), "applications.granted.natural_person", by=Doubt("model_not_here"))
    fused = fuse([rules(printed), corrected])
    assert fused.cells["applications.granted.natural_person"].value == 8


def test_what_nobody_read_is_printed_as_the_placement_has_it_and_has_one_kind_of_evidence() -> None:
    lost = replace(rules(), cells={**rules().cells, **dict.fromkeys(ROW, ABSENT)})
    fused = fuse([lost, model(reader=PLACEMENT)])
    assert fused.cells[GRANTED].value == 3
    assert fused.cells[GRANTED].evidence == {PLACEMENT}


def test_a_number_that_a_reader_found_in_another_cell_is_not_printed_in_a_lost_one_as_well() -> None:
    at = Where(line=1, start=5, end=6)
    lost = replace(rules(), cells={**rules().cells, **dict.fromkeys(ROW, ABSENT)})
    lost = with_cell(lost, "applications.new.total", replace(rules().cells["applications.new.total"], where=at))
    placement = with_cell(model(reader=PLACEMENT), GRANTED, replace(model().cells[GRANTED], where=at))
    fused = fuse([lost, placement])
    assert fused.cells[GRANTED] == ABSENT
    assert fused.cells[ROW[0]].evidence == {PLACEMENT}


def test_a_placement_beside_a_label_settles_that_the_row_was_told_by_order() -> None:
    by_order = doubted(rules(), *ROW)
    headed = {address: replace(by_order.cells[address], evidence=frozenset({"header", "order"})) for address in ROW}
    fused = fuse([replace(by_order, cells={**by_order.cells, **headed}), model(reader=PLACEMENT)])
    assert fused.cells[GRANTED].doubts == ()
    bare = {address: replace(by_order.cells[address], evidence=frozenset({"order"})) for address in ROW}
    alone = fuse([replace(by_order, cells={**by_order.cells, **bare}), model(reader=PLACEMENT)])
    assert alone.cells[GRANTED].doubts == (BY_ORDER,)


def test_a_placement_that_has_the_number_from_elsewhere_speaks_for_nothing() -> None:
    here, there = (Where(line=1, start=at, end=at + 1) for at in (5, 90))
    own = with_cell(rules(), GRANTED, replace(rules().cells[GRANTED], where=here))
    other = with_cell(model(reader=PLACEMENT), GRANTED, replace(model().cells[GRANTED], where=there))
    assert PLACEMENT not in fuse([own, other]).cells[GRANTED].evidence


def test_the_edition_is_the_one_that_most_speaks_for() -> None:
    old = load_form().table("applications", "2019")
    lost = TableReading(old, dict.fromkeys(old.addresses, ABSENT) | {old.addresses[0]: rules().cells[GRANTED]}, "rules")
    fused = fuse([lost, model()])
    assert fused.table.edition == "2021"
    assert [other.reader for other in fused.others] == ["rules"]


rows = st.sampled_from(["3 0 0 0 0 0 3", "0 3 0 0 0 0 3", "8 0 0 0 0 0 3", "? ? ? ? ? ? ?", "_ _ _ _ _ _ 3"])


@settings(deadline=None)
@given(first=rows, second=rows, third=rows, doubts=st.sets(st.sampled_from(["rules", "model", "vision"])))
def test_no_readers_place_in_the_list_decides_anything(first: str, second: str, third: str, doubts: set[str]) -> None:
    given_ = [
        doubted(table, *ROW) if table.reader in doubts else table
        for table in (
            rules({**SURE, "granted": first}),
            model({**SURE, "granted": second}),
            model({**SURE, "granted": third}, "vision"),
        )
    ]
    outcomes = [fuse(order) for order in permutations(given_)]
    assert all(dict(outcome.cells) == dict(outcomes[0].cells) for outcome in outcomes)


@pytest.mark.parametrize("reader", ["model", "vision"])
def test_readers_that_agree_on_everything_leave_all_as_it_was_but_for_the_evidence(reader: str) -> None:
    fused = fuse([rules(), model(reader=reader)])
    assert all("reader" in cell.evidence for cell in fused.cells.values())
    assert {a: c.value for a, c in fused.cells.items()} == {a: c.value for a, c in rules().cells.items()}
