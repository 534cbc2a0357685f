"""What follows a segment: the list that it opens, whether a list goes on, and what a list is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from extract.prose.cues import (
    PIVOT,
    PROBLEM_CUE,
    Role,
    ends_deficient,
    heading_role,
    label_role,
    measure_like,
    problem_like,
    topic_only,
)
from extract.prose.problems import problems_in
from extract.prose.segments import Segment
from extract.text.dates import LAST_YEAR, THIS_YEAR

_YEAR = re.compile(r"20\d\d(?=年)")
_LAST_YEAR = re.compile(LAST_YEAR)
_THIS_YEAR = re.compile(f"{THIS_YEAR}|当前|目前|以来")
_MOST_ITEMS = 40
"""Segments that are looked ahead over."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The segments of a passage, looked at ahead of the reading."""

    text: str
    segments: Sequence[Segment]

    def starts_list(self, i: int) -> bool:
        """Whether segment `i` has an enumerator."""
        return i < len(self.segments) and self.segments[i].enumerator is not None

    def joins(self, i: int) -> bool:
        """Whether segment `i` is the second item of a list whose first one has no number."""
        first = all(segment.kind != self.segments[i].kind for segment in self.segments[max(0, i - 1) : i])
        return self.starts_list(i) and self.segments[i].ordinal == 2 and first

    def leads_to(self, i: int, role: Role) -> bool:
        """Whether segment `i` opens a list of this role (and is no heading or label)."""
        if not self.starts_list(i) or self.joins(i):
            return False
        text = self.text[self.segments[i].start : self.segments[i].end]
        if heading_role(text) or label_role(text) or heading_before_colon(text) or topic_only(text):
            return False
        return self.role_of_list(i, role) == role

    def role_of_list(self, i: int, lead: Role | None) -> Role | None:
        """The role of the list that segment `i` opens: that of its lead-in, unless all its items contradict it."""
        items = [self.text[segment.start : segment.end] for segment in self._items(i)]
        lacking = sum(map(problem_like, items))
        doing = sum(map(measure_like, items))
        if lead == "problem":
            return "measure" if doing == len(items) and not lacking else "problem"
        if lead == "measure":
            return "problem" if lacking == len(items) and not doing else "measure"
        if lacking == doing and lead is None:
            return None if not lacking else ("problem" if problem_like(items[0]) else "measure")
        return "problem" if lacking > doing else (lead or "measure")

    def tells_of_work(self, i: int) -> bool:
        """Whether what is done in the list that segment `i` opens is turned away from, to problems: 但仍存在….

        So it is the year's work, and no answer to problems.
        """
        last = max((segment.start for segment in self._items(i)), default=0)
        behind = (segment for segment in self.segments[i : i + 2 * _MOST_ITEMS] if segment.start > last)
        sentences = takewhile(lambda segment: segment.enumerator is None, behind)
        texts = [self.text[segment.start : segment.end] for segment in sentences]
        return any(PIVOT.match(text) and (PROBLEM_CUE.search(text) or ends_deficient(text)) for text in texts)

    def of_earlier_year(self, i: int) -> bool:
        """Whether the heading in segment `i` is about an earlier year: this year's problems have one of their own."""
        title = self._title(i)
        years = _YEAR.findall(title)
        if _LAST_YEAR.search(title) and not _THIS_YEAR.search(title):
            return heading_role(title) == "measure" or any(self._later_problems(i))
        return bool(years) and any(year > max(years) for t in self._later_problems(i) for year in _YEAR.findall(t))

    def _later_problems(self, i: int) -> Iterator[str]:
        """The headings of problems behind segment `i`."""
        titles = map(self._title, range(i + 1, len(self.segments)))
        return (title for title in titles if heading_role(title) in ("problem", "both"))

    def _title(self, i: int) -> str:
        return self.text[self.segments[i].start : self.segments[i].end].partition("：")[0]

    def goes_on(self, i: int, kind: str, ordinal: int) -> bool:
        """Whether a list of this kind, at this ordinal, goes on behind segment `i`."""
        following = self.segments[i + 1 : i + 1 + _MOST_ITEMS]
        same = next((segment for segment in following if segment.kind == kind), None)
        return same is not None and same.follows(ordinal)

    def below(self, i: int) -> bool:
        """Whether something stands below segment `i` before its own list goes on."""
        return i + 1 < len(self.segments) and self.segments[i + 1].kind != self.segments[i].kind

    def _items(self, i: int) -> Iterator[Segment]:
        kind, ordinal = self.segments[i].kind, -1
        for segment in self.segments[i : i + _MOST_ITEMS]:
            if segment.kind != kind:
                continue
            if not segment.follows(ordinal):
                return
            ordinal = segment.ordinal
            yield segment


def heading_before_colon(text: str) -> tuple[Role, int] | None:
    """The role that a heading glued to its contents gives, and its length: 存在的主要问题：政策解读…"""
    head, colon, _ = text.partition("：")
    role = heading_role(head) if colon else None
    return (role, len(head) + 1) if role is not None and role != "both" else None


@dataclass(slots=True)
class OpenList:
    """The list that is being read: the kind of its enumerators, the last one, and what its items are."""

    kind: str
    ordinal: int
    role: Role | None
    paired: bool = False
    """Whether an item had a measure of its own."""
    leads_on: bool = False
    """Whether the open problem ends with a colon, so that what is nested below is part of it."""


def goes_back(text: str) -> bool:
    """Whether a sentence among measures speaks of problems again, be it with no more than 但仍有差距."""
    if PROBLEM_CUE.search(text) is None or not ends_deficient(text):
        return False
    return PIVOT.match(text) is not None or bool(problems_in(text, 0, len(text)))
