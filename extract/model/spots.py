"""Where the rows of a table stand in a text, by their labels alone: the text that a model's numbers must be found in.

No number decides here. Labels are looked for in the form's order (heaviest increasing chain of matches); the values
on a label's own lines are its row's, else those between it and the next label.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from extract.document import Document
from extract.tables.header import Header, HeaderReader
from extract.tables.labels import RowLabels
from extract.tables.lines.stream import lines_of
from extract.tables.lines.tokens import Token
from schemas.form import Table

LABEL = 0.62
"""From this score on, pieces of text may be a row's label."""

PIECES = 3
NEAR = 4
"""A label may be torn into so many pieces, over so many lines."""

EXACT = 0.97
MOVED = 2
"""Rows count as printed in another order where so many more labels stand in the text exactly than stand in order."""

JOIN = 0.03
"""What each further piece of a label costs, so that its neighbour's words are not taken in."""


_READERS: dict[tuple[str, str], tuple[Table, RowLabels, HeaderReader]] = {}


@dataclass(frozen=True, slots=True)
class Spot:
    """A token and the printed line it stands on."""

    token: Token
    line: int
    grid: int


@dataclass(frozen=True, slots=True)
class RowSpots:
    """The text of one row. `cells` are its values and empty cells in printed order; `label` spans spot indices.

    `header` is the column header above it, if one was found.
    """

    label: tuple[int, int]
    cells: tuple[Spot, ...]
    header: Header | None = None

    @property
    def values(self) -> list[Spot]:
        return [spot for spot in self.cells if spot.token.kind == "value"]


@dataclass(frozen=True)
class TableSpots:
    """The spots of a stretch of text; `rows` are those whose label was found, by row id.

    `in_order` is False where the rows are printed in another order than the form's.
    """

    spots: Sequence[Spot]
    rows: Mapping[str, RowSpots]
    in_order: bool = True

    @property
    def values(self) -> list[Spot]:
        return [spot for spot in self.spots if spot.token.kind == "value"]


@dataclass(frozen=True, slots=True)
class _Match:
    row: int
    first: int
    last: int
    score: float


def find_rows(document: Document, span: tuple[int, int], table: Table) -> TableSpots:
    """The rows of a table in `text[span]`."""
    spots = [
        Spot(token, number, line.grid)
        for number, line in enumerate(lines_of(document, *span))
        if not line.page
        for token in line.tokens
    ]
    matches = list(_matches(spots, table))
    chain, free = _chain(matches), _free(matches)
    moved = len(free) > len(chain) + MOVED
    return TableSpots(spots, dict(_windows(spots, free if moved else chain, table)), not moved)


def _readers(table: Table) -> tuple[Table, RowLabels, HeaderReader]:
    """What knows the labels and headers of a table, made once, since it remembers what it was asked."""
    made = _READERS.get((table.id, table.edition))
    if made is None or made[0] is not table:
        made = _READERS[table.id, table.edition] = (table, RowLabels(table), HeaderReader(table))
    return made


def _matches(spots: Sequence[Spot], table: Table) -> Iterator[_Match]:
    """Every stretch of label pieces that may be a row's label."""
    labels = _readers(table)[1]
    pieces = [index for index, spot in enumerate(spots) if spot.token.kind == "label"]
    for at, first in enumerate(pieces):
        for stop in range(at + 1, min(at + PIECES, len(pieces)) + 1):
            last = pieces[stop - 1]
            if spots[last].line - spots[first].line > NEAR:
                break
            text = "".join(spots[index].token.text for index in pieces[at:stop])
            for row, score in enumerate(labels.scores(text)):
                if score >= LABEL:
                    yield _Match(row, first, last, score - JOIN * (stop - at - 1))


def _chain(matches: Sequence[_Match]) -> list[_Match]:
    """The matches of the greatest score in all that follow each other in the text and in the form."""
    ordered = sorted(matches, key=lambda match: (match.first, match.last))
    best: list[float] = []
    before: list[int | None] = []
    for index, match in enumerate(ordered):
        found, previous = match.score, None
        for other in range(index):
            follows = ordered[other].row < match.row and ordered[other].last < match.first
            if follows and best[other] + match.score > found:
                found, previous = best[other] + match.score, other
        best.append(found)
        before.append(previous)
    chain: list[_Match] = []
    at = max(range(len(best)), key=best.__getitem__, default=None)
    while at is not None:
        chain.insert(0, ordered[at])
        at = before[at]
    return chain


