"""The lines of text in a cell, by the ink alone: bands of ink with white between them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from extract.files.ink import Pixels, Rectangle, along
from extract.files.reading import Spot

_LETTER_MM = 2.4
"""The lowest letter: strokes of one letter, as in 三, are no further apart than a letter is high."""
_SLACK = 1.1


def lines_in(ink: Pixels, cell: Rectangle, mm: float) -> list[Spot]:
    """The lines of text in a cell, from top to bottom, each with the room it has."""
    left, top, right, bottom = cell
    inside = ink[top:bottom, left:right]
    bands = _letters_whole(stretches(along(inside, 1)), mm)
    middles = [0, *((before[1] + after[0]) // 2 for before, after in pairwise(bands)), bottom - top]
    spots = []
    for (start, end), (above, below) in zip(bands, pairwise(middles), strict=True):
        x0, y0, x1, y1 = box_of(inside, start, end)
        room = (left, top + above, right, top + below)
        spots.append(Spot((left + x0, top + y0, left + x1, top + y1), room))
    return spots


def _letters_whole(bands: Sequence[tuple[int, int]], mm: float) -> list[tuple[int, int]]:
    """Bands that are parts of one letter taken together: what is no higher than the highest band."""
    most = _SLACK * max([_LETTER_MM * mm, *(end - start for start, end in bands)])
    whole: list[tuple[int, int]] = []
    for start, end in bands:
        if whole and end - whole[-1][0] <= most:
            whole[-1] = (whole[-1][0], end)
        else:
            whole.append((start, end))
    return whole


def box_of(ink: Pixels, start: int, end: int) -> Rectangle:
    """The box of the ink in rows `start` to `end`."""
    rows = np.flatnonzero(along(ink[start:end], 1))
    columns = np.flatnonzero(along(ink[start:end], 0))
    return int(columns[0]), start + int(rows[0]), int(columns[-1]) + 1, start + int(rows[-1]) + 1


def stretches(inked: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Start and end of each stretch of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], inked, [False]]).astype(np.int8)))
    return [(int(start), int(end)) for start, end in edges.reshape(-1, 2)]
