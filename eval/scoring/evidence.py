"""What a set of evidence is worth: of the cells that it speaks for, how many are wrong, and how many there may be.

Cells of one report are not independent of each other: what makes one wrong makes its neighbours wrong. So the bound
is one over reports: the share of the reports with such cells that have a wrong one among them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, lgamma, log

from eval.scoring.cells import CellOutcome
from schemas.record import Trust

LEVEL = 0.95
STEPS = 60
"""Halvings of the interval in which a bound is sought: more than a float can tell apart."""


@dataclass(frozen=True, slots=True)
class Reliability:
    """Cells of one trust with one set of evidence; `bound` is the upper 95% bound of the share of reports with a
    wrong cell among them."""

    trust: Trust
    evidence: tuple[str, ...]
    cells: float
    wrong: float
    reports: int
    reports_wrong: int
    bound: float


def count_evidence(counts: Counter[str], cells: Sequence[CellOutcome]) -> None:
    """Cells, and wrong ones, of each trust and set of evidence. A reader that tells of none has no such counts."""
    for cell in cells:
        if cell.trust is not None:
            name = f"evidence.{cell.trust}.{'+'.join(sorted(cell.evidence))}"
            counts[f"{name}.cells"] += 1
            counts[f"{name}.wrong"] += not cell.right


def reliability(reports: Sequence[Mapping[str, float]]) -> list[Reliability]:
    """A row for each trust and set of evidence that occurs in the counts, the most trusted and most frequent first."""
    names = {name.removesuffix(".cells") for counts in reports for name in counts if _is_evidence(name)}
    rows = [_row(name, [counts for counts in reports if counts.get(f"{name}.cells")]) for name in names]
    return sorted((row for row in rows if row.reports), key=_standing)


def _is_evidence(name: str) -> bool:
    return name.startswith("evidence.") and name.endswith(".cells")


def _row(name: str, reports: Sequence[Mapping[str, float]]) -> Reliability:
    _, trust, evidence = name.split(".")
    wrong = [counts.get(f"{name}.wrong", 0) for counts in reports]
    with_wrong = sum(amount > 0 for amount in wrong)
    return Reliability(
        trust=trust,  # type: ignore[arg-type]  # it was counted from one
        evidence=tuple(evidence.split("+")) if evidence else (),
        cells=sum(counts[f"{name}.cells"] for counts in reports),
        wrong=sum(wrong),
        reports=len(reports),
        reports_wrong=with_wrong,
        bound=upper_bound(with_wrong, len(reports)),
    )


def _standing(row: Reliability) -> tuple[int, float, tuple[str, ...]]:
    return ("confirmed", "verified", "unverified", "suspect").index(row.trust), -row.cells, row.evidence


def upper_bound(hits: int, trials: int) -> float:
    """The exact one-sided upper 95% bound of a share: the share at which so few hits have a chance of one in twenty.

    Clopper and Pearson, The use of confidence or fiducial limits illustrated in the case of the binomial (1934).
    """
    if hits >= trials:
        return 1.0
    low, high = hits / trials, 1.0
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(hits, trials, middle) > 1 - LEVEL else (low, middle)
    return (low + high) / 2


def _at_most(hits: int, trials: int, share: float) -> float:
    """The chance of at most so many hits; `share` lies between 0 and 1."""
    if share in (0.0, 1.0):
        return float(share == 0.0)
    ways = lgamma(trials + 1)
    return sum(
        exp(ways - lgamma(k + 1) - lgamma(trials - k + 1) + k * log(share) + (trials - k) * log(1 - share))
        for k in range(hits + 1)
    )
