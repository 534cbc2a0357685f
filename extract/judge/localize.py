"""Error localization: which cells must have changed for the edit rules to be broken as they are.

The Fellegi–Holt paradigm: the least weighted set of cells whose change satisfies every hard rule. Weights come from
evidence (reliability weights), and a misreading of several cells at once counts as one change. All optima that tie
are found; values are then worked out exactly, in whole numbers, from the equations.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from extract.judge.edits import Number, as_value, number, signed, weigh
from extract.judge.evidence import BLANK_WEIGHT, CELL_WEIGHT, Evidence
from extract.judge.impute import Bounds, Contradiction, equations_over, solve
from extract.judge.misreading import Move, Moves
from extract.judge.solver import MARGIN, Choice, Problem, Solver, Undecided
from extract.reading import CellReading
from schemas.form import Equation, Table

MOVE_WEIGHTS = {"shift": 12.0, "cut": 12.0, "swap": 13.0, "exchange": 13.0}
SURE = 2.0
"""How much more a misreading weighs where every cell of its lines is certain."""
MOST_CELLS = 12
"""Wrong cells beyond which a table is not mended one by one."""
MOST_OPTIMA = 8
"""Beyond so many equally good explanations none is worth naming."""

MOST_CHOICES = 4 * MOST_OPTIMA
"""Solutions of the solver that are looked into, most of which exact arithmetic then refuses where all is wrong."""


@dataclass(frozen=True, slots=True)
class Optimum:
    """One explanation: the numbers that change, with their new value (None where several would do)."""

    changes: Mapping[str, Number | None]
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True)
class Location:
    """What was found for a set of equations that share cells.

    `optima` are the equally good explanations; empty where there were too many, or none within the time.
    """

    equations: Sequence[Equation]
    optima: Sequence[Optimum] = ()
    cells: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        named = frozenset(address for optimum in self.optima for address in optimum.changes)
        every = frozenset(address for equation in self.equations for address in equation.cells)
        object.__setattr__(self, "cells", named or every)

    @property
    def only(self) -> Optimum | None:
        return self.optima[0] if len(self.optima) == 1 else None

    def proposals(self, address: str) -> list[Number]:
        """The values that the explanations give a cell, each once."""
        values = [optimum.changes.get(address) for optimum in self.optima]
        return list(dict.fromkeys(value for value in values if value is not None))

    def settled(self, address: str) -> bool:
        """Whether every explanation changes the cell, and to the same value."""
        return len({optimum.changes.get(address) for optimum in self.optima}) == 1


def locate(table: Table, evidence: Evidence) -> list[Location]:
    """A `Location` for each set of coupled equations that cannot all hold as printed."""
    return [
        _locate(table, evidence, equations)
        for equations in _coupled(table.equations)
        if _broken(table, evidence.cells, equations)
    ]


def _coupled(equations: Sequence[Equation]) -> list[list[Equation]]:
    """The equations in sets that share cells with each other and with no other set."""
    sets: list[tuple[set[str], list[Equation]]] = []
    for equation in equations:
        cells, members = set(equation.cells), [equation]
        for other in [entry for entry in sets if not cells.isdisjoint(entry[0])]:
            sets.remove(other)
            cells |= other[0]
            members = other[1] + members
        sets.append((cells, members))
    return [members for _, members in sets]


def _broken(table: Table, cells: Mapping[str, CellReading], equations: Sequence[Equation]) -> bool:
    """Whether one of the equations is broken, or no filling of what is empty satisfies them all."""
    outcomes = {weigh(table, cells, equation).outcome for equation in equations}
    if "broken" in outcomes or "cannot_be_judged" not in outcomes:
        return "broken" in outcomes
    empty = {a for equation in equations for a in equation.cells if cells[a].state == "blank"}
    return _values(table, cells, equations, empty) is None


def _values(
    table: Table, cells: Mapping[str, CellReading], equations: Sequence[Equation], changed: Collection[str]
) -> dict[str, Bounds] | None:
    """What the changed and the lost cells can be, blanks being zero; None where nothing fits."""
    unknown = {
        address
        for equation in equations
        for address in equation.cells
        if address in changed
        or (cells[address].state not in ("blank", "mark") and number(cells[address].value) is None)
    }
    bounds = {address: Bounds(None if signed(table, address) else 0) for address in unknown}
    try:
        return solve(equations_over(equations, cells, unknown), bounds)
    except Contradiction:
        return None


def _locate(table: Table, evidence: Evidence, equations: Sequence[Equation]) -> Location:
    try:
        return Location(equations, _likeliest(evidence, _optima(_Search(table, evidence, equations))))
    except Undecided:
        return Location(equations)


def _optima(search: _Search) -> list[Optimum]:
    """The explanations that tie. Raises `Undecided` where there may be more than are worth looking for."""
    optima: list[Optimum] = []
    for tried, (choice, moves) in enumerate(search.choices()):
        optimum = search.optimum(choice, moves)
        if optimum is not None and all(optimum.changes != other.changes for other in optima):
            optima.append(optimum)
        if len(optima) > MOST_OPTIMA or tried == MOST_CHOICES:
            raise Undecided
    return optima


class _Search:
    """One set of coupled equations, first over single cells, then with the moves that could come cheaper."""

    def __init__(self, table: Table, evidence: Evidence, equations: Sequence[Equation]) -> None:
        self._table, self._evidence, self._equations = table, evidence, equations
        self._cells = evidence.cells
        self._addresses = list(dict.fromkeys(address for equation in equations for address in equation.cells))
        empty = ("blank", "absent")
        self._passing = frozenset(i for i, a in enumerate(self._addresses) if self._cells[a].state in empty)

    def choices(self) -> Iterator[tuple[Choice, Sequence[Move]]]:
        """The lightest solutions, each with the moves that its numbers speak of."""
        moves = Moves(self._table, self._cells, self._equations)
        plain = self._problem(())
        solver = Solver(plain) if moves.least_cells() <= MOST_CELLS else None
        best = solver.lightest() if solver else None
        if best is None or best.weight > min(MOVE_WEIGHTS.values()):
            budget = best.weight / self._least(plain) if best else math.inf
            complete = moves.complete(budget)
            if complete:
                yield from self._alone(complete)
                return
            lighter = self._with_moves(moves.likely(budget), best) if best else None
            if lighter is not None:
                yield from lighter
                return
        if solver and best:
            yield from ((choice, ()) for choice in solver.as_light(best, self._passing))

    def _alone(self, moves: Sequence[Move]) -> Iterator[tuple[Choice, Sequence[Move]]]:
        """Each of the lightest moves as a solution: what takes more than one change costs more."""
        weights = [self._weight(move) for move in moves]
        for place, weight in enumerate(weights):
            if weight <= min(weights) + MARGIN:
                yield Choice(weight, frozenset(), frozenset([place])), moves

    def _weight(self, move: Move) -> float:
        """What a move costs: rows or columns do not trade places where every cell is certain."""
        sure = move.kind == "exchange" and all(self._evidence.certain(address) for address in move.line)
        return MOVE_WEIGHTS[move.kind] + (SURE if sure else 0.0)

    def _least(self, plain: Problem) -> float:
        """What the change of a number costs at the least."""
        return min((weight for weight in plain.weights if weight > BLANK_WEIGHT), default=CELL_WEIGHT)

    def _with_moves(self, likely: Sequence[Move], best: Choice) -> Iterator[tuple[Choice, Sequence[Move]]] | None:
        """The lightest solutions with moves in them, where such are lighter than `best`."""
        solver = Solver(self._problem(likely)) if likely else None
        lighter = solver.lightest(best.weight - MARGIN) if solver else None
        if solver is None or lighter is None:
            return None
        return ((choice, likely) for choice in solver.as_light(lighter, self._passing))

    def _problem(self, moves: Sequence[Move]) -> Problem:
        index = {address: place for place, address in enumerate(self._addresses)}
        observed = [float(number(self._cells[address].value) or 0) for address in self._addresses]
        return Problem(
            observed=observed,
            weights=[self._evidence.weight(address) for address in self._addresses],
            signed=[signed(self._table, address) for address in self._addresses],
            equations=[{index[a]: 1 for a in e.left} | {index[a]: -1 for a in e.right} for e in self._equations],
            moves=[
                {index[a]: float(value) - observed[index[a]] for a, value in move.values.items() if a in index}
                for move in moves
            ],
            move_weights=[self._weight(move) for move in moves],
        )

    def optimum(self, choice: Choice, moves: Sequence[Move]) -> Optimum | None:
        """A choice of the solver in exact values; None where its numbers do not stand up to them."""
        made = tuple(moves[place] for place in sorted(choice.moves))
        moved = dict(self._cells)
        for move in made:
            for address, value in move.values.items():
                moved[address] = CellReading(as_value(value), str(value), "number")
        changed = {self._addresses[place] for place in choice.cells}
        bounds = _values(self._table, moved, self._equations, changed)
        if bounds is None:
            return None
        values: dict[str, Number | None] = {a: v for move in made for a, v in move.values.items()}
        values |= {a: bounds[a].low if bounds[a].settled else None for a in sorted(changed)}
        return Optimum({a: v for a, v in values.items() if self._is_change(a, v)}, made)

    def _is_change(self, address: str, value: Number | None) -> bool:
        cell = self._cells[address]
        return cell.state not in ("blank", "absent") and value != number(cell.value)


def _likeliest(evidence: Evidence, optima: Sequence[Optimum]) -> list[Optimum]:
    """Of tied explanations those that misreadings explain throughout; all of them where there is none such."""
    explained = [optimum for optimum in optima if not any(_unexplained(evidence, optimum))]
    return explained or list(optima)


def _unexplained(evidence: Evidence, optimum: Optimum) -> Iterator[str]:
    for address, value in optimum.changes.items():
        moved = any(address in move.values for move in optimum.moves)
        if not moved and evidence.misread(address, value) is None:
            yield address
