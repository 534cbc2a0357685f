"""Spreadsheets (.xlsx, and WPS's .et in that form): the cells as the sheet shows them, sheet by sheet."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING, Any

from openpyxl import load_workbook  # type: ignore[import-untyped]

from extract.document import Document
from extract.files.blocks import Block, Cell, Line, Table
from extract.files.compose import compose
from extract.files.encoding import tidy
from extract.files.errors import FileError
from extract.settings import Limits
from extract.text.enumerators import shape
from extract.text.numerals import NUMERALS

if TYPE_CHECKING:
    from openpyxl.cell import Cell as SheetCell  # type: ignore[import-untyped]
    from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_ROWS, _MOST_COLUMNS = 5_000, 200
"""Of a sheet; a report fills a hundred rows."""
_SECTION = re.compile(rf"{shape('han')}|第[{NUMERALS}]部分")
_PROSE = 60
"""Characters. A lone cell with more is a paragraph, and no row of a table."""
_DECIMALS = re.compile(r"[0#]\.(0+)")
_WHITE = ("FFFFFFFF", "00FFFFFF")
_NO_COLOUR = "00000000"


def read_spreadsheet(data: bytes, limits: Limits) -> Document:
    """The visible cells of all visible sheets. Raises FileError."""
    _refuse_large(data, limits)
    try:
        shown = load_workbook(BytesIO(data), data_only=True)
        written = load_workbook(BytesIO(data))
    except Exception:  # openpyxl states no errors of its own for damaged parts
        raise FileError("sheet_damaged") from None
    blocks: list[Block] = []
    for sheet in shown.worksheets:
        if sheet.sheet_state == "visible":
            blocks += _Sheet(sheet, written[sheet.title]).blocks()
    return compose(blocks, MEDIA_TYPE, limits.max_text)


def _refuse_large(data: bytes, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            size = sum(part.file_size for part in archive.infolist())
    except zipfile.BadZipFile:
        raise FileError("sheet_damaged") from None
    if size > limits.max_unpacked:
        raise FileError("unpacks_to_too_much", size=size, most=limits.max_unpacked)


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells that begin in a row. `is_framed` where one of them that is empty has a border."""

    cells: Sequence[Cell]
    is_framed: bool

    @property
    def filled(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.size or cell.unread]

    @property
    def text(self) -> str:
        return " ".join(line.text for cell in self.filled for line in cell.lines)

    @property
    def is_heading(self) -> bool:
        """Whether it can only stand between tables."""
        alone = len(self.filled) == 1 and not self.is_framed
        return alone and (_SECTION.match(self.text) is not None or len(self.text) > _PROSE)


class _Sheet:
    """`shown` has the values that were last shown, `written` the formulas that they come from."""

    def __init__(self, shown: Worksheet, written: Worksheet) -> None:
        self.shown, self.written = shown, written
        self.hides_zeros = shown.sheet_view.showZeros is False
        self.columns = [c for c in range(1, min(shown.max_column, _MOST_COLUMNS) + 1) if not self._is_hidden(c)]
        self.spans = {
            (area.min_row, area.min_col): (area.max_row - area.min_row + 1, area.max_col - area.min_col + 1)
            for area in shown.merged_cells.ranges
        }
        self.covered = {
            (row, column)
            for (first, left), (height, width) in self.spans.items()
            for row in range(first, first + min(height, _MOST_ROWS))
            for column in range(left, left + min(width, _MOST_COLUMNS))
        } - self.spans.keys()

    def _is_hidden(self, column: int) -> bool:
        stated = self.shown.column_dimensions.values()
        return any(part.hidden and part.min <= column <= part.max for part in stated if part.min and part.max)

    def blocks(self) -> Iterator[Block]:
        """Rows that stand together are a table, those alone among blank ones or above it are lines."""
        rows = [self._row(number) for number in self._row_numbers()]
        for is_part, group in groupby(rows, key=lambda row: bool(row.filled) and not row.is_heading):
            part = [row for row in group if row.filled]
            yield from _parted(part) if is_part else (Line(row.text) for row in part)

    def _row_numbers(self) -> list[int]:
        rows = range(1, min(self.shown.max_row, _MOST_ROWS) + 1)
        return [row for row in rows if not self.shown.row_dimensions[row].hidden]

    def _row(self, number: int) -> _Row:
        places = [(number, column) for column in self.columns if (number, column) not in self.covered]
        cells = [self._cell(row, column) for row, column in places]
        framed = any(
            not cell.size and _has_border(self.shown.cell(*at)) for cell, at in zip(cells, places, strict=True)
        )
        return _Row(cells, framed)

    def _cell(self, row: int, column: int) -> Cell:
        height, width = self.spans.get((row, column), (1, 1))
        height = sum(not self.shown.row_dimensions[r].hidden for r in range(row, row + min(height, _MOST_ROWS)))
        width = sum(column <= c < column + width for c in self.columns)
        cell = self.shown.cell(row, column)
        text = tidy(_printed(cell, self.hides_zeros)).strip()
        lines = [Line(line.strip()) for line in text.split("\n") if line.strip()]
        unread = cell.value is None and self.written.cell(row, column).value is not None
        return Cell(row, column, lines, max(height, 1), max(width, 1), unread=unread)


