"""Confidence intervals by bootstrap over reports, and paired ones for the difference of two readers.

Efron and Tibshirani, An Introduction to the Bootstrap (1993), the percentile interval. The report is what is
drawn: cells of one report are not independent of each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eval.scoring.counting import Counts, total
from eval.scoring.scores import Metric

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEVEL = 0.95
SAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Interval:
    """A score and the interval that holds it with 95% confidence; the bounds are None for fewer than two reports
    or where too few samples have a score."""

    value: float
    low: float | None
    high: float | None


def intervals(reports: Sequence[Counts], metrics: Sequence[Metric], seed: int = 0) -> dict[str, Interval]:
    """Score and interval of each metric that has one."""
    values = {metric.id: metric.score(total(reports)) for metric in metrics}
    samples = _resampled(reports, seed)
    return {
        metric.id: Interval(value, *_bounds([metric.score(sample) for sample in samples]))
        for metric in metrics
        if (value := values[metric.id]) is not None
    }


def paired(
    ones: Mapping[str, Counts], others: Mapping[str, Counts], metrics: Sequence[Metric], seed: int = 0
) -> dict[str, Interval]:
    """How much higher each metric is for `ones` than for `others`, over the reports (by name) that both have.

    Both are scored on the same draws of reports, so that what makes a report hard cancels out.
    """
    names = sorted(ones.keys() & others.keys())
    left, right = [ones[name] for name in names], [others[name] for name in names]
    samples = list(zip(_resampled(left, seed), _resampled(right, seed), strict=True))
    found = {}
    for metric in metrics:
        value = _difference(metric, total(left), total(right))
        if value is not None:
            found[metric.id] = Interval(value, *_bounds([_difference(metric, one, other) for one, other in samples]))
    return found


def _difference(metric: Metric, one: Mapping[str, float], other: Mapping[str, float]) -> float | None:
    first, second = metric.score(one), metric.score(other)
    return None if first is None or second is None else first - second


def _resampled(reports: Sequence[Counts], seed: int) -> list[dict[str, float]]:
    """The summed counts of each bootstrap sample: as many reports as there are, drawn with replacement."""
    if len(reports) < 2:
        return []
    import numpy as np

    names = sorted({name for counts in reports for name in counts})
    matrix = np.array([[counts.get(name, 0) for name in names] for counts in reports], dtype=float)
    summed = _draws(len(reports), seed) @ matrix
    return [dict(zip(names, row, strict=True)) for row in summed.tolist()]


def _draws(reports: int, seed: int) -> NDArray[np.int64]:
    """How often each report was drawn, a row for each sample."""
    import numpy as np

    rng = np.random.default_rng(seed)
    return rng.multinomial(reports, np.full(reports, 1 / reports), size=SAMPLES)


def _bounds(values: Sequence[float | None]) -> tuple[float | None, float | None]:
    known = [value for value in values if value is not None]
    if len(known) < SAMPLES * (1 + LEVEL) / 2:  # those without a score might lie anywhere, beyond either bound too
        return None, None
    import numpy as np

    low, high = np.quantile(known, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)
