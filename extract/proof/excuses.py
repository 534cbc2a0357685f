"""Why a printed number is no cell's: the excuses that it has by itself, by what its own line and its neighbours say."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from extract.proof.enumerators import counted, enumerator
from extract.proof.numbers import Number
from extract.proof.shapes import dashed_page, in_prose, numbers_its_page, repeated, serial, shaped
from extract.proof.source import Place, Source
from extract.proof.stretches import Stretches
from extract.proof.vocabulary import Vocabulary

_PARTED = " \t\n|"
_BEFORE_A_NUMBER = re.compile(r"[ \t|]*(?:\d|\n[ \t|]*\d|$)")
_WORDS = re.compile(r"[^\W\d_]")

Span = tuple[int, int]


class Excuses:
    """The excuses of one document's numbers. `used`: what cells were read from; `marks`: its signs for nothing."""

    def __init__(
        self, source: Source, words: Vocabulary, stretches: Stretches, used: Sequence[Span], marks: frozenset[str]
    ) -> None:
        self.source, self.words, self.stretches, self.used, self.marks = source, words, stretches, used, marks
        self.starts = [start for start, _ in used]
        self._shapes: dict[Span, list[tuple[str, int, int]]] = {}
        self._page_lines: dict[Span, bool] = {}

    def of(self, numbers: Sequence[Number], excused: Counter[str]) -> list[tuple[Number, Place]]:
        """What no excuse explains, with its place; the others are counted in `excused`."""
        items = counted(self.source.text, numbers)
        left: list[tuple[Number, Place]] = []
        for number in numbers:
            rest = self._without_enumerator(number, items, excused)
            if rest is None:
                continue
            place = self.source.place(rest.start)
            name = self._name(rest, place)
            if name is None:
                left.append((rest, place))
            else:
                excused[name] += 1
        return left

    def window(self, offset: int) -> Span:
        """The placed numbers around an offset: end of the one before, start of the one behind."""
        index = bisect_right(self.starts, offset)
        before = self.used[index - 1][1] if index else 0
        return before, self.starts[index] if index < len(self.starts) else len(self.source.text)

    def _without_enumerator(self, number: Number, items: set[Number], excused: Counter[str]) -> Number | None:
        """The number without the enumerator that it ends with; None where it is nothing else."""
        if number.ink or _BEFORE_A_NUMBER.match(self.source.text, number.end):
            return number
        digits = enumerator(self.source.text, number, self.words)
        if not digits and number not in items:
            return number
        excused["enumerator"] += 1
        whole = number in items or digits >= number.end - number.start
        return None if whole else Number(number.start, number.end - digits)

    def _name(self, number: Number, place: Place) -> str | None:
        if number.ink:
            return None
        line = self.source.line(number.start)
        if line not in self._shapes:
            self._shapes[line] = list(shaped(self.source.text[slice(*line)]))
        at = number.start - line[0]
        shape = next((name for name, start, end in self._shapes[line] if start <= at < end), None)
        return shape or self._wording(number, place, line)

    def _wording(self, number: Number, place: Place, line: Span) -> str | None:
        """The excuse of a number that the words around it give."""
        text = self.source.text
        section = self.stretches.section(number.start)
        if section is not None and section.title and number.start < section.start + len(section.title):
            return "heading"
        if place.column < 0 and (self._is_page_line(line) or self._numbers_its_page(number, line)):
            return "page_line"
        if self._stands_alone(number):
            return None
        if serial(text, number, line[0]):
            return "stamp"
        if text[number.end : number.end + 1] == "%":
            return "percentage"
        window = self.window(number.start)
        return "prose" if in_prose(text, number, place, window, self.words) else None

    def _is_page_line(self, line: Span) -> bool:
        """Whether a line is a page's, whatever numbers it holds; each line is looked at once."""
        if line not in self._page_lines:
            row = self.source.text[slice(*line)]
            self._page_lines[line] = dashed_page(row, self.marks) or repeated(self.source.text, row)
        return self._page_lines[line]

    def _numbers_its_page(self, number: Number, line: Span) -> bool:
        document = self.source.document
        return bool(document.words) and numbers_its_page(document, number, self.source.text[slice(*line)])

    def _stands_alone(self, number: Number) -> bool:
        """Whether nothing but blanks and borders stands before and behind a number."""
        text = self.source.text
        before, behind = text[max(number.start - 2, 0) : number.start], text[number.end : number.end + 1]
        return (not before or before[-1] in _PARTED) and behind in _PARTED and not _WORDS.match(before)
