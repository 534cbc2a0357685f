"""The headings over a line of numbers: which of the form's rows and columns each number stands under.

Where the cells of the header and of the numbers have columns, these decide. Elsewhere the headings are taken in
reading order, level by level: what stands first on the upper level stands left, whatever is printed below it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import fuzz

from extract.document import Document
from extract.tables import thresholds
from extract.tables.columns import Placed
from extract.tables.header import HeaderReader, sub_token
from extract.tables.labels import ColumnLabels, RowLabels, pattern, words
from extract.tables.leaves import Spans, header_top
from extract.tables.lines.line import Line
from extract.tables.lines.tokens import Token
from schemas.form import Row, Table

_MISREAD = 72


class Headings:
    """Reads the headings of one table of arrangement `line`; made once, used for every report."""

    def __init__(self, table: Table, labels: RowLabels, headers: HeaderReader) -> None:
        self.table, self.labels, self.headers = table, labels, headers
        self.columns = ColumnLabels(table.columns)
        self.groups = {name: words(group.label) for name, group in table.groups.items()}
        wordings = [w for row in table.rows for w in row.wordings]
        wordings += [w for group in table.groups.values() for w in (group.label, *group.variants)]
        wordings += [w for column in table.columns for w in (column.label, *column.variants)]
        self._printed = pattern(wordings)

    def split(self, tokens: Iterable[Token]) -> list[Token]:
        """The pieces of a header; what is nothing but labels with blanks between them is cut into these."""
        return [part for token in tokens for part in self._cut(token)]

    def _cut(self, token: Token) -> list[Token]:
        spans = [found.span() for found in self._printed.finditer(token.text)]
        if len(spans) < 2 or self._printed.sub("", token.text).strip():
            return self.headers.split([token])
        return [part for a, b in spans if (part := sub_token(token, a, b)) is not None]

    def row(self, token: Token) -> int | None:
        """The row whose label a piece is."""
        return self.labels.named(token.text, thresholds.SURE)

    def column(self, token: Token) -> str | None:
        """The column whose label a piece is."""
        found = self.columns.column(token.text)
        return None if found is None else self.table.columns[found].id

    def order(self, heads: Sequence[Token]) -> tuple[list[str], bool]:
        """The cells from left to right, and whether the headings leave that in doubt."""
        rows, is_told = self._row_order(heads)
        default = [column.id for column in self.table.columns]
        leaves = [found for token in heads if (found := self.column(token)) is not None]
        per_row = [leaves[at : at + len(default)] for at in range(0, len(leaves), len(default))]
        complete = [block for block in per_row if sorted(block) == sorted(default)]
        orders = complete if len(complete) == len(rows) == len(per_row) else [default] * len(rows)
        expected = default * len(rows)
        readable = len(leaves) >= thresholds.READABLE * len(expected)
        unclear = orders is not complete and readable and not _runs_through(leaves, expected)
        crossed = rows != list(self.table.rows) and any(block != orders[0] for block in orders)
        return [
            self.table.address(row.id, name) for row, block in zip(rows, orders, strict=True) for name in block
        ], unclear or crossed or not is_told

    def _row_order(self, heads: Sequence[Token]) -> tuple[list[Row], bool]:
        """The rows from left to right, and whether the headings tell so.

        Those of a group stand where the group's own heading stands. Headings on several lines tell no other order
        than the form's: one that spans two lines of a header is printed below one that spans the first only.
        """
        usual = list(self.table.rows)
        own = self._headed(heads)
        if len(own) < len(usual):
            return usual, True
        groups = self._group_heads(heads)
        top = {i: groups.get(row.group, own[i]) if row.group else own[i] for i, row in enumerate(usual)}
        rows = [usual[i] for i in sorted(own, key=lambda i: (_place(top[i]), _place(own[i])))]
        if rows == usual or (_is_level(top.values()) and self._are_level(own)):
            return rows, True
        return usual, False

    def _are_level(self, own: Mapping[int, Token]) -> bool:
        """Whether the rows of each group are headed on one line."""
        groups = {row.group for row in self.table.rows}
        return all(_is_level(t for i, t in own.items() if self.table.rows[i].group == group) for group in groups)

    def _headed(self, heads: Sequence[Token]) -> dict[int, Token]:
        """What heads each row first, those preferred that hold nothing but its label."""
        first: dict[int, Token] = {}
        for exact in (True, False):
            for token in heads:
                named = self.row(token)
                if named is None or not words(token.text) or named in first:
                    continue
                if not exact or words(token.text) in {words(w) for w in self.table.rows[named].wordings}:
                    first[named] = token
        return first

    def _group_heads(self, heads: Sequence[Token]) -> dict[str, Token]:
        found: dict[str, Token] = {}
        for token in heads:
            for name, label in self.groups.items():
                if self.row(token) is None and fuzz.ratio(words(token.text), label) >= _MISREAD:
                    found.setdefault(name, token)
        return found

    def by_columns(self, document: Document, lines: Sequence[Line]) -> tuple[list[str], Placed] | None:
        """The cells of the one bordered line of numbers, each under its own headings; None where any has none."""
        size = len(self.table.addresses)
        filled = [at for at, line in enumerate(lines) if line.width and len(_cells(line)) >= size and line.values]
        if len(filled) != 1:
            return None
        at = filled[0]
        over = self._over(lines[header_top(lines, at) : at], Spans(document))
        under = [(self._address(over.get(token.column or 0, ())), token) for token in _cells(lines[at])]
        headed = [(address, token) for address, token in under if address is not None]
        whole = sorted(address for address, _ in headed) == sorted(self.table.addresses)
        if not whole or any(token.kind == "value" for address, token in under if address is None):
            return None
        return [address for address, _ in headed], Placed(tuple(token for _, token in headed))

    def _over(self, lines: Sequence[Line], spans: Spans) -> Mapping[int, list[Token]]:
        """The headings over each column; a merged one stands over the empty cells to its right as well."""
        over: dict[int, list[Token]] = {}
        for line in lines:
            spanning: Token | None = None
            for token in line.tokens:
                if token.kind == "label":
                    spanning = token if self.column(token) is None else None
                if token.kind == "label" or spanning:
                    first = token.column or 0
                    for column in range(first, first + spans.of(token)):
                        over.setdefault(column, []).append(spanning or token)
        return over

    def _address(self, stack: Sequence[Token]) -> str | None:
        """The cell under a stack of headings."""
        rows = {row for token in stack if self.column(token) is None and (row := self.row(token)) is not None}
        names = [name for token in stack if (name := self.column(token)) is not None]
        if len(rows) != 1 or not names:
            return None
        return self.table.address(self.table.rows[rows.pop()].id, names[-1])


def _is_level(tokens: Iterable[Token]) -> bool:
    """Whether headings stand on one line, or in the columns of a grid."""
    plain = {token.line for token in tokens if token.grid < 0}
    return len(plain) < 2


def _cells(line: Line) -> list[Token]:
    return [token for token in line.tokens if token.kind != "label"]


def _place(token: Token) -> int:
    """Where a heading stands from left to right: its column in a grid, else its place in the text."""
    return token.column if token.grid >= 0 and token.column is not None else token.start


def _runs_through(found: Sequence[str], expected: Sequence[str]) -> bool:
    """Whether the labels found stand in the expected order, some of them missing."""
    rest = iter(expected)
    return all(label in rest for label in found)
