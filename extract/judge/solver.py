"""The least weighted change that satisfies a system of equations, by HiGHS.

Source of the method: Fellegi and Holt (1976); as a mixed-integer problem: de Waal, Pannekoek and Scholtus (2011),
ch. 4. A cell is `observed + up − down`; `up` and `down` cost nothing, the binary that allows them costs the cell's
weight. A move is a binary that changes several cells at once. HiGHS is loaded when it is first needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from extract.judge.highs import INFEASIBLE, OPTIMAL, UNBOUNDED_OR_INFEASIBLE, Highs

MARGIN = 1.0
"""Solutions whose weights differ by no more than this are taken as equally good."""
NODES = 500
"""Nodes of the search tree for one solution; a limit that, unlike time, gives the same answer on every machine."""
SECONDS = 20.0
"""Longest search of one model for all its solutions, in case nodes take long."""
_OPTIONS: Mapping[str, bool | int | float | str] = {
    "output_flag": False, "threads": 1, "presolve": "off", "mip_feasibility_tolerance": 1e-9, "mip_rel_gap": 0.0,
    "random_seed": 0, "mip_max_nodes": NODES, "time_limit": SECONDS,  # its clock runs on from solution to solution
}  # fmt: skip


class Undecided(Exception):
    """The limits were reached before it was known whether there is another solution."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Cells are numbered from 0 in the order of `observed`."""

    observed: Sequence[float]
    weights: Sequence[float]
    """What it costs to change a cell; 0 for a lost cell, which has no value to keep."""
    signed: Sequence[bool]
    equations: Sequence[Mapping[int, int]]
    """Σ coefficient × cell = 0."""
    moves: Sequence[Mapping[int, float]]
    """What each move adds to cells."""
    move_weights: Sequence[float]
    gaps: Sequence[float] = ()
    """By how much each equation is off, where cells that cannot change are left out of the equations."""

    def imbalances(self) -> list[float]:
        if self.gaps:
            return list(self.gaps)
        return [sum(factor * self.observed[cell] for cell, factor in terms.items()) for terms in self.equations]

    def broken_apart(self) -> list[Mapping[int, int]]:
        """Broken equations no two of which have a cell in common: as many as two orders of looking give."""
        broken = [terms for terms, gap in zip(self.equations, self.imbalances(), strict=True) if gap]
        return max((_apart(broken), _apart(broken[::-1])), key=len)

    def among(self, cells: Sequence[int]) -> Problem:
        """The problem without moves in which only these cells may change, numbered anew in this order."""
        place = {cell: number for number, cell in enumerate(cells)}
        kept = [{place[cell]: factor for cell, factor in terms.items() if cell in place} for terms in self.equations]
        return Problem(
            [self.observed[cell] for cell in cells], [self.weights[cell] for cell in cells],
            [self.signed[cell] for cell in cells], kept, (), (), self.imbalances(),
        )  # fmt: skip


def _apart(equations: Sequence[Mapping[int, int]]) -> list[Mapping[int, int]]:
    found: list[Mapping[int, int]] = []
    for terms in equations:
        if all(terms.keys().isdisjoint(other) for other in found):
            found.append(terms)
    return found


@dataclass(frozen=True, slots=True)
class Choice:
    """One solution: the cells and the moves that it changes, by number."""

    weight: float
    cells: frozenset[int]
    moves: frozenset[int]


