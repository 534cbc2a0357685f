"""A made table before it is laid out: labels and cells as they will be printed, still in the form's order.

`PrintedTable` is what every layout starts from. `grid` gives it the geometry of the official form, with merged
cells, for layouts that keep it: tabs, Markdown, HTML, Word, pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from schemas.form import Column, Group, Row, Table
from schemas.record import State, Value

BALANCE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
APPLICANTS = "申请人情况"
CONTENT = "信息内容"


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell as printed."""

    text: str
    value: Value
    state: State


@dataclass(frozen=True)
class PrintedTable:
    """A table as it will be printed. `labels` holds the wording of rows, groups and columns (by kind and id),
    `cells` the text of each cell (marked), both after whatever damage the report has suffered."""

    table: Table
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    labels: Mapping[tuple[str, str], str]
    cells: Mapping[str, str]

    def row_label(self, row: Row) -> str:
        return self.labels["row", row.id]

    def group_label(self, group: Group) -> str:
        return self.labels["group", group.id]

    def column_label(self, column: Column) -> str:
        return self.labels["column", column.id]

    def columns_of(self, row: Row) -> tuple[Column, ...]:
        """The columns of a row in printed order."""
        return tuple(column for column in self.columns if column in row.columns)

    def addresses(self, row: Row) -> tuple[str, ...]:
        return tuple(self.table.address(row.id, column.id) for column in self.columns_of(row))

    def values(self, row: Row) -> list[str]:
        """The cells of a row in printed order; a lost cell is left out."""
        return [self.cells[address] for address in self.addresses(row) if address in self.cells]

    def opened(self, place: int) -> tuple[Group, ...]:
        """The groups whose first row is the row at `place`, outermost first."""
        here = self.table.group_path(self.rows[place])
        before = self.table.group_path(self.rows[place - 1]) if place else ()
        return tuple(group for group in here if group not in before)

    def with_cells(self, cells: Mapping[str, str]) -> PrintedTable:
        return replace(self, cells=cells)


def printed_labels(table: Table) -> dict[tuple[str, str], str]:
    """Every label of a table as the circular prints it."""
    labels = {("row", row.id): row.printed() for row in table.rows}
    labels |= {("group", group.id): _group_label(group) for group in table.groups.values()}
    for column in table.columns:
        unit = f"（单位：{column.unit}）" if column.unit else ""
        labels["column", column.id] = f"{column.label}{unit}"
    labels |= {("under", column.under): column.under for column in table.columns if column.under}
    labels["note", "balance"] = BALANCE
    labels["note", "applicants"] = APPLICANTS
    labels["note", "content"] = CONTENT
    return labels


def _group_label(group: Group) -> str:
    mark = group.number if not group.number or group.number.startswith("（") else f"{group.number}、"
    return f"{mark}{group.label}"


# ---------------------------------------------------------------- geometry


@dataclass(frozen=True, slots=True)
class SpanCell:
    """A cell of a laid-out table; `address` for a data cell, None for a label. `text` is marked."""

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    address: str | None = None
    header: bool = False


@dataclass(frozen=True)
class SpanGrid:
    """A table with merged cells, as the official form prints it."""

    cells: tuple[SpanCell, ...]
    height: int
    width: int

    def row(self, number: int) -> list[SpanCell]:
        """The cells that begin in a row, left to right."""
        return sorted((cell for cell in self.cells if cell.row == number), key=lambda cell: cell.column)

    def covered(self, number: int) -> dict[int, SpanCell]:
        """For each column of a row that a merged cell covers without beginning there, that cell."""
        return {
            column: cell
            for cell in self.cells
            for column in range(cell.column, cell.column + cell.column_span)
            if cell.row <= number < cell.row + cell.row_span and (cell.row, cell.column) != (number, column)
        }


def grid(printed: PrintedTable) -> SpanGrid:
    """The table with the merged cells of the official form."""
    return {"blocks": _blocks, "grid": _grid, "line": _line}[printed.table.arrangement](printed)


def blocks(printed: PrintedTable) -> list[list[Row]]:
    """Neighbouring rows under one group, the blocks of a `blocks` table."""
    found: list[list[Row]] = []
    for row in printed.rows:
        if found and found[-1][0].group == row.group and found[-1][0].columns == row.columns:
            found[-1].append(row)
        else:
            found.append([row])
    return found


