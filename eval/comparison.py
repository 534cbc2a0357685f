"""Two evaluations side by side: what got better, what got worse, and whether that is more than chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval.evaluation import Evaluation, ReaderScores
from eval.scoring import METRICS, Interval, Metric, paired

TOLERANCE = 0.005
UNGATED = frozenset({"tokens", "calls", "cost", "seconds", "trust.review"})
"""Figures that are shown and fail no build: they differ from machine to machine, or are a matter of taste."""


@dataclass(frozen=True)
class Change:
    """One score of one reader, before and after, over the fixtures that both evaluations have."""

    reader: str
    metric: Metric
    before: float | None
    after: float | None
    difference: Interval

    def worse(self, tolerance: float) -> bool:
        """Whether the score got worse by more than the tolerance."""
        if self.metric.id in UNGATED or self.metric.better is None:
            return False
        loss = -self.difference.value if self.metric.better == "higher" else self.difference.value
        return loss > tolerance


@dataclass(frozen=True)
class Comparison:
    """`missing` and `changed` are fixtures of the old evaluation that the new one lacks, or has with another
    source or other labels; neither is compared, nor are the `added` ones that only the new one has. `readers` are
    those of the old one that the new one lacks, `compared` those that both have."""

    changes: Sequence[Change]
    fixtures: Sequence[str]
    missing: Sequence[str]
    changed: Sequence[str]
    added: Sequence[str]
    readers: Sequence[str]
    compared: Sequence[str]

    @property
    def empty(self) -> bool:
        """Whether nothing could be compared: then nothing is known to be as good as it was."""
        return not (self.fixtures and self.compared)

    def worse(self, tolerance: float) -> list[Change]:
        return [change for change in self.changes if change.worse(tolerance)]


def compare(old: Evaluation, new: Evaluation) -> Comparison:
    """Every score that changed, reader by reader, on the fixtures that are the same in both."""
    common = [name for name in old.fixtures if name in new.fixtures]
    same = [name for name in common if old.fixtures[name].digest == new.fixtures[name].digest]
    afters = {scores.name: scores for scores in new.readers}
    changes = [
        change
        for before in old.readers
        if before.name in afters
        for change in _changes(before, afters[before.name], same)
    ]
    return Comparison(
        changes=changes,
        fixtures=same,
        missing=[name for name in old.fixtures if name not in new.fixtures],
        changed=[name for name in common if name not in same],
        added=[name for name in new.fixtures if name not in old.fixtures],
        compared=[before.name for before in old.readers if before.name in afters],
        readers=[before.name for before in old.readers if before.name not in afters],
    )


def _changes(before: ReaderScores, after: ReaderScores, names: Sequence[str]) -> list[Change]:
    one, other = before.values(names), after.values(names)
    differences = paired(after.by_report(names), before.by_report(names), METRICS)
    return [
        Change(after.name, metric, one.get(metric.id), other.get(metric.id), differences[metric.id])
        for metric in METRICS
        if metric.id in differences and differences[metric.id].value != 0
    ]


def versus(one: ReaderScores, other: ReaderScores) -> dict[str, Interval]:
    """How much higher each score of one reader is than another's, paired over the reports both read."""
    return paired(one.by_report(), other.by_report(), METRICS)
