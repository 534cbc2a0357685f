"""A table of which little is left."""

from __future__ import annotations

from printing_tables import read_text, tabs

ROWS = [
    ("规章", 0, 0, 2), ("行政规范性文件", 3, 1, 14), ("行政许可", 12), ("行政处罚", 4), ("行政强制", 5),
    ("行政事业性收费", 0),
]  # fmt: skip


def test_what_is_left_of_a_table_that_was_mostly_lost_is_in_doubt() -> None:
    cells = read_text("disclosure", tabs(ROWS[2:4]))
    assert cells["disclosure.licensing.decisions"].value == 12
    assert cells["disclosure.licensing.decisions"].doubts


def test_a_table_that_lacks_a_row_is_not_in_doubt_as_a_whole() -> None:
    cells = read_text("disclosure", tabs([*ROWS[:4], *ROWS[5:]]))
    assert cells["disclosure.licensing.decisions"].value == 12
    assert not cells["disclosure.licensing.decisions"].doubts
    assert cells["disclosure.coercion.decisions"].state == "absent"
