"""Cells each ended by a bar, one a line: `4 |`, and `|||` for three empty ones, as converters write pages' tables.

Every row has as many cells; what a merged label covers is written as empty cells at the row's end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from extract.tables import thresholds
from extract.tables.lines.block import Block, numbered_lines
from extract.tables.lines.line import cells_line
from extract.text.normal import plain
from extract.text.numbers import read_cell

_LEAST_CELLS = 12
_WIDEST = 24

Cell = tuple[str, int]


def blocks(text: str, start: int) -> Iterator[Block]:
    """Stretches of such lines whose cells make rows of one width."""
    found: list[tuple[int, str]] = []
    lines = [*numbered_lines(text), (len(text), "")] if "|" in plain(text) else []
    for at, line in lines:
        narrow = plain(line).rstrip()
        if narrow.endswith("|") and "|" not in narrow.rstrip("|"):
            found.append((at, narrow))
            continue
        yield from _block(found, start)
        found = []


def _block(lines: Sequence[tuple[int, str]], start: int) -> Iterator[Block]:
    cells = [cell for at, line in lines for cell in _cells(line, at)]
    width = _width(cells)
    if width:
        rows = [cells[at : at + width] for at in range(0, len(cells), width)]
        at, last = lines[-1]
        yield Block(lines[0][0], at + len(last), [cells_line(row, start) for row in _upright(rows, width)])


def _cells(line: str, at: int) -> Iterator[Cell]:
    text = line.rstrip("|")
    yield text, at
    for further in range(1, len(line) - len(text)):
        yield "", at + len(text) + further


def _width(cells: Sequence[Cell]) -> int:
    """The width at which every row begins with words; 0 where there is none, or no empty cell."""
    if len(cells) < _LEAST_CELLS or all(text.strip() for text, _ in cells):
        return 0
    for width in range(3, _WIDEST + 1):
        firsts = cells[::width]
        if len(firsts) > 2 and all(_is_label(cell) for cell in firsts):
            return width
    return 0


def _is_label(cell: Cell) -> bool:
    return bool(cell[0].strip()) and read_cell(cell[0]) is None


def _upright(rows: Sequence[Sequence[Cell]], width: int) -> Iterator[list[Cell]]:
    """The rows with the empty cells of merged labels behind these, where the rows' numbers tell how many there are."""
    sizes = Counter(found for row in rows if (found := _size(row, width)))
    size = max(sizes, default=0)
    told = sizes[size] >= thresholds.MOST * sizes.total() > 0
    for row in rows:
        labels = _labels(row)
        covered = width - size - labels
        if not told or covered < 0 or not any(text.strip() for text, _ in row[labels:]):
            yield list(row)
            continue
        blank = [("", row[labels - 1][1] + len(row[labels - 1][0]))] * covered
        yield [*row[:labels], *blank, *row[labels : labels + size]]


def _labels(row: Sequence[Cell]) -> int:
    return next((at for at, cell in enumerate(row) if not _is_label(cell)), len(row))


def _size(row: Sequence[Cell], width: int) -> int:
    """The cells between a row's labels and the empty ones at its end; 0 for a row without numbers."""
    labels = _labels(row)
    last = max((at for at, (text, _) in enumerate(row) if text.strip()), default=-1)
    return last + 1 - labels if last >= labels and len(row) == width else 0
