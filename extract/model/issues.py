"""Problems and measures by a language model: the question, and the statements whose quotes stand in the source.

A quote counts where it stands in the section word for word after this normalisation: NFKC, white space left out, lines
that are page numbers left out. Any other quote is dropped and counted. Enumerators and final punctuation that a model
copied along are cut off afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from extract.document import Document
from extract.model.answers import IssuesAnswer
from extract.model.requests import Question
from extract.model.tables import READER, mark_of
from extract.reading import IssuesReading
from extract.text.enumerators import OPENING, shape
from extract.text.normal import normal
from extract.text.page_lines import page_line
from prompts import load_prompt
from schemas.record import Measure, Problem, Statement

SHORTEST = 4
"""A quote of fewer characters stands in every text."""

_ENUMERATOR = re.compile(rf"{shape(*OPENING)}(?:(?<=是)要)?[,:]?")
_CLOSING = "。;,、:!?.…"

Given = TypeVar("Given", bound=Statement)


def issues_question(document: Document, span: tuple[int, int]) -> Question[IssuesAnswer]:
    """The question about the problems and measures of `text[span]`."""
    prompt = load_prompt("issues")
    text = document.text[slice(*span)].strip("\n")
    return Question(prompt, prompt.messages(mark=mark_of(text), text=text), IssuesAnswer)


def issues_reading(document: Document, span: tuple[int, int], answer: IssuesAnswer) -> IssuesReading:
    """The answer as a reading: statements in printed order, each with its place in the document."""
    source = Normalised(document.text, span)
    problems = [source.find(quote) for quote in answer.problems]
    measures = [source.find(quote) for quote, _ in answer.steps]
    kept = sorted({place for place in problems if place})
    said = [Problem(**_stated(document, source, place)) for place in kept]
    index = {number: kept.index(place) for number, place in enumerate(problems) if place}
    steps = [
        Measure(**_stated(document, source, place), answers=sorted({index[n] for n in answers if n in index}))
        for place, (_, answers) in zip(measures, answer.steps, strict=True)
        if place
    ]
    dropped = problems.count(None) + measures.count(None)
    return IssuesReading(said, list(_in_order(steps)), READER, dropped)


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of the normalised text: indices, comparable by position."""

    start: int
    end: int

    def __lt__(self, other: Place) -> bool:
        return (self.start, self.end) < (other.start, other.end)


class Normalised:
    """`text[span]` normalised, each character with its offset in the text."""

    def __init__(self, text: str, span: tuple[int, int]) -> None:
        self._form = normal(text, _lines(text, span))
        self.text, self.offsets = self._form.text, self._form.offsets

    def find(self, quote: str) -> Place | None:
        """The first place of a quote; None where it does not stand in the text."""
        wanted = normal(quote).text
        at = self.text.find(wanted) if len(wanted) >= SHORTEST else -1
        return self._trimmed(at, at + len(wanted)) if at >= 0 else None

    def _trimmed(self, start: int, end: int) -> Place | None:
        found = _ENUMERATOR.match(self.text, start, end)
        start = found.end() if found else start
        while end > start and self.text[end - 1] in _CLOSING:
            end -= 1
        return Place(start, end) if end - start >= SHORTEST else None

    def span(self, place: Place) -> tuple[int, int]:
        """Offsets of a place in the document's text."""
        return self._form.span(place.start, place.end)


def _lines(text: str, span: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """The lines of a stretch that are no page numbers."""
    position = span[0]
    for line in text[slice(*span)].splitlines(keepends=True):
        if page_line(line) is None:
            yield position, position + len(line)
        position += len(line)


def _stated(document: Document, source: Normalised, place: Place) -> dict[str, Any]:
    """The fields of a statement."""
    start, end = source.span(place)
    text = _one_line(document.text, source, place)
    return {"text": text, "quote": document.text[start:end], "start": start, "end": end}


def _one_line(text: str, source: Normalised, place: Place) -> str:
    """The printed characters of a place without breaks; a space stays between Latin words."""
    line = ""
    previous = -1
    for offset in dict.fromkeys(source.offsets[place.start : place.end]):
        apart = previous >= 0 and offset > previous + 1
        if apart and line[-1].isascii() and line[-1].isalpha() and text[offset].isascii() and text[offset].isalpha():
            line += " "
        line += text[offset]
        previous = offset
    return line


def _in_order(statements: Sequence[Given]) -> Iterator[Given]:
    """The statements by position, each place once."""
    seen: set[tuple[int, int]] = set()
    for statement in sorted(statements, key=lambda item: (item.start, item.end)):
        if (statement.start, statement.end) not in seen:
            seen.add((statement.start, statement.end))
            yield statement
