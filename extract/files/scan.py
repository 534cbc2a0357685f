"""A scanned page to lines and tables: upright, ruled lines, cells, and the text around them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.files import engine
from extract.files.bands import box_of, lines_in, stretches
from extract.files.blocks import Block
from extract.files.ink import Pixels, Rectangle, Sheet, along
from extract.files.page import is_in, page_blocks
from extract.files.reading import Spot, is_column, read_plain, read_spots
from extract.files.rulings import RuledTable, find_rulings
from extract.files.runs import DOUBTFUL, Run
from extract.files.upright import Frame, upright

_SPECK_MM = 0.9
"""Ink smaller than this is dirt."""
_NEAR_MM = 0.5
_DIGIT_GAP_MM = 0.5
_DIGIT_MM = (3.2, 2.4)
"""Height and width of what may hide a small digit, the edges of a seal with it."""
_LEAST_DIGIT_MM = 1.5
"""Digits are at least so high, however large the rest of the page is printed."""
_MARGIN_MM = 4.0
_COLUMNS = 1.6
"""White of so many heights of the line parts columns: no punctuation of prose leaves so much."""
_ALIKE, _SEVERAL = 0.6, 3
"""And so much where two lines have it in as many places: in prose, the commas of two lines do not meet so often."""
_BETWEEN_NUMBERS = 0.5
_SHORT = 9.0
"""The width of a few numbers together, in heights of the line."""
_NUMBERS = re.compile(r"[\d.\s]+")
_LOOK = 4.4
"""Pixels a millimetre at which lines of text are looked for: 110 dpi."""


def scanned_blocks(picture: Pixels, page: int) -> list[Block]:
    """The lines and tables of the picture of a page, grey or RGB, whichever way it lies."""
    return read_blocks(upright(picture, page))


def plain_blocks(picture: Pixels, page: int) -> list[Block]:
    """The same without any trust in ruled lines: what stands in line makes the tables."""
    return read_blocks(upright(picture, page), ruled=False)


def read_blocks(
    frame: Frame, letters: Sequence[Run] = (), askew: Sequence[Run] = (), *, ruled: bool = True
) -> list[Block]:
    """The lines and tables of an upright page. `letters`, known from a text layer, need no reading.

    Those `askew`, a watermark's, are passed over. `ruled`: whether ruled lines tell the tables; they are no ink anyway.
    """
    rulings = find_rulings(frame.sheet)
    if not ruled:
        rulings = replace(rulings, tables=())
    clean = without(frame.sheet, rulings.mask, [*letters, *askew])
    ink = real_ink(clean)
    spots: list[Spot] = []
    owners: list[Rectangle | None] = []
    for cell in unexplained_cells(ink, rulings.tables, letters):
        lines = lines_in(ink, cell, clean.mm)
        spots += [replace(line, alone=len(lines) == 1) for line in lines]
        owners += [cell] * len(lines)
    around = _numbers_apart(clean, ink, _lines_around(clean, ink, rulings.tables))
    spots += around
    owners += [None] * len(around)
    runs = read_spots(clean, spots)
    unread = frozenset(cell for cell, run in zip(owners, runs, strict=True) if cell and run is None)
    unread |= frozenset(hidden_cells(clean, ink, rulings.tables))
    read = [run for run, cell in zip(runs, owners, strict=True) if run and (cell or _is_text(run))]
    return page_blocks([*letters, *read], rulings.tables, frame.box, unread)


def _is_text(run: Run) -> bool:
    """Whether what the engine made of a spot outside of tables is text, and not the grain of a picture."""
    return run.confidence is None or run.confidence >= DOUBTFUL


def unexplained_cells(ink: Pixels, tables: Sequence[RuledTable], letters: Sequence[Run]) -> list[Rectangle]:
    """The boxes of the cells that have ink but none of `letters`, those around another table left out."""
    around = [cell for table in tables for cell in table.cells_around(tables)]
    boxes = [cell.box for table in tables for cell in table.cells if cell not in around]
    if letters:
        boxes = [box for box in boxes if not any(is_in(letter, box) for letter in letters)]
    return [(left, top, right, bottom) for left, top, right, bottom in boxes if ink[top:bottom, left:right].any()]


def hidden_cells(sheet: Sheet, ink: Pixels, tables: Sequence[RuledTable]) -> list[Rectangle]:
    """The boxes of the cells that seem empty where a seal is so solid that a pale digit may be lost under it."""
    if sheet.unsealed is None:
        return []
    digit = np.ones(tuple(max(round(side * sheet.mm), 1) for side in _DIGIT_MM), np.uint8)
    solid = cv2.erode((sheet.unsealed < 128).astype(np.uint8), digit)
    boxes = [cell.box for table in tables for cell in table.cells]
    return [
        (left, top, right, bottom)
        for left, top, right, bottom in boxes
        if solid[top:bottom, left:right].any() and not ink[top:bottom, left:right].any()
    ]


def without(sheet: Sheet, lines: Pixels, letters: Sequence[Run] = ()) -> Sheet:
    """The sheet with its ruled lines, their grey edges, and `letters` white."""
    white = cv2.dilate(lines, np.ones((3, 3), np.uint8))
    pad = round(_NEAR_MM * sheet.mm)
    for letter in letters:
        left, top = max(int(letter.left) - pad, 0), max(int(letter.top) - pad, 0)
        white[top : int(letter.bottom) + pad + 1, left : int(letter.right) + pad + 1] = 255
    return sheet.changed(lambda grey: np.where(white > 0, np.uint8(255), grey))


def real_ink(sheet: Sheet) -> Pixels:
    """255 where there is ink that is no dirt: what is near each other counts together."""
    near = int(_NEAR_MM * sheet.mm) | 1
    joined = cv2.morphologyEx(sheet.ink, cv2.MORPH_CLOSE, np.ones((near, near), np.uint8))
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(joined)
    large = (boxes[:, 2:4].max(axis=1) >= _SPECK_MM * sheet.mm).astype(np.uint8) * 255
    large[0] = 0
    return np.asarray(cv2.bitwise_and(large[labels], sheet.ink), np.uint8)


def _lines_around(clean: Sheet, ink: Pixels, tables: Sequence[RuledTable]) -> list[Spot]:
    """The lines of text outside of `tables`, or beside one in the cell of another.

    Blank stretches of the page are not looked at.
    """
    grey, outside = clean.grey.copy(), ink.copy()
    for table in sorted(tables, key=lambda table: sum(other.holds(table) for other in tables)):
        part = _part(table.box)
        grey[part], outside[part] = 255, 0
        for part in (_part(cell.box) for cell in table.cells_around(tables)):
            grey[part], outside[part] = clean.grey[part], ink[part]
    rows = _widened(along(outside, 1), int(_MARGIN_MM * clean.mm))
    columns = _widened(along(outside, 0), int(_MARGIN_MM * clean.mm))
    if not rows.any():
        return []
    first, last = np.flatnonzero(columns)[[0, -1]]
    kept = np.flatnonzero(rows)
    boxes: list[Rectangle] = []
    for corners in engine.find_text(np.ascontiguousarray(grey[kept, first : last + 1]), _LOOK / clean.mm):
        x, y, width, height = cv2.boundingRect(corners)
        top, bottom = int(kept[max(y, 0)]), int(kept[min(y + height, len(kept)) - 1]) + 1
        left, right = max(int(first) + x, 0), min(int(first) + x + width, clean.width)
        if outside[top:bottom, left:right].any():
            x0, y0, x1, y1 = box_of(outside[top:bottom, left:right], 0, bottom - top)
            boxes += _parted(outside, (left + x0, top + y0, left + x1, top + y1), clean.mm)
    boxes += _overlooked(outside, boxes, clean.mm)
    return [Spot(box, (0, 0, clean.width, clean.height)) for box in boxes]


def _part(box: Rectangle) -> tuple[slice, slice]:
    left, top, right, bottom = box
    return np.s_[top:bottom, left:right]


def _parted(ink: Pixels, box: Rectangle, mm: float) -> list[Rectangle]:
    """A line of text, parted where it has much white: columns without ruled lines, which engines read as one word.

    Less white is enough where the line above or below has it too, in several places.
    """
    left, top, right, bottom = box
    if is_column(box, mm):
        return [box]
    high = bottom - top
    beside = [along(ink[max(start, 0) : start + high, left:right], 0) for start in (top - high, bottom)]
    inked = stretches(along(ink[top:bottom, left:right], 0))
    whites = [(before, after) for (_, before), (after, _) in pairwise(inked) if after - before >= _ALIKE * high]
    alike = [white for white in whites if any(_is_white_between(line, *white) for line in beside)]
    cuts = alike if len(alike) >= _SEVERAL else []
    cuts = sorted({*cuts, *((before, after) for before, after in whites if after - before >= _COLUMNS * high)})
    edges = [left, *(left + edge for cut in cuts for edge in cut), right]
    return [(start, top, end, bottom) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _numbers_apart(sheet: Sheet, ink: Pixels, spots: Sequence[Spot]) -> list[Spot]:
    """The spots, those parted that hold nothing but several numbers: in narrow columns little white is between them."""
    wide = [spot for spot in spots if len(_by_white(ink, spot, sheet.mm)) > 1 and _is_short(spot.box)]
    several = {
        spot.box for spot, (text, _) in zip(wide, read_plain(sheet, wide), strict=True) if _NUMBERS.fullmatch(text)
    }  # fmt: skip
    parted = [_by_white(ink, spot, sheet.mm) if spot.box in several else [spot] for spot in spots]
    return [spot for parts in parted for spot in parts]


def _is_short(box: Rectangle) -> bool:
    left, top, right, bottom = box
    return right - left <= _SHORT * (bottom - top)


def _by_white(ink: Pixels, spot: Spot, mm: float) -> list[Spot]:
    """A spot in parts with more white between them than digits of one number have."""
    left, top, right, bottom = spot.box
    if is_column(spot.box, mm):
        return [spot]
    near = round(_BETWEEN_NUMBERS * (bottom - top))
    parts: list[tuple[int, int]] = []
    for start, end in stretches(along(ink[top:bottom, left:right], 0)):
        if parts and start - parts[-1][1] < near:
            parts[-1] = (parts[-1][0], end)
        else:
            parts.append((start, end))
    return [replace(spot, box=(left + start, top, left + end, bottom)) for start, end in parts]


def _is_white_between(inked: NDArray[np.bool_], start: int, end: int) -> bool:
    """Whether the middle of a stretch is white in a line with ink on both sides of it."""
    quarter = (end - start) // 4
    return bool(inked[:start].any() and not inked[start + quarter : end - quarter].any() and inked[end:].any())


def _overlooked(ink: Pixels, boxes: Sequence[Rectangle], mm: float) -> list[Rectangle]:
    """Ink the size of a digit or two that no box holds: lone zeros are what every engine drops."""
    if not boxes:
        return []
    rest = ink.copy()
    for left, top, right, bottom in boxes:
        rest[top:bottom, left:right] = 0
    near = cv2.dilate(rest, np.ones((1, round(_DIGIT_GAP_MM * mm) * 2 + 1), np.uint8))
    _, _, found, _ = cv2.connectedComponentsWithStats(near)
    usual = float(np.median([bottom - top for _, top, _, bottom in boxes]))
    least = min(0.45 * usual, _LEAST_DIGIT_MM * mm)
    overlooked = []
    for left, top, width, height, _ in found[1:]:
        if least <= height <= 1.5 * usual and width <= 4 * usual:
            x0, y0, x1, y1 = box_of(rest[top : top + height, left : left + width], 0, int(height))
            overlooked.append((int(left) + x0, int(top) + y0, int(left) + x1, int(top) + y1))
    return overlooked


def _widened(inked: NDArray[np.bool_], by: int) -> NDArray[np.bool_]:
    return np.convolve(inked, np.ones(2 * by + 1), "same") > 0
