"""Which label stands over each column of a bordered table: the lowest one of its header."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from extract.document import Document
from extract.tables.lines.line import Line
from extract.tables.lines.tokens import Token


class Spans:
    """How many columns a label's cell takes, told by the grid that it stands in; 1 elsewhere."""

    def __init__(self, document: Document) -> None:
        printed = [[cell for cell in grid.cells if cell.end > cell.start] for grid in document.grids]
        self._cells = [sorted(cells, key=lambda cell: cell.start) for cells in printed]
        self._starts = [[cell.start for cell in cells] for cells in self._cells]

    def of(self, token: Token) -> int:
        if token.grid < 0:
            return 1
        at = bisect_right(self._starts[token.grid], token.start) - 1
        return self._cells[token.grid][at].column_span if at >= 0 else 1


def header_top(lines: Sequence[Line], at: int) -> int:
    """Where the header above a line begins: lines with the same borders, without values."""
    begin = at
    while begin and lines[begin - 1].width == lines[at].width and not lines[begin - 1].values:
        begin -= 1
    return begin


def leaves(lines: Sequence[Line], spans: Spans) -> Mapping[int, str]:
    """The text of the lowest header cell over each column."""
    over: dict[int, list[Token]] = {}
    for line in lines:
        for token in line.labels:
            first = token.column or 0
            for column in range(first, first + spans.of(token)):
                over.setdefault(column, []).append(token)
    return {
        column: "".join(token.text for token in tokens if token.line == tokens[-1].line)
        for column, tokens in over.items()
    }
