"""Problems, measures and the links between them, matched one to one with the labelled ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from eval.labels import LabelledMeasure, Passage
from eval.labels.model import squeeze
from schemas.record import Measure, Statement

EXACT, NEARLY = 1.0, 0.9
"""Overlaps from which a passage counts as found: the same characters, or nine tenths of the longer one."""


@dataclass(frozen=True)
class Matched:
    """The labelled passage of each passage that was read, by index; hits, false alarms and misses."""

    pairs: Mapping[int, int]
    read: int
    labelled: int

    @property
    def hits(self) -> int:
        return len(self.pairs)

    @property
    def false_alarms(self) -> int:
        return self.read - self.hits

    @property
    def misses(self) -> int:
        return self.labelled - self.hits


def match(labelled: Sequence[Passage], read: Sequence[Statement], at_least: float) -> Matched:
    """Pairs of a labelled and a read passage that overlap by `at_least`, the best overlaps first."""
    overlaps = [
        (overlap(label, statement), -place, -number)
        for number, label in enumerate(labelled)
        for place, statement in enumerate(read)
    ]
    pairs: dict[int, int] = {}
    for share, place, number in sorted(overlaps, reverse=True):
        if share >= at_least and -place not in pairs and -number not in pairs.values():
            pairs[-place] = -number
    return Matched(pairs, len(read), len(labelled))


def overlap(label: Passage, statement: Statement) -> float:
    """The shared share of the longer passage, 0 to 1: by offsets where the label has them, else by wording."""
    if label.start is not None and label.end is not None:
        shared = min(label.end, statement.end) - max(label.start, statement.start)
        longest = max(label.end - label.start, statement.end - statement.start)
        return max(0, shared) / longest if longest else 0.0
    one, other = squeeze(label.quote or ""), squeeze(statement.quote)
    longest = max(len(one), len(other))
    return LCSseq.similarity(one, other) / longest if longest else 0.0


def links(
    labelled: Sequence[LabelledMeasure], read: Sequence[Measure], measures: Matched, problems: Matched
) -> tuple[int, int, int]:
    """Hits, false alarms and misses among the links from measures to the problems that they answer."""
    true = {(number, problem) for number, measure in enumerate(labelled) for problem in measure.answers}
    found = [
        (measures.pairs.get(number), problems.pairs.get(problem))
        for number, measure in enumerate(read)
        for problem in dict.fromkeys(measure.answers)
    ]
    hits = sum(link in true for link in found)
    return hits, len(found) - hits, len(true) - hits
