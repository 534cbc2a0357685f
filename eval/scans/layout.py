"""Lines and tables on A4 pages: what stands where, in points from the top left corner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from reportlab.pdfbase.pdfmetrics import stringWidth

from eval.scans.style import Style
from eval.scans.typefaces import registered
from extract.files.blocks import Block, Cell, Line, Table
from extract.text.enumerators import opening

WIDTH, HEIGHT = 595.0, 842.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 74.0, 68.0, 90.0, 86.0
_LEADING = 1.75
_TABLE_LEADING = 1.25
_TITLE = 22.0
_NO_START = "，。、；：？！）》”’】"
"""No line begins with these."""
_NARROW = 3.4
"""Letters of a column of the labels of groups."""
_WIDEST = 9
"""Letters of a column, after which its labels are wrapped."""


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text; `top` is the top of its letters."""

    text: str
    left: float
    top: float
    size: float
    typeface: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of a cell; `edges` tells which of left, top, right and bottom are on the table's own edge."""

    left: float
    top: float
    right: float
    bottom: float
    edges: tuple[bool, bool, bool, bool]
    shaded: bool = False


@dataclass
class Page:
    """What stands on a page."""

    words: list[Words] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)


def lay_out(blocks: Sequence[Block], style: Style) -> list[Page]:
    """The pages of a report: its first line is the title."""
    setter = _Setter(style)
    for number, block in enumerate(blocks):
        if isinstance(block, Table):
            setter.table(block)
        else:
            setter.line(block, title=number == 0)
    setter.number_pages()
    return setter.pages


class _Setter:
    """Sets blocks below each other; `y` is where the next one begins."""

    def __init__(self, style: Style) -> None:
        self.style = style
        self.pages = [Page()]
        self.y = _TOP

    @property
    def page(self) -> Page:
        return self.pages[-1]

    def turn(self) -> None:
        self.pages.append(Page())
        self.y = _TOP

    def number_pages(self) -> None:
        for number, page in enumerate(self.pages, start=1):
            text = f"- {number} -"
            left = (WIDTH - width_of(text, 14.0, self.style.body, self.style)) / 2
            page.words.append(Words(text, left, HEIGHT - _BOTTOM + 25, 14.0, self.style.body))

    def line(self, line: Line, *, title: bool) -> None:
        size = _TITLE if title else self.style.body_size
        heading = title or opening(line.text, ("han",)) is not None
        typeface = self.style.heading if heading else self.style.body
        text = line.text if title else "\u3000\u3000" + line.text
        for part in wrapped(text, WIDTH - _LEFT - _RIGHT, size, typeface, self.style):
            if self.y + size * _LEADING > HEIGHT - _BOTTOM:
                self.turn()
            left = _LEFT
            if title:
                left = (WIDTH - width_of(part, size, typeface, self.style)) / 2
            self.page.words.append(Words(part, left, self.y, size, typeface))
            self.y += size * _LEADING

    def table(self, table: Table) -> None:
        widths = _column_widths(table, WIDTH - _LEFT - _RIGHT, self.style)
        xs = [_LEFT + sum(widths[:column]) for column in range(len(widths) + 1)]
        heights = _row_heights(table, xs, self.style)
        header = _header_rows(table) if self.style.header_repeated else 0
        first = 0
        while first < len(heights):
            again = header if first else 0
            room = HEIGHT - _BOTTOM - self.y - sum(heights[:again])
            last = _fitting(heights, first, room)
            if last == first and self.y > _TOP:
                self.turn()
                continue
            if again:
                self.rows(table, xs, heights, 0, again)
            last = max(last, first + 1)
            self.rows(table, xs, heights, first, last)
            first = last
            if first < len(heights):
                self.turn()
        self.y += self.style.body_size * 0.6

    def rows(self, table: Table, xs: Sequence[float], heights: Sequence[float], first: int, last: int) -> None:
        """Rows `first` to `last` of a table; a cell that began on the page before goes on empty."""
        for cell in table.cells:
            top, bottom = max(cell.row, first), min(cell.row + cell.row_span, last)
            if top >= bottom:
                continue
            frame = Frame(
                xs[cell.column], self.y + sum(heights[first:top]),
                xs[cell.column + cell.column_span], self.y + sum(heights[first:bottom]),
                (cell.column == 0, top == first, cell.column + cell.column_span == len(xs) - 1, bottom == last),
                self.style.shaded and cell.column_span == len(xs) - 1,
            )  # fmt: skip
            self.page.frames.append(frame)
            if cell.row >= first:
                self.page.words += _centred(cell, frame, self.style)
        self.y += sum(heights[first:last])


