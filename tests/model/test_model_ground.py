"""A model's numbers against the text: found in their own row, or doubted."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from model_simulated import Printed, rows_of
from model_taught import table_in

from extract.document import Document
from extract.model.ground import ground
from extract.reading import CellReading
from schemas.form import Table, load_form

FORM = load_form()
APPLICATIONS = FORM.table("applications", "2021")
DISCLOSURE = FORM.table("disclosure", "2021")
PROCEEDINGS = FORM.variants_of("proceedings")[0]

Row = Sequence["int | str | None"]


def printed_lines(table: Table, rows: dict[str, Row], separator: str = "\t") -> str:
    """The table as lines of a label and its values; rows that are not given are zeros."""
    lines = []
    for row in table.rows:
        values = rows.get(row.id, [0] * len(row.columns))
        lines.append(separator.join([row.printed(), *("" if value is None else str(value) for value in values)]))
    return "\n".join(lines)


def read(text: str, table: Table, rows: dict[str, Row]) -> dict[str, CellReading]:
    """The cells as grounded; rows of the answer that are not given are zeros."""
    answer = {row.id: list(rows.get(row.id, [0] * len(row.columns))) for row in table.rows}
    return ground(Document(text, "text/plain"), (0, len(text)), table, answer)


def doubted(cells: dict[str, CellReading], row: str) -> list[bool]:
    return [bool(cell.doubts) for address, cell in cells.items() if address.split(".")[1] == row]


NEW = [12, 0, 1, 0, 0, 3, 16]


def test_a_right_answer_has_every_number_at_its_place_and_no_doubt() -> None:
    text = printed_lines(APPLICATIONS, {"new": NEW})
    cells = read(text, APPLICATIONS, {"new": NEW})
    assert not any(cell.doubts for cell in cells.values())
    for address, cell in cells.items():
        assert cell.where is not None, address
        assert text[cell.where.start : cell.where.end] == str(cell.value)


def test_a_wrong_digit_is_doubted_alone() -> None:
    cells = read(printed_lines(APPLICATIONS, {"new": NEW}), APPLICATIONS, {"new": [13, 0, 1, 0, 0, 3, 16]})
    assert doubted(cells, "new") == [True] + [False] * 6
    assert not any(doubted(cells, "granted"))
    assert cells["applications.new.natural_person"].doubts[0].get("printed") == "12"


def test_two_columns_swapped_are_doubted_where_they_differ() -> None:
    cells = read(printed_lines(APPLICATIONS, {"new": NEW}), APPLICATIONS, {"new": [0, 12, 1, 0, 0, 3, 16]})
    assert doubted(cells, "new") == [True, True] + [False] * 5


def test_the_numbers_of_another_row_are_doubted_though_the_section_holds_them() -> None:
    text = printed_lines(APPLICATIONS, {"granted": NEW})
    cells = read(text, APPLICATIONS, {"granted_in_part": NEW})
    assert doubted(cells, "granted_in_part") == [True, False, True, False, False, True, True]
    assert doubted(cells, "granted") == doubted(cells, "granted_in_part")


def test_a_number_left_out_makes_the_whole_row_doubtful() -> None:
    cells = read(printed_lines(APPLICATIONS, {"new": NEW}), APPLICATIONS, {"new": [12, 1, 0, 0, 3, 16, None]})
    assert all(doubted(cells, "new"))


def test_a_row_that_is_not_printed_cannot_be_made_up() -> None:
    text = "\n".join(printed_lines(APPLICATIONS, {}).splitlines()[:-1])
    cells = read(text, APPLICATIONS, {"carried_out": [4, 0, 0, 0, 0, 0, 4]})
    assert all(doubted(cells, "carried_out"))


def test_a_row_that_the_model_calls_missing_is_absent_and_doubted_where_its_label_stands() -> None:
    text = printed_lines(APPLICATIONS, {"new": NEW})
    answer: dict[str, list[int | str | None] | None] = {row.id: [0] * 7 for row in APPLICATIONS.rows}
    answer["new"] = None
    cells = ground(Document(text, "text/plain"), (0, len(text)), APPLICATIONS, answer)
    assert cells["applications.new.total"].state == "absent"
    assert all(doubted(cells, "new"))


BLANKS = [5, None, None, 2, None, None, 7]


def test_blank_cells_between_borders_are_blank_without_doubt() -> None:
    cells = read(printed_lines(APPLICATIONS, {"new": BLANKS}), APPLICATIONS, {"new": BLANKS})
    assert not any(doubted(cells, "new"))
    assert cells["applications.new.business"].state == "blank"


def test_a_blank_at_another_place_than_printed_is_doubted() -> None:
    cells = read(printed_lines(APPLICATIONS, {"new": BLANKS}), APPLICATIONS, {"new": [5, None, 2, None, None, None, 7]})
    assert all(doubted(cells, "new"))


def test_a_blank_read_as_zero_is_doubted() -> None:
    cells = read(printed_lines(APPLICATIONS, {"new": BLANKS}), APPLICATIONS, {"new": [5, 0, 0, 2, 0, 0, 7]})
    assert all(doubted(cells, "new"))


def test_blanks_that_leave_no_trace_between_spaces_are_doubted() -> None:
    text = printed_lines(APPLICATIONS, {"new": BLANKS}, separator=" ")
    cells = read(text, APPLICATIONS, {"new": BLANKS})
    assert all(doubted(cells, "new"))


def test_glued_numbers_are_parted_where_one_parting_fits_the_rules() -> None:
    text = printed_lines(APPLICATIONS, {}).replace("\t", "").replace("申请数量0000000", "申请数量15130000154", 1)
    sure = read(text, APPLICATIONS, {"new": [151, 3, 0, 0, 0, 0, 154]})
    assert not any(doubted(sure, "new"))
    unsure = read(text.replace("15130000154", "111000012"), APPLICATIONS, {"new": [11, 1, 0, 0, 0, 0, 12]})
    assert all(doubted(unsure, "new"))


def test_a_mark_is_a_mark_and_a_noted_number_keeps_its_words() -> None:
    rows: dict[str, Row] = {"regulations": ["/", "—", "22（其中修订16件）"], "fees": ["4166.241619"]}
    cells = read(printed_lines(DISCLOSURE, rows), DISCLOSURE, rows)
    assert cells["disclosure.regulations.issued"].state == "mark"
    assert cells["disclosure.regulations.in_force"].value == 22
    assert cells["disclosure.regulations.in_force"].state == "noted"
    assert cells["disclosure.fees.amount"].value == "4166.241619"
    assert not any(cell.doubts for cell in cells.values())


def test_columns_printed_in_another_order_are_compared_by_their_headers() -> None:
    header = "\t总计\t自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他"
    body = printed_lines(APPLICATIONS, {"new": [16, 12, 0, 1, 0, 0, 3]})
    right = read(header + "\n" + body, APPLICATIONS, {"new": NEW})
    assert not any(doubted(right, "new"))
    as_printed = read(header + "\n" + body, APPLICATIONS, {"new": [16, 12, 0, 1, 0, 0, 3]})
    assert any(doubted(as_printed, "new"))


def test_a_table_of_one_line_is_compared_number_by_number() -> None:
    rows: dict[str, Row] = {"review": [3, 0, 1, 0, 4], "litigation_direct": [3, 0, 0, 0, 3]}
    line = "\t".join(str(value) for row in ([3, 0, 1, 0, 4], [3, 0, 0, 0, 3], [0] * 5) for value in row)
    right = read(line, PROCEEDINGS, rows)
    assert not any(cell.doubts for cell in right.values())
    swapped = read(line, PROCEEDINGS, {**rows, "review": [3, 1, 0, 0, 4]})
    assert doubted(swapped, "review") == [False, True, True, False, False]
    short = read("\t".join(line.split("\t")[:-1]), PROCEEDINGS, rows)
    assert any(cell.doubts for cell in short.values())


LAYOUTS = (
    "tabs", "tabs_shifted", "cell_per_line", "spaces", "markdown_reheaded", "pdf_wrapped", "labels_around",
    "labels_broken", "numbers_above", "unlabelled", "columns_moved", "full_width", "thousands", "page_furniture",
)  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_right_answer_raises_no_doubt_in_an_ordinary_layout(layout: str) -> None:
    found = table_in(3, layout, "applications")
    answer = {name: values or None for name, values in rows_of(found.printed).items()}
    cells = ground(found.document, found.span, found.printed.table, answer)
    doubts = {reason for cell in cells.values() for reason in cell.doubts}
    assert not doubts
    assert isinstance(found.printed, Printed)


VALUES = st.one_of(st.none(), st.integers(0, 200), st.sampled_from(["/", "12.5", "3（其中修订1件）", "增2", ""]))
PIECES = st.sampled_from(
    ["\t", "\n", " ", "|", "0", "12", "规章", "行政许可", "一、本年新收政府信息公开申请数量", "总计", "3.其他", "/"]
)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), table=st.sampled_from([t for name in FORM.table_ids for t in FORM.variants_of(name)]))
def test_whatever_a_model_says_of_whatever_text_every_cell_is_grounded_or_doubted(
    data: st.DataObject, table: Table
) -> None:
    text = "".join(data.draw(st.lists(PIECES, max_size=80)))
    rows = {
        row.id: data.draw(st.one_of(st.none(), st.lists(VALUES, min_size=len(row.columns), max_size=len(row.columns))))
        for row in table.rows
    }
    cells = ground(Document(text, "text/plain"), (0, len(text)), table, rows)
    assert set(cells) == set(table.addresses)
    for cell in cells.values():
        if cell.state in ("number", "noted", "mark") and not cell.doubts:
            assert cell.where is not None
            assert cell.where.start is not None
            assert text[cell.where.start : cell.where.end].strip()
