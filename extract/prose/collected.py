"""What is collected while section 五 is read: problems with what explains them, measures, and progress."""

from __future__ import annotations

import re

from extract.prose.answers import Item
from extract.prose.cues import Role, deficient, measure_like
from extract.prose.occasions import behind_occasion
from extract.prose.passage import Passage

_HAN = re.compile(r"[\u4e00-\u9fff]")
_LEAST = 3
"""Chinese characters that a statement has at least; fewer are what recognition left of something."""


class Collected:
    """`problems`, `measures` and `progress` of a passage, in order, none overlapping another."""

    def __init__(self, passage: Passage) -> None:
        self.problems: list[Item] = []
        self.measures: list[Item] = []
        self.progress: list[Item] = []
        self._passage = passage
        self._text = passage.text
        self._addressed = False
        """Whether the last lead-in to measures spoke of the problems before it."""
        self._said: Role | None = None
        """What the last heading, label or lead-in said that follows."""
        self._block = 0
        """Counts the blocks of problems, each ended by measures."""
        self._open: Item | None = None
        """The item of the list that following sentences still belong to."""

    def _add_problem(self, start: int, end: int, *, listed: bool = False) -> Item | None:
        start, end = self._passage.trimmed(start, end)
        if self._is_debris(start, end):
            return None
        if self.measures and self.measures[-1].preceded == len(self.problems):
            self._block += 1
        evidence = (listed or self._said == "problem") + deficient(self._text[start:end])
        self.problems.append(Item(start, end, self._block, evidence=evidence))
        return self.problems[-1]

    def _add_measure(self, start: int, end: int, *, listed: bool = False, beside: bool = False) -> None:
        since, end = self._passage.trimmed(start, end)
        start = behind_occasion(self._text, since, end)
        if self._is_debris(start, end):
            return
        count = len(self.problems)
        answers = count - 1 if beside and count else None
        group = 2 * self._block + listed
        evidence = (listed or since < start or self._said == "measure") + measure_like(self._text[start:end])
        item = Item(start, end, group, answers, count, self._addressed, since=since, listed=listed, evidence=evidence)
        self.measures.append(item)
        self._open = item if listed else None

    def _add_progress(self, start: int, end: int, *, listed: bool = False) -> None:
        """What was done about earlier problems; a sentence that only leads over to it is none."""
        start, end = self._passage.trimmed(start, end)
        start = behind_occasion(self._text, start, end)
        if not self._is_debris(start, end):
            self.progress.append(Item(start, end, evidence=2))
            self._open = self.progress[-1] if listed else None

    def _is_debris(self, start: int, end: int) -> bool:
        return len(_HAN.findall(self._text[start:end])) < _LEAST

    def _explained(self, start: int, end: int) -> None:
        """The last problem is explained by what stands from `start` to `end`."""
        if self._is_debris(start, end):
            return
        problem = self.problems[-1]
        problem.explained = start if problem.explained is None else problem.explained
        problem.reach = end

    def _extend(self, start: int, end: int, *, leads_on: bool) -> None:
        """The open item goes on to `end`; an open problem stays its first sentence unless that `leads_on`."""
        if self._open is None:
            return
        if self._open_problem() is not None and not leads_on:
            self._explained(start, end)
            return
        self._open.end = max(self._open.end, self._passage.trimmed(self._open.start, end)[1])

    def _open_problem(self) -> Item | None:
        return self._open if self.problems and self._open is self.problems[-1] else None
