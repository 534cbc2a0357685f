"""Column headers: which pieces are header, and in which order the columns stand below it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rapidfuzz import fuzz

from extract.tables.labels import ColumnLabels, pattern, split_number, words
from extract.tables.lines.line import Line, display_width
from extract.tables.lines.tokens import Token
from schemas.form import Row, Table

_MOST_UNREAD = 2
_SHORTEST = 5
"""Pieces up to this length hold one label."""
_MOST_KNOWN = 50_000


@dataclass(frozen=True, slots=True)
class Header:
    """The columns as a header prints them, left to right, as ids.

    `places` are their columns in printed rows of `width` columns, known for bordered layouts only. `doubtful`
    where the order that is printed cannot be told.
    """

    order: tuple[str, ...]
    places: tuple[tuple[str, int], ...] = ()
    doubtful: bool = False
    grid: int = -1
    width: int = 0

    def order_for(self, row: Row) -> tuple[tuple[str, ...], bool]:
        """The columns of a row, left to right, and whether the header leaves that in doubt."""
        default = tuple(column.id for column in row.columns)
        printed = tuple(name for name in self.order if name in default)
        if len(printed) == len(default):
            return printed, self.doubtful and printed != default
        in_order = list(printed) == [name for name in default if name in printed]
        return default, not in_order


class HeaderReader:
    """Reads the headers of one table."""

    def __init__(self, table: Table) -> None:
        self.columns = table.columns
        self.labels = ColumnLabels(self.columns)
        self.wordings = [words(column.label) for column in self.columns]
        self.spans = {words(column.under) for column in self.columns if column.under}
        self.headings = {words(heading) for heading in table.headings}
        wordings = {w for column in table.columns for w in (column.label, *column.variants, column.under or "")}
        self._printed = pattern([*(wordings - {""}), *table.headings])
        self._whole: set[str] = set()
        """Pieces that hold no two labels, since reports repeat them."""
        self.least = 3 if self.spans else 2
        """Distinct columns that make a header."""

    def is_header(self, line: Line) -> bool:
        """Whether most labels of a line are column labels."""
        found = sum(self.labels.column(token.text) is not None for token in line.labels)
        return found >= 2 and found * 2 >= len(line.labels)

    def read(self, gap: Sequence[Token]) -> tuple[Header | None, list[Token]]:
        """The header among the pieces between two runs, if there is one, and the other pieces."""
        gap = self.split(gap)
        columns = [self._column(token) for token in gap]
        found = {column for column in columns if column is not None}
        if len(found) < self.least and not _fill_a_line(gap, columns):
            return None, list(gap)
        self._fill(gap, columns)
        rest = [
            token
            for token, column in zip(gap, columns, strict=True)
            if column is None and not self._belongs(words(token.text))
        ]
        return self._header(gap, columns), rest

    def _fill(self, gap: Sequence[Token], columns: list[int | None]) -> None:
        """Unreadable pieces in a header line are the columns that no other piece is."""
        missing = set(range(len(self.columns))) - set(columns)
        lines = {token.line for token, column in zip(gap, columns, strict=True) if column is not None}
        unread = [
            at
            for at, token in enumerate(gap)
            if columns[at] is None and token.line in lines and not self._belongs(words(token.text))
            and 2 <= len(words(token.text)) <= 8 and not split_number(token.text)[0]
        ]  # fmt: skip
        if len(unread) != len(missing) or len(missing) > _MOST_UNREAD:
            return
        for at in unread:
            alike = sorted(missing, key=lambda i: fuzz.ratio(words(gap[at].text), self.wordings[i]), reverse=True)
            if fuzz.ratio(words(gap[at].text), self.wordings[alike[0]]) > 0:
                columns[at] = alike[0]
                missing.discard(alike[0])

    def split(self, tokens: Sequence[Token]) -> list[Token]:
        """Pieces that hold several header labels, one after the other, cut into these."""
        return [part for token in tokens for part in self._pieces(token)]

    def _pieces(self, token: Token) -> list[Token]:
        if len(token.text) <= _SHORTEST or token.text in self._whole:
            return [token]
        parts = self._cut(token)
        if len(parts) == 1 and parts[0] is token and len(self._whole) < _MOST_KNOWN:
            self._whole.add(token.text)
        return parts

    def _cut(self, token: Token) -> list[Token]:
        found = _whole_words(token.text, [match.span() for match in self._printed.finditer(token.text)])
        long = sum(len(words(token.text[a:b])) >= 4 for a, b in found)
        if not found or (len(found) < 3 and not long):
            return self._spaced(token)
        bounds = sorted({0, len(token.text), *(at for span in found for at in span)})
        return [part for a, b in pairwise(bounds) if (part := sub_token(token, a, b)) is not None]

    def _spaced(self, token: Token) -> list[Token]:
        """Misread header labels with blanks between them."""
        spans = [match.span() for match in re.finditer(r"\S+", token.text)]
        parts = [part for a, b in spans if (part := sub_token(token, a, b)) is not None]
        known = sum(self.labels.column(part.text) is not None for part in parts)
        return parts if known >= 2 and known * 2 > len(parts) else [token]

    def _column(self, token: Token) -> int | None:
        """The column a piece names. Header pieces have no number; a fragment counts if it begins one label only."""
        body = words(token.text)
        if len(body) < 2 or token.text[0] in "(0123456789":
            return None
        whole = self.labels.column(token.text)
        if whole is not None:
            return whole
        begun = [i for i, wording in enumerate(self.wordings) if wording.startswith(body)]
        return begun[0] if len(begun) == 1 else None

    def _belongs(self, body: str) -> bool:
        if _is_one(body, self.spans) or _is_one(body, self.headings):
            return True
        return len(body) >= 2 and any(wording.endswith(body) and wording != body for wording in self.wordings)

    def _header(self, gap: Sequence[Token], columns: Sequence[int | None]) -> Header:
        seen: dict[int, Token] = {}
        for token, column in zip(gap, columns, strict=True):
            if column is not None:
                seen.setdefault(column, token)
        order, doubtful = self._arranged(gap, seen)
        places = tuple((self.columns[i].id, seen[i].column or 0) for i in order if seen[i].column is not None)
        last = max(seen.values(), key=lambda token: token.start)
        return Header(tuple(self.columns[i].id for i in order), places, doubtful, last.grid, last.width)

    def _arranged(self, gap: Sequence[Token], seen: dict[int, Token]) -> tuple[list[int], bool]:
        """Columns left to right; those under a spanning heading stand together, where that heading stands."""
        printed = sorted(seen, key=lambda i: seen[i].start)
        if len({(token.grid, token.line < 0) for token in seen.values()}) == 1 and seen[printed[0]].grid >= 0:
            by_place = sorted(seen, key=lambda i: seen[i].column or 0)
            if len({seen[i].column for i in seen}) == len(seen):
                return by_place, False
        under = [i for i in printed if self.columns[i].under]
        span = next((token for token in gap if _is_one(words(token.text), self.spans)), None)
        if not under or (span is None and not self._headed(gap) and not self._in_rows(seen)):
            return printed, False
        anchor = span or seen[under[0]]
        left: list[int] = []
        right: list[int] = []
        doubtful = False
        for column in (i for i in printed if not self.columns[i].under):
            side, doubt = self._left(column, seen[column], anchor, gap)
            (left if side else right).append(column)
            doubtful = doubtful or doubt
        return left + under + right, doubtful

    def _headed(self, gap: Sequence[Token]) -> bool:
        return any(_is_one(words(token.text), self.headings) for token in gap)

    def _in_rows(self, seen: Mapping[int, Token]) -> bool:
        """Whether the spanned columns stand in a header row of their own."""
        under = {token.line for i, token in seen.items() if self.columns[i].under}
        top = {token.line for i, token in seen.items() if not self.columns[i].under}
        return not under & top and len(under) < sum(bool(self.columns[i].under) for i in seen)

    def _left(self, column: int, mine: Token, anchor: Token, gap: Sequence[Token]) -> tuple[bool, bool]:
        """Whether a column stands left of the spanned ones, and whether that is in doubt.

        What is printed in an upper header row stands before a lower one in the text wherever its column is; then
        the form's order holds, in doubt only where the text contradicts it without such a row above.
        """
        default = column < next(i for i, c in enumerate(self.columns) if c.under)
        if mine.line == anchor.line:
            return (mine.column or 0, mine.start) < (anchor.column or 0, anchor.start), False
        contradicts = (mine.start < anchor.start) != default
        upper_row = any(_is_one(words(token.text), self.headings) and token.start < mine.start for token in gap)
        return default, contradicts and not upper_row and not default


def _fill_a_line(gap: Sequence[Token], columns: Sequence[int | None]) -> bool:
    """Whether a line holds nothing but columns' labels, behind one over the rows': other columns were left out."""
    lines: dict[int, list[int | None]] = {}
    for token, column in zip(gap, columns, strict=True):
        lines.setdefault(token.line, []).append(column)
    return any(
        len({*found} - {None}) > 1 and found.count(None) < 2 and found[-1] is not None for found in lines.values()
    )


def _is_one(body: str, wordings: Collection[str]) -> bool:
    """Whether a piece is one of the wordings, misread characters allowed."""
    return body in wordings or (len(body) >= 4 and any(fuzz.ratio(body, wording) >= 72 for wording in wordings))


def _whole_words(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Short labels count only where no other word goes on beside them: 其他 is no label in a misread 法人或其他组织."""
    ends = [at for span in spans for at in span]
    doubled = {at for at in ends if ends.count(at) > 1}

    def joined(at: int, character: str) -> bool:
        return bool(words(character)) and not character.isdigit() and at not in doubled

    return [
        (a, b)
        for a, b in spans
        if len(words(text[a:b])) > 3
        or not (joined(a, text[a - 1 : a]) or (joined(b, text[b : b + 1]) and a not in doubled))
    ]


def sub_token(token: Token, start: int, end: int) -> Token | None:
    """A stretch of a piece as a piece of its own; None where it holds no word."""
    text = token.text[start:end]
    lead = len(text) - len(text.lstrip())
    body = text.strip(" /|")
    if not words(body):
        return None
    at = token.start + start + lead
    left = token.left + display_width(token.text[: start + lead])
    return replace(token, text=body, start=at, end=at + len(body), left=left, right=left + display_width(body))
