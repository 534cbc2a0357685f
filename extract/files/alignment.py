"""What stands in line with what on a page without ruled lines: rows of numbers, columns, labels beside rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import mean, median

from extract.files.runs import Run, in_lines
from extract.text.enumerators import NUMBERED, opening
from extract.text.numbers import is_value

_APART = 1.2
"""A number in a column has this much room on both sides, in heights of the larger neighbour."""
_LARGE = 1.9
"""Letters this many times as large as the numbers are high are of a heading."""
_WIDE = 0.5
"""Text over this share of the width of the page is prose."""
_FAR = 12.0
"""Rows of one table are no further apart than this many heights of a digit."""
_FAR_IN_LINE = 36.0
_ABOVE = 24.0
"""Nor do the headings of its columns reach further up, or beyond the heading of a section."""
_SECTION = ("han",)
_OWN_LABEL = 3.0
"""The label of the first row reaches no further up."""
_BELOW = 5.0
_PITCH = 1.9
"""The distance of two lines of a label, in heights of a digit."""
_ALONE = 0.3
"""What it costs to leave a line of a label with no row; a row without label costs 1, as does a line's distance."""
_MOST_LINES = 6
_STACKED = 3
_HEADINGS = 3
"""So many words far apart in one line are the headings of columns, and no prose."""
_ASIDE = 0.6


@dataclass(frozen=True)
class Zone:
    """The rows of numbers of one table, and the heights between which it lies."""

    rows: Sequence[Sequence[Run]]
    top: float
    bottom: float
    digit: float
    """The usual height of a digit."""

    @cached_property
    def middles(self) -> list[float]:
        """The height of each row."""
        return [mean(number.centre[1] for number in row) for row in self.rows]


def find_zones(lines: Sequence[Sequence[Run]]) -> list[Zone]:
    """Where numbers stand in columns among the lines of words of a page, from top to bottom."""
    numbers = [number for line in lines for number in _numbers_apart(line)]
    rows = [row for row in in_lines(numbers) if any(_has_digits(number) for number in row)]
    heights = [number.height for row in rows for number in row if number.text[-1:].isdigit()]
    if not heights:
        return []
    digit = median(heights)
    stops = _stops(lines, digit)
    sections = [word.centre[1] for line in lines for word in line if opening(word.text, _SECTION)]
    parts: list[list[list[Run]]] = []
    for row in rows:
        if parts and _belong(parts[-1], row, stops, digit):
            parts[-1].append(row)
        else:
            parts.append([row])
    zones: list[Zone] = []
    for part in parts:
        if not _is_table(part) and not _has_header(part, lines, digit):
            continue
        above = zones[-1].bottom if zones else 0.0
        zones.append(_zone(part, stops, sections, digit, above))
    return zones


def _numbers_apart(line: Sequence[Run]) -> list[Run]:
    """The words of a line that are numbers or marks, with a wide gap on both sides."""
    padded = [None, *line, None]
    return [
        word
        for before, word, after in zip(padded, line, padded[2:], strict=False)
        if is_value(word.text) and _is_far(before, word) and _is_far(word, after)
    ]


def _has_digits(word: Run) -> bool:
    return any(letter.isdigit() for letter in word.text)


def _is_far(before: Run | None, after: Run | None) -> bool:
    if before is None or after is None:
        return True
    return after.left - before.right > _APART * min(
        max(before.height, after.height), 1.6 * min(before.height, after.height)
    )


def _stops(lines: Sequence[Sequence[Run]], digit: float) -> list[float]:
    """The heights of headings and of lines of prose, which end a table."""
    words = [word for line in lines for word in line]
    width = max(word.right for word in words) - min(word.left for word in words)
    return sorted(
        word.centre[1]
        for word in words
        if len(word.text) > 3 and (letter_size(word) > _LARGE * digit or word.right - word.left > _WIDE * width)
    )


def letter_size(word: Run) -> float:
    """The size of a word's letters, by their advance: Chinese letters are square."""
    return (word.right - word.left) / sum(0.5 if letter.isascii() else 1.0 for letter in word.text)


def _belong(above: Sequence[Sequence[Run]], row: Sequence[Run], stops: Sequence[float], digit: float) -> bool:
    """Whether a row of numbers is of the table of those above it; rows without numbers may lie between them."""
    first, second = above[-1][0].centre[1], row[0].centre[1]
    numbers = [number for other in above for number in other]
    in_line = all(any(n.left < other.right and other.left < n.right for other in numbers) for n in row)
    return second - first <= (_FAR_IN_LINE if in_line else _FAR) * digit and not any(first < y < second for y in stops)


def _is_table(rows: Sequence[Sequence[Run]]) -> bool:
    return max(len(row) for row in rows) >= 2 and sum(len(row) for row in rows) >= 4


def _has_header(rows: Sequence[Sequence[Run]], lines: Sequence[Sequence[Run]], digit: float) -> bool:
    """Whether the few numbers of `rows` stand below a line of headings, which tells their columns."""
    first = rows[0][0].centre[1]
    return any(
        sum(len(word.text) > 1 and _is_far(before, word) for before, word in zip([None, *line], line, strict=False))
        >= _HEADINGS
        for line in lines
        if first - _ABOVE * digit < mean(word.centre[1] for word in line) < first - digit
        and not any(is_value(word.text) for word in line)
    )


