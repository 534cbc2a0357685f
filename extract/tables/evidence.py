"""Label evidence: how well the label pieces around each run match each row, 0 to 1.

A label stands on its values' line, before or after them, or is torn so that they stand inside it; or labels
are printed as a list of their own. Which side labels stand on is told from the two ends of the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extract.tables import thresholds
from extract.tables.labels import SHORT, RowLabels, split_number, words
from extract.tables.layouts.rows import Run
from extract.tables.naming import LONGEST_LABEL, listed_rows, windows

_ENDS = 3
"""Rows at either end of a table that its first and last labels may name."""


def evidence_of(runs: Sequence[Run], labels: RowLabels) -> list[list[float]]:
    """Evidence of each run for each row."""
    side = _side(runs, labels)
    evidence = [_evidence(run, labels, side) for run in runs]
    _pair_lists(runs, labels, evidence)
    return evidence


def _evidence(run: Run, labels: RowLabels, side: _Side) -> list[float]:
    """How well the pieces around a run match each row."""
    own = _best(run.same, labels, 1.0)
    if max(own) >= thresholds.OWN:
        return own
    torn = _torn(run, labels)
    if has_label(run):
        ahead = _best(run.before[-2:] + run.same, labels, 1.0, within=len(run.before[-2:]))
        return [max(scores) for scores in zip(own, ahead, torn, strict=True)]
    foreign = side.inline and any(len(words(piece)) > 1 and not labels.is_torn_group(piece) for piece in run.same)
    share = thresholds.ELSEWHERE if foreign else 1.0
    before = _best(run.before + run.same, labels, side.before * share, anchored=True)
    after = _best(run.after, labels, side.after * share, first=True)
    return [max(scores) for scores in zip(own, before, after, torn, strict=True)]


@dataclass(frozen=True, slots=True)
class _Side:
    """What a label before, and one after the values, is worth."""

    before: float
    after: float
    inline: bool
    """Most labels stand on their values' line: an unreadable word there is a label, not part of another one."""


def _side(runs: Sequence[Run], labels: RowLabels) -> _Side:
    """On which side of the values labels are printed, told from the two ends of the table."""
    apart = [run for run in runs if not run.same]
    inline = 2 * sum(max(_best(run.same, labels, 1.0)) >= thresholds.MATCH for run in runs) > len(runs)
    if len(apart) < 2:
        return _Side(1.0, thresholds.NEXT, inline)
    first = max(_best(apart[0].before, labels, 1.0, anchored=True)[:_ENDS])
    last = max(_best(apart[-1].after, labels, 1.0, first=True)[-_ENDS:])
    if first >= thresholds.SURE > last:
        return _Side(1.0, thresholds.ELSEWHERE, inline)
    if last >= thresholds.SURE > first:
        return _Side(thresholds.ELSEWHERE, thresholds.NEXT, inline)
    return _Side(1.0, thresholds.NEXT, inline)


def _pair_lists(runs: Sequence[Run], labels: RowLabels, evidence: list[list[float]]) -> None:
    """Labels printed as a list of their own, apart from as many rows of numbers: paired in their order.

    Such a pairing is weaker than any label beside its row. Lists of another length than the numbers say nothing.
    """
    start = 0
    while start < len(runs):
        stop = start + 1
        while stop < len(runs) and not runs[stop].same and not listed_rows(runs[stop].before, labels):
            stop += 1
        if stop - start > 1 and not runs[start].same:
            for pieces in (runs[start].before, runs[stop - 1].after):
                rows = listed_rows(pieces, labels)
                if len(rows) > 1:
                    _pair(rows, start, stop, evidence)
                    break
        start = stop


def _pair(rows: Sequence[int], start: int, stop: int, evidence: list[list[float]]) -> None:
    size = len(evidence[start])
    for at in range(start, stop):
        evidence[at] = [0.0] * size
        if len(rows) == stop - start:
            evidence[at][rows[at - start]] = thresholds.ELSEWHERE


def _best(
    pieces: Sequence[str],
    labels: RowLabels,
    weight: float,
    *,
    anchored: bool = False,
    first: bool = False,
    within: int = -1,
) -> list[float]:
    """The best match of each row among the stretches of pieces; the nearer to the run, the better.

    `within`: only stretches that reach over the piece of that index.
    """
    best = [0.0] * len(labels.rows)
    matches = [
        (begin, stop, labels.scores(text))
        for begin, stop, text in windows(pieces)
        if len(text) <= LONGEST_LABEL and stop > within
    ]
    behind = _nearest(matches, len(pieces), anchored=anchored, first=first)
    for begin, stop, scores in matches:
        distance = len(pieces) - stop if anchored else begin if first else 0
        near = weight * (thresholds.FURTHER ** min(distance, 12))
        if (anchored and stop <= behind) or (first and begin >= behind):
            near *= thresholds.BEHIND
        for row, score in enumerate(scores):
            if score * near > best[row]:
                best[row] = score * near
    return best


def _nearest(matches: Sequence[tuple[int, int, tuple[float, ...]]], pieces: int, *, anchored: bool, first: bool) -> int:
    """The far end of the label nearest to the run: what lies behind it belongs to other values."""
    if anchored:
        named = [(stop, begin) for begin, stop, scores in matches if max(scores) >= thresholds.SURE]
        nearest = max((stop for stop, _ in named), default=0)
        return min((begin for stop, begin in named if stop == nearest), default=0)
    if first:
        named = [(begin, stop) for begin, stop, scores in matches if max(scores) >= thresholds.SURE]
        nearest = min((begin for begin, _ in named), default=pieces)
        return max((stop for begin, stop in named if begin == nearest), default=pieces)
    return 0


def _torn(run: Run, labels: RowLabels) -> list[float]:
    """Labels whose beginning stands before the run and whose end after it."""
    best = [0.0] * len(labels.rows)
    ahead = run.before + (run.same if has_label(run) else [])
    if not run.after or not ahead:
        return best
    for begin in range(1, min(3, len(ahead)) + 1):
        for stop in range(1, min(2, len(run.after)) + 1):
            if split_number(run.after[stop - 1])[0]:
                break
            text = "".join(ahead[-begin:]) + "".join(run.after[:stop])
            for row, score in enumerate(labels.scores(text)):
                whole = score if score == 1 else score * thresholds.ALTERED
                best[row] = max(best[row], whole if score >= thresholds.SURE else 0.0)
    return best


def has_label(run: Run) -> bool:
    """Whether a label, not just a torn sign, stands on the run's own line."""
    return sum(len(words(piece)) for piece in run.same) >= SHORT or any(split_number(p)[0] for p in run.same)
