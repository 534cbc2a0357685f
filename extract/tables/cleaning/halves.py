"""Tables whose rows stand side by side: two or three halves, each with labels and numbers of its own.

The lines are cut before each further label that numbers follow, and the parts put one below the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extract.tables import thresholds
from extract.tables.labels import RowLabels
from extract.tables.lines.line import Line
from extract.tables.lines.tokens import Token

_LEAST_LINES = 2


def upright(lines: Sequence[Line], labels: RowLabels) -> list[Line]:
    """The lines, those of further halves behind those of the first."""
    cuts = [_cuts(line, labels) for line in lines]
    filled = [cut for line, cut in zip(lines, cuts, strict=True) if line.values]
    halved = Counter(len(cut) for cut in filled if cut)
    if not halved:
        return list(lines)
    parts, count = halved.most_common(1)[0]
    if count < _LEAST_LINES or count < thresholds.MOST * len(filled):
        return list(lines)
    columns = _columns(lines, cuts, parts)
    cut_up = [_parts(line, cut, columns, parts) for line, cut in zip(lines, cuts, strict=True)]
    return [line for part in zip(*cut_up, strict=True) for line in part if line.tokens or line.breaks]


def _cuts(line: Line, labels: RowLabels) -> tuple[int, ...]:
    """Where further rows begin on a line: labels between numbers that name another row each."""
    cuts: list[int] = []
    if len(line.labels) < 2 or not line.values:
        return ()
    tokens = line.tokens
    for at in range(2, len(tokens) - 1):
        before, token, after = tokens[at - 1 : at + 2]
        if token.kind == "label" and before.kind != "label" and after.kind != "label":
            cuts += [at] if max(labels.scores(token.text)) >= thresholds.SURE else []
    first = next((at for at, token in enumerate(tokens) if token.kind == "label"), 0)
    named = first < min(cuts, default=0) and max(labels.scores(tokens[first].text)) >= thresholds.SURE
    return tuple(cuts) if named else ()


def _columns(lines: Sequence[Line], cuts: Sequence[tuple[int, ...]], parts: int) -> tuple[int, ...]:
    """The printed columns at which bordered lines are cut."""
    found = Counter(
        tuple(line.tokens[at].column or 0 for at in cut)
        for line, cut in zip(lines, cuts, strict=True)
        if line.width and len(cut) == parts
    )
    return found.most_common(1)[0][0] if found else ()


def _parts(line: Line, cut: tuple[int, ...], columns: tuple[int, ...], parts: int) -> list[Line]:
    """The halves of one line; a line that is not cut is the first half's."""
    if line.width and columns:
        return _bordered(line, columns)
    if len(cut) != parts:
        cut = _header_cut(line, parts) or (len(line.tokens),) * parts
    bounds = [0, *cut, len(line.tokens)]
    return [replace(line, tokens=line.tokens[a:b]) for a, b in pairwise(bounds)]


def _header_cut(line: Line, parts: int) -> tuple[int, ...]:
    """Where a line of labels repeats itself."""
    texts = [token.text for token in line.tokens]
    size, rest = divmod(len(texts), parts + 1)
    repeats = not rest and size > 1 and texts == texts[:size] * (parts + 1)
    return tuple(size * (part + 1) for part in range(parts)) if repeats else ()


def _bordered(line: Line, columns: Sequence[int]) -> list[Line]:
    bounds = [0, *columns, max(line.width, columns[-1])]
    return [
        replace(line, tokens=_between(line.tokens, left, right), width=right - left) for left, right in pairwise(bounds)
    ]


def _between(tokens: Sequence[Token], left: int, right: int) -> tuple[Token, ...]:
    return tuple(
        replace(token, column=(token.column or 0) - left, width=right - left)
        for token in tokens
        if left <= (token.column or 0) < right
    )
