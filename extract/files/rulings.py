"""Tables by their ruled lines: from ink to lines, from lines to cells.

Source of the method: lines by morphological opening with long thin kernels (the usual one, e.g. OpenCV's tutorial
'Extract horizontal and vertical lines'); cells as pdfplumber builds them, from the crossings up, but with every
border measured on the picture, so that broken lines count by how much of them is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.files.ink import Pixels, Rectangle, Sheet, along
from extract.files.spans import Place, compact

_ACROSS_MM = 7.0
"""The shortest horizontal line: a narrow column."""
_DOWN_MM = 3.6
"""The shortest vertical line: a low row. Strokes of large letters are as long, but end at no line."""
_TOUCH_MM = 0.6
_LONG_MM = 40.0
_SPECK_MM = 0.4
_GAP_MM = 2.0
_SEALED_MM = 17.0
"""The longest stretch of a seal that may have swallowed a line which goes on behind it: a star."""
_SAME_MM = 1.4
"""Lines nearer than this are one line: double and wavy ones."""
_THICK_MM = 2.5
_THIN_MM = 2.2
"""A cell lower or narrower than this holds no text."""
_BORDER = 0.55
"""The share of a border that must be inked."""


@dataclass(frozen=True, slots=True)
class RuledCell:
    """A cell between ruled lines: its place in the table, and its inside in pixels (left, top, right, bottom)."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: Rectangle


@dataclass(frozen=True, slots=True)
class RuledTable:
    cells: Sequence[RuledCell]
    box: Rectangle
    """Lines included."""

    def holds(self, other: RuledTable) -> bool:
        """Whether another table lies within this one."""
        return other is not self and _holds(self.box, other.box)

    def cells_around(self, tables: Sequence[RuledTable]) -> list[RuledCell]:
        """Its cells in which one of `tables` lies."""
        inside = [table for table in tables if self.holds(table)]
        return [cell for cell in self.cells if any(_holds(cell.box, table.box) for table in inside)]


@dataclass(frozen=True, slots=True)
class Rulings:
    """The ruled lines of a page, as masks (255 on a line), and the tables that they make."""

    across: Pixels
    down: Pixels
    tables: Sequence[RuledTable]

    @property
    def mask(self) -> Pixels:
        return np.asarray(cv2.bitwise_or(self.across, self.down), dtype=np.uint8)


def find_rulings(sheet: Sheet) -> Rulings:
    """The ruled lines of a page and its ruled tables, from top to bottom."""
    across = _lines(sheet.ink_of_lines, int(_ACROSS_MM * sheet.mm), sheet.mm)
    down = _lines(sheet.ink_of_lines.T, int(_DOWN_MM * sheet.mm), sheet.mm).T
    if sheet.unsealed is not None:
        across = _through_seals(across, sheet.ink_of_lines, sheet.unsealed, sheet.mm)
        down = _through_seals(down.T, sheet.ink_of_lines.T, sheet.unsealed.T, sheet.mm).T
    seals = np.zeros_like(across) if sheet.unsealed is None else np.asarray(sheet.unsealed < 128, np.uint8)
    down = _meeting(down, across, seals, sheet.mm)
    across = _meeting(across.T, down.T, seals.T, sheet.mm).T
    tables = [table for region in _regions(across, down, sheet.mm) for table in _tables(*region, sheet.mm)]
    return Rulings(across, down, sorted(tables, key=lambda table: table.box[1]))


def _lines(ink: Pixels, shortest: int, mm: float) -> Pixels:
    """Horizontal lines of at least `shortest` pixels; gaps are closed, solid areas left out."""
    mended = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, int(_SPECK_MM * mm) | 1), np.uint8))
    lines = cv2.morphologyEx(mended, cv2.MORPH_OPEN, np.ones((1, shortest), np.uint8))
    solid = cv2.morphologyEx(lines, cv2.MORPH_OPEN, np.ones((int(_THICK_MM * mm), 1), np.uint8))
    lines = cv2.subtract(lines, solid)
    return np.asarray(cv2.morphologyEx(lines, cv2.MORPH_CLOSE, np.ones((1, int(_GAP_MM * mm)), np.uint8)), np.uint8)