class Solver:
    """The solutions of one problem, one after the other. Looking for one may raise `Undecided`."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._near = list(range(len(problem.observed)))
        """The cells of the model, by their number in the problem."""
        self._model: _Model | None = None

    def lightest(self, below: float | None = None) -> Choice | None:
        """A lightest solution, or one lighter than `below`; None where there is none."""
        if below is None and not self._problem.moves and (choice := self._nearby()):
            return choice
        self._model = _Model(self._problem)
        if below is not None:
            self._model.limit_weight(below)
        return self._model.solve()

    def as_light(self, best: Choice, passing: frozenset[int]) -> Iterator[Choice]:
        """Every solution that is no heavier than `best`, which `lightest` gave, by more than `MARGIN`; `best` first.

        Solutions that differ only in `passing` cells (blanks that get filled) count as one.
        """
        model = self._model or _Model(self._problem)
        places = {cell: place for place, cell in enumerate(self._near)}
        model.limit_weight(best.weight + MARGIN)
        choice: Choice | None = best
        while choice is not None:
            yield choice
            model.forbid(frozenset(places[cell] for cell in choice.cells - passing), choice.moves)
            choice = self._named(model.solve())

    def _nearby(self) -> Choice | None:
        """A lightest solution found among few cells, where every solution with another cell is sure to be heavier.

        Each of several broken equations without a cell in common needs a change of its own: what they need at the
        least, and one cell elsewhere besides, is what a solution that leaves their cells weighs.
        """
        weights = self._problem.weights
        apart = self._problem.broken_apart()
        heavy = max(weights) / 2
        near = {cell for terms in apart for cell in terms} | {c for c, weight in enumerate(weights) if weight < heavy}
        beyond = [weight for cell, weight in enumerate(weights) if cell not in near]
        if not beyond or len(near) > len(beyond):
            return None
        near_by = sorted(near)
        model = _Model(self._problem.among(near_by))
        try:
            choice = model.solve()
        except Undecided:
            return None
        least = sum(min(weights[cell] for cell in terms) for terms in apart)
        if choice is None or choice.weight + MARGIN >= least + min(beyond):
            return None
        self._model, self._near = model, near_by
        return self._named(choice)

    def _named(self, choice: Choice | None) -> Choice | None:
        """A choice of the model with the cells as the problem numbers them."""
        return choice and replace(choice, cells=frozenset(self._near[place] for place in choice.cells))


class _Model:
    """The mixed-integer problem. Columns: up, down and change of each cell, then one for each move."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._count = len(problem.observed)
        self._span = sum(abs(gap) for gap in problem.imbalances()) + 1.0
        """No cell of a lightest solution needs to change by more than all the imbalances together."""
        self._downs = self._most_down()
        self._raised = self._raises()
        self._highs = Highs(_OPTIONS)
        self._build()

    def solve(self) -> Choice | None:
        """The lightest solution left, or None. Raises `Undecided`."""
        status = self._highs.solve()
        if status in (INFEASIBLE, UNBOUNDED_OR_INFEASIBLE):
            return None
        if status != OPTIMAL:
            raise Undecided
        values = self._highs.solution()
        chosen = [index for index in range(2 * self._count, len(values)) if values[index] > 0.5]
        weight = sum(self._costs()[index] for index in chosen)
        return Choice(
            weight,
            frozenset(index - 2 * self._count for index in chosen if index < 3 * self._count),
            frozenset(index - 3 * self._count for index in chosen if index >= 3 * self._count),
        )

    def limit_weight(self, most: float) -> None:
        self._row(float("-inf"), most, dict(enumerate(self._costs())))

    def forbid(self, cells: frozenset[int], moves: frozenset[int]) -> None:
        """Leave out every solution that changes all of these."""
        columns = [2 * self._count + cell for cell in cells] + [3 * self._count + move for move in moves]
        self._row(float("-inf"), len(columns) - 1, dict.fromkeys(columns, 1.0))

    def _row(self, low: float, high: float, terms: Mapping[int, float]) -> None:
        self._highs.add((low, high, {column: value for column, value in terms.items() if value}))

    def _costs(self) -> list[float]:
        return [0.0] * (2 * self._count) + list(self._problem.weights) + list(self._problem.move_weights)

    def _build(self) -> None:
        count, others = self._count, self._count + len(self._problem.moves)
        downs = [self._span if cell in self._raised else most for cell, most in enumerate(self._downs)]
        most = [*[self._span] * count, *downs, *[1.0] * others]
        rows = [*self._balances(), *self._links(), *self._floors(), *self._covers()]
        self._highs.give(self._costs(), most, [*[False] * (2 * count), *[True] * others], rows)

    def _most_down(self) -> list[float]:
        pairs = zip(self._problem.observed, self._problem.signed, strict=True)
        return [self._span if signed else max(0.0, min(value, self._span)) for value, signed in pairs]

    def _raises(self) -> dict[int, dict[int, float]]:
        """By cell, the columns of the moves that raise it, with minus what they add."""
        raised: dict[int, dict[int, float]] = {}
        for index, move in enumerate(self._problem.moves):
            for cell, change in move.items():
                if change > 0:
                    raised.setdefault(cell, {})[3 * self._count + index] = -change
        return raised

    def _balances(self) -> Iterator[tuple[float, float, dict[int, float]]]:
        """Each equation over what is added to the observed values."""
        count = self._count
        for terms, gap in zip(self._problem.equations, self._problem.imbalances(), strict=True):
            row: dict[int, float] = {}
            for cell, factor in terms.items():
                row[cell], row[count + cell] = factor, -factor
            for index, move in enumerate(self._problem.moves):
                added = sum(terms[cell] * change for cell, change in move.items() if cell in terms)
                if added:
                    row[3 * count + index] = added
            yield -gap, -gap, row

    def _links(self) -> Iterator[tuple[float, float, dict[int, float]]]:
        """A cell that costs something changes only when its binary is set, and goes down by what is there only."""
        for cell, weight in enumerate(self._problem.weights):
            binary = 2 * self._count + cell
            raised = self._raised.get(cell, {})
            if weight:
                yield float("-inf"), 0.0, {cell: 1.0, binary: -self._span}
                yield float("-inf"), 0.0, {self._count + cell: 1.0, binary: -self._downs[cell], **raised}
                if raised:
                    yield float("-inf"), 0.0, {self._count + cell: 1.0, binary: -self._span}
            elif raised:
                yield float("-inf"), self._downs[cell], {self._count + cell: 1.0, **raised}

    def _floors(self) -> Iterator[tuple[float, float, dict[int, float]]]:
        """Cells that moves change stay at zero or above."""
        touched: dict[int, dict[int, float]] = {}
        for index, move in enumerate(self._problem.moves):
            for cell, change in move.items():
                if not self._problem.signed[cell]:
                    touched.setdefault(cell, {})[3 * self._count + index] = change
        for cell, changes in touched.items():
            yield -self._problem.observed[cell], float("inf"), {cell: 1.0, self._count + cell: -1.0, **changes}

    def _covers(self) -> Iterator[tuple[float, float, dict[int, float]]]:
        """Something changes in each broken equation: implied by the others, but it tells the relaxation so."""
        count, problem = self._count, self._problem
        for terms, gap in zip(problem.equations, problem.imbalances(), strict=True):
            if gap and all(problem.weights[cell] for cell in terms):
                touching = [index for index, move in enumerate(problem.moves) if not terms.keys().isdisjoint(move)]
                binaries = [2 * count + cell for cell in terms] + [3 * count + index for index in touching]
                yield 1.0, float("inf"), dict.fromkeys(binaries, 1.0)
