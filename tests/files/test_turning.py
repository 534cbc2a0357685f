"""Rows cut in two by the end of a page."""

from __future__ import annotations

from extract.document import Box
from extract.files.blocks import Block, Cell, Line, Table
from extract.files.continuing import with_columns_of
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


def unruled(*rows: tuple[tuple[float, str], ...]) -> Table:
    """Rows of numbers, each at its place from the left, behind a label; columns by the order of the places."""
    places = sorted({left for row in rows for left, _ in row})
    cells = []
    for number, row in enumerate(rows):
        cells.append(Cell(number, 0, [Line(f"{number + 1}.行")], column_span=2, box=Box(1, 0, 0, 90, 10)))
        for left, text in row:
            box = Box(1, left, 0, left + 20, 10)
            cells.append(Cell(number, 2 + places.index(left), [Line(text)] if text else [], box=box))
    return Table(cells, unruled=True)


def test_a_table_goes_on_in_the_columns_of_the_page_before() -> None:
    above = unruled(((100, "1"), (200, "2"), (300, "3")), ((100, "4"), (200, "5"), (300, "6")))
    below = with_columns_of(above, unruled(((105, "7"), (295, "8")), ((295, "9"),)))
    assert texts(below) == [["1.行", "7", "", "8"], ["2.行", "", "", "9"]]
    assert [(cell.row, cell.column) for cell in below.cells if cell.row == 1] == [(1, 0), (1, 2), (1, 3), (1, 4)]


def test_columns_that_stand_in_line_with_none_or_several_are_left() -> None:
    above = unruled(((100, "1"), (130, "2"), (300, "3")))
    for below in (unruled(((115, "7"), (295, "8"))), unruled(((200, "7"), (295, "8")))):
        assert with_columns_of(above, below) is below


def test_what_stands_over_columns_of_its_own_is_not_lost() -> None:
    """A number in the middle of two columns, in a table whose other numbers stand in two of three."""
    above = unruled(((100, "1"), (200, "2"), (300, "3")))
    below = unruled(((105, "7"), (295, "8")))
    wide = Cell(1, 3, [Line("9")], column_span=2, box=Box(1, 150, 0, 250, 10))
    below = Table([*below.cells[:2], Cell(0, 4, below.cells[2].blocks, box=below.cells[2].box), wide], unruled=True)
    assert with_columns_of(above, below) is below