def _through_seals(lines: Pixels, ink: Pixels, unsealed: Pixels, mm: float) -> Pixels:
    """Horizontal lines put together where nothing but a seal, or ink, lies between two pieces of one."""
    thick = cv2.dilate(lines, np.ones((3, 1), np.uint8))
    joined = cv2.morphologyEx(thick, cv2.MORPH_CLOSE, np.ones((1, int(_SEALED_MM * mm)), np.uint8))
    maybe = (joined > 0) & ((unsealed < 128) | (ink > 0))
    found = np.where((lines > 0) | maybe, np.uint8(255), np.uint8(0))
    whole = cv2.morphologyEx(found, cv2.MORPH_OPEN, np.ones((1, int(_ACROSS_MM * mm)), np.uint8))
    return np.asarray(cv2.bitwise_or(lines, whole), np.uint8)


def _meeting(down: Pixels, across: Pixels, seals: Pixels, mm: float) -> Pixels:
    """The vertical lines that meet a horizontal one at both ends, or are long: strokes of letters are neither.

    One of the ends may be lost under a seal. Of a line that goes on beyond those it meets, into a letter maybe, the
    part between them is kept.
    """
    reach = max(round(_TOUCH_MM * mm), 2)
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(down))
    kept = np.zeros_like(down)
    for number, (left, top, width, height, _) in enumerate(boxes[1:], start=1):
        columns = slice(max(left - reach, 0), left + width + reach)
        start, end = max(top - reach, 0), top + height + reach
        met = np.flatnonzero(across[start:end, columns].any(axis=1)) + start
        if height < _LONG_MM * mm and not _is_between(met, top, top + height, reach, seals[:, columns]):
            if not len(met) or met[-1] - met[0] < _DOWN_MM * mm:
                continue
            top, height = int(met[0]), int(met[-1] - met[0]) + 1
        part = np.s_[top : top + height, left : left + width]
        kept[part][labels[part] == number] = 255
    return kept


def _is_between(met: NDArray[np.intp], top: int, bottom: int, reach: int, seals: Pixels) -> bool:
    """Whether a line from `top` to `bottom` ends at lines, which it meets at `met`, or at one and under a seal."""
    ends = [bool((abs(met - end) <= reach).any()) for end in (top, bottom)]
    lost = [bool(seals[max(end - reach, 0) : end + reach].any()) for end in (top, bottom)]
    return any(ends) and all(one or other for one, other in zip(ends, lost, strict=True))


def _regions(across: Pixels, down: Pixels, mm: float) -> Iterator[tuple[Rectangle, Pixels, Pixels]]:
    """The box of what hangs together by lines, and the lines in it: without those of a region inside it.

    A frame around a page holds tables and is none of their lines.
    """
    both = cv2.dilate(cv2.bitwise_or(across, down), np.ones((5, 5), np.uint8))
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(both)
    large = {
        number: (int(left), int(top), int(left + width), int(top + height))
        for number, (left, top, width, height, _) in enumerate(boxes)
        if number and width > 2 * _ACROSS_MM * mm and height > _DOWN_MM * mm
    }
    for box in large.values():
        left, top, right, bottom = box
        part = np.s_[top:bottom, left:right]
        inside = [number for number, other in large.items() if other != box and _holds(box, other)]
        others = np.isin(labels[part], inside)
        yield box, np.where(others, np.uint8(0), across[part]), np.where(others, np.uint8(0), down[part])


def _holds(box: Rectangle, other: Rectangle) -> bool:
    return box[0] <= other[0] and box[1] <= other[1] and box[2] >= other[2] and box[3] >= other[3]


