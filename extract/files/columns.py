"""Prose that is set in two columns, as in gazettes: the left one is read first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from statistics import median

from extract.files.runs import Run, in_lines

_WHITE = 1.1
"""The white between columns is wider than so many heights of a line."""
_FEWEST = 2
"""Lines that have the white in the same place; no fewer than those that cross it."""
_LETTERS = 8
"""What is shorter, on either side, is no prose: labels and their values stand apart too."""


def in_reading_order(lines: Sequence[Sequence[Run]]) -> list[list[Run]]:
    """The lines of a stretch of a page, from top to bottom, those of a left column before those of the right one."""
    gutter = _gutter(lines)
    if gutter is None:
        return [list(line) for line in lines]
    ordered: list[list[Run]] = []
    for crosses, group in groupby(lines, key=lambda line: any(run.left < gutter < run.right for run in line)):
        part = [list(line) for line in group]
        ordered += part if crosses else _columns(part, gutter)
    return ordered


def _columns(lines: Sequence[Sequence[Run]], gutter: float) -> list[list[Run]]:
    runs = [run for line in lines for run in line]
    left, right = [run for run in runs if run.right <= gutter], [run for run in runs if run.left >= gutter]
    return [*in_lines(left), *in_lines(right)]


def _gutter(lines: Sequence[Sequence[Run]]) -> float | None:
    """Where the white between two columns lies, if the lines are set in two."""
    whites = [white for line in lines for white in _whites(line)]
    middles = [(start + end) / 2 for start, end in whites]
    gutter = max(middles, key=lambda x: sum(start < x < end for start, end in whites), default=None)
    if gutter is None:
        return None
    both = [line for line in lines if any(start < gutter < end for start, end in _whites(line))]
    crossed = sum(any(run.left < gutter < run.right for run in line) for line in lines)
    if len(both) < max(_FEWEST, crossed):
        return None
    sides = zip(*(_letters(line, gutter) for line in both), strict=True)
    return gutter if all(median(side) >= _LETTERS for side in sides) else None


def _whites(line: Sequence[Run]) -> Iterator[tuple[float, float]]:
    for before, after in pairwise(line):
        if after.left - before.right > _WHITE * max(before.height, after.height):
            yield before.right, after.left


def _letters(line: Sequence[Run], gutter: float) -> tuple[int, int]:
    """How many letters stand left of the gutter, and right of it."""
    left = sum(len(run.text) for run in line if run.right <= gutter)
    return left, sum(len(run.text) for run in line) - left
