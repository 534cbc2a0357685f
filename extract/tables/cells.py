"""From a token in its place to a reading of the cell."""

from __future__ import annotations

from dataclasses import replace

from extract.document import Document
from extract.reading import CellReading
from extract.tables.tokens import Token
from schemas.form import Column

JOINED = "单元格内数字被空格隔开，按相连的数字读取"
NOT_A_NUMBER = "单元格中的文字不是数字"
UNREAD = "单元格内有墨迹而无法识别"
IMPOSSIBLE = "数量应为非负整数"
LOW_CONFIDENCE = "识别置信度低"
_CONFIDENT = 0.6


def read_token(document: Document, token: Token, column: Column, *doubts: str | None) -> CellReading:
    """The cell that a token is, with every doubt there is about it."""
    printed = token.printed
    where = document.where(token.start, token.end)
    text = document.text[token.start : token.end]
    found = [doubt for doubt in doubts if doubt]
    if token.kind == "blank" or printed is None:
        return CellReading(None, "", "blank", where, tuple(found), token.confidence)
    if token.unread:
        return CellReading(None, text, "absent", where, (*found, UNREAD), token.confidence)
    value = printed.value(column.kind)
    if printed.state == "noted" and printed.number is None:
        found.append(NOT_A_NUMBER)
    elif not printed.certain:
        found.append(JOINED)
    if value is not None and column.kind == "count" and (not isinstance(value, int) or value < 0):
        found.append(IMPOSSIBLE)
    confidence = token.confidence if token.confidence is not None else document.confidence(token.start, token.end)
    if confidence is not None and confidence < _CONFIDENT:
        found.append(LOW_CONFIDENCE)
    return CellReading(value, text, printed.state, where, tuple(found), confidence)


def lost(*doubts: str | None) -> CellReading:
    """A cell that was not found."""
    return replace(CellReading(None, "", "absent"), doubts=tuple(doubt for doubt in doubts if doubt))
