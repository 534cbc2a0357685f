"""Whatever becomes of a report's text, no number goes to the wrong cell, or is lost, without a flag."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.made import LAYOUTS, RARE_LAYOUTS
from eval.made.harm import HARMS, Harmed, harmed_report
from eval.scoring.cells import equal
from extract.report import NotAReport, read
from schemas.record import Record

KNOWN = {
    "tab-only lines": ("cells_between_tabs", (), "plain"),
    "folded labels in bordered rows": ("folded_boxes", (), "plain"),
    "a word among aligned numbers": ("aligned", ("noted", "noted"), "plain"),
    "rows off by one": ("labels_around", ("split", "joined"), "plain"),
    "running text": ("flowing", (), "plain"),
    "a body's own row": ("flowing_with_own_row", (), "plain"),
    "labels first, then numbers": ("labels_apart", (), "plain"),
    "a stamp at the line's end": ("stamped", ("stamped",), "plain"),
    "Chinese numerals one a line": ("numerals_in_lines", (), "plain"),
    "blank cells one a line": ("cells_before_bars", (), "blanks"),
    "table two above its heading": ("tabs", ("heading_below",), "plain"),
}
"""The kinds of silent error that the starting code had: a layout, harms, a style."""

TEXT = sorted(name for name, one in (LAYOUTS | RARE_LAYOUTS).items() if one.media_type != "text/html" and one.decidable)


def silent(harmed: Harmed) -> Mapping[str, object]:
    """The cells that are wrong without a flag, or wrong and verified, with what was read."""
    name = "report.md" if harmed.media_type == "text/markdown" else "report.txt"
    try:
        record = read(harmed.text.encode(), name=name)
    except NotAReport:
        return {}
    return {
        address: (value, found)
        for address, value in harmed.truth.items()
        if not equal(found := printed(record, address), value) and not flagged(record, address)
    }


def printed(record: Record, address: str) -> int | str | None:
    table, row, column = address.split(".")
    return record.tables.get(table, {}).get(row, {}).get(column)


def flagged(record: Record, address: str) -> bool:
    cell, table = record.cells.get(address), address.split(".")[0]
    if cell is None:  # the table was taken for another edition's: a person looks where all of it is doubted
        return all(one.trust == "suspect" for name, one in record.cells.items() if name.startswith(f"{table}."))
    if cell.trust == "verified":
        return False
    named = any(address in one.cells for one in record.findings if one.severity in ("error", "warning"))
    return named or cell.trust == "suspect"


@pytest.mark.parametrize("kind", KNOWN)
@pytest.mark.parametrize("seed", [1, 3, 8])
def test_the_known_kinds_of_loss_are_read_right_or_flagged(kind: str, seed: int) -> None:
    layout, harms, style = KNOWN[kind]
    assert silent(harmed_report(seed, layout, harms, style)) == {}


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(
    seed=st.integers(0, 10_000),
    layout=st.sampled_from(TEXT),
    harms=st.lists(st.sampled_from(sorted(HARMS)), max_size=2),
)
def test_a_harmed_report_has_no_wrong_cell_without_a_flag(seed: int, layout: str, harms: list[str]) -> None:
    assert silent(harmed_report(seed, layout, harms)) == {}


@settings(max_examples=15, deadline=None, derandomize=True, database=None)
@given(seed=st.integers(0, 10_000), layout=st.sampled_from(TEXT), harm=st.sampled_from(sorted(HARMS)))
def test_the_account_of_a_harmed_report_adds_up(seed: int, layout: str, harm: str) -> None:
    harmed = harmed_report(seed, layout, [harm])
    try:
        record = read(harmed.text.encode(), name="report.txt")
    except NotAReport:
        return
    for account in record.accounts.values():
        assert account.printed == account.placed + sum(account.excused.values()) + len(account.left)
