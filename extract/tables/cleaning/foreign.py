"""Columns that are not the form's: row numbers, last year's, subtotals, an agency's own.

Where a header row stands over each column, the header decides: what stands under another name than the form's is
left out before anything is counted. An unknown name may also be a misread one; it is left out only where every
column that the rows below need is named beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from extract.document import Document
from extract.doubts import Doubt
from extract.tables import thresholds
from extract.tables.cleaning.enumerators import NUMBERING
from extract.tables.cleaning.numerals import other_number
from extract.tables.header import HeaderReader
from extract.tables.labels import RowLabels, words
from extract.tables.leaves import Spans, leaves
from extract.tables.lines.line import Line
from extract.tables.lines.tokens import Token
from extract.text.dates import is_other_year, latest, without_year
from extract.text.numbers import UNREADABLE

UNPLACED = Doubt("foreign_columns")
_COMPARING = re.compile(r"同比|环比|增幅|增长率|小计|其中|占比|比重")
_OTHER = re.compile(rf"{_COMPARING.pattern}|上期|备注")
_LONGEST = 12
"""Longer pieces are no column's label."""


@dataclass(frozen=True, slots=True)
class _Band:
    """A header, `lines[begin:end]`, and the rows under it, `lines[end:stop]`."""

    begin: int
    end: int
    stop: int


class OwnColumns:
    """Finds the columns of one table that are the form's; made once, used for every report."""

    def __init__(self, labels: RowLabels, headers: HeaderReader, *, rows_are_headed: bool = False) -> None:
        """`rows_are_headed`: the form's rows stand side by side, their labels in the header."""
        self.labels, self.headers, self.rows_are_headed = labels, headers, rows_are_headed

    def only(self, document: Document, lines: Sequence[Line], year: int | None) -> list[Line]:
        """The lines without what stands in columns that are not the form's."""
        kept = list(lines)
        spans = Spans(document)
        last: tuple[int, frozenset[int]] = 0, frozenset()
        for begin, stop in _blocks(lines):
            for band in self._bands(lines, begin, stop):
                over = leaves(lines[band.begin : band.end], spans)
                columns = self._foreign(lines, band, over, year)
                if not over and lines[band.end].width == last[0]:
                    columns = last[1]
                last = lines[band.end].width, columns
                self._fill(kept, band, over)
                self._leave_out(kept, band, columns, over)
        self._by_position(kept)
        return kept

    def _by_position(self, kept: list[Line]) -> None:
        """Leaves out numbers of unbordered lines that are as many as a header's labels, under labels not the form's."""
        size, foreign = 0, frozenset[int]()
        for at, line in enumerate(kept):
            if not line.width and not line.values and line.labels and self.headers.is_header(self._split(line)):
                size, foreign = self._positions(self._split(line))
            elif foreign and not line.width and len(line.values) == size:
                left_out = {line.values[place].start for place in foreign}
                kept[at] = replace(line, tokens=tuple(t for t in line.tokens if t.start not in left_out))

    def _split(self, line: Line) -> Line:
        return replace(line, tokens=tuple(self.headers.split(line.labels)))

    def _positions(self, header: Line) -> tuple[int, frozenset[int]]:
        """How many columns a header names, and which of them are not the form's; none where one of these is missing."""
        pieces = _columns_of(header.labels)
        if self._named(pieces[0]) is None:
            pieces = pieces[1:]
        over = dict(enumerate(pieces))
        named = {at: self._named(text) for at, text in over.items()}
        doubled = self._doubled(over, named)
        own = [column for at, column in named.items() if column is not None and at not in doubled]
        whole = sorted(own) == list(range(len(self.headers.columns)))
        foreign = {at for at, column in named.items() if column is None} | doubled
        return (len(pieces), frozenset(foreign)) if whole and not self.rows_are_headed else (0, frozenset())

    def _fill(self, kept: list[Line], band: _Band, over: Mapping[int, str]) -> None:
        """Reads what is no plain number in the columns that the header names: behind a row's label it is no label."""
        own = {at for at, text in over.items() if self._named(text) is not None}
        if len(own) < self.headers.least:
            return
        for at in range(band.end, band.stop):
            line = kept[at]
            labels = [place for place, token in enumerate(line.tokens) if self._row(token) is not None]
            first = labels[-1] + 1 if labels else len(line.tokens)
            read = {token.column for token in line.tokens[first:] if not _is_odd(token)}  # words beside it are its note
            if any(token.column in own - read and _is_odd(token) for token in line.tokens[first:]):
                cells = (_in_column(token) if token.column in own - read else token for token in line.tokens[first:])
                kept[at] = replace(line, tokens=(*line.tokens[:first], *cells))

    def _leave_out(self, kept: list[Line], band: _Band, columns: frozenset[int], over: Mapping[int, str]) -> None:
        for at in range(band.begin, band.stop):
            line = kept[at]
            repeated = self._repeated(line, over) if line.grid < 0 else frozenset()
            if columns | repeated:
                tokens = (token for token in line.tokens if token.column not in columns | repeated)
                kept[at] = replace(line, tokens=tuple(tokens))

    def _bands(self, lines: Sequence[Line], begin: int, stop: int) -> Iterator[_Band]:
        """Each header of a block with the rows under it; the last may have none."""
        at = begin
        while at < stop:
            end = at
            while end < stop and not self._is_row(lines[end]):
                end += 1
            after = end
            while after < stop and self._is_row(lines[after]):
                after += 1
            if end < after:
                yield _Band(at, end, after)
            at = after

    def _is_row(self, line: Line) -> bool:
        if line.values or self.rows_are_headed or self.headers.is_header(line):
            return bool(line.values) or not line.labels
        return bool(self._rows(line))

    def _rows(self, line: Line) -> set[int]:
        """The rows that a line names."""
        return {row for token in line.labels if (row := self._row(token)) is not None}

    def _row(self, token: Token) -> int | None:
        scores = self.labels.scores(token.text)
        named = max(scores) >= thresholds.SURE and self.headers.labels.column(token.text) is None
        return scores.index(max(scores)) if named else None

    def unplaced(self, lines: Sequence[Line], year: int | None) -> Doubt | None:
        """A doubt where a header names a column that is not the form's and nothing tells which numbers stand in it."""
        pieces = self.headers.split([token for line in lines for token in line.labels])
        named = any(
            _COMPARING.search(piece.text) is not None or is_other_year(piece.text, year)
            for before, piece, after in zip(pieces, pieces[1:], pieces[2:], strict=False)
            if len(piece.text) <= _LONGEST and self._is_header(before) and self._is_header(after)
        )
        return UNPLACED if named else None

    def _is_header(self, piece: Token) -> bool:
        return self._named(piece.text) is not None or self._heads(piece.text)

    def _foreign(self, lines: Sequence[Line], band: _Band, over: Mapping[int, str], year: int | None) -> frozenset[int]:
        year = year or latest(over.values())
        named = {at: self._named(text) for at, text in over.items()}
        other = {at for at, text in over.items() if is_other_year(text, year) and not self._is_own(text)}
        other |= self._doubled(over, named)
        own = {at for at, column in named.items() if column is not None} - other
        rows = lines[band.end : band.stop]
        whole = self._needed(rows) <= {named[at] for at in own}
        if not own or (rows[0].grid < 0 and not whole):
            return frozenset()
        other |= {at for at in over if at not in own and self._is_other(over[at])}
        if whole and not self.rows_are_headed:
            first = min(own)
            labelling = max(self._labelling(rows), default=first)
            other |= {at for at, text in over.items() if labelling < at < first and not self._heads(text)}
            other |= {at for at, text in over.items() if at > first and at not in own and not self._heads(text)}
            other |= _counting(rows, first)
        return frozenset(other - self._labelling(rows))

    def _doubled(self, over: Mapping[int, str], named: Mapping[int, int | None]) -> set[int]:
        """Columns that are named as another one is which has the form's own wording: 合计 beside 总计."""
        exact: dict[int, set[int]] = {}
        for at, column in named.items():
            if column is not None and words(over[at]) == self.headers.wordings[column]:
                exact.setdefault(column, set()).add(at)
        return {
            at
            for at, column in named.items()
            if column is not None and len(exact.get(column, ())) == 1 and at not in exact[column]
            and all(over[at] != over[other] for other in exact[column])
        }  # fmt: skip

    def _labelling(self, rows: Sequence[Line]) -> set[int]:
        """The columns in which the rows' labels stand."""
        return {token.column or 0 for line in rows for token in line.labels if self._row(token) is not None}

    def _named(self, text: str) -> int | None:
        return self.headers.labels.column(without_year(text))

    def _is_own(self, text: str) -> bool:
        """Whether a piece is a column's label as the form prints it (上一年项目数量)."""
        return words(text) in self.headers.wordings

    def _is_other(self, text: str) -> bool:
        return bool(NUMBERING.fullmatch(text.strip()) or _OTHER.search(text))

    def _heads(self, text: str) -> bool:
        return words(text) in self.headers.spans | self.headers.headings

    def _needed(self, rows: Sequence[Line]) -> set[int | None]:
        """The columns that the rows need which are named; all of them where none is."""
        ids = [column.id for column in self.headers.columns]
        named = {row for line in rows for row in self._rows(line)}
        used = {column.id for row in named for column in self.labels.rows[row].columns}
        return {at for at, name in enumerate(ids) if not used or name in used}

    def _repeated(self, line: Line, over: Mapping[int, str]) -> frozenset[int]:
        """Columns in which a merged cell is printed again: the same name above, the same text as its neighbour's."""
        text_at = {token.column: token.text for token in line.tokens}
        return frozenset(
            at
            for at, text in over.items()
            if over.get(at - 1) == text and self._named(text) is not None
            and at in text_at and text_at[at] == text_at.get(at - 1)
        )  # fmt: skip


