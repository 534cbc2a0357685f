"""Numbers before labels that are the form's own (1.属于国家秘密), in whatever way they lost their point."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.tables import thresholds
from extract.tables.labels import RowLabels, split_number
from extract.tables.lines.line import Line
from extract.tables.lines.tokens import Token

NUMBERING = re.compile(r"(?:序|编)号|[行项]次|次序|No\.?|№", re.IGNORECASE)
"""The heading of a column that numbers the rows."""
_COUNTED = 8
"""So many lines that are counted one by one are counted, not filled in."""
_DIGITS = 2
"""No table has a hundred rows."""


def with_enumerators(lines: Sequence[Line], labels: RowLabels) -> list[Line]:
    """The lines, the number that the form prints before a bordered row's label given back to the label.

    Where a header announces row numbers, the number before a label on an unbordered line is left out.
    """
    lines = _without_line_numbers(lines)
    numbered = any(NUMBERING.match(token.text) for line in lines for token in line.labels)
    return [_joined(line, labels) if line.width else _counted(line) if numbered else line for line in lines]


def _without_line_numbers(lines: Sequence[Line]) -> list[Line]:
    """The lines without a first column that counts them."""
    kept = list(lines)
    numbers = [_first_number(line) for line in lines]
    begin = 0
    for at in range(1, len(lines) + 1):
        before, number = numbers[at - 1], numbers[at] if at < len(lines) else None
        if before is None or number != before + 1:
            if at - begin >= _COUNTED:
                kept[begin:at] = [replace(line, tokens=line.tokens[1:]) for line in lines[begin:at]]
            begin = at
    return kept


def _first_number(line: Line) -> int | None:
    """The whole number in the first cell of a bordered line, where no other number stands behind it."""
    first = line.tokens[0] if line.tokens else None
    number = first is not None and line.width > 1 and first.kind == "value" and first.text.isdecimal()
    return int(first.text) if first and number and line.tokens[1:2] and line.tokens[1].kind != "value" else None


def _counted(line: Line) -> Line:
    """An unbordered line without the number of its row."""
    first, *rest = line.tokens or (None,)
    counts = first is not None and first.kind == "value" and first.text.isdecimal() and len(first.text) <= _DIGITS
    return replace(line, tokens=tuple(rest)) if counts and rest and rest[0].kind == "label" else line


def _joined(line: Line, labels: RowLabels) -> Line:
    for at, token in enumerate(line.tokens[:-1]):
        label = line.tokens[at + 1]
        if token.kind == "value" and label.kind == "label" and _numbers(token, label, labels):
            whole = replace(label, text=f"{token.text}.{label.text}")
            return replace(line, tokens=(*line.tokens[:at], whole, *line.tokens[at + 2 :]))
    return line


def _numbers(token: Token, label: Token, labels: RowLabels) -> bool:
    if not token.text.isdecimal() or split_number(label.text)[0]:
        return False
    scores = labels.scores(label.text)
    named = [row for row, score in zip(labels.rows, scores, strict=True) if score == max(scores) >= thresholds.SURE]
    return any(split_number(f"{row.number}、")[0] == token.text for row in named if row.number)
