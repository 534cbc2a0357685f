"""What an evaluation found, as `eval.json` keeps it: counts of each report, so that any score can be had again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.scoring import METRICS, Counts, Interval, Reliability, intervals, reliability, total
from extract.failing import os_fault
from extract.run.errors import UsageError
from schemas.record import Value

FORMAT = 3
"""Of the counts: scores of two evaluations are compared only where both were counted in the same way."""


class EvaluationError(UsageError):
    """A file that is no evaluation; the message names it."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FixtureFacts(_Part):
    """What a fixture was: two evaluations compare it only where the digests are the same."""

    kind: str
    layout: str
    edition: str
    digest: str


class WrongCell(_Part):
    """A cell that was read wrongly: `source` is the printed line that the reader pointed at, if any."""

    fixture: str
    address: str
    kind: str
    silent: bool
    label: Value
    read: Value
    label_state: str
    read_state: str
    trust: str | None
    source: str
    reasons: list[str]


class WrongPassage(_Part):
    """A problem or measure that was `missed`, or read where none is labelled (`false`)."""

    fixture: str
    kind: str
    fault: str
    text: str


class KindReliability(_Part):
    """What each set of evidence is worth over the reports of one kind of source; `kind` None: over all of them."""

    kind: str | None
    rows: list[Reliability]


class ReaderScores(_Part):
    """One reader over all fixtures. `reports` holds the counts of each fixture, summed over the runs."""

    name: str
    model: str | None = None
    baseline: bool = False
    runs: int = 1
    reports: dict[str, dict[str, float]] = {}
    failures: dict[str, str] = {}
    by_run: list[dict[str, float]] = []
    """Each run's scores by metric, where there was more than one run."""
    wrong: list[WrongCell] = []
    passages: list[WrongPassage] = []
    reliability: list[KindReliability] = []

    def by_report(self, names: Collection[str] | None = None) -> dict[str, Counts]:
        """The counts of each report (of those named) for one run, by name."""
        return {
            name: Counts({count: amount / self.runs for count, amount in counts.items()})
            for name, counts in self.reports.items()
            if names is None or name in names
        }

    def counts(self, names: Collection[str] | None = None) -> list[Counts]:
        return list(self.by_report(names).values())

    def scores(self, names: Collection[str] | None = None) -> dict[str, Interval]:
        """Every score with its interval, over all fixtures or those named."""
        return intervals(self.counts(names), METRICS)

    def values(self, names: Collection[str] | None = None) -> dict[str, float]:
        """Every score without its interval."""
        summed = total(self.counts(names))
        return {m.id: value for m in METRICS if (value := m.score(summed)) is not None}


class Robustness(_Part):
    """Scores of one reader over made reports at rising levels of damage: level → metric → value."""

    reader: str
    layouts: list[str]
    reports: int
    """Reports at each level."""
    levels: dict[str, dict[str, float]]


class Trouble(_Part):
    """A report that the harness itself could not score: it counts for nobody, and the evaluation is incomplete."""

    fixture: str
    reader: str
    error: str


class Evaluation(_Part):
    """A whole evaluation."""

    format: int = FORMAT
    version: str
    fixtures: dict[str, FixtureFacts]
    unconfirmed: list[str] = []
    readers: list[ReaderScores] = []
    robustness: list[Robustness] = []
    troubles: list[Trouble] = []
    seconds: float = 0.0

    def named(self, kind: str, value: str) -> list[str]:
        """The fixtures of one layout, kind or edition."""
        return [name for name, facts in self.fixtures.items() if getattr(facts, kind) == value]

    def reliability(self, reader: ReaderScores) -> list[KindReliability]:
        """What each set of a reader's evidence is worth, over all reports and over those of each kind of source."""
        kinds: list[str | None] = [None, *sorted({facts.kind for facts in self.fixtures.values()})]
        found = ((kind, reader.counts(None if kind is None else self.named("kind", kind))) for kind in kinds)
        return [KindReliability(kind=kind, rows=rows) for kind, counts in found if (rows := reliability(counts))]


def load_evaluation(path: Path) -> Evaluation:
    """Raises `EvaluationError`."""
    try:
        found = Evaluation.model_validate_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise EvaluationError("cannot_be_read", place=path, error=os_fault(error)) from error
    except (UnicodeDecodeError, ValidationError) as error:
        raise EvaluationError("no_evaluation", place=path) from error
    if found.format != FORMAT:
        raise EvaluationError("other_evaluation", place=path)
    return found


def save_evaluation(evaluation: Evaluation, path: Path) -> None:
    path.write_text(evaluation.model_dump_json(indent=1) + "\n", encoding="utf-8")


def spread(by_run: Sequence[Mapping[str, float]], metric: str) -> float | None:
    """The standard deviation of a score over runs; None for fewer than two."""
    values = [scores[metric] for scores in by_run if metric in scores]
    if len(values) < 2:
        return None
    mean = sum(values) / len(values)
    return float((sum((value - mean) ** 2 for value in values) / (len(values) - 1)) ** 0.5)
