"""Reports of a time before the form: no tables to go by, headings in words of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.prose.cues import heading_role
from extract.text.enumerators import shape
from extract.text.squeezed import Squeezed, squeezed_text
from schemas.form import Form
from schemas.record import SectionSpan

_NUMBER = re.compile(shape("han", "paren"))
_LONGEST = 32
_LEAST = 2
"""Numbered headings that a report has at least."""
_ISSUES = re.compile(
    "(?:存在|工作中?的?)[^。]{0,8}(?:问题|不足|困难|差距)|(?:问题|不足)[及和与、][^。]{0,8}(?:措施|打算|方向|计划|建议|思路)"
)


def has_headings(text: str) -> bool:
    """Whether numbered headings part the text of a report."""
    return len(_headings(squeezed_text(text))) >= _LEAST


def with_issues(text: str, sections: Sequence[SectionSpan], form: Form) -> list[SectionSpan]:
    """The sections with the one on problems, found by its heading, where it is missing."""
    number = form.issues_section
    if any(section.number == number for section in sections):
        return list(sections)
    squeezed = squeezed_text(text)
    headings = _headings(squeezed)
    for i, (start, title, end) in enumerate(headings):
        if _is_of_issues(squeezed.text[title:end]):
            rest = [h for h in headings[i + 1 :] if not heading_role(squeezed.text[h[1] : h[2]])]
            stop = squeezed.offset(rest[0][0]) if rest else len(text.rstrip())
            begin = squeezed.offset(start)
            span = SectionSpan(number=number, title=squeezed.printed(title, end), start=begin, end=stop)
            before = [
                s if s.end <= begin or s.start >= begin else s.model_copy(update={"end": begin}) for s in sections
            ]
            return sorted([*before, span], key=lambda section: section.start)
    return list(sections)


def _is_of_issues(title: str) -> bool:
    return heading_role(title) in ("problem", "both") or _ISSUES.search(title) is not None


def _headings(squeezed: Squeezed) -> list[tuple[int, int, int]]:
    """The lines that are numbered headings: where each begins, where its title begins and ends."""
    found = []
    for start, end in squeezed.lines:
        number = _NUMBER.match(squeezed.text, start, end)
        if (
            number
            and end - start <= _LONGEST
            and squeezed.text[start] >= "一"
            and squeezed.text[end - 1] not in "。；，："
        ):
            found.append((start, number.end(), end))
    return found