def _is_odd(token: Token) -> bool:
    """Whether a cell holds something that was not read as a number."""
    return token.kind == "label" or (token.kind == "value" and token.printed == UNREADABLE)


def _in_column(token: Token) -> Token:
    """A cell of a column of numbers: another way of writing one, or no number."""
    if not _is_odd(token):
        return token
    return other_number(token) or replace(token, kind="value", printed=UNREADABLE)


def _columns_of(labels: Sequence[Token]) -> list[str]:
    """The columns' labels of a header line: what stands without a blank between is one (法人或其他组织合计)."""
    texts: list[str] = []
    end = -1
    for label in labels:
        if label.start == end:
            texts[-1] += label.text
        else:
            texts.append(label.text)
        end = label.end
    return texts


def _blocks(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Stretches of lines with the same borders: one grid, or lines of as many cells."""
    begin = 0
    for at in range(1, len(lines) + 1):
        if at == len(lines) or _borders(lines[at]) != _borders(lines[begin]):
            if lines[begin].width > 1:
                yield begin, at
            begin = at


def _borders(line: Line) -> tuple[int, int]:
    return line.grid, line.width


def _counting(rows: Sequence[Line], first: int) -> set[int]:
    """Columns of a grid that hold only numbers and stand left of every label: they count the rows."""
    if not rows or rows[0].grid < 0:
        return set()
    labels = [min(token.column or 0 for token in line.labels) for line in rows if line.labels]
    left = min(labels, default=0)
    numbered = {token.column or 0 for line in rows for token in line.values}
    return {at for at in numbered if at < left and at < first}