def _centred(cell: Cell, frame: Frame, style: Style) -> Iterator[Words]:
    """The text of a cell in its middle; labels that are wrapped begin at the left."""
    size = style.table_size
    width = frame.right - frame.left - 2 * style.padding
    parts = _cell_lines(cell, width, style)
    top = (frame.top + frame.bottom - len(parts) * size * _TABLE_LEADING) / 2
    for number, part in enumerate(parts):
        left = frame.left + style.padding
        if len(parts) == 1 or width < 5 * size:
            left += (width - width_of(part, size, style.table, style)) / 2
        yield Words(part, left, top + number * size * _TABLE_LEADING, size, style.table)


def _cell_lines(cell: Cell, width: float, style: Style) -> list[str]:
    return [
        part
        for line in cell.lines
        for part in wrapped(line.text, width, style.table_size, style.table, style)
    ]  # fmt: skip


def _column_widths(table: Table, width: float, style: Style) -> list[float]:
    """As wide as labels ask for, up to some letters, then stretched to the width of the page."""
    labels = {cell.column for cell in table.cells if cell.row >= _header_rows(table) and _is_label(cell)}
    groups = {cell.column for cell in table.cells if cell.row >= _header_rows(table) and cell.row_span > 2}
    wanted = [_NARROW if column in groups else 2.2 for column in range(table.columns)]
    for cell in table.cells:
        if cell.column_span == 1 and cell.row_span == 1:
            length = sum(0.55 if ord(letter) < 128 else 1.0 for letter in "".join(line.text for line in cell.lines))
            limit = _WIDEST if cell.column in labels else 3.2
            wanted[cell.column] = max(wanted[cell.column], min(length, limit))
    spare = width / sum(wanted)
    return [column * spare for column in wanted]


def _is_label(cell: Cell) -> bool:
    return cell.size > 3 and not any(letter.isdecimal() for letter in cell.lines[0].text[-2:])


def _row_heights(table: Table, xs: Sequence[float], style: Style) -> list[float]:
    leading = style.table_size * _TABLE_LEADING
    heights = [leading + 2 * style.padding] * table.rows
    for cell in sorted(table.cells, key=lambda cell: cell.row_span):
        width = xs[cell.column + cell.column_span] - xs[cell.column] - 2 * style.padding
        needed = len(_cell_lines(cell, width, style)) * leading + 2 * style.padding
        last = cell.row + cell.row_span - 1
        heights[last] += max(needed - sum(heights[cell.row : last + 1]), 0)
    return heights


def _header_rows(table: Table) -> int:
    """The rows before the first that holds a number."""
    return min((cell.row for cell in table.cells if cell.lines and cell.lines[0].text.isdecimal()), default=0)


def _fitting(heights: Sequence[float], first: int, room: float) -> int:
    """The row after the last that fits into `room`."""
    for row in range(first, len(heights)):
        room -= heights[row]
        if room < 0:
            return row
    return len(heights)


def wrapped(text: str, width: float, size: float, typeface: str, style: Style) -> list[str]:
    """Lines no wider than `width`, but for closing punctuation; numbers and words of ASCII are not broken."""
    lines = [""]
    for piece in _pieces(text):
        if lines[-1] and piece not in _NO_START and width_of(lines[-1] + piece, size, typeface, style) > width:
            lines.append("")
        lines[-1] += piece
    return lines


def _pieces(text: str) -> Iterator[str]:
    piece = ""
    for letter in text:
        if piece and not (_is_latin(piece[-1]) and _is_latin(letter)):
            yield piece
            piece = ""
        piece += letter
    if piece:
        yield piece


def _is_latin(letter: str) -> bool:
    return letter.isascii() and not letter.isspace()


def runs_of(text: str, typeface: str, style: Style) -> Iterator[tuple[str, str]]:
    """Stretches of text with the typeface that sets them: ASCII in that of numbers."""
    run, latin = "", False
    for letter in text:
        if run and letter.isascii() != latin:
            yield run, style.numbers if latin else typeface
            run = ""
        run, latin = run + letter, letter.isascii()
    if run:
        yield run, style.numbers if latin else typeface


def width_of(text: str, size: float, typeface: str, style: Style) -> float:
    return sum(float(stringWidth(run, registered(face), size)) for run, face in runs_of(text, typeface, style))
