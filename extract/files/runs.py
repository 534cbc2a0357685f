"""Runs of text at their place on a page, from a text layer or an engine, and the lines that they make."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeAlias

from extract.document import Box
from extract.files.blocks import Line, Placed

ToBox: TypeAlias = Callable[[float, float, float, float], Box]

DOUBTFUL = 0.5
"""The highest confidence of what another reading, the ink, or the place on the page speaks against."""
_ONE_LINE = 0.5
"""Of the lower of two runs, the share of height that lies beside the other where both stand in one line."""
_SPACE = 0.45
"""A gap of this share of the height of a letter is a space."""
_LATIN_SPACE = 0.15
_DIGIT = re.compile(r"[\d.．,，]")
_SPREAD, _EVEN = 1.0, 0.25
"""Digits of one number that are set apart leave no more, and about as much everywhere, in heights of a digit."""


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one line and its box in pixels. `confidence` is the engine's, 0 to 1; None from a text layer."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: float | None = None

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def centre(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def scaled(self, by: float) -> Run:
        return replace(
            self, left=self.left * by, top=self.top * by, right=self.right * by, bottom=self.bottom * by
        )  # fmt: skip


def in_lines(runs: Iterable[Run]) -> list[list[Run]]:
    """Runs by line, lines from top to bottom, each from left to right."""
    lines: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: run.centre[1]):
        line = next((line for line in reversed(lines[-4:]) if _is_beside(line, run)), None)
        if line is None:
            lines.append([run])
        else:
            line.append(run)
    lines.sort(key=lambda line: sum(run.centre[1] for run in line) / len(line))
    return [sorted(line, key=lambda run: run.left) for line in lines]


def _is_beside(line: Sequence[Run], run: Run) -> bool:
    top = sum(other.top for other in line) / len(line)
    bottom = sum(other.bottom for other in line) / len(line)
    shared = min(bottom, run.bottom) - max(top, run.top)
    return shared >= _ONE_LINE * min(bottom - top, run.height)


def joined(line: Sequence[Run], to_box: ToBox, *, spaced: bool = True) -> Line:
    """A line of runs as text with the boxes of its words; `to_box` turns edges into a box of the page's picture.

    Gaps become spaces, unless the letters stand below each other (`spaced` False).
    """
    text = ""
    words: list[Placed] = []
    for before, run in zip([None, *line], line, strict=False):
        if spaced and before is not None and is_apart(before, run):
            text += " "
        start = len(text)
        text += run.text
        box = to_box(run.left, run.top, run.right, run.bottom)
        words.append(Placed(start, len(text), box, run.confidence))
    return Line(text, tuple(words))


def is_apart(before: Run, after: Run) -> bool:
    """Whether white space parts two runs of a line."""
    gap = (after.left - before.right) / max(min(before.height, after.height), 1.0)
    latin = before.text[-1:].isascii() and after.text[:1].isascii()
    return gap > _SPACE or (latin and gap > _LATIN_SPACE)


def merged(line: Sequence[Run]) -> list[Run]:
    """A line of letters as words; runs that an engine read stay as they are."""
    return [_word(letters) if len(letters) > 1 else letters[0] for letters in words_of(line)]


def words_of(line: Sequence[Run]) -> list[list[Run]]:
    """A line of letters, those of each word together."""
    words: list[list[Run]] = []
    for run in line:
        if words and run.confidence is None and words[-1][-1].confidence is None and not is_apart(words[-1][-1], run):
            words[-1].append(run)
        else:
            words.append([run])
    return words


def _word(letters: Sequence[Run]) -> Run:
    top, bottom = min(run.top for run in letters), max(run.bottom for run in letters)
    return Run("".join(run.text for run in letters), letters[0].left, top, letters[-1].right, bottom)


def cell_lines(runs: Sequence[Run], to_box: ToBox) -> list[Line]:
    """The lines of a cell; letters that stand below each other are one line."""
    lines = in_lines(runs)
    texts = ["".join(run.text for run in line) for line in lines]
    if len(lines) > 1 and all(len(text) == 1 and not text.isdecimal() for text in texts):
        return [joined([line[0] for line in lines], to_box, spaced=False)]
    return [joined([_word(line)] if _is_spread(line) else merged(line), to_box) for line in lines]


def _is_spread(line: Sequence[Run]) -> bool:
    """Whether the letters of one number are set apart, evenly and by less than a letter's height."""
    if len(line) < 2 or not all(_DIGIT.fullmatch(run.text) and run.confidence is None for run in line):
        return False
    gaps = [after.left - before.right for before, after in pairwise(line)]
    height = max(run.height for run in line)
    return 0 < max(gaps) <= _SPREAD * height and max(gaps) - min(gaps) <= _EVEN * height
