"""A model's numbers against the text: each is found in its own row, or doubted.

A number counts as found where the row's label stands and the row's numbers, in printed order, are the model's.
Whatever the text shows otherwise is a doubt on the cells concerned; no value is changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from extract.document import Document
from extract.doubts import Doubt, doubt
from extract.model.answers import printed
from extract.model.spots import RowSpots, Spot, TableSpots, find_rows
from extract.reading import ABSENT, CellReading
from extract.text.numbers import Printed
from schemas.form import Column, Row, Table

NOT_HERE = "model_not_here"
COUNT = Doubt("model_count")
NO_ROW = Doubt("model_no_row")
BY_PLACE = Doubt("model_by_place")
NO_BORDERS = Doubt("model_no_borders")
OTHER_BLANKS = Doubt("model_other_blanks")
PARTED = Doubt("model_glued")
OTHER_ORDER = Doubt("model_other_order")
JOINED = Doubt("model_joined")
UNSAID = Doubt("model_unsaid")

MOST_PARTINGS = 60_000

Values = Sequence[int | str | None]


def ground(
    document: Document, span: tuple[int, int], table: Table, answer: Mapping[str, Values | None]
) -> dict[str, CellReading]:
    """A reading of every cell of the table from the values of its rows, each with its place or its doubts."""
    found = find_rows(document, span, table)
    if table.arrangement == "line":
        return _line(document, table, found, answer)
    grounder = _Grounder(document, table, found, answer)
    return {
        table.address(row.id, column.id): cell
        for row in table.rows
        for column, cell in zip(row.columns, grounder.row(row), strict=True)
    }


class _Grounder:
    def __init__(
        self, document: Document, table: Table, found: TableSpots, answer: Mapping[str, Values | None]
    ) -> None:
        self.document, self.table, self.found, self.answer = document, table, found, answer
        self.unlabelled = dict(self._unlabelled())
        self.offsets = self._offsets()

    def row(self, row: Row) -> list[CellReading]:
        values = self.answer[row.id]
        spots = self.found.rows.get(row.id)
        if values is None:
            absent = ABSENT.doubted(UNSAID) if spots is not None and spots.values else ABSENT
            return [absent] * len(row.columns)
        if spots is None:
            return self._unlabelled_row(row, values)
        order, doubtful = spots.header.order_for(row) if spots.header else (_form_order(row), False)
        printed_row = replace(row, columns=tuple(_column(row, name) for name in order))
        places = [_form_order(row).index(name) for name in order]
        moved = [values[place] for place in places]
        cells = [_unfound(value, printed_row, index) for index, value in enumerate(moved)]
        cells = self._blanks(moved, self._matched(printed_row, moved, cells, spots.values), spots)
        seen = self._seen(is_headed=spots.header is not None and not doubtful)
        back = [replace(cells[places.index(index)], evidence=seen) for index in range(len(places))]
        return [cell.doubted(OTHER_ORDER) for cell in back] if doubtful else back

    def _seen(self, *, is_headed: bool) -> frozenset[str]:
        """What speaks for the places of a row whose label stands beside its numbers."""
        kinds = {"label": True, "header": is_headed, "order": self.found.in_order}
        return frozenset(kind for kind, is_seen in kinds.items() if is_seen)

    def _unlabelled_row(self, row: Row, values: Values) -> list[CellReading]:
        cells = [_unfound(value, row, index) for index, value in enumerate(values)]
        given = self.unlabelled.get(row.id)
        if given is None:
            return [cell.doubted(NO_ROW) for cell in cells]
        doubt = (BY_PLACE,) if self.found.rows else ()
        return [_doubted(cell, doubt) for cell in self._matched(row, values, cells, given)]

    def _matched(self, row: Row, values: Values, cells: list[CellReading], spots: list[Spot]) -> list[CellReading]:
        """The cells with the places of their numbers, compared one by one in printed order."""
        places = [index for index, value in enumerate(values) if value is not None]
        if len(places) == len(spots):
            pairs = dict(zip(places, spots, strict=True))
            return [self._placed(cell, row, index, pairs.get(index)) for index, cell in enumerate(cells)]
        if _digits(spots) and _digits(spots) == "".join(str(values[index]) for index in places):
            return self._parted(row, cells, spots)
        return [cell.doubted(COUNT) for cell in cells]

    def _placed(self, cell: CellReading, row: Row, index: int, spot: Spot | None) -> CellReading:
        if spot is None:
            return cell
        token, said = spot.token, spot.token.printed or Printed("absent")
        if said.value(row.columns[index].kind) != cell.value or (cell.value is None and said.state != cell.state):
            return _at(self.document, cell, spot, cell.text).doubted(doubt(NOT_HERE, printed=token.text))
        placed = _at(self.document, CellReading(cell.value, token.text, said.state), spot, token.text)
        return placed if said.certain else placed.doubted(JOINED)

    def _parted(self, row: Row, cells: list[CellReading], spots: list[Spot]) -> list[CellReading]:
        """Numbers glued together: sure only where a single parting fits the edit rules of the row."""
        sure = _partings(self.table, row, _digits(spots), len([c for c in cells if c.value is not None])) == 1
        start, end = spots[0].token.start, spots[-1].token.end
        where = self.document.where(start, end)
        placed = [CellReading(cell.value, cell.text, cell.state, where) if cell.text else cell for cell in cells]
        return placed if sure else [cell.doubted(PARTED) for cell in placed]

    def _blanks(self, values: Values, cells: list[CellReading], spots: RowSpots) -> list[CellReading]:
        """Doubts on a row with empty cells whose places the text does not show, or shows otherwise."""
        places = [index for index, value in enumerate(values) if value is not None]
        if len(places) in (0, len(values)) or any(cell.doubts for cell in cells):
            return cells
        columns = [spot.token.column for spot in spots.values]
        if len(columns) != len(places) or None in columns or len({spot.line for spot in spots.values}) > 1:
            return [cell.doubted(NO_BORDERS) for cell in cells]
        shifts = {(column or 0) - place for column, place in zip(columns, places, strict=True)}
        if len(shifts) > 1:
            return [cell.doubted(OTHER_BLANKS) for cell in cells]
        known = self._shifts_of(spots, len(values))
        if shifts != known:
            return [cell.doubted(OTHER_BLANKS if known else NO_BORDERS) for cell in cells]
        return cells

    def _shifts_of(self, spots: RowSpots, width: int) -> set[int]:
        """The columns at which the first cell of such a row may stand: seen in itself, else in its full neighbours."""
        edge = self._edge(spots)
        behind = [spot.token.column or 0 for spot in spots.cells if (spot.token.column or 0) > edge]
        if len(behind) == width and behind == list(range(behind[0], behind[0] + width)):
            return {behind[0]}
        grid = spots.cells[0].grid
        return self.offsets.get((grid, edge), set())

    def _edge(self, spots: RowSpots) -> int:
        """The column of the last label piece on the row's line."""
        line = spots.cells[0].line
        return max(
            (s.token.column or 0 for s in self.found.spots if s.line == line and s.token.kind == "label"), default=-1
        )

    def _offsets(self) -> dict[tuple[int, int], set[int]]:
        """By grid and column of the label, at which columns the first cell of full rows stands."""
        offsets: dict[tuple[int, int], set[int]] = {}
        for row in self.table.rows:
            spots = self.found.rows.get(row.id)
            if spots and len(spots.values) == len(row.columns) and spots.values[0].token.column is not None:
                place = (spots.cells[0].grid, self._edge(spots))
                offsets.setdefault(place, set()).add(spots.values[0].token.column)
        return offsets

    def _unlabelled(self) -> Iterator[tuple[str, list[Spot]]]:
        """The values of rows whose label was not found, where the values between their neighbours are as many."""
        for group in self._groups() if self.found.in_order else ():
            taken = {id(spot) for row in self.found.rows.values() for spot in row.cells}
            free = [spot for spot in self._stretch(group) if id(spot) not in taken and spot.token.kind == "value"]
            sizes = [sum(value is not None for value in self.answer[row.id] or ()) for row in group]
            if free and len(free) == sum(sizes):
                for row, size in zip(group, sizes, strict=True):
                    yield row.id, free[:size]
                    free = free[size:]

    def _groups(self) -> Iterator[list[Row]]:
        group: list[Row] = []
        for row in self.table.rows:
            if row.id not in self.found.rows:
                group.append(row)
            elif group:
                yield group
                group = []
        if group:
            yield group

    def _stretch(self, group: list[Row]) -> Sequence[Spot]:
        """The spots between the labelled rows around a group."""
        rows = self.table.rows
        first, last = rows.index(group[0]), rows.index(group[-1])
        start = self.found.rows[rows[first - 1].id].label[1] + 1 if first else 0
        stop = self.found.rows[rows[last + 1].id].label[0] if last + 1 < len(rows) else len(self.found.spots)
        return self.found.spots[start:stop]


