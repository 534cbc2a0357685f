"""How misreadings look: digits that engines and people confuse, cells of a line that slid, parted or met.

A `Move` is one misreading of several cells: what they would have been had it not happened. Moves are offered only
where they bring more equations into balance than they upset; the solver weighs them against single cells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from extract.doubts import Doubt, doubt
from extract.judge.edits import Number, number
from extract.reading import CellReading
from extract.text.lookalikes import CONFUSED
from schemas.form import Equation, Table

Kind = Literal["shift", "cut", "swap", "exchange"]

MOST_MOVES = 20
_MET = Doubt("cells_met")
_COLUMNS_SWAPPED = Doubt("columns_swapped")

Line = Sequence[str]
"""Addresses of cells that are printed side by side, or one below the other."""


@dataclass(frozen=True, slots=True)
class Move:
    kind: Kind
    says: Doubt
    """What happened, as a phrase."""
    values: Mapping[str, Number]
    """The cells that change, with what they would have been."""
    line: Line


def likeness(read: str, meant: str) -> Doubt | None:
    """How `meant` can have been read as `read`, as a phrase; None where no usual misreading does it."""
    if len(read) == len(meant):
        changed = [(was, now) for was, now in zip(meant, read, strict=True) if was != now]
        if len(changed) == 1 and frozenset(changed[0]) in CONFUSED:
            return doubt("digit_confused", meant=changed[0][0], read=changed[0][1])
        return None
    if len(meant) == len(read) + 1 and _less_one(meant, read):
        return Doubt("digit_dropped")
    if len(read) == len(meant) + 1 and _less_one(read, meant):
        return Doubt("digit_added")
    return None


def _less_one(longer: str, shorter: str) -> bool:
    return any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))


class Moves:
    """The moves that could explain what is broken in one table."""

    def __init__(self, table: Table, cells: Mapping[str, CellReading], equations: Sequence[Equation]) -> None:
        self._table = table
        self._values: dict[str, Number] = {a: number(cells[a].value) or 0 for a in table.addresses}
        self._over: dict[str, list[tuple[int, int]]] = {address: [] for address in table.addresses}
        """The equations over a cell, by index, with the sign of the cell in them."""
        self._gaps: list[Number] = []
        for index, equation in enumerate(equations):
            signs = [(address, 1) for address in equation.left] + [(address, -1) for address in equation.right]
            self._gaps.append(sum(sign * self._values[address] for address, sign in signs))
            for address, sign in signs:
                self._over[address].append((index, sign))
        rules = list(dict.fromkeys(equation.rule.id for equation in equations))
        self._rule_of = [rules.index(equation.rule.id) for equation in equations]
        self._cells_of = [frozenset(equation.cells) for equation in equations]
        self._failing = [index for index, gap in enumerate(self._gaps) if gap]
        failing = Counter(self._rule_of[index] for index in self._failing)
        self._failing_by_rule = [failing[rule] for rule in range(len(rules))]
        self._rankings: dict[float, list[tuple[int, Move]]] = {}
        self._touching: dict[tuple[str, str], frozenset[int]] = {}

    def complete(self, budget: float) -> list[Move]:
        """The moves that alone bring everything into balance; `budget` as for `likely`."""
        return [move for left, move in self._ranked(budget) if left == 0]

    def likely(self, budget: float) -> list[Move]:
        """The moves that leave so few equations broken that as many changed cells can come to less than `budget`.

        `budget` is in cells. Each move once, those that mend most first.
        """
        return [move for left, move in self._ranked(budget) if left + 1 < budget][:MOST_MOVES]

    def least_cells(self) -> int:
        """A lower bound of the cells to change where no move happened."""
        return max(self._failing_by_rule, default=0)

    def _ranked(self, budget: float) -> list[tuple[int, Move]]:
        """Each move within the budget with a lower bound of the cells to change besides it, the lowest first."""
        if budget not in self._rankings:
            found: dict[frozenset[tuple[str, Number]], tuple[int, Move]] = {}
            for move in self._all(budget):
                if len(move.values) > 1:
                    found.setdefault(frozenset(move.values.items()), (self._left(move.values), move))
            self._rankings[budget] = sorted(found.values(), key=lambda entry: entry[0])
        return self._rankings[budget]

    def _all(self, budget: float) -> Iterator[Move]:
        for line in self._lines():
            if self._matters(line, budget):
                yield from self._slides(line)
                yield from self._cuts(line)
                yield from self._swaps(line)
        for column in self._columns():
            if self._matters(column, budget):
                yield from self._slides(column)
                yield from self._swaps(column)
        yield from self._exchanges(budget)

    def _matters(self, line: Line, budget: float) -> bool:
        """Whether moves in the line can mend something, and enough of what is broken."""
        return self._within(budget, line) and (self._along(line) or len(self._crossed_in(line)) > 1)

    def _within(self, budget: float, *lines: Line) -> bool:
        """Whether what stays broken beside changes in these lines alone is nothing, or within the budget."""
        touched = frozenset[int]().union(*(self._failing_over(line) for line in lines))
        failing = Counter(self._rule_of[index] for index in self._failing if index not in touched)
        left = max(failing.values(), default=0)
        return left == 0 or left + 1 < budget

    def _failing_over(self, line: Line) -> frozenset[int]:
        """The broken equations that have a cell of the line."""
        key = (line[0], line[-1])
        if key not in self._touching:
            touching = (index for index in self._failing if not self._cells_of[index].isdisjoint(line))
            self._touching[key] = frozenset(touching)
        return self._touching[key]

    def _along(self, line: Line) -> bool:
        """Whether a broken equation runs along the line."""
        return any(len(self._cells_of[index].intersection(line)) > 1 for index in self._failing)

    def _crossed_in(self, line: Line) -> list[int]:
        """The places of the line that a broken equation crosses."""
        crossing: set[str] = set()
        for index in self._failing:
            met = self._cells_of[index].intersection(line)
            if len(met) == 1:
                crossing |= met
        return [place for place, address in enumerate(line) if address in crossing]

    def _lines(self) -> list[Line]:
        table = self._table
        rows: list[Line] = [[table.address(row.id, column.id) for column in row.columns] for row in table.rows]
        return [[address for row in rows for address in row]] if table.arrangement == "line" else rows

    def _columns(self) -> list[Line]:
        table = self._table
        if table.arrangement != "grid":
            return []
        return [[table.address(row.id, column.id) for row in table.rows] for column in table.columns]

    def _slides(self, line: Line) -> Iterator[Move]:
        """A cell was dropped and those behind it moved up, or one crept in and pushed the last one out."""
        held = [self._values[address] for address in line]
        for place in range(len(line)):
            dropped = [*held[:place], None, *held[place:-1]]
            crept = [*held[:place], *held[place + 1 :], None]
            for guess in (dropped, crept):
                values = self._completed(line, guess)
                if values:
                    yield Move("shift", Doubt("numbers_slid"), values, line)

    def _cuts(self, line: Line) -> Iterator[Move]:
        """Two neighbours were joined, one was cut in two, or the cut between two fell in the wrong place."""
        held = [self._values[address] for address in line]
        for place in range(len(line) - 1):
            one, two = held[place], held[place + 1]
            if not (isinstance(one, int) and isinstance(two, int)) or one < 0 or two < 0:
                continue
            for parts in _parted(f"{one}{two}"):
                yield self._move("cut", Doubt("cut_misplaced"), line, [*held[:place], *parts, *held[place + 2 :]])
            for parts in _parted(str(one)):
                yield self._move("cut", _MET, line, [*held[:place], *parts, *held[place + 1 : -1]])
                yield self._move("cut", _MET, line, [*held[:place], *parts, *held[place + 2 :]])
            met = [*held[:place], int(f"{one}{two}"), *held[place + 2 :], None]
            values = self._completed(line, met)
            if values:
                yield Move("cut", Doubt("number_split"), values, line)

    def _swaps(self, line: Line) -> Iterator[Move]:
        for one, two in combinations(self._crossed_in(line), 2):
            first, second = self._values[line[one]], self._values[line[two]]
            if first != second:
                yield Move("swap", Doubt("cells_swapped"), {line[one]: second, line[two]: first}, line)

    def _exchanges(self, budget: float) -> Iterator[Move]:
        """Two columns swapped, all of them or from some row on or up to it; two rows swapped."""
        columns = self._columns()
        rows = self._lines() if columns else []
        for one, two in combinations(columns, 2):
            if not self._within(budget, one, two):
                continue
            yield self._exchange(one, two, _COLUMNS_SWAPPED)
            if self._along(one) and self._along(two):
                for place in range(1, len(one)):
                    yield self._exchange(one[:place], two[:place], _COLUMNS_SWAPPED)
                    yield self._exchange(one[place:], two[place:], _COLUMNS_SWAPPED)
        for one, two in combinations(rows, 2):
            if self._within(budget, one, two):
                yield self._exchange(one, two, Doubt("rows_swapped"))

    def _exchange(self, one: Line, two: Line, says: Doubt) -> Move:
        values: dict[str, Number] = {}
        for first, second in zip(one, two, strict=True):
            if self._values[first] != self._values[second]:
                values[first], values[second] = self._values[second], self._values[first]
        return Move("exchange", says, values, [*one, *two])

    def _move(self, kind: Kind, says: Doubt, line: Line, guess: Sequence[Number]) -> Move:
        values = {a: value for a, value in zip(line, guess, strict=True) if value != self._values[a]}
        return Move(kind, says, values, line)

    def _completed(self, line: Line, guess: Sequence[Number | None]) -> dict[str, Number]:
        """The changed cells of a guess, its lost cell worked out from an equation; empty where none gives it."""
        lost = next(address for address, value in zip(line, guess, strict=True) if value is None)
        values = {a: v for a, v in zip(line, guess, strict=True) if v is not None and v != self._values[a]}
        gaps = self._gaps_with(values)
        for index, sign in self._over[lost]:
            value = self._values[lost] - sign * gaps.get(index, self._gaps[index])
            if value >= 0:
                return values | ({lost: value} if value != self._values[lost] else {})
        return {}

    def _gaps_with(self, values: Mapping[str, Number]) -> dict[int, Number]:
        """By equation, for those that the values touch: left less right."""
        gaps: dict[int, Number] = {}
        for address, value in values.items():
            added = value - self._values[address]
            for index, sign in self._over[address]:
                gaps[index] = gaps.get(index, self._gaps[index]) + sign * added
        return gaps

    def _left(self, values: Mapping[str, Number]) -> int:
        """A lower bound of the cells to change besides: a cell stands in one equation of each rule at most."""
        failing = list(self._failing_by_rule)
        for index, gap in self._gaps_with(values).items():
            failing[self._rule_of[index]] += (gap != 0) - (self._gaps[index] != 0)
        return max(failing, default=0)


def _parted(digits: str) -> Iterator[tuple[int, int]]:
    """Every way to part a run of digits into two numbers without leading zeros."""
    for place in range(1, len(digits)):
        one, two = digits[:place], digits[place:]
        if (one == "0" or one[0] != "0") and (two == "0" or two[0] != "0"):
            yield int(one), int(two)
