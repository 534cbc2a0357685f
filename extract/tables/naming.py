"""Which rows pieces of text name, one after the other, however their labels are broken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extract.tables import thresholds
from extract.tables.labels import RowLabels, split_number

LONGEST_LABEL = 90
"""Characters of a row's label with its group's and its note; longer pieces are sentences."""
_PIECES = 3
"""A label of a list is broken into so many pieces at most."""


def windows(pieces: Sequence[str], most: int = 6) -> Iterator[tuple[int, int, str]]:
    """Every stretch of consecutive pieces put together: (first, last + 1, text).

    Labels break over lines; a piece with a number of its own begins another one.
    """
    for first in range(len(pieces)):
        text = ""
        for last in range(first, min(first + most, len(pieces))):
            if last > first and split_number(pieces[last])[0]:
                break
            text += pieces[last]
            yield first, last + 1, text


def listed_rows(pieces: Sequence[str], labels: RowLabels) -> list[int]:
    """The rows whose labels are printed one after the other, in printed order."""
    rows: list[int] = []
    done = 0
    for begin, stop, text in windows(pieces, _PIECES):
        if begin < done or len(text) > LONGEST_LABEL:
            continue
        scores = labels.scores(text)
        best = max(range(len(scores)), key=scores.__getitem__)
        longer = max(labels.scores(text + pieces[stop]), default=0.0) if stop < len(pieces) else 0.0
        if scores[best] >= thresholds.SURE and longer <= scores[best] and best not in rows:
            rows.append(best)
            done = stop
    return rows


def named_rows(pieces: Sequence[str], labels: RowLabels, least: float) -> frozenset[int]:
    """The rows whose label is printed somewhere among the pieces, in whatever order."""
    named: set[int] = set()
    for _, _, text in windows(pieces, _PIECES):
        if len(text) <= LONGEST_LABEL:
            named.update(row for row, score in enumerate(labels.scores(text)) if score >= least)
    return frozenset(named)