def _line(
    document: Document, table: Table, found: TableSpots, answer: Mapping[str, Values | None]
) -> dict[str, CellReading]:
    """A table that is printed as one line of numbers: all of them, in order."""
    whole = Row("", "", tuple(column for row in table.rows for column in row.columns))
    values = [value for row in table.rows for value in answer[row.id] or [None] * len(row.columns)]
    spots = _only_run(found.values, values)
    grounder = _Grounder(document, table, TableSpots(found.spots, {}), dict.fromkeys(table.row_by_id))
    cells = [_unfound(value, whole, index) for index, value in enumerate(values)]
    cells = grounder._matched(whole, values, cells, spots)
    if 0 < sum(value is not None for value in values) < len(values):
        row = RowSpots((0, 0), tuple(_line_cells(found, spots)))
        cells = grounder._blanks(values, cells, row) if spots else cells
    kinds = {"label": len(found.rows) == len(table.rows), "order": found.in_order}
    seen = frozenset(kind for kind, is_seen in kinds.items() if is_seen)
    cells = [replace(cell, evidence=seen) for cell in cells]
    lost = {table.address(row.id, c.id) for row in table.rows if answer[row.id] is None for c in row.columns}
    return {address: ABSENT if address in lost else cell for address, cell in zip(table.addresses, cells, strict=True)}


