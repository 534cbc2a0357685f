"""How many reports a file holds, and where each one stands: sections that begin anew begin another report.

A list of contents, and a title printed again on every page, begin none: headings count where something stands below
them, and a report where three of its sections do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extract.document import Document
from extract.prose.headings import Candidate, candidates, titles_of
from extract.prose.sections import without_contents
from extract.prose.titles import find_titles
from extract.text.squeezed import Squeezed, squeezed_text
from schemas.form import Form, load_form

_HEADING = 0.8
"""How much a heading looks like one of the form's titles."""
_POINTS = 2.0
_SECTIONS = 3
"""So many sections make a report, and so many that come again another one."""
_COMPARED = re.compile(
    r"(20\d\d)年?度?(?:与|和|、|及|同|-|—|至|/|vs\.?)(20\d\d)年?度?[^。\n]{0,30}(?:对比|比较|对照|年报|年度报告)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[。，；！]")
_LIST = 400
"""Characters from the first to the last heading of a list of contents; a report takes ten times as many."""
_TITLE_LINES = 12
_LONGEST_TITLE = 60
"""Characters; a longer line, or one that ends a sentence, is no title."""

Span = tuple[int, int]


def reports_in(document: Document, form: Form | None = None) -> list[Span]:
    """The stretches of `document.text` that hold one report each, in order, the whole of it in some; one is usual."""
    form = form or load_form()
    text = document.text
    squeezed = squeezed_text(text)
    if not _may_hold_several(squeezed.text, form):
        return [(0, len(text))]
    groups = _groups(_headings(squeezed, form))
    bounds = [0, *(_begin(squeezed, before[-1], group[0]) for before, group in pairwise(groups))]
    return list(zip(bounds, [*bounds[1:], len(text)], strict=True))


def compared_years(text: str) -> tuple[int, int] | None:
    """The two years that a document compares side by side, as its title says; None for a report on one."""
    lines = (re.sub(r"\s", "", line) for line in text.lstrip().split("\n", _TITLE_LINES)[:_TITLE_LINES])
    titles = (line for line in lines if len(line) <= _LONGEST_TITLE and not _SENTENCE.search(line))
    found = next((found for title in titles if (found := _COMPARED.search(title))), None)
    return (int(found[1]), int(found[2])) if found and found[1] != found[2] else None


def _may_hold_several(text: str, form: Form) -> bool:
    """Whether the titles of some sections are printed twice at all."""
    twice = sum(any(text.count(title) > 1 for title in (s.title, *s.variants)) for s in form.sections)
    return twice >= _SECTIONS


def _headings(squeezed: Squeezed, form: Form) -> list[Candidate]:
    found = without_contents(candidates(squeezed, titles_of(form)))
    best: dict[int, Candidate] = {}
    for heading in found:
        if heading.likeness >= _HEADING and heading.points >= _POINTS:
            kept = best.get(heading.start)
            best[heading.start] = heading if kept is None or heading.points > kept.points else kept
    return [best[start] for start in sorted(best)]


def _groups(headings: Sequence[Candidate]) -> list[list[Candidate]]:
    """The headings by report: one that comes again, or stands before the last one in the form, begins another."""
    groups: list[list[Candidate]] = [[]]
    for heading in headings:
        seen = {other.section for other in groups[-1]}
        again = bool(seen) and heading.section <= max(seen)
        if again and len(seen) >= _SECTIONS:
            groups.append([heading])
        else:
            groups[-1].append(heading)
    return _whole(groups)


def _whole(groups: Sequence[list[Candidate]]) -> list[list[Candidate]]:
    """The groups, those that repeat too few sections put to the one before; a list of contents begins its report.

    A heading inside a section may read like that of a later one, which then comes again: a whole report repeats more.
    """
    whole: list[list[Candidate]] = []
    for group in groups:
        if whole and (len(_sections(group) & _sections(whole[-1])) < _SECTIONS or _is_list(whole[-1])):
            whole[-1] += group
        else:
            whole.append(group)
    return whole


def _sections(group: Sequence[Candidate]) -> set[int]:
    return {heading.section for heading in group}


def _is_list(group: Sequence[Candidate]) -> bool:
    return not group or group[-1].start - group[0].start < _LIST


def _begin(squeezed: Squeezed, last: Candidate, first: Candidate) -> int:
    """Where the report begins whose first heading this is: at the title above it, behind the last heading before."""
    above = [t for t in find_titles(squeezed, first.start) if t.start >= last.title_end and t.standing == "line"]
    return squeezed.offset(above[-1].start if above else first.start)
