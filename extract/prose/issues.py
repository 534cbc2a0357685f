"""Section 五 by rules: single problems and single measures, each with its exact quote.

What is one item: an enumerated problem is its first sentence, an enumerated measure all up to the next
enumerator; without enumerators a list of problems is parted at 、 and ；, a measure is a sentence.
"""

from __future__ import annotations

from typing import TypeVar

from extract.prose.answers import Item, link
from extract.prose.items import Items
from extract.prose.passage import Passage
from extract.prose.sections import heading_end
from extract.reading import IssuesReading
from schemas.record import Measure, Problem, SectionSpan, Statement

Stated = TypeVar("Stated", bound=Statement)


def read_issues(text: str, span: SectionSpan | None) -> IssuesReading:
    """The problems and measures of section 五 of `text`; none where the section was not found (`span` None).

    Quotes leave out enumerators, lead-ins and final punctuation: `text[start:end]` is the quote. A measure's
    `answers` are given where its words or its place in a parallel list say which problem it answers.
    """
    if span is None:
        return IssuesReading()
    passage = Passage(text, heading_end(text, span), span.end)
    items = Items(passage)
    problems = [_stated(Problem, passage, item) for item in items.problems]
    measures = [_stated(Measure, passage, item) for item in items.measures]
    answers = link(passage.text, items.problems, items.measures)
    for measure, answered in zip(measures, answers, strict=True):
        measure.answers = answered
    return IssuesReading(problems, measures)


def _stated(kind: type[Stated], passage: Passage, item: Item) -> Stated:
    start, end = passage.span(item.start, item.end)
    return kind(text=passage.on_one_line(item.start, item.end), quote=passage.source[start:end], start=start, end=end)
