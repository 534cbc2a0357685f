"""From a token in its place to a reading of the cell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from extract.document import Document
from extract.doubts import Doubt
from extract.reading import CellReading
from extract.tables import thresholds
from extract.tables.lines.tokens import Token
from extract.text.normal import plain
from extract.text.numbers import Printed
from schemas.form import Column
from schemas.record import Value

JOINED = Doubt("digits_joined")
ODD = Doubt("odd_number")
NOT_A_NUMBER = Doubt("not_a_number")
OTHER_UNIT = Doubt("other_unit")
OTHER_SIGN = Doubt("other_sign")
UNREAD = Doubt("unread_ink")
IMPOSSIBLE = Doubt("impossible_count")
LOW_CONFIDENCE = Doubt("low_confidence")
_MONEY = re.compile(r"(?:万|亿)?元")
_LESS = re.compile(r"[减降少↓]")


def read_token(
    document: Document, token: Token, column: Column, *doubts: Doubt | None, evidence: frozenset[str] = frozenset()
) -> CellReading:
    """The cell that a token is, with every doubt there is about it and the `evidence` for its place."""
    printed = token.printed
    where = document.where(token.start, token.end)
    text = document.text[token.start : token.end]
    found = [doubt for doubt in doubts if doubt]
    if token.kind == "blank" or printed is None:
        return CellReading(None, "", "blank", where, tuple(found), token.confidence, evidence)
    if token.unread:
        return CellReading(None, text, "absent", where, (*found, UNREAD), token.confidence)
    value = printed.value(column.kind)
    found += _misgivings(text, printed, value, column)
    confidence = token.confidence if token.confidence is not None else document.confidence(token.start, token.end)
    if confidence is not None and confidence < thresholds.CONFIDENT:
        found.append(LOW_CONFIDENCE)
    return CellReading(value, text, printed.state, where, tuple(found), confidence, evidence)


def _misgivings(text: str, printed: Printed, value: Value, column: Column) -> Iterator[Doubt]:
    """What is odd about a printed number, or about a number in its column."""
    if printed.state == "noted" and printed.number is None:
        yield NOT_A_NUMBER
    elif not printed.certain:
        yield JOINED if re.search(r"\d\s", text) else ODD
    if column.kind == "count" and value is not None and (not isinstance(value, int) or value < 0):
        yield IMPOSSIBLE
    money = _MONEY.search(plain(text)) if value is not None and printed.state == "noted" else None
    if money and (column.kind == "count" or (column.unit is not None and money[0] != column.unit)):
        yield OTHER_UNIT
    if column.kind == "change" and isinstance(value, int) and value > 0 and _LESS.search(text):
        yield OTHER_SIGN


def lost(*doubts: Doubt | None) -> CellReading:
    """A cell that was not found."""
    return replace(CellReading(None, "", "absent"), doubts=tuple(doubt for doubt in doubts if doubt))