def _zone(
    rows: Sequence[Sequence[Run]], stops: Sequence[float], sections: Sequence[float], digit: float, above: float
) -> Zone:
    first, last = rows[0][0].centre[1], rows[-1][0].centre[1]
    over = [stop for stop in stops if stop < first] + [y for y in sections if y < first - _OWN_LABEL * digit]
    top = max([above, first - _ABOVE * digit, *(stop + digit for stop in over)])
    bottom = min([last + _BELOW * digit, *(stop - digit for stop in stops if stop > last)])
    return Zone(rows, top, bottom, digit)


# ---------------------------------------------------------------- columns


def columns_of(zone: Zone, others: Sequence[Run], start: float = 0.0) -> list[tuple[float, float]]:
    """Left and right of each column: where numbers overlap, then where headings stand, right of `start`, that are
    over none."""
    bands: list[tuple[float, float]] = []
    numbers = sorted((number for row in zone.rows for number in row), key=lambda run: run.right - run.left)
    for number in numbers:
        over = overlapped(bands, number)
        if not over:
            bands.append((number.left, number.right))
        elif len(over) == 1:
            left, right = bands[over[0]]
            bands[over[0]] = (min(left, number.left), max(right, number.right))
        bands.sort()
    for other in sorted(others, key=lambda run: run.right - run.left):
        if other.centre[0] > start and not overlapped(bands, other):
            bands = sorted([*bands, (other.left, other.right)])
    return bands


def overlapped(bands: Sequence[tuple[float, float]], word: Run) -> list[int]:
    """The numbers of the columns that a word stands over."""
    return [number for number, (left, right) in enumerate(bands) if word.left < right and word.right > left]


# ---------------------------------------------------------------- labels


def gutter(words: Sequence[Run]) -> float | None:
    """Where the labels of groups end and those of rows begin: the last white column that few words cross."""
    edges = sorted({word.right for word in words} | {word.left for word in words})
    for before, after in reversed([*pairwise(edges)]):
        x = (before + after) / 2
        left = sum(word.right <= x for word in words)
        right = sum(word.left >= x for word in words)
        crossing = len(words) - left - right
        if left and right * 3 >= len(words) and crossing * 4 <= len(words):
            return x
    return None


def stacked(words: Sequence[Run]) -> list[Run]:
    """The words of labels that are set from top to bottom: a letter or two each, three or more below each other."""
    short = [word for word in words if len(word.text) <= 2 and not word.text.isdecimal()]
    return [
        word
        for word in short
        if sum(abs(other.centre[0] - word.centre[0]) < _ASIDE * word.height for other in short) >= _STACKED
    ]


def lines_beside(rows: Sequence[float], labels: Sequence[Sequence[Run]], digit: float) -> list[int | None]:
    """The row that each line of `labels` belongs to, None for a line of its own.

    Labels are centred beside their numbers: of all ways to share the lines out in order, the one in which the lines
    of each row lie most evenly about it. A line that begins with a number such as 2. or （二） begins a label, and
    wider gaps part labels. Lines from top to bottom.
    """
    pitch = _PITCH * digit
    lines = [mean(word.centre[1] for word in line) for line in labels]
    breaks = [0.0, *_breaks(labels, lines, pitch)]
    costs = [[0.0] * (len(lines) + 1) for _ in range(len(rows) + 1)]
    taken = [[0] * (len(lines) + 1) for _ in range(len(rows) + 1)]
    for row in range(len(rows) + 1):
        for line in range(len(lines) + 1):
            choices = []
            if line:
                choices.append((costs[row][line - 1] + _ALONE, -1))
            if row:
                choices.append((costs[row - 1][line] + 1.0, 0))
                for count in range(1, min(_MOST_LINES, line) + 1):
                    off = (mean(lines[line - count : line]) - rows[row - 1]) / pitch
                    parted = sum(breaks[line - count + 1 : line])
                    choices.append((costs[row - 1][line - count] + off * off + parted, count))
            if choices:
                costs[row][line], taken[row][line] = min(choices)
    return _shared_out(taken, len(rows), len(lines))


def begins_label(word: Run) -> bool:
    """Whether a word begins with a number such as 2. or （二）."""
    return opening(word.text, NUMBERED) is not None


def _breaks(labels: Sequence[Sequence[Run]], lines: Sequence[float], pitch: float) -> list[float]:
    """What it costs to take each line for the continuation of the one before."""
    gaps = [after - before for before, after in pairwise(lines)]
    least = min([pitch, *(gap for gap in gaps if gap > pitch / 2)])
    return [max((gap - least) / pitch, 0.0) + begins_label(line[0]) for gap, line in zip(gaps, labels[1:], strict=True)]


def _shared_out(taken: Sequence[Sequence[int]], row: int, line: int) -> list[int | None]:
    owners: list[int | None] = [None] * line
    while row or line:
        count = taken[row][line]
        if count < 0:
            line -= 1
            continue
        row -= 1
        for number in range(line - count, line):
            owners[number] = row
        line -= count
    return owners
