"""Rows cut in two by the end of a page."""

from __future__ import annotations

from extract.files.blocks import Block, Cell, Line, Table
from extract.files.turning import with_rows_whole


def rows(*rows: tuple[str, ...]) -> Table:
    return Table([
        Cell(row, column, [Line(text)] if text else [])
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    ])  # fmt: skip


def texts(block: Block) -> list[list[str]]:
    assert isinstance(block, Table)
    return [["".join(line.text for line in cell.lines) for cell in row] for row in block.rows_of_cells()]


FIRST = rows(("1.甲", "1", "1"), ("2.乙的前半", "3", "3"))


def test_the_end_of_a_label_goes_back_to_its_row() -> None:
    pages = [[FIRST, Line("- 3 -")], [rows(("后半", "", ""), ("3.丙", "4", "4"))]]
    above, number, below = with_rows_whole(pages)
    assert texts(above)[1] == ["2.乙的前半后半", "3", "3"]
    assert number == Line("- 3 -")
    assert texts(below) == [["3.丙", "4", "4"]]


def test_numbers_that_came_after_the_page_break_go_to_their_label() -> None:
    pages = [[rows(("1.甲", "1", "1"), ("2.乙的前半", "", ""))], [rows(("后半", "3", "3"), ("3.丙", "4", "4"))]]
    above, _ = with_rows_whole(pages)
    assert texts(above)[1] == ["2.乙的前半后半", "3", "3"]


def test_what_is_not_evident_is_left() -> None:
    for below in (
        rows(("3.丙", "", "")),
        rows(("后半", "5", "")),
        rows(("后半", "", "", "")),
        rows(("后半", "另一段", "")),
    ):
        assert list(with_rows_whole([[FIRST], [below]])) == [FIRST, below]
    prose = Line("四、其他")
    below = rows(("后半", "", ""))
    assert list(with_rows_whole([[FIRST, prose], [below]])) == [FIRST, prose, below]