def _blocks(printed: PrintedTable) -> SpanGrid:
    width = 1 + max(len(row.columns) for row in printed.rows)
    cells: list[SpanCell] = []
    line = 0
    for block in blocks(printed):
        for group in printed.table.group_path(block[0]):
            cells.append(SpanCell(printed.group_label(group), line, 0, column_span=width, header=True))
            line += 1
        columns = printed.columns_of(block[0])
        cells.append(SpanCell(printed.labels["note", "content"], line, 0, header=True))
        cells += _stretched([printed.column_label(column) for column in columns], line, width, None)
        line += 1
        for row in block:
            cells.append(SpanCell(printed.row_label(row), line, 0))
            addresses = [address for address in printed.addresses(row) if address in printed.cells]
            cells += _stretched([printed.cells[address] for address in addresses], line, width, addresses)
            line += 1
    return SpanGrid(tuple(cells), line, width)


def _stretched(texts: list[str], line: int, width: int, addresses: list[str] | None) -> list[SpanCell]:
    """Cells from the second column on, the last one stretched to the table's edge."""
    found = []
    for place, text in enumerate(texts):
        span = width - 1 - place if place == len(texts) - 1 else 1
        address = addresses[place] if addresses else None
        found.append(SpanCell(text, line, 1 + place, column_span=span, address=address, header=addresses is None))
    return found


def _grid(printed: PrintedTable) -> SpanGrid:
    depth = 1 + max(len(printed.table.group_path(row)) for row in printed.rows)
    cells = _grid_header(printed, depth)
    top = 3
    lasts: dict[str, int] = {}
    for place, row in enumerate(printed.rows):
        for group in printed.table.group_path(row):
            lasts[group.id] = place
    for place, row in enumerate(printed.rows):
        path = printed.table.group_path(row)
        for group in printed.opened(place):
            span = lasts[group.id] - place + 1
            cells.append(SpanCell(printed.group_label(group), top + place, path.index(group), row_span=span))
        cells.append(SpanCell(printed.row_label(row), top + place, len(path), column_span=depth - len(path)))
        for column, address in enumerate(printed.addresses(row)):
            if address in printed.cells:
                cells.append(SpanCell(printed.cells[address], top + place, depth + column, address=address))
    return SpanGrid(tuple(cells), top + len(printed.rows), depth + len(printed.columns))


def _grid_header(printed: PrintedTable, depth: int) -> list[SpanCell]:
    """Three header rows: the note and 申请人情况, the columns and their headings, the columns under headings."""
    columns = printed.columns
    cells = [
        SpanCell(printed.labels["note", "balance"], 0, 0, row_span=3, column_span=depth, header=True),
        SpanCell(printed.labels["note", "applicants"], 0, depth, column_span=len(columns), header=True),
    ]
    for place, column in enumerate(columns):
        if column.under is None:
            cells.append(SpanCell(printed.column_label(column), 1, depth + place, row_span=2, header=True))
            continue
        if place == 0 or columns[place - 1].under != column.under:
            rest = columns[place:]
            span = next((n for n, later in enumerate(rest) if later.under != column.under), len(rest))
            heading = printed.labels["under", column.under]
            cells.append(SpanCell(heading, 1, depth + place, column_span=span, header=True))
        cells.append(SpanCell(printed.column_label(column), 2, depth + place, header=True))
    return cells


def _line(printed: PrintedTable) -> SpanGrid:
    """Row labels as headings over the column labels, and one line of values."""
    depth = 1 + max(len(printed.table.group_path(row)) for row in printed.rows)
    cells: list[SpanCell] = []
    left = 0
    for place, row in enumerate(printed.rows):
        path = printed.table.group_path(row)
        columns = printed.columns_of(row)
        for group in printed.opened(place):
            inside = [other for other in printed.rows if group in printed.table.group_path(other)]
            span = sum(len(other.columns) for other in inside)
            cells.append(SpanCell(printed.group_label(group), path.index(group), left, 1, span, header=True))
        level = len(path)
        cells.append(SpanCell(printed.row_label(row), level, left, depth - level, len(columns), header=True))
        for number, (column, address) in enumerate(zip(columns, printed.addresses(row), strict=True)):
            cells.append(SpanCell(printed.column_label(column), depth, left + number, header=True))
            if address in printed.cells:
                cells.append(SpanCell(printed.cells[address], depth + 1, left + number, address=address))
        left += len(columns)
    return SpanGrid(tuple(cells), depth + 2, left)
