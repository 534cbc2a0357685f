"""Which table the numbers of a place in the text belong to: by the section's heading, else by what stands there."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import groupby

from extract.proof.numbers import Number
from extract.proof.source import Source
from extract.proof.vocabulary import Vocabulary
from schemas.form import Form
from schemas.record import SectionSpan

_FIGURES = re.compile(r"\d+")
_RUN = 5
"""So many numbers with no words but the form's between them look like a table wherever they stand."""

Cover = Sequence[tuple[int, int, str]]
"""Start, end and table of what was placed, in the order of the text."""


class Stretches:
    """The stretch of each table in one document."""

    def __init__(self, source: Source, sections: Sequence[SectionSpan], form: Form, words: Vocabulary) -> None:
        self.source, self.words = source, words
        tables = {section.number: section.table for section in form.sections}
        self._sections = sorted(sections, key=lambda section: section.start)
        self._starts = [section.start for section in self._sections]
        self._tables = [tables.get(section.number) for section in self._sections]

    def section(self, offset: int) -> SectionSpan | None:
        """The section around an offset."""
        index = bisect_right(self._starts, offset) - 1
        return self._sections[index] if index >= 0 and offset < self._sections[index].end else None

    def tables_of(self, numbers: Sequence[Number], cover: Cover, wanting: Sequence[str]) -> Mapping[Number, str]:
        """The table of each number that has one. `wanting`: the tables whose cells were not all found."""
        found: dict[Number, str] = {}
        outside: list[Number] = []
        starts = [start for start, _, _ in cover]
        for number in numbers:
            table = self._in_section(number.start) or _between(starts, cover, number.start)
            if table is not None:
                found[number] = table
            else:
                outside.append(number)
        return found | self._outside(outside, wanting)

    def _in_section(self, offset: int) -> str | None:
        index = bisect_right(self._starts, offset) - 1
        inside = index >= 0 and offset < self._sections[index].end
        return self._tables[index] if inside else None

    def _outside(self, numbers: Sequence[Number], wanting: Sequence[str]) -> dict[Number, str]:
        """Numbers under no heading that look like a table: behind a row's label, or many without words."""
        found: dict[Number, str] = {}
        run: list[Number] = []
        for line, group in groupby(numbers, key=lambda number: self.source.line(number.start)):
            members = list(group)
            row = self.source.text[slice(*line)]
            worded = bool(self.words.foreign(row))
            table = None if worded else self.words.table_of(row)
            if table is not None and not self._is_heading(line[0]):
                found |= dict.fromkeys(members, table)
            elif not worded and wanting:
                if run and run[-1].end + 12 < members[0].start:
                    run = []
                run += members
                if len(run) >= _RUN:
                    found |= dict.fromkeys(run, wanting[0])
            else:
                run = []
        return found

    def _is_heading(self, offset: int) -> bool:
        return any(section.start <= offset < section.start + len(section.title) for section in self._sections)


def _between(starts: Sequence[int], cover: Cover, offset: int) -> str | None:
    """The table whose numbers stand both before and behind an offset, near it."""
    index = bisect_right(starts, offset)
    if not 0 < index < len(cover):
        return None
    before, after = cover[index - 1], cover[index]
    near = offset - before[1] < _NEAR and after[0] - offset < _NEAR
    return before[2] if near and before[2] == after[2] else None


_NEAR = 400
"""Characters between a number and the placed ones around it: the longest row with its label is a fraction of it."""
