"""Columns that are not the form's, numbers of rows, comma-separated rows."""

from __future__ import annotations

import pytest
from printing_tables import (
    APPLICATIONS,
    is_flagged,
    page_table,
    pipes,
    printed_row,
    read_page,
    read_text,
    row_of,
    tabs,
)

from extract.tables.reader import MOSTLY_LOST

COLUMNS = [column.label for column in APPLICATIONS.columns]
SPARSE = ["", 4, "", "", 2, "", 6]
"""A row with blanks: with one number more of another column it has as many as a row without."""


def _numbered(index: int) -> str:
    row = APPLICATIONS.rows[index]
    return f"{row.number}、{row.label}"


def _with_column(at: int, label: str, value: object) -> list[list[object]]:
    """The applications table with a column of the agency's own at a place among the form's."""
    rows: list[list[object]] = [["项目", *COLUMNS]]
    rows += [[_numbered(i), *(SPARSE if i % 2 else printed_row(i))] for i in range(len(APPLICATIONS.rows))]
    return [[*row[: at + 1], value if n else label, *row[at + 1 :]] for n, row in enumerate(rows)]


@pytest.mark.parametrize("printed", ["page", "pipes", "tabs"])
@pytest.mark.parametrize(
    ("at", "label", "value"),
    [(7, "上年总计", 5), (1, "其中：网上", 3), (7, "同比", "+12.5%"), (6, "小计", 9), (3, "高等院校", 1)],
)
def test_what_stands_under_a_name_that_is_not_the_forms_is_left_out(
    printed: str, at: int, label: str, value: object
) -> None:
    rows = _with_column(at, label, value)
    body = {"page": page_table, "pipes": pipes, "tabs": tabs}[printed](rows)
    cells = (read_page if printed == "page" else read_text)("applications", body)
    for index, row in enumerate(APPLICATIONS.rows):
        expected = [cell if cell != "" else None for cell in SPARSE] if index % 2 else printed_row(index)
        assert row_of(cells, "applications", row.id) == expected


def test_a_column_of_another_year_is_left_out_though_this_years_is_blank() -> None:
    rows = [["信息内容", "2023年处理决定数量", "2024年处理决定数量"], ["行政许可", 31, ""], ["行政处罚", 8, 9],
            ["行政强制", 2, 0]]  # fmt: skip
    cells = read_page("disclosure", page_table(rows))
    decisions = [cells[f"disclosure.{row}.decisions"].value for row in ("licensing", "penalties", "coercion")]
    assert decisions == [None, 9, 0]


@pytest.mark.parametrize("label", ["上一年目数量", "上 一年 项 目数量"])
def test_a_misread_or_spaced_name_of_a_column_is_no_other_column(label: str) -> None:
    rows = [["信息内容", label, "本年增/减"], ["行政事业性收费", 18, 3]]
    body = "信息内容\t上一年项目数量\t本年增/减\t处理决定数量\n行政许可\t4\t1\t0\n" + tabs(rows)
    cells = read_text("disclosure", body, 2019)
    assert [cells["disclosure.fees.items_last_year"].value, cells["disclosure.fees.change"].value] == [18, 3]
    assert set(cells["disclosure.fees.change"].doubts) == {MOSTLY_LOST}, "for the rows that are not there, no more"


def test_a_column_of_its_own_whose_place_no_line_tells_makes_the_table_doubtful() -> None:
    rows = [["申请人情况"], ["自然人", "其中：网上", "法人或其他组织", "总计"], COLUMNS[1:6]]
    body = tabs([*rows, *([_numbered(i), 3, 0, "", 1, "", "", 2, 6] for i in range(len(APPLICATIONS.rows)))])
    cells = read_text("applications", body)
    assert all(is_flagged(cells, address) for address in cells)


@pytest.mark.parametrize("cell", ["{n}\\.{label}", "{n} {label}", "{n} | {label}"])
def test_the_forms_own_number_before_a_label_is_no_value(cell: str) -> None:
    rows = [[cell.format(n=r.number, label=r.label) if r.number.isdecimal() else f"{r.number}、{r.label}", *SPARSE]
            for r in APPLICATIONS.rows]  # fmt: skip
    body = "\n".join(f"| {' | '.join(map(str, row))} |" for row in rows)
    cells = read_text("applications", body)
    for row in APPLICATIONS.rows:
        assert row_of(cells, "applications", row.id)[0] is None
        assert row_of(cells, "applications", row.id)[-1] == 6


def test_numbers_that_stand_before_their_labels_stay_values() -> None:
    rows = [[*COLUMNS, "项目"], *([*printed_row(i), _numbered(i)] for i in range(len(APPLICATIONS.rows)))]
    cells = read_text("applications", pipes(rows))
    assert all(row_of(cells, "applications", r.id) == printed_row(i) for i, r in enumerate(APPLICATIONS.rows))


def test_rows_with_commas_keep_their_empty_cells() -> None:
    rows = [["项目", *COLUMNS], *([_numbered(i), *SPARSE] for i in range(len(APPLICATIONS.rows)))]
    rows[1] = [f'"{_numbered(0)}"', '"1,204"', "", "", "", "", "", '"1,204"']
    cells = read_text("applications", "\n".join(",".join(map(str, row)) for row in rows))
    assert row_of(cells, "applications", "new") == [1204, *[None] * 5, 1204]
    assert row_of(cells, "applications", "carried_in") == [None, 4, None, None, 2, None, 6]


def test_numbers_whose_thousands_have_commas_are_no_comma_separated_rows() -> None:
    body = "\n".join(f"{_numbered(i)} 1,000 2,000 3,000 0 0 0 6,000" for i in range(len(APPLICATIONS.rows)))
    cells = read_text("applications", body)
    assert row_of(cells, "applications", "carried_out") == [1000, 2000, 3000, 0, 0, 0, 6000]
