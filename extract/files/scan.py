"""A scanned page to lines and tables: upright, ruled lines, cells, and the text around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.files import engine
from extract.files.blocks import Block
from extract.files.ink import Pixels, Sheet, along
from extract.files.page import is_in, page_blocks
from extract.files.reading import Rectangle, read_boxes
from extract.files.rulings import RuledTable, find_rulings
from extract.files.runs import Run
from extract.files.upright import Frame, upright

_SPECK_MM = 0.9
"""Ink smaller than this is dirt."""
_NEAR_MM = 0.5
_MARGIN_MM = 4.0
_BESIDE_MM = 0.6
_LOOK = 4.4
"""Pixels a millimetre at which lines of text are looked for: 110 dpi."""


def scanned_blocks(picture: Pixels, page: int) -> list[Block]:
    """The lines and tables of the picture of a page, grey or RGB, whichever way it lies."""
    return read_blocks(upright(picture, page))


def read_blocks(frame: Frame, letters: Sequence[Run] = ()) -> list[Block]:
    """The lines and tables of an upright page. `letters`, known from a text layer, need no reading."""
    rulings = find_rulings(frame.sheet)
    clean = without(frame.sheet, rulings.mask, letters)
    ink = real_ink(clean)
    boxes: list[Rectangle] = []
    owners: list[Rectangle | None] = []
    for cell in unexplained_cells(ink, rulings.tables, letters):
        lines = list(_lines_in(ink, cell, clean.mm))
        boxes += lines
        owners += [cell] * len(lines)
    around = _lines_around(clean, ink, rulings.tables)
    boxes += around
    owners += [None] * len(around)
    runs = read_boxes(clean, boxes)
    unread = frozenset(cell for cell, run in zip(owners, runs, strict=True) if cell and run is None)
    return page_blocks([*letters, *(run for run in runs if run)], rulings.tables, frame.box, unread)


def unexplained_cells(ink: Pixels, tables: Sequence[RuledTable], letters: Sequence[Run]) -> list[Rectangle]:
    """The boxes of the cells that have ink but none of `letters`."""
    boxes = [cell.box for table in tables for cell in table.cells]
    if letters:
        boxes = [box for box in boxes if not any(is_in(letter, box) for letter in letters)]
    return [(left, top, right, bottom) for left, top, right, bottom in boxes if ink[top:bottom, left:right].any()]


def without(sheet: Sheet, lines: Pixels, letters: Sequence[Run] = ()) -> Sheet:
    """The sheet with its ruled lines, their grey edges, and `letters` white."""
    wide = cv2.dilate(lines, np.ones((3, 3), np.uint8))
    grey = np.where(wide > 0, np.uint8(255), sheet.grey)
    pad = round(_NEAR_MM * sheet.mm)
    for letter in letters:
        left, top = max(int(letter.left) - pad, 0), max(int(letter.top) - pad, 0)
        grey[top : int(letter.bottom) + pad + 1, left : int(letter.right) + pad + 1] = 255
    return Sheet(grey, sheet.mm)


def real_ink(sheet: Sheet) -> Pixels:
    """255 where there is ink that is no dirt: what is near each other counts together."""
    near = int(_NEAR_MM * sheet.mm) | 1
    joined = cv2.morphologyEx(sheet.ink, cv2.MORPH_CLOSE, np.ones((near, near), np.uint8))
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(joined)
    large = (boxes[:, 2:4].max(axis=1) >= _SPECK_MM * sheet.mm).astype(np.uint8) * 255
    large[0] = 0
    return np.asarray(cv2.bitwise_and(large[labels], sheet.ink), np.uint8)


def _lines_in(ink: Pixels, box: Rectangle, mm: float) -> Iterator[Rectangle]:
    """The boxes of the lines of text in a cell; one box where letters stand in a column."""
    left, top, right, bottom = box
    inside = ink[top:bottom, left:right]
    rows = along(inside, 1)
    if not rows.any():
        return
    whole = _around(inside, 0, len(rows))
    if _is_column(inside, whole, mm):
        bands = [(int(whole[1]), int(whole[3]))]
    else:
        bands = _stretches(rows, int(_BESIDE_MM * mm))
    for start, end in bands:
        x0, y0, x1, y1 = _around(inside, start, end)
        yield left + x0, top + y0, left + x1, top + y1


def _is_column(inside: Pixels, whole: Rectangle, mm: float) -> bool:
    """Whether the ink of a cell is one column of letters."""
    width, height = whole[2] - whole[0], whole[3] - whole[1]
    return height > max(8.0 * mm, 2.2 * width) and width < 7.0 * mm


def _around(ink: Pixels, start: int, end: int) -> Rectangle:
    """The box of the ink in rows `start` to `end`."""
    rows = np.flatnonzero(along(ink[start:end], 1))
    columns = np.flatnonzero(along(ink[start:end], 0))
    return int(columns[0]), start + int(rows[0]), int(columns[-1]) + 1, start + int(rows[-1]) + 1


def _stretches(inked: NDArray[np.bool_], gap: int) -> list[tuple[int, int]]:
    """Start and end of each stretch of True; gaps of at most `gap` are part of it."""
    places = np.flatnonzero(inked)
    breaks = np.flatnonzero(np.diff(places) > gap + 1)
    starts = [places[0], *(places[breaks + 1])]
    ends = [*(places[breaks]), places[-1]]
    return [(int(start), int(end) + 1) for start, end in zip(starts, ends, strict=True)]


def _lines_around(clean: Sheet, ink: Pixels, tables: Sequence[RuledTable]) -> list[Rectangle]:
    """The boxes of the lines of text outside of `tables`. Blank stretches of the page are not looked at."""
    grey, outside = clean.grey.copy(), ink.copy()
    for table in tables:
        left, top, right, bottom = table.box
        grey[top:bottom, left:right] = 255
        outside[top:bottom, left:right] = 0
    rows = _widened(along(outside, 1), int(_MARGIN_MM * clean.mm))
    columns = _widened(along(outside, 0), int(_MARGIN_MM * clean.mm))
    if not rows.any():
        return []
    first, last = np.flatnonzero(columns)[[0, -1]]
    kept = np.flatnonzero(rows)
    found = engine.find_text(np.ascontiguousarray(grey[kept, first : last + 1]), _LOOK / clean.mm)
    boxes: list[Rectangle] = []
    for corners in found:
        x, y, width, height = cv2.boundingRect(corners)
        top, bottom = kept[max(y, 0)], kept[min(y + height, len(kept)) - 1] + 1
        left, right = max(first + x, 0), min(first + x + width, clean.width)
        if outside[top:bottom, left:right].any():
            x0, y0, x1, y1 = _around(outside[top:bottom, left:right], 0, bottom - top)
            boxes.append((int(left + x0), int(top + y0), int(left + x1), int(top + y1)))
    return boxes


def _widened(inked: NDArray[np.bool_], by: int) -> NDArray[np.bool_]:
    return np.convolve(inked, np.ones(2 * by + 1), "same") > 0
