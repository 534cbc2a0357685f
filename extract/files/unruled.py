"""Tables without ruled lines, by what stands in line: rows of numbers, columns, labels, headings."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

from extract.files.alignment import (
    Zone,
    begins_label,
    columns_of,
    find_zones,
    gutter,
    letter_size,
    lines_beside,
    overlapped,
    stacked,
)
from extract.files.blocks import Cell, Table
from extract.files.runs import DOUBTFUL, Run, ToBox, cell_lines, in_lines

_NOTE = re.compile(r"\d+[（(]")
_END_OF_NOTE = re.compile(r"[^（(]*[）)]")
_TORN = 1.4
"""The middle of a number of two lines is no further, in heights of a digit, from the first of them."""
_CLOSE = 0.75
"""Words with less than this, in heights of a digit, between them stand in one cell."""
_APART = 1.4
"""Lines of a label with more white between them may be two labels."""
_BESIDE = 0.6
_GROUPS, _LABELS, FIRST = 0, 1, 2
"""The columns of the labels of groups, of the labels of rows, and of the first numbers."""


@dataclass(frozen=True)
class Unruled:
    """A table, its height on the page, and the words that stand in it."""

    table: Table
    top: float
    words: Sequence[Run]


@dataclass(slots=True)
class _Piece:
    """What stands in one cell: its words, its first column and how many it covers."""

    words: list[Run]
    column: int
    span: int = 1

    @property
    def middle(self) -> float:
        return (min(word.top for word in self.words) + max(word.bottom for word in self.words)) / 2


@dataclass(slots=True)
class _Row:
    pieces: list[_Piece] = field(default_factory=list)
    is_data: bool = True
    is_doubtful: bool = False
    """Whether its label may be that of another row."""
    noted: set[int] = field(default_factory=set)
    """The columns where words stand above or below the number."""

    def note(self, piece: _Piece) -> None:
        self.pieces.append(piece)
        self.noted.add(piece.column)


def unruled_tables(words: Sequence[Run], to_box: ToBox) -> list[Unruled]:
    """The tables without ruled lines among the words of a page."""
    found = []
    for zone in find_zones(in_lines(words)):
        inside = [word for word in words if zone.top < word.centre[1] < zone.bottom]
        table, used = _Builder(zone, inside).build(to_box)
        found.append(Unruled(table, min(word.top for word in used), used))
    return found


class _Builder:
    """Sorts the words of a zone into cells. The order of its attributes is the order of the work."""

    def __init__(self, zone: Zone, words: Sequence[Run]) -> None:
        numbers = {number for row in zone.rows for number in row}
        others = [word for word in words if word not in numbers]
        self.zone = zone
        self.bands = columns_of(zone, [])
        start = self.bands[0][0] - zone.digit / 2
        self.labels = [word for word in others if word.centre[0] < start]
        if not any(word.bottom > zone.middles[0] for word in self.labels):
            self.labels, start = [], 0.0  # nothing stands beside a row: all is above the numbers
        headings = [word for word in others if word.centre[0] >= start]
        alone = [word for word in headings if not (_NOTE.match(word.text) or _END_OF_NOTE.fullmatch(word.text))]
        self.bands = columns_of(zone, alone, start)
        self.rows = [_Row([self._placed(number) for number in row]) for row in zone.rows]
        self.between: list[list[_Piece]] = [[] for _ in range(len(self.rows) + 1)]
        self.torn: list[float] = []
        """Heights of numbers with words whose row has no other numbers and so was not found."""
        self._place_headings(headings)
        self._place_labels()
        self._doubt()

    def _placed(self, word: Run) -> _Piece:
        """A word in the column, or the columns, that it stands over."""
        over = overlapped(self.bands, word)
        if not over:
            distances = [abs(word.centre[0] - (left + right) / 2) for left, right in self.bands]
            over = [distances.index(min(distances))]
        return _Piece([word], FIRST + over[0], len(over))

    def _gap_of(self, middle: float) -> int:
        """Between which rows a height lies: the number of the row below it."""
        return sum(row < middle for row in self.zone.middles)

    def _nearest(self, middle: float) -> tuple[_Row, float]:
        """The row that is nearest to a height, and its distance."""
        distances = [abs(middle - y) for y in self.zone.middles]
        return self.rows[distances.index(min(distances))], min(distances)

    def _place_headings(self, words: Sequence[Run]) -> None:
        """Words among the numbers: those beside a row in it, the others as headings over the rows below."""
        for word in sorted(words, key=lambda word: word.top):
            piece = self._placed(word)
            row = next(
                (n for n, y in enumerate(self.zone.middles) if abs(piece.middle - y) < self.zone.digit * _BESIDE), None
            )
            if row is not None:
                self.rows[row].pieces.append(piece)
            elif _NOTE.match(word.text):
                self._take_note(piece)
            else:
                _join(self.between[self._gap_of(piece.middle)], piece, max(self.zone.digit, letter_size(word)))
        for number, pieces in enumerate(self.between[1:], start=1):
            if 2 * len({column for piece in pieces for column in _covered(piece)}) < len(self.bands):
                self._take_for_notes(number)

    def _take_note(self, piece: _Piece) -> None:
        """A number with words, beside no row: of the nearest one, unless that is too far for a line of its own."""
        row, distance = self._nearest(piece.middle)
        if distance > _TORN * self.zone.digit:
            self.torn.append(piece.middle)
            row.is_doubtful = True
        row.note(piece)

    def _take_for_notes(self, number: int) -> None:
        """Words between two rows in a few columns are no headings: they belong to a number that is set in words."""
        for piece in self.between[number]:
            self._nearest(piece.middle)[0].note(piece)
        self.between[number] = []

    def _place_labels(self) -> None:
        parting = gutter([word for word in self.labels if word.centre[1] > self.zone.middles[0] - self.zone.digit])
        upright = stacked(self.labels)
        groups = [word for word in self.labels if word in upright or (parting is not None and word.right <= parting)]
        lines = in_lines([word for word in self.labels if word not in groups])
        owners = lines_beside(self.zone.middles, lines, self.zone.digit)
        for line, owner in zip(lines, owners, strict=True):
            crosses = parting is None or any(word.left < parting for word in line)
            piece = _Piece(list(line), _GROUPS if crosses else _LABELS, 2 if crosses else 1)
            if owner is None:
                _join(self.between[self._gap_of(piece.middle)], piece, self.zone.digit)
            else:
                row = self.rows[owner]
                row.is_doubtful |= any(_is_far_below(other, piece, self.zone.digit) for other in row.pieces)
                _join(row.pieces, piece, 4 * self.zone.digit)
        for line in in_lines(groups):
            group = _Piece(list(line), _GROUPS)
            self._nearest(group.middle)[0].pieces.append(group)

    @cached_property
    def prints_all(self) -> bool:
        """Whether every row has all its numbers: a row without any is then likelier part of a label."""
        return sum(len(row.pieces) >= len(self.bands) for row in self.rows) * 3 >= len(self.rows) * 2

    def _doubt(self) -> None:
        """Where labels are numbered, a row whose label begins without a number was shared out wrongly, or its
        neighbours were: their numbers stay, and are doubtful."""
        ok = [_is_numbered(row) for row in self.rows]
        if sum(ok) * 3 < len(ok) * 2:
            return
        for number, row in enumerate(self.rows):
            alone = [*self.between[number], *self.between[number + 1]]
            if not ok[number] or any(_is_fragment(piece) for piece in alone):
                row.is_doubtful = True

    def build(self, to_box: ToBox) -> tuple[Table, list[Run]]:
        rows = list(self._all_rows())
        cells: list[Cell] = []
        words = [word for row in rows for piece in row.pieces for word in piece.words]
        may_be_lost = self.prints_all and any(word.confidence is not None for word in words)
        for number, row in enumerate(rows):
            cells += _cells(number, row, to_box, may_be_lost and row.is_data)
        return Table(cells, unruled=True), words

    def _all_rows(self) -> Iterator[_Row]:
        """The rows from top to bottom, headings among them; columns in use have a cell in every row of numbers."""
        used: set[int] = set()
        heads: list[range] = []
        for number, between in enumerate(self.between):
            above = _stacked(between, FIRST + len(self.bands) - 1)
            if any(not row.is_data for row in above):
                used = {column for row in above for piece in row.pieces for column in _covered(piece)}
                heads = _heads(above)
            below = self.rows[number : number + 1]
            beside = self.rows[max(number - 1, 0) : number + 1]
            torn = any(self._gap_of(height) == number for height in self.torn)
            for row in above:
                row.is_doubtful = row.is_data and (self.prints_all or torn or any(r.is_doubtful for r in beside))
            used |= {column for row in self._block(number) for piece in row.pieces for column in _covered(piece)}
            for row in [*above, *below]:
                if row.is_data:
                    _fill(row, used, heads)
                yield row

    def _block(self, first: int) -> Iterator[_Row]:
        """The rows of numbers from `first` to the next heading."""
        for number in range(first, len(self.rows)):
            yield self.rows[number]
            if any(piece.column >= FIRST for piece in self.between[number + 1]):
                return


def _is_far_below(above: _Piece, below: _Piece, digit: float) -> bool:
    """Whether two lines of a label are so far apart that they may be two labels."""
    bottom = max(word.bottom for word in above.words)
    return above.column == below.column and below.words[0].top - bottom > _APART * digit


def _is_numbered(row: _Row) -> bool:
    return any(piece.column < FIRST and begins_label(piece.words[0]) for piece in row.pieces)


def _is_fragment(piece: _Piece) -> bool:
    """Whether a label of its own is but part of one."""
    return piece.column + piece.span == FIRST and not begins_label(piece.words[0])


def _covered(piece: _Piece) -> range:
    return range(max(piece.column, FIRST), piece.column + piece.span)


def _heads(rows: Sequence[_Row]) -> list[range]:
    """The columns under each of the lowest headings."""
    heads: list[range] = []
    for row in reversed(rows):
        for piece in row.pieces if not row.is_data else ():
            columns = _covered(piece)
            if columns and not any(set(columns) & set(head) for head in heads):
                heads.append(columns)
    return heads


def _fill(row: _Row, columns: set[int], heads: Sequence[range]) -> None:
    """Empty cells in `columns` where nothing stands; what stands alone under a wide heading is as wide as it."""
    for head in heads:
        under = [piece for piece in row.pieces if set(_covered(piece)) & set(head)]
        if len(head) > 1 and not under:
            row.pieces.append(_Piece([], head.start, len(head)))
        elif len(head) > 1 and len(under) == 1 and set(_covered(under[0])) <= set(head):
            if under[0].column in row.noted:
                row.noted.add(head.start)
            under[0].column, under[0].span = head.start, len(head)
    taken = {column for piece in row.pieces for column in range(piece.column, piece.column + piece.span)}
    row.pieces += [_Piece([], column) for column in columns - taken]


def _join(pieces: list[_Piece], piece: _Piece, near: float) -> None:
    """Adds a piece to the one that it goes on from, below it in the same columns, else on its own."""
    for other in pieces:
        bottom = max(word.bottom for word in other.words)
        if (other.column, other.span) == (piece.column, piece.span) and piece.words[0].top - bottom < near * _CLOSE:
            other.words += piece.words
            return
    pieces.append(piece)


def _stacked(pieces: Sequence[_Piece], last: int) -> list[_Row]:
    """Headings in rows: each stands over what is below it in its columns, the lowest in the last row."""
    levels: list[list[_Piece]] = []
    for piece in sorted(pieces, key=lambda piece: -piece.middle):
        below = [number for number, row in enumerate(levels) if any(_overlap(piece, other) for other in row)]
        level = max(below, default=-1) + 1
        if level == len(levels):
            levels.append([])
        levels[level].append(piece)
    _widen(levels, last)
    return [_Row(row, not any(piece.column >= FIRST for piece in row)) for row in reversed(levels)]


def _widen(levels: Sequence[list[_Piece]], last: int) -> None:
    """Headings over several columns stand in the middle of them: each as far as its neighbours, and evenly.

    `levels` from the lowest up; `last` is the last column.
    """
    for below, level in pairwise(levels):
        pieces = sorted((piece for piece in level if piece.column >= FIRST), key=lambda piece: piece.column)
        if len(pieces) < 2 and sum(piece.column >= FIRST and piece.span > 1 for piece in below) < 2:
            continue
        middles = [piece.column + (piece.span - 1) / 2 for piece in pieces]
        ends = [FIRST - 0.5, *((one + other) / 2 for one, other in pairwise(middles)), last + 0.5]
        for piece, middle, (start, end) in zip(pieces, middles, pairwise(ends), strict=True):
            reach = min(middle - start, end - middle)
            piece.column = math.ceil(middle - reach)
            piece.span = max(math.floor(middle + reach) - piece.column + 1, 1)


def _overlap(one: _Piece, other: _Piece) -> bool:
    return one.column < other.column + other.span and other.column < one.column + one.span


def _cells(number: int, row: _Row, to_box: ToBox, may_be_lost: bool) -> Iterator[Cell]:
    """The cells of a row, each column once: what would overlap is joined.

    `may_be_lost`: the engine may have dropped the number of a cell that seems empty, since nearly all cells have one.
    """
    pieces: list[_Piece] = []
    for piece in sorted(row.pieces, key=lambda piece: (piece.column, piece.span)):
        if pieces and piece.column < pieces[-1].column + pieces[-1].span:
            pieces[-1].words += piece.words
            pieces[-1].span = max(pieces[-1].span, piece.column + piece.span - pieces[-1].column)
        else:
            pieces.append(piece)
    for piece in pieces:
        box = None
        words = piece.words
        if (row.is_doubtful and piece.column >= FIRST) or piece.column in row.noted:
            words = [replace(word, confidence=min(word.confidence or 1.0, DOUBTFUL)) for word in words]
        unread = not words and (row.is_doubtful or may_be_lost)
        if words:
            box = to_box(
                min(word.left for word in words), min(word.top for word in words),
                max(word.right for word in words), max(word.bottom for word in words),
            )  # fmt: skip
        yield Cell(number, piece.column, cell_lines(words, to_box), 1, piece.span, box, unread)
