"""Notes whose closing bracket stands in the next cell, as pages break them."""

from __future__ import annotations

import pytest

from extract.tables.lines.line import Line, cells_line


def line_of(*cells: str) -> Line:
    """The cells as a printed line, a tab between them."""
    starts = [sum(len(text) + 1 for text in cells[:at]) for at in range(len(cells))]
    return cells_line(list(zip(cells, starts, strict=True)), 0)


def read(line: Line) -> list[tuple[int | None, str, str | None]]:
    return [(token.column, token.kind, token.printed.number if token.printed else None) for token in line.tokens]


@pytest.mark.parametrize("behind", ["0 ）", "0）", "）0", "） 0 ", "0\n)"])
def test_a_closing_bracket_in_the_next_cell_belongs_to_the_note_before_it(behind: str) -> None:
    line = line_of("2.重复申请", "891（其中转\n办348件", behind, "4")
    assert read(line)[1:] == [(1, "value", "891"), (2, "value", "0"), (3, "value", "4")]
    noted = line.tokens[1].printed
    assert noted is not None
    assert (noted.state, noted.certain) == ("noted", True)


def test_every_token_ends_within_its_own_cell_and_says_what_stands_there() -> None:
    text = "\t".join(cells := ("重复申请", "891（其中348件", "）0", "4"))
    line = line_of(*cells)
    assert [text[token.start : token.end] for token in line.tokens] == ["重复申请", "891（其中348件", "0", "4"]


def test_a_cell_that_held_nothing_but_the_bracket_is_empty() -> None:
    assert read(line_of("重复申请", "12（其中3件", "）", "4"))[2:] == [(2, "blank", None), (3, "value", "4")]


@pytest.mark.parametrize(
    "cells", [("重复申请", "12", "0 ）"), ("重复申请", "12（其中3件）", "0）"), ("（重复申请", "0）", "12")],
)  # fmt: skip
def test_a_bracket_that_closes_no_note_of_a_number_stays_where_it_is(cells: tuple[str, ...]) -> None:
    assert any("）" in token.text for token in line_of(*cells).tokens if token.column)


def test_a_note_that_nothing_closes_is_no_note_of_the_cells_behind() -> None:
    kinds = read(line_of("重复申请", "12（其中3件", "0", "4"))
    assert kinds[-2:] == [(2, "value", "0"), (3, "value", "4")]
    assert (1, "label", None) in kinds