def _parted(rows: Sequence[_Row]) -> Iterator[Block]:
    """The lone cells above and below a table as lines, and the table."""
    wide = [number for number, row in enumerate(rows) if len(row.filled) > 1 or row.is_framed]
    first, last = (wide[0], wide[-1]) if wide else (len(rows), -1)
    yield from (Line(row.text) for row in rows[:first])
    if wide:
        yield _table(rows[first : last + 1])
        yield from (Line(row.text) for row in rows[last + 1 :])


def _table(rows: Sequence[_Row]) -> Table:
    """The table of some rows, without the columns that stand empty to the right of it."""
    right = max(cell.column + cell.column_span for row in rows for cell in row.filled)
    numbers = {row.cells[0].row: place for place, row in enumerate(rows) if row.cells}
    columns = sorted({cell.column for row in rows for cell in row.cells if cell.column < right})
    return Table([
        Cell(
            numbers[row.cells[0].row], columns.index(cell.column), cell.blocks,
            min(cell.row_span, len(rows) - numbers[row.cells[0].row]),
            sum(cell.column <= column < min(cell.column + cell.column_span, right) for column in columns),
            unread=cell.unread,
        )
        for row in rows for cell in row.cells if cell.column < right
    ])  # fmt: skip


def _printed(cell: SheetCell, hides_zeros: bool) -> str:
    """The value as the sheet shows it; nothing where it is white on white, or its format shows nothing."""
    value: Any = cell.value
    if value is None or _is_white_on_white(cell):
        return ""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value.strftime("%Y-%m-%d") if isinstance(value, date) else str(value)
    formats = str(cell.number_format or "General").split(";")
    if value == 0 and (hides_zeros or (len(formats) > 2 and not formats[2])):
        return ""
    if not "".join(formats):
        return ""
    return _number(value, formats[0])


def _number(value: float, number_format: str) -> str:
    decimals = _DECIMALS.search(number_format)
    if decimals is not None:
        return f"{value:.{len(decimals[1])}f}"
    if number_format.strip() in ("0", "#,##0"):
        return f"{value:.0f}"
    return f"{value:.15g}" if abs(value) < 10**15 else str(value)


def _is_white_on_white(cell: SheetCell) -> bool:
    colour, fill = cell.font.color if cell.font else None, cell.fill
    if colour is None:
        return False
    white = colour.rgb in _WHITE if colour.type == "rgb" else colour.type == "theme" and colour.theme == 0
    filled = fill is not None and fill.fill_type is not None and _ground(fill) not in (*_WHITE, _NO_COLOUR)
    return bool(white and not filled)


def _ground(fill: Any) -> str:
    ground = fill.fgColor
    return str(ground.rgb) if ground is not None and ground.type == "rgb" else "theme"


def _has_border(cell: SheetCell) -> bool:
    border = cell.border
    return border is not None and any(
        side is not None and side.style for side in (border.left, border.right, border.top, border.bottom)
    )