def _tables(box: Rectangle, across: Pixels, down: Pixels, mm: float) -> Iterator[RuledTable]:
    """The table of the lines in a box, or two where only a letter hangs them together."""
    left, top, _, _ = box
    ys = _positions(across, mm)
    _close_sides(down, across, ys, mm)
    xs = _positions(down.T, mm)
    if len(ys) < 2 or len(xs) < 3:
        return
    borders = _borders(down.T, xs, ys, mm).T
    gap = next((row for row, sides in enumerate(borders) if sides[0] != sides[-1] and not sides[1:-1].any()), None)
    if gap is not None:
        near = int(_SAME_MM * mm)
        for part in (np.s_[: ys[gap] + near], np.s_[max(ys[gap + 1] - near, 0) :]):
            yield from _tables((left, top + (part.start or 0), *box[2:]), across[part], down[part], mm)
        return
    places = _join(borders, _borders(across, ys, xs, mm))
    boxes = [
        (left + xs[column], top + ys[row], left + xs[column + column_span], top + ys[row + row_span])
        for row, column, row_span, column_span in places
    ]
    wide = [number for number, (x0, y0, x1, y1) in enumerate(boxes) if min(x1 - x0, y1 - y0) >= _THIN_MM * mm]
    if len(wide) < 2:
        return
    kept = compact([places[number] for number in wide])
    cells = [RuledCell(*place, boxes[number]) for place, number in zip(kept, wide, strict=True)]
    yield RuledTable(cells, (left + xs[0], top + ys[0], left + xs[-1], top + ys[-1]))


def _positions(lines: Pixels, mm: float) -> list[int]:
    """The heights of horizontal lines, near ones taken together."""
    _, _, boxes, middles = cv2.connectedComponentsWithStats(np.ascontiguousarray(lines))
    found = sorted((middle[1], box[2]) for middle, box in zip(middles[1:], boxes[1:], strict=True))
    clusters: list[list[tuple[float, int]]] = []
    for height, length in found:
        if clusters and height - clusters[-1][-1][0] <= _SAME_MM * mm:
            clusters[-1].append((height, length))
        else:
            clusters.append([(height, length)])
    return [round(sum(y * n for y, n in cluster) / sum(n for _, n in cluster)) for cluster in clusters]


def _close_sides(down: Pixels, across: Pixels, ys: Sequence[int], mm: float) -> None:
    """Draws the sides of a table whose lines run on beyond its outermost vertical line."""
    inked = np.flatnonzero(along(down, 0))
    reach = np.flatnonzero(along(across, 0))
    if not len(inked) or not len(reach) or len(ys) < 2:
        return
    if inked[0] - reach[0] > _ACROSS_MM * mm:
        down[ys[0] : ys[-1] + 1, reach[0] : reach[0] + 2] = 255
    if reach[-1] - inked[-1] > _ACROSS_MM * mm:
        down[ys[0] : ys[-1] + 1, reach[-1] - 1 : reach[-1] + 1] = 255


def _borders(lines: Pixels, at: Sequence[int], between: Sequence[int], mm: float) -> NDArray[np.bool_]:
    """Whether there is a line at each height of `at` in each stretch of `between`: [height, stretch]."""
    reach = max(int(_SAME_MM * mm / 2), 2)
    present = np.zeros((len(at), len(between) - 1), np.bool_)
    for number, y in enumerate(at):
        inked = along(lines[max(y - reach, 0) : y + reach + 1], 0)
        for stretch, (start, end) in enumerate(pairwise(between)):
            present[number, stretch] = inked[start : end + 1].mean() >= _BORDER
    return present


def _join(down: NDArray[np.bool_], across: NDArray[np.bool_]) -> list[Place]:
    """Cells (row, column, row span, column span): each grows right and then down while no line is in the way.

    `down[row, line]` and `across[line, column]` tell the borders.
    """
    rows, columns = down.shape[0], across.shape[1]
    taken = np.zeros((rows, columns), np.bool_)
    cells: list[Place] = []
    for row in range(rows):
        for column in range(columns):
            if taken[row, column]:
                continue
            width, height = 1, 1
            while column + width < columns and not down[row, column + width] and not taken[row, column + width]:
                width += 1
            span = slice(column, column + width)
            while (
                row + height < rows
                and _is_open(down, across, row + height, span)
                and not taken[row + height, span].any()
            ):
                height += 1
            taken[row : row + height, span] = True
            cells.append((row, column, height, width))
    return cells


def _is_open(down: NDArray[np.bool_], across: NDArray[np.bool_], row: int, span: slice) -> bool:
    """Whether nothing parts the columns of `span` in `row` from those above, or from each other."""
    return not across[row, span].any() and not down[row, span.start + 1 : span.stop].any()