def _free(matches: Sequence[_Match]) -> list[_Match]:
    """The rows whose label stands in the text exactly once, wherever."""
    exact: dict[int, list[_Match]] = {}
    for match in matches:
        if match.score >= EXACT:
            exact.setdefault(match.row, []).append(match)
    sole = [found[0] for found in exact.values() if len(found) == 1]
    return sorted(sole, key=lambda match: match.first)


def _windows(spots: Sequence[Spot], chain: Sequence[_Match], table: Table) -> Iterator[tuple[str, RowSpots]]:
    own = [_own_cells(spots, chain, index) for index in range(len(chain))]
    bare = [index for index, cells in enumerate(own) if not cells]
    taken = {id(spot) for cells in own for spot in cells}
    after = {index: _between(spots, chain, index, index + 1, taken) for index in bare}
    before = {index: _between(spots, chain, index - 1, index, taken) for index in bare}
    sides = (after, before)
    full = [_full(side, chain, table) for side in sides]
    headers = _headers(spots, chain, table)
    for index, match in enumerate(chain):
        cells = own[index]
        if not cells and (after[index] or before[index]):
            if full[0] == full[1]:
                continue
            cells = sides[full[0] < full[1]][index]
        yield table.rows[match.row].id, RowSpots((match.first, match.last), tuple(cells), headers[index])


def _headers(spots: Sequence[Spot], chain: Sequence[_Match], table: Table) -> list[Header | None]:
    """The header above each label: read from the pieces since the label before, else that label's."""
    reader = _readers(table)[2]
    headers: list[Header | None] = []
    start = 0
    for match in chain:
        gap = [spot.token for spot in spots[start : match.first] if spot.token.kind == "label"]
        found = reader.read(gap)[0] if gap else None
        headers.append(found or (headers[-1] if headers else None))
        start = match.last + 1
    return headers


def _own_cells(spots: Sequence[Spot], chain: Sequence[_Match], index: int) -> list[Spot]:
    """The cells on the lines of a label; where labels share lines, those up to the next label."""
    match = chain[index]
    first, last = spots[match.first].line, spots[match.last].line
    edges = [edge for other in chain if other is not match for edge in (other.first, other.last)]
    shared = any(first <= spots[edge].line <= last for edge in edges)
    if shared:
        stop = chain[index + 1].first if index + 1 < len(chain) else len(spots)
        near: Sequence[Spot] = spots[match.last + 1 : stop]
    else:
        near = _around(spots, match)
    label = spots[match.last].token.column
    return [spot for spot in near if first <= spot.line <= last and _is_cell(spot, label)]


def _is_cell(spot: Spot, label: int | None) -> bool:
    """A value, or an empty cell to the right of the label."""
    column = spot.token.column
    if spot.token.kind == "blank":
        return label is not None and column is not None and column > label
    return spot.token.kind == "value"


def _around(spots: Sequence[Spot], match: _Match) -> Sequence[Spot]:
    """The spots of the lines of a match, and no others."""
    start, stop = match.first, match.last + 1
    while start > 0 and spots[start - 1].line == spots[match.first].line:
        start -= 1
    while stop < len(spots) and spots[stop].line == spots[match.last].line:
        stop += 1
    return spots[start:stop]


def _between(spots: Sequence[Spot], chain: Sequence[_Match], left: int, right: int, taken: set[int]) -> list[Spot]:
    """The values between two labels that stand on no label's own lines."""
    start = chain[left].last + 1 if left >= 0 else 0
    stop = chain[right].first if right < len(chain) else len(spots)
    return [spot for spot in spots[start:stop] if spot.token.kind == "value" and id(spot) not in taken]


def _full(side: Mapping[int, list[Spot]], chain: Sequence[_Match], table: Table) -> int:
    """How many rows would get as many values as they have columns."""
    return sum(len(cells) == len(table.rows[chain[index].row].columns) for index, cells in side.items())
