"""行政复议、行政诉讼: the headings over the numbers say which is which."""

from __future__ import annotations

import pytest
from printing_tables import is_flagged, page_table, pipes, read_page, read_text, row_of, tabs

LEAVES = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
REVIEW, DIRECT, AFTER = [1, 2, 0, 4, 7], [5, 0, 3, 0, 8], [0, 6, 0, 3, 9]
BLANKS = [""] * 4
LITIGATION_FIRST = [
    ["行政诉讼", *[""] * 9, "行政复议", *BLANKS],
    ["未经复议直接起诉", *BLANKS, "复议后起诉", *BLANKS, *LEAVES],
    [*LEAVES, *LEAVES, *[""] * 5],
    [*DIRECT, *AFTER, *REVIEW],
]
ONCE = [["行政诉讼", "行政复议"], ["复议后起诉", "未经复议直接起诉", *LEAVES], LEAVES * 2, [*AFTER, *DIRECT, *REVIEW]]


@pytest.mark.parametrize(
    "body",
    [
        tabs(LITIGATION_FIRST),
        pipes(LITIGATION_FIRST),
        tabs(ONCE),
        "\n".join(" ".join(map(str, row)) for row in ONCE),
    ],
    ids=["tabs", "pipes", "merged cells once", "blanks"],
)
def test_litigation_that_is_headed_first_is_read_first(body: str) -> None:
    cells = read_text("proceedings", body)
    assert row_of(cells, "proceedings", "review") == REVIEW
    assert row_of(cells, "proceedings", "litigation_direct") == DIRECT
    assert row_of(cells, "proceedings", "litigation_after_review") == AFTER


def test_headings_on_lines_of_their_own_tell_no_order() -> None:
    """A heading that spans two lines of the header is printed below one of the first line, though it stands left."""
    usual = [*REVIEW, *DIRECT, *AFTER]
    lines = ["行政诉讼", "行政复议", "未经复议直接起诉 复议后起诉", " ".join(LEAVES * 3), " ".join(map(str, usual))]
    cells = read_text("proceedings", "\n".join(lines))
    assert row_of(cells, "proceedings", "review") == REVIEW
    assert all(is_flagged(cells, address) for address in cells)


def test_columns_that_are_headed_in_another_order_within_one_group_are_read_in_it() -> None:
    turned = ["总计", *LEAVES[:4]]
    rows = [
        ["行政复议", *BLANKS, "行政诉讼", *[""] * 9],
        [*LEAVES, "未经复议直接起诉", *BLANKS, "复议后起诉", *BLANKS],
        [*[""] * 5, *turned, *LEAVES],
        [*REVIEW, 8, 5, 0, 3, 0, *AFTER],
    ]
    assert row_of(read_text("proceedings", pipes(rows)), "proceedings", "litigation_direct") == DIRECT


def test_a_merged_heading_that_is_printed_in_each_of_its_columns_is_one() -> None:
    rows = [
        [*["行政复议"] * 5, *["行政诉讼"] * 10],
        [*LEAVES, *["未经复议直接起诉"] * 5, *["复议后起诉"] * 5],
        LEAVES * 3,
        [*REVIEW, *DIRECT, *AFTER],
    ]
    cells = read_text("proceedings", pipes(rows))
    assert row_of(cells, "proceedings", "litigation_after_review") == AFTER
    assert not any(cell.doubts for cell in cells.values())


@pytest.mark.parametrize("printed", [pipes, tabs])
def test_rows_and_columns_exchanged_are_exchanged_back(printed: object) -> None:
    assert callable(printed)
    rows = [["结果", "复议后起诉", "行政复议", "未经复议直接起诉"]]
    rows += [[label, *map(str, c)] for label, *c in zip(LEAVES, AFTER, REVIEW, DIRECT, strict=True)]
    cells = read_text("proceedings", printed(rows))
    assert row_of(cells, "proceedings", "review") == REVIEW
    assert row_of(cells, "proceedings", "litigation_direct") == DIRECT
    assert row_of(cells, "proceedings", "litigation_after_review") == AFTER


def test_of_two_rows_that_are_labelled_with_years_this_years_is_read_though_it_has_blanks() -> None:
    wide = 'colspan="5"'
    rows = [
        [("年份", 'rowspan="3"'), ("行政复议", wide), ("行政诉讼", 'colspan="10"')],
        [*((leaf, 'rowspan="2"') for leaf in LEAVES), ("未经复议直接起诉", wide), ("复议后起诉", wide)],
        LEAVES * 2,
        ["2023年", *[1, 1, 1, 1, 4] * 3],
        ["2024年", 2, "", "", "", 2, *DIRECT, "", "", "", "", ""],
    ]
    cells = read_page("proceedings", page_table(rows))
    assert row_of(cells, "proceedings", "review") == [2, None, None, None, 2]
    assert row_of(cells, "proceedings", "litigation_direct") == DIRECT
    assert row_of(cells, "proceedings", "litigation_after_review") == [None] * 5
