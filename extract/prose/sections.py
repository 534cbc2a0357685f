"""The six sections of a report: where each begins and ends, whatever became of its title and number.

Every place that could be a heading (`headings`) gets points for its wording, its number and its place before
or after the tables; the best sequence in the form's order wins. Sections whose titles are lost are recovered
from their contents (`recovery`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extract.doubts import Doubt, doubt
from extract.prose.headings import Candidate, candidates, titles_of
from extract.prose.landmarks import Landmark, table_landmarks
from extract.prose.recovery import recover
from extract.text.numerals import NUMERALS
from extract.text.squeezed import Squeezed, squeezed_text
from schemas.form import Form
from schemas.record import SectionSpan

_LEAST_POINTS = 2.0
_LEAST_LIKENESS = 0.7
"""Some title must look like one of the form's: numbers alone make no report."""
_CLOSE = 6
"""Characters between two headings that make them entries of a list of contents."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The chosen beginning of a section, in indices of the squeezed text. A recovered one has no title."""

    section: int
    start: int
    title_start: int
    title_end: int
    printed_number: str = ""


def find_sections(text: str, form: Form) -> list[SectionSpan]:
    """The sections that stand in `text`, in order, none twice.

    `start` is the first character of the heading (its number, not Markdown marks), `end` that of the next one;
    the last section ends with the last printed character, a signature included. A section whose title is lost
    but whose contents are there has the title "".
    """
    squeezed = squeezed_text(text)
    headings = find_headings(squeezed, form)
    return _spans(squeezed, headings)


def find_headings(squeezed: Squeezed, form: Form) -> list[Heading]:
    """The beginnings of the sections, in order."""
    if not squeezed.text:
        return []
    landmarks = table_landmarks(squeezed, form)
    titles = titles_of(form)
    tables = {section.number: section.table for section in form.sections}
    found = [_weighed(c, landmarks, tables) for c in without_contents(candidates(squeezed, titles))]
    last = len(form.sections)
    chosen = _best_sequence([c for c in found if c.points >= _LEAST_POINTS and c.section <= last], last)
    if max((c.likeness for c in chosen), default=0) < _LEAST_LIKENESS:
        chosen = []
    headings = [
        Heading(c.section, c.start, c.title_start, c.title_end, squeezed.text[c.start : c.title_start]) for c in chosen
    ]
    lost = recover(squeezed, {h.section: (h.start, h.title_end) for h in headings}, landmarks, form)
    taken = {heading.start for heading in headings}
    for section, start in sorted(lost.items()):
        if start not in taken:
            headings.append(Heading(section, start, start, start))
            taken.add(start)
    return sorted(headings, key=lambda heading: heading.start)


def section_doubts(text: str, sections: Sequence[SectionSpan], form: Form) -> list[Doubt]:
    """What a person should know of the sections: missing ones, lost titles, numbers that are off."""
    by_number = {span.number: span for span in sections}
    doubts: list[Doubt] = []
    for section in form.sections:
        span = by_number.get(section.number)
        if span is None:
            doubts.append(doubt("section_absent", section=section.number, title=section.title))
        elif not span.title:
            doubts.append(doubt("section_untitled", section=section.number))
        elif (printed := text[span.start]) in NUMERALS and printed != NUMERALS[section.number - 1]:
            doubts.append(doubt("section_misnumbered", title=span.title, printed=printed, section=section.number))
    return doubts


def heading_end(text: str, span: SectionSpan) -> int:
    """Offset of the first character after the heading of `span`: where its contents begin."""
    if not span.title:
        return span.start
    squeezed = Squeezed(text, span.start, span.end)
    title = Squeezed(span.title).text
    at = squeezed.text.find(title, 0, len(title) + 12)
    if at < 0:
        return span.start
    return squeezed.offset(at + len(title) - 1) + 1


def _spans(squeezed: Squeezed, headings: Sequence[Heading]) -> list[SectionSpan]:
    spans: list[SectionSpan] = []
    ends = [squeezed.offset(heading.start) for heading in headings[1:]] + [len(squeezed.source.rstrip())]
    for heading, end in zip(headings, ends, strict=False):
        title = squeezed.printed(heading.title_start, heading.title_end)
        spans.append(SectionSpan(number=heading.section, title=title, start=squeezed.offset(heading.start), end=end))
    return spans


def without_contents(found: Sequence[Candidate]) -> list[Candidate]:
    """Fewer points for headings with nothing below them: a list of contents, or the titles named in a row."""
    result: list[Candidate] = []
    following: Candidate | None = None
    upcoming: list[Candidate] = []
    for candidate in reversed(found):
        upcoming = [c for c in upcoming if c.start - candidate.title_end < 4 * _CLOSE][-8:]
        following = next((c for c in reversed(upcoming) if c.start >= candidate.title_end), None)
        empty = (
            following is not None
            and following.section != candidate.section
            and following.start - candidate.title_end < _CLOSE
            and following.likeness >= 0.6
        )
        result.append(replace(candidate, points=candidate.points - 4) if empty else candidate)
        upcoming.append(candidate)
    return result[::-1]


def _weighed(candidate: Candidate, landmarks: Sequence[Landmark], tables: dict[int, str | None]) -> Candidate:
    """`candidate` with points for its place among the tables and for its printed number."""
    points = candidate.points
    for landmark in landmarks:
        before = candidate.start < landmark.start
        if candidate.section == landmark.section and tables.get(candidate.section):
            distance = landmark.start - candidate.title_end
            points += 2 if 0 <= distance <= 400 else (0 if before else -5)
        elif (candidate.section < landmark.section) != before:
            points -= 4
    return replace(candidate, points=points)


def _best_sequence(found: Sequence[Candidate], sections: int) -> list[Candidate]:
    """The candidates with the most points that stand in the form's order, each section once at most."""
    best: list[tuple[float, int]] = [(0.0, -1)] * (sections + 1)
    came_from: list[int] = []
    for i, candidate in enumerate(found):
        before = (state for state in best[: candidate.section] if _ended(found, state[1], candidate))
        total, previous = max(before, key=lambda state: state[0])
        came_from.append(previous)
        if total + candidate.points > best[candidate.section][0]:
            best[candidate.section] = (total + candidate.points, i)
    at = max(best, key=lambda state: state[0])[1]
    chosen: list[Candidate] = []
    while at >= 0:
        chosen.append(found[at])
        at = came_from[at]
    return chosen[::-1]


def _ended(found: Sequence[Candidate], previous: int, candidate: Candidate) -> bool:
    return previous < 0 or found[previous].title_end <= candidate.start
