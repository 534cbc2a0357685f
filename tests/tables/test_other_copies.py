"""A table that is printed more than once, and numbers that two tables lay claim to."""

from __future__ import annotations

import pytest
from printing_tables import (
    APPLICATIONS,
    FORM,
    is_flagged,
    page_table,
    printed_row,
    read,
    read_page,
    read_text,
    row_of,
    tabs,
)

from extract.document import Document
from extract.reading import CellReading, TableReading
from extract.tables.shared import unshared
from schemas.record import Where

HEADER = ["", *(column.label for column in APPLICATIONS.columns)]
LABELS = [f"{row.number}、{row.label}" for row in APPLICATIONS.rows]
OLD: list[list[object]] = [HEADER, *([label, *printed_row(i, 7)] for i, label in enumerate(LABELS))]
NEW: list[list[object]] = [
    HEADER,
    *([label, *(printed_row(i) if i % 2 else [""] * 7)] for i, label in enumerate(LABELS)),
]
EMPTY: list[list[object]] = [HEADER, *([label, *[""] * 7] for label in LABELS)]


def _counted(rows: list[list[object]]) -> list[list[object]]:
    return [[number or "序号", *row] for number, row in enumerate(rows)]


@pytest.mark.parametrize(
    "body",
    [
        f"2023年：\n{tabs(OLD)}\n2024年：\n{tabs(NEW)}",
        f"{tabs(NEW)}\n\n附：上年情况（供对比）\n{tabs(OLD)}",
        f"表一（2024年度）\n{tabs(NEW)}\n表二（2023年度）\n{tabs(OLD)}",
        f"格式：\n{tabs(EMPTY)}\n{tabs(NEW)}",
        f"格式：\n{tabs(_counted(EMPTY))}\n填报如下：\n{tabs(_counted(NEW))}",
    ],
    ids=["last year's first", "last year's after", "both named", "an empty form first", "its rows counted"],
)
def test_of_two_prints_of_a_table_this_years_is_read(body: str) -> None:
    cells = read_text("applications", body)
    for index, row in enumerate(APPLICATIONS.rows):
        expected = printed_row(index) if index % 2 else [None] * 7
        assert row_of(cells, "applications", row.id) == expected
    assert not any(is_flagged(cells, address) for address in cells)


def test_an_empty_form_on_a_page_does_not_hide_the_table_below_it() -> None:
    cells = read_page("applications", f"<p>填报格式</p>{page_table(EMPTY)}<p>本机关情况</p>{page_table(NEW)}")
    assert row_of(cells, "applications", APPLICATIONS.rows[1].id) == printed_row(1)


def test_a_column_of_last_year_does_not_make_a_print_last_years() -> None:
    def compared(rows: list[list[object]]) -> str:
        return tabs([*row, row[-1] if n else "上年总计"] for n, row in enumerate(rows))

    cells = read_text("applications", f"格式\n{compared(EMPTY)}\n填报如下\n{compared(NEW)}")
    assert row_of(cells, "applications", APPLICATIONS.rows[5].id) == printed_row(5)
    assert not any(is_flagged(cells, address) for address in cells)


def test_an_empty_print_of_this_year_beside_a_filled_one_of_last_year_is_doubted() -> None:
    cells = read_text("applications", f"2024年\n{tabs(EMPTY)}\n2023年\n{tabs(OLD)}")
    assert all(cell.value is None for cell in cells.values())
    assert all(is_flagged(cells, address) for address in cells)


def test_two_prints_of_a_table_of_which_none_names_a_year_are_doubted() -> None:
    cells = read_text("applications", f"{tabs(OLD)}\n\n{tabs(NEW)}")
    assert all(is_flagged(cells, address) for address in cells)


def test_the_only_print_is_read_whatever_year_stands_above_it() -> None:
    cells = read_text("applications", f"2023年数据\n{tabs(OLD)}")
    assert row_of(cells, "applications", APPLICATIONS.rows[3].id) == printed_row(3, 7)


def test_a_number_that_two_tables_were_given_is_lost_to_the_one_read_from_more_text() -> None:
    def reading(table: str, address: str, span: tuple[int, int]) -> TableReading:
        of = FORM.table(table, "2021")
        cells = {a: CellReading(None, "", "blank") for a in of.addresses}
        cells[address] = CellReading(8, "8", "number", Where(start=50, end=51))
        return TableReading(of, cells, "rules", span)

    readings = unshared(
        {
            "applications": reading("applications", "applications.carried_out.total", (0, 900)),
            "proceedings": reading("proceedings", "proceedings.review.total", (40, 60)),
        }
    )
    assert readings["applications"].cells["applications.carried_out.total"].state == "absent"
    assert readings["proceedings"].cells["proceedings.review.total"].value == 8
    assert is_flagged(readings["proceedings"].cells, "proceedings.review.total")
    assert is_flagged(readings["applications"].cells, "applications.carried_out.business")
    assert not is_flagged(readings["applications"].cells, "applications.new.business")


def test_labels_that_only_one_edition_prints_choose_it_though_their_rows_are_empty() -> None:
    rows = [[label, *printed_row(i)] for i, label in enumerate(LABELS)]
    rows[20:23] = [["（六）其他处理", LABELS[20], *printed_row(20)], [LABELS[21]], [LABELS[22]]]
    text = "三、收到和处理政府信息公开申请情况\n" + tabs([HEADER, *rows])
    reading = read(Document(text, "text/plain"))["applications"]
    assert len(reading.table.rows) == 25
    assert row_of(reading.cells, "applications", APPLICATIONS.rows[20].id) == printed_row(20)
