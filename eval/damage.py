"""Text damage over any labelled report: a copy of its text with noise in the labels of its tables, and its labels.

What recognition does to labels (`eval.made.damage`), at a set level and seeded, so that one report can be read at
rising levels. Numbers, headings, printed words of cells and the prose stay as they are, so that what is labelled
stays true; offsets move with the text. Pages are damaged by `eval.scans.damaged`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from random import Random
from typing import TypeVar

from eval.labels import Difference, LabelledMeasure, LabelledProblem, LabelledSection, Labels
from eval.made.damage import noisy
from schemas.form import Form

_WORDS = re.compile(r"[\u4e00-\u9fff（）、“”]{3,}")
_HTML_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL | re.IGNORECASE)
_HTML_TEXT = re.compile(r">[^<]+<")
HEADING_SLACK = 8
"""Characters beside its title that a heading may have: its number, brackets, spaces."""

Edit = tuple[int, int, str]
"""What stands from start to end, and what takes its place."""

_Part = TypeVar("_Part", LabelledSection, LabelledProblem, LabelledMeasure, Difference)


def can_be_damaged(labels: Labels, text: str, form: Form) -> bool:
    """Whether it is known where the tables stand: from the labelled sections, or from the markup of a web page."""
    return next(_tables(labels, text, form), None) is not None


def damaged_report(text: str, labels: Labels, level: float, seed: int, form: Form) -> tuple[str, Labels]:
    """The text with each run of words of its tables damaged with probability `level` (0 to 1), and its labels.

    What is damaged at one level is damaged in the same way at every higher one.
    """
    rng = Random(f"damage {seed}")
    kept = {"".join(shown.split()) for shown in labels.texts.values()}
    edits: list[Edit] = []
    for start, end in _tables(labels, text, form):
        for words in _WORDS.finditer(text, start, end):
            chance, instead = rng.random(), noisy(words[0], rng)
            if chance < level and not any(words[0] in shown for shown in kept):
                edits.append((words.start(), words.end(), instead))
    return _edited(text, edits), _moved(labels, edits)


def _tables(labels: Labels, text: str, form: Form) -> Iterator[tuple[int, int]]:
    """Stretches of the text that belong to tables, without the headings above them."""
    if _HTML_TABLE.search(text):
        for table in _HTML_TABLE.finditer(text):
            yield from (part.span() for part in _HTML_TEXT.finditer(text, table.start(), table.end()))
        return
    with_tables = {section.number for section in form.sections if section.table}
    for section in labels.sections or ():
        if section.number in with_tables and section.start is not None and section.end is not None:
            yield _past_heading(section.title or "", text, section.start), section.end


def _past_heading(title: str, text: str, start: int) -> int:
    """Behind the line of a heading, or behind as many characters as its title may take where all is on one line."""
    longest = start + 2 * len(title) + HEADING_SLACK
    line = text.find("\n", start)
    return longest if line < 0 else min(line, longest)


def _edited(text: str, edits: list[Edit]) -> str:
    pieces, place = [], 0
    for start, end, instead in edits:
        pieces += [text[place:start], instead]
        place = end
    return "".join([*pieces, text[place:]])


def _moved(labels: Labels, edits: list[Edit]) -> Labels:
    """Labels with their offsets where the edits took them; none lies inside an edit."""
    ends = [end for _, end, _ in edits]
    shifts = [0]
    for start, end, instead in edits:
        shifts.append(shifts[-1] + len(instead) - (end - start))

    def to(offset: int | None) -> int | None:
        return None if offset is None else offset + shifts[bisect_right(ends, offset)]

    return labels.model_copy(
        update={
            "source_sha256": None,
            "sections": _parts(labels.sections, to),
            "problems": _parts(labels.problems, to),
            "measures": _parts(labels.measures, to),
            "differences": _parts(labels.differences, to),
        }
    )


def _parts(parts: list[_Part] | None, to: Callable[[int | None], int | None]) -> list[_Part] | None:
    if parts is None:
        return None
    return [part.model_copy(update={"start": to(part.start), "end": to(part.end)}) for part in parts]
