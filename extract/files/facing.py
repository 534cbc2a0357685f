"""Which way a table on a page reads, by the boxes of its rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import hypot
from statistics import median

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels of the page."""


def turns_of_rows(rows: Iterable[Sequence[Box]]) -> int:
    """Quarter turns, counter-clockwise, after which rows read from left to right; `rows` have their cells in order."""
    ways = [way for row in rows if (way := _way(row)) is not None]
    if not ways:
        return 0
    across, down = median(x for x, _ in ways), median(y for _, y in ways)
    if abs(across) >= abs(down):
        return 0 if across >= 0 else 2
    return 1 if down > 0 else 3


def _way(boxes: Sequence[Box]) -> tuple[float, float] | None:
    """The direction from the first to the last of a row's boxes, of length 1."""
    if len(boxes) < 2:
        return None
    (x0, y0), (x1, y1) = ((box[0] + box[2], box[1] + box[3]) for box in (boxes[0], boxes[-1]))
    length = hypot(x1 - x0, y1 - y0)
    return ((x1 - x0) / length, (y1 - y0) / length) if length else None


def turned_box(box: Box, size: tuple[int, int], turns: int) -> Box:
    """A box of a picture of `size` (width, height) after so many quarter turns, counter-clockwise."""
    left, top, right, bottom = box
    width, height = size
    for _ in range(turns):
        left, top, right, bottom = top, width - right, bottom, width - left
        width, height = height, width
    return left, top, right, bottom
