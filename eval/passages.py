"""The problems and measures that were missed or made up, each with its wording."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eval.evaluation import WrongPassage
from eval.fixture import Fixture
from eval.labels import Passage
from eval.scoring.spans import NEARLY, match
from schemas.record import Record, Statement

LONGEST = 200


def wrong_passages(fixture: Fixture, record: Record | None) -> list[WrongPassage]:
    """Labelled passages that no reading covers by nine tenths, and readings that cover none."""
    if record is None:
        return []
    labels = fixture.labels
    return [
        *_wrong(fixture.name, "problem", labels.problems, record.problems),
        *_wrong(fixture.name, "measure", labels.measures, record.measures),
    ]


def _wrong(
    name: str, kind: str, labelled: Sequence[Passage] | None, read: Sequence[Statement]
) -> Iterator[WrongPassage]:
    if labelled is None:
        return
    matched = match(labelled, read, NEARLY)
    for number, passage in enumerate(labelled):
        if number not in matched.pairs.values():
            yield WrongPassage(fixture=name, kind=kind, fault="missed", text=_line(passage.quote or ""))
    for number, statement in enumerate(read):
        if number not in matched.pairs:
            yield WrongPassage(fixture=name, kind=kind, fault="false", text=_line(statement.quote))


def _line(quote: str) -> str:
    return " ".join(quote.split())[:LONGEST]
