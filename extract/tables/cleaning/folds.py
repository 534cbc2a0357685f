"""Bordered rows whose label takes several lines: its numbers stand on one of these, the cells of the others are empty.

Lines are one row where their labels together are a row's, better than any of them alone, and one of them at most has
numbers. A piece that begins with a number of its own begins another row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extract.tables import thresholds
from extract.tables.labels import RowLabels, split_number
from extract.tables.lines.line import Line

_MOST_LINES = 8


def unfolded(lines: Sequence[Line], labels: RowLabels) -> list[Line]:
    """The lines, the parts of folded rows joined; a document's own grid keeps its cells."""
    joined: list[Line] = []
    at = 0
    while at < len(lines):
        stop = _fold(lines, at, labels) if _is_part(lines[at]) else at + 1
        joined.append(_joined(lines[at:stop]) if stop > at + 1 else lines[at])
        at = stop
    return joined


def _is_part(line: Line) -> bool:
    """Whether a line may be a part of a row: bordered, with one label in it, all else numbers or empty."""
    return line.width > 2 and line.grid < 0 and bool(line.labels)


def _fold(lines: Sequence[Line], begin: int, labels: RowLabels) -> int:
    """Where the row ends that begins here: behind the longest label that is a row's."""
    stop, best = begin + 1, max(labels.scores(_text(lines[begin])))
    for end, text in _texts(lines, begin):
        score = max(labels.scores(text))
        if score >= thresholds.CLEAR and score >= best and not _is_whole(lines[end - 1], labels):
            stop, best = end, score
    return stop


def _texts(lines: Sequence[Line], begin: int) -> Iterator[tuple[int, str]]:
    """The labels of ever more lines from here on, while they can be one row's: (end, label)."""
    first = lines[begin]
    text, filled = _text(first), bool(first.values)
    for end in range(begin + 1, min(begin + _MOST_LINES, len(lines))):
        line = lines[end]
        if not _is_part(line) or line.width != first.width or split_number(_text(line))[0]:
            return
        if line.labels[-1].column != first.labels[-1].column or (filled and line.values):
            return
        text, filled = text + _text(line), filled or bool(line.values)
        yield end + 1, text


def _text(line: Line) -> str:
    return line.labels[-1].text


def _is_whole(line: Line, labels: RowLabels) -> bool:
    """Whether a line's label is a row's own already."""
    return labels.named(_text(line), thresholds.CLEAR) is not None and bool(line.values)


def _joined(lines: Sequence[Line]) -> Line:
    """The lines as one: the label of all, the cells of the one that has numbers."""
    body = next((line for line in lines if line.values), lines[0])
    label = replace(lines[0].labels[-1], text="".join(map(_text, lines)), end=lines[-1].labels[-1].end)
    groups = [token for line in lines for token in line.labels[:-1]]
    cells = [token for token in body.tokens if token.kind != "label" and (token.column or 0) > (label.column or 0)]
    return replace(body, tokens=(*groups, label, *cells))
