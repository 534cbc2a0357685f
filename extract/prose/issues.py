"""Section 五 by rules: single problems and single measures, each with its exact quote.

What is one item: an enumerated problem is its first sentence, an enumerated measure all up to the next
enumerator; without enumerators a list of problems is parted at 、 and ；, a measure is a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

from extract.prose.answers import Item, link
from extract.prose.furniture import closing
from extract.prose.items import Items
from extract.prose.passage import Passage
from extract.prose.sections import heading_end
from extract.prose.tabled import Pair, tabled_issues
from extract.reading import IssuesReading
from extract.text.enumerators import shape
from extract.text.squeezed import squeezed_text
from schemas.record import Measure, Problem, SectionSpan, Span, Statement, Trust

_TRUST: tuple[Trust, ...] = ("suspect", "unverified", "verified")
"""By how many of the two, its place and its words, say what a statement is."""
_BLANKS = r"[^\S\n]*+"
_FOREIGN_HEADING = re.compile(
    rf"(?m)^(?:[^\S\n]|[#*])*+(?:{shape('han')})?{_BLANKS}"
    rf"(?:附{_BLANKS}表|附{_BLANKS}[:：]|其他需要|需要(?:说明|报告)|说明(?:事项|与附表)|.{{0,16}}统计表{_BLANKS}$)"
)
"""A heading of what is no longer section 五: the appended table of older reports, other matters."""
Stated = TypeVar("Stated", bound=Statement)


def read_issues(text: str, span: SectionSpan | None) -> IssuesReading:
    """The problems and measures of section 五 of `text`; none where the section was not found (`span` None).

    Quotes leave out enumerators, lead-ins and final punctuation: `text[start:end]` is the quote. A measure's
    `answers` are given where its words or its place in a parallel list say which problem it answers.
    """
    if span is None:
        return IssuesReading()
    begin = heading_end(text, span)
    table = tabled_issues(text, begin, span.end)
    if table:
        return _of_table(text, table)
    passage = Passage(text, begin, _body_end(text, begin, span.end))
    items = Items(passage)
    problems = [_problem(passage, item) for item in items.problems]
    measures = [_stated(Measure, passage, item) for item in items.measures]
    answers = link(passage.text, items.problems, items.measures)
    for measure, answered in zip(measures, answers, strict=True):
        measure.answers = answered
    return IssuesReading(problems, measures, progress=[_stated(Statement, passage, item) for item in items.progress])


def _problem(passage: Passage, item: Item) -> Problem:
    problem = _stated(Problem, passage, item)
    if item.explained is not None:
        start, end = passage.span(*passage.trimmed(item.explained, item.reach))
        problem.detail = Span(start=start, end=end)
    return problem


def _body_end(text: str, begin: int, end: int) -> int:
    """The end of the section without the signature and the page's navigation, where it is the report's last, and
    without what an unnumbered or misnumbered heading below it begins."""
    if foreign := _FOREIGN_HEADING.search(text, begin, end):
        return foreign.start()
    if text[end:].strip():
        return end
    squeezed = squeezed_text(text)
    stop = closing(squeezed, squeezed.index(begin)).end
    return max(begin, squeezed.offset(stop - 1) + 1) if stop else begin


def _of_table(text: str, rows: Sequence[Pair]) -> IssuesReading:
    """A measure answers the problem of its row; where that cell is empty, the one above."""
    problems: list[Problem] = []
    measures: list[Measure] = []
    for row in rows:
        if row.problem:
            problems.append(_cell(Problem, text, row.problem))
        if row.measure:
            measure = _cell(Measure, text, row.measure)
            measure.answers = [len(problems) - 1] if problems else []
            measures.append(measure)
    return IssuesReading(problems, measures)


def _cell(kind: type[Stated], text: str, span: tuple[int, int]) -> Stated:
    quote = text[slice(*span)]
    return kind(text=quote, quote=quote, start=span[0], end=span[1])


def _stated(kind: type[Stated], passage: Passage, item: Item) -> Stated:
    start, end = passage.span(item.start, item.end)
    text, quote = passage.on_one_line(item.start, item.end), passage.source[start:end]
    return kind(text=text, quote=quote, start=start, end=end, trust=_TRUST[item.evidence])
