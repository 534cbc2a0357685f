"""Tables that the end of a page cuts: their vertical lines end side by side where no horizontal one closes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import cv2
import numpy as np

from extract.files.ink import Pixels, pixels_a_mm

_DARK = 200
_SHORTEST_MM = 3.6
_THICKEST_MM = 1.2
_BESIDE_MM = 0.8
_FEWEST, _WIDEST_MM = 3, 30.0
"""So many vertical lines, so far apart, that end at one height are those of a table."""
_LINE = 0.5
"""The share of the way between them that a horizontal line covers at least."""


def closed(grey: Pixels) -> Pixels:
    """The picture of a page without letters, with a line drawn where a table's vertical lines end at none."""
    mm = pixels_a_mm(grey)
    ink = np.asarray(grey < _DARK, np.uint8)
    down = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((max(round(_SHORTEST_MM * mm), 2), 1), np.uint8))
    steps = np.diff(np.pad(down, ((1, 1), (0, 0))).astype(np.int8), axis=0)
    page = grey.copy()
    for step, inside in ((1, 0), (-1, -1)):
        rows, columns = np.nonzero(steps == step)
        ends = zip(columns.tolist(), (rows + inside).tolist(), strict=True)
        for left, right, y in _ends(list(ends), mm):
            if not _is_ruled(ink, left, right, y, mm):
                page[max(y - 1, 0) : y + 1, left : right + 1] = 0
    return page


def _ends(ends: Sequence[tuple[int, int]], mm: float) -> Iterator[tuple[int, int, int]]:
    """Left, right and height of ends of lines that stand side by side."""
    group: list[tuple[int, int]] = []
    for end in [*sorted(ends, key=lambda end: end[1]), (0, 1 << 30)]:
        if group and end[1] - group[0][1] > _BESIDE_MM * mm:
            xs = sorted(x for x, _ in group)
            lines = 1 + sum(after - before > _THICKEST_MM * mm for before, after in pairwise(xs))
            if lines >= _FEWEST and xs[-1] - xs[0] >= _WIDEST_MM * mm:
                yield xs[0], xs[-1], round(float(np.median([y for _, y in group])))
            group = []
        group.append(end)


def _is_ruled(ink: Pixels, left: int, right: int, y: int, mm: float) -> bool:
    near = max(round(_BESIDE_MM * mm), 2)
    return bool(ink[max(y - near, 0) : y + near + 1, left : right + 1].any(axis=0).mean() >= _LINE)
