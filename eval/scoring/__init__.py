"""Scores: one reading against the labels of its report, then many of them together.

`count` turns a report into counts, and nothing else; every score is a function of summed counts (`scores`), so
that the same function gives a report's score, a fixture set's and each bootstrap sample's (`intervals`).
"""

from eval.scoring.cells import CellOutcome, ErrorKind, compare_cells
from eval.scoring.counting import Counts, Scored, count, total
from eval.scoring.evidence import Reliability, reliability
from eval.scoring.intervals import Interval, intervals, paired
from eval.scoring.scores import HEADLINES, METRICS, SHOWN, Metric

__all__ = [
    "HEADLINES", "METRICS", "SHOWN", "CellOutcome", "Counts", "ErrorKind", "Interval", "Metric", "Reliability",
    "Scored", "compare_cells", "count", "intervals", "paired", "reliability", "total",
]  # fmt: skip