def _line_cells(found: TableSpots, spots: Sequence[Spot]) -> list[Spot]:
    lines = {spot.line for spot in spots}
    return [spot for spot in found.spots if spot.line in lines and spot.token.kind != "label"]


def _only_run(spots: list[Spot], values: Values) -> list[Spot]:
    """The one stretch of values that are the model's, where the text has more; else all of them."""
    wanted = [printed(value).number for value in values if value is not None]
    there = [spot.token.printed.number if spot.token.printed else None for spot in spots]
    size = len(wanted)
    runs = [spots[at : at + size] for at in range(len(spots) - size + 1) if there[at : at + size] == wanted]
    return runs[0] if len(runs) == 1 else spots


def _unfound(value: int | str | None, row: Row, index: int) -> CellReading:
    """A value as the model gave it, before it is looked for."""
    said = printed(value)
    text = "" if value is None else str(value)
    return CellReading(said.value(row.columns[index].kind), text, said.state)


def _at(document: Document, cell: CellReading, spot: Spot, text: str) -> CellReading:
    token = spot.token
    confidence = token.confidence if token.confidence is not None else document.confidence(token.start, token.end)
    return CellReading(cell.value, text, cell.state, document.where(token.start, token.end), cell.doubts, confidence)


def _doubted(cell: CellReading, reasons: Sequence[Doubt]) -> CellReading:
    for reason in reasons:
        cell = cell.doubted(reason)
    return cell


def _form_order(row: Row) -> tuple[str, ...]:
    return tuple(column.id for column in row.columns)


def _column(row: Row, name: str) -> Column:
    return next(column for column in row.columns if column.id == name)


def _digits(spots: Sequence[Spot]) -> str:
    return "".join((spot.token.printed.number or "") if spot.token.printed else "" for spot in spots)


def _partings(table: Table, row: Row, digits: str, count: int) -> int:
    """How many ways of cutting `digits` into counts fit the edit rules of the row; 2 stands for too many to try."""
    columns = [column.id for column in row.columns]
    equations = [
        ([columns.index(term) for term in rule.left], [columns.index(term) for term in rule.right])
        for rule in table.rules
        if rule.each == "row" and {*rule.left, *rule.right} <= set(columns)
    ]
    if count != len(columns) or not equations or not digits.isdigit():
        return 2
    fitting = tried = 0
    for cuts in combinations(range(1, len(digits)), count - 1):
        tried += 1
        if tried > MOST_PARTINGS:
            return 2
        parts = [digits[a:b] for a, b in zip((0, *cuts), (*cuts, len(digits)), strict=True)]
        if any(len(part) > 1 and part[0] == "0" for part in parts):
            continue
        numbers = [int(part) for part in parts]
        fitting += all(sum(numbers[i] for i in left) == sum(numbers[i] for i in right) for left, right in equations)
    return fitting
