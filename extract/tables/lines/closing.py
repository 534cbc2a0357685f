"""Notes that a page breaks so that their closing bracket stands in the cell behind: 891（其中转办348件 | 0 ）."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.tables.lines.tokens import Token, cell_tokens

_UNCLOSED = re.compile(r"\s*\d[^()（）]*[(（][^()（）]*")
_STRAY = re.compile(r"\s*(?P<before>[)）]?)\s*(?P<own>[^()（）]*?)\s*(?P<behind>[)）]?)\s*")

Text = tuple[str, int]
"""A cell's text and its offset."""


def row_tokens(cells: Sequence[Text], columns: Sequence[int]) -> list[list[Token]]:
    """The tokens of each cell of a row; the cells' columns are given beside them."""
    closed = zip(_closed(cells), columns, strict=True)
    return [list(_tokens(text, at, closing, column)) for (text, at, closing), column in closed]


def _tokens(text: str, at: int, closing: str, column: int) -> Iterator[Token]:
    stop = at + len(text)
    for token in cell_tokens(text + closing, at, column, whole=True):
        token.end = min(token.end, stop)
        yield token


def _closed(cells: Sequence[Text]) -> Iterator[tuple[str, int, str]]:
    """Each cell, and the bracket that closes its note where that stands in the cell behind, which is without it."""
    given = list(cells)
    for here, (text, at) in enumerate(given):
        closing = ""
        if here + 1 < len(given) and _UNCLOSED.fullmatch(text):
            closing, given[here + 1] = _parted(*given[here + 1])
        yield text, at, closing


def _parted(text: str, at: int) -> tuple[str, Text]:
    """A lone closing bracket at either end of a cell, and the cell without it; no bracket where there is no such."""
    found = _STRAY.fullmatch(text)
    if found is None or bool(found["before"]) == bool(found["behind"]):
        return "", (text, at)
    return found["before"] or found["behind"], (found["own"], at + found.start("own"))
