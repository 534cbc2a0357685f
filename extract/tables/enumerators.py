"""Numbers before labels that are the form's own (1.属于国家秘密), in whatever way they lost their point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extract.tables.labels import RowLabels, split_number
from extract.tables.rows import ROW_LABEL
from extract.tables.stream import Line
from extract.tables.tokens import Token


def without_enumerators(lines: Sequence[Line], labels: RowLabels) -> list[Line]:
    """The lines, where a bordered row's first number is the one that the form prints before the row's label."""
    return [_without(line, labels) if line.width and line.labels and line.values else line for line in lines]


def _without(line: Line, labels: RowLabels) -> Line:
    for at, token in enumerate(line.tokens[:-1]):
        follower = line.tokens[at + 1]
        if token.kind == "value" and follower.kind == "label" and _numbers(token, follower, labels):
            return replace(line, tokens=line.tokens[:at] + line.tokens[at + 1 :])
    return line


def _numbers(token: Token, label: Token, labels: RowLabels) -> bool:
    if not token.text.isdecimal() or split_number(label.text)[0]:
        return False
    scores = labels.scores(label.text)
    named = [row for row, score in zip(labels.rows, scores, strict=True) if score == max(scores) >= ROW_LABEL]
    return any(split_number(f"{row.number}、")[0] == token.text for row in named if row.number)
