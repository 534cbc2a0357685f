"""Labels and numbers that do not meet: nothing is lost in silence, and nothing is made up."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from printing_tables import APPLICATIONS, is_flagged, pipes, printed_row, read_text, row_of, tabs
from table_reading import outcomes, record_of_made, record_of_text

from eval.made import made_report

HEAD = " ".join(column.label for column in APPLICATIONS.columns)
NAMES = [row.id for row in APPLICATIONS.rows]
LABELS = [row.printed() for row in APPLICATIONS.rows]


def rows_of_text() -> list[tuple[str, str]]:
    return [(label, " ".join(map(str, printed_row(i)))) for i, label in enumerate(LABELS)]


def joined(rows: list[tuple[str, str]]) -> str:
    return "\n".join([HEAD, *(" ".join(part for part in row if part) for row in rows)])


def flagged_row(cells: object, row: str) -> bool:
    return all(is_flagged(cells, f"applications.{row}.{column.id}") for column in APPLICATIONS.columns)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(at=st.integers(0, 20), length=st.integers(1, 4))
def test_numbers_a_line_below_their_labels_are_read_in_order_and_doubted(at: int, length: int) -> None:
    rows = rows_of_text()
    numbers = ["", *(numbers for _, numbers in rows[at : at + length])]
    shifted = [(label, own) for (label, _), own in zip(rows[at : at + length], numbers, strict=False)]
    cells = read_text("applications", joined([*rows[:at], *shifted, ("", numbers[-1]), *rows[at + length :]]))
    for place, name in enumerate(NAMES):
        assert row_of(cells, "applications", name) == printed_row(place)
        assert length == 1 or flagged_row(cells, name) == (at <= place < at + length)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lost=st.integers(0, 24), bare=st.integers(0, 24))
def test_a_label_without_numbers_and_numbers_without_a_label_leave_no_silent_error(lost: int, bare: int) -> None:
    rows = rows_of_text()
    rows[lost] = rows[lost][0], ""
    rows[bare] = "", rows[bare][1]
    cells = read_text("applications", joined(rows))
    for place, name in enumerate(NAMES):
        for column, printed in zip(APPLICATIONS.columns, printed_row(place), strict=True):
            address = f"applications.{name}.{column.id}"
            wanted = None if place == lost else printed
            assert cells[address].value == wanted or is_flagged(cells, address)


def test_a_row_that_is_not_printed_is_absent_and_never_blank() -> None:
    rows = rows_of_text()
    rows[4] = rows[4][0], ""
    cells = read_text("applications", joined(rows))
    assert {cells[f"applications.{NAMES[4]}.{column.id}"].state for column in APPLICATIONS.columns} == {"absent"}


def test_a_row_of_the_bodys_own_doubts_no_row_beside_it() -> None:
    rows = rows_of_text()
    rows.insert(1, ("其中：通过网络申请", "3 3 2 2 3 1 14"))
    cells = read_text("applications", joined(rows))
    for place, name in enumerate(NAMES):
        assert row_of(cells, "applications", name) == printed_row(place)
        assert not flagged_row(cells, name)


def test_numbers_that_are_cut_by_the_size_of_rows_are_doubted() -> None:
    body = "规章\n行政规范性文件\n1\n2\n3\n4\n5\n6\n行政许可\n7\n行政处罚\n8\n行政强制\n9\n行政事业性收费\n10"
    cells = read_text("disclosure", body)
    assert is_flagged(cells, "disclosure.regulations.issued")
    assert is_flagged(cells, "disclosure.normative_documents.in_force")
    assert cells["disclosure.penalties.decisions"].value == 8
    assert not is_flagged(cells, "disclosure.penalties.decisions")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(width=st.integers(7, 16), place=st.floats(0, 1), draw=st.sampled_from([tabs, pipes]))
def test_a_folded_label_keeps_its_numbers_whichever_line_they_stand_on(width: int, place: float, draw: object) -> None:
    rows: list[list[object]] = [["项目", *HEAD.split(" ")]]
    for at, label in enumerate(LABELS):
        parts = [label[i : i + width] for i in range(0, len(label), width)] if len(label) > width + 1 else [label]
        filled = round(place * (len(parts) - 1))
        rows += [[part, *(printed_row(at) if i == filled else [""] * 7)] for i, part in enumerate(parts)]
    cells = read_text("applications", draw(rows))
    for at, name in enumerate(NAMES):
        assert row_of(cells, "applications", name) == printed_row(at) or flagged_row(cells, name)


@pytest.mark.parametrize("sign", ["注", "注1", "（注）", "※"])
def test_a_notes_sign_leaves_the_number_before_it_and_those_behind(sign: str) -> None:
    rows = rows_of_text()
    numbers = printed_row(9)
    rows[9] = rows[9][0], " ".join(f"{number}{sign if place == 2 else ''}" for place, number in enumerate(numbers))
    cells = read_text("applications", joined(rows))
    assert row_of(cells, "applications", NAMES[9]) == numbers
    assert cells[f"applications.{NAMES[9]}.research"].state == "noted"


def test_a_word_in_a_numbers_place_is_no_number_and_shifts_none() -> None:
    rows = rows_of_text()
    numbers = printed_row(9)
    rows[9] = rows[9][0], " ".join("缺" if place == 2 else str(number) for place, number in enumerate(numbers))
    cells = read_text("applications", joined(rows))
    assert row_of(cells, "applications", NAMES[9]) == [*numbers[:2], None, *numbers[3:]]
    assert is_flagged(cells, f"applications.{NAMES[9]}.research")


def test_what_stands_at_the_end_of_line_after_line_is_a_stamp() -> None:
    rows = [(label, f"{numbers} ID:3306" if at % 3 else numbers) for at, (label, numbers) in enumerate(rows_of_text())]
    cells = read_text("applications", joined(rows))
    for at, name in enumerate(NAMES):
        assert row_of(cells, "applications", name) == printed_row(at)


@pytest.mark.parametrize(
    "layout",
    ["flowing_at_blanks", "flowing", "own_row", "flowing_with_own_row", "label_above", "stamped", "noted_columns",
     "numbers_in_column", "turned_lines", "halves", "second_total", "zeros_left_out", "numerals_in_lines"],
)  # fmt: skip
def test_a_hard_layout_has_no_silent_error(layout: str) -> None:
    for number in (301, 302, 303):
        made = made_report(number, layout)
        assert [o for o in outcomes(record_of_made(made), made.labels) if o.silent] == []


@pytest.mark.parametrize("layout", ["turned_lines", "halves", "second_total", "zeros_left_out", "own_row"])
def test_every_printed_number_of_another_shape_is_in_its_place(layout: str) -> None:
    for number in (401, 402, 403):
        made = made_report(number, layout, style="plain")
        assert [o for o in outcomes(record_of_made(made), made.labels) if o.read != o.printed] == []


def test_a_table_printed_above_its_heading_is_found() -> None:
    made = made_report(7, "tabs", style="plain")
    title = "二、主动公开政府信息情况\n\n"
    begin = made.text.index(title)
    stop = made.text.index("三、收到和处理")
    moved = made.text[:begin] + made.text[begin + len(title) : stop] + title + made.text[stop:]
    assert [o for o in outcomes(record_of_text(moved), made.labels) if o.read != o.printed] == []


@pytest.mark.parametrize("odd", ["无数据可填", "见附件", "(12)", "十二"])
@pytest.mark.parametrize("place", [0, 2, 6])
def test_a_column_of_another_writing_loses_no_other_column(odd: str, place: int) -> None:
    rows: list[list[object]] = [["项目", *HEAD.split(" ")]]
    for at, label in enumerate(LABELS):
        numbers: list[object] = list(printed_row(at))
        rows.append([label, *numbers[:place], odd, *numbers[place + 1 :]])
    cells = read_text("applications", tabs(rows))
    for at, name in enumerate(NAMES):
        read, right = row_of(cells, "applications", name), printed_row(at)
        assert [*read[:place], *read[place + 1 :]] == [*right[:place], *right[place + 1 :]]
