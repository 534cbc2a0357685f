"""Deductive imputation: the value of a blank or lost cell where the edit rules leave only one.

Source: de Waal, Pannekoek and Scholtus, Handbook of Statistical Data Editing and Imputation (2011), ch. 9:
solve the balance edits for the missing items, under non-negativity. Equations are first reduced by elimination,
then the bounds of every unknown are tightened over the given and the reduced equations until nothing moves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from extract.judge.edits import Number, as_value, number, signed
from extract.reading import CellReading
from schemas.form import Equation, Table
from schemas.record import Suggestion


@dataclass(frozen=True, slots=True)
class Row:
    """Σ coefficient × unknown + constant = 0, and the rules that it came from."""

    terms: Mapping[str, int]
    constant: Number
    rules: frozenset[str]


@dataclass(slots=True)
class Bounds:
    """What an unknown can be; None is no limit. `rules` settled it."""

    low: Number | None
    high: Number | None = None
    rules: frozenset[str] = frozenset()

    @property
    def settled(self) -> bool:
        return self.low is not None and self.low == self.high


class Contradiction(Exception):
    """No values of the unknowns satisfy the equations."""


def impute(table: Table, cells: Mapping[str, CellReading], suspects: Collection[str]) -> list[Suggestion]:
    """An `imputed` suggestion for each blank or lost cell that has one possible value only.

    Numbers of `suspects` are taken as unknown, so nothing rests on them. Where the equations contradict each
    other, nothing is suggested.
    """
    unknown = {address for address, cell in cells.items() if _is_unknown(cell) or address in suspects}
    wanted = [address for address in table.addresses if cells[address].state in ("blank", "absent")]
    if not wanted or not table.equations:
        return []
    try:
        bounds = solve(equations_over(table.equations, cells, unknown), {cell: _range(table, cell) for cell in unknown})
    except Contradiction:
        return []
    return [
        Suggestion(cell=cell, value=as_value(value), why="+".join(sorted(bounds[cell].rules)), kind="imputed")
        for cell in wanted
        if bounds[cell].settled and (value := bounds[cell].low) is not None
    ]


def equations_over(
    equations: Iterable[Equation], cells: Mapping[str, CellReading], unknown: Collection[str]
) -> list[Row]:
    """The equations with printed numbers as constants, those without unknowns too (they may contradict)."""
    rows = []
    for equation in equations:
        terms: dict[str, int] = {}
        constant: Number = 0
        for sign, side in ((1, equation.left), (-1, equation.right)):
            for address in side:
                if address in unknown:
                    terms[address] = sign
                else:
                    constant += sign * (number(cells[address].value) or 0)
        rows.append(Row(terms, constant, frozenset({equation.rule.id})))
    return rows


def solve(rows: list[Row], bounds: dict[str, Bounds]) -> dict[str, Bounds]:
    """Tighten `bounds` as far as the equations allow. Raises `Contradiction` where nothing fits."""
    for every in (rows, rows + reduce(rows)):
        for _ in range(len(rows) + 1):
            if not any([_tighten(row, bounds) for row in every]):
                break
    return bounds


def reduce(rows: list[Row]) -> list[Row]:
    """The rows in reduced echelon form (sparse, in whole numbers), those that are new. May raise `Contradiction`."""
    pending = list(rows)
    done: list[Row] = []
    while pending:
        pivot_row = min(pending, key=lambda row: len(row.terms))
        pending.remove(pivot_row)
        if not pivot_row.terms:
            if pivot_row.constant != 0:
                raise Contradiction
            continue
        pivot = next(iter(pivot_row.terms))
        pending = [_without(row, pivot_row, pivot) for row in pending]
        done = [_without(row, pivot_row, pivot) for row in done]
        done.append(pivot_row)
    return [row for row in done if len(row.rules) > 1]


def _without(row: Row, pivot_row: Row, pivot: str) -> Row:
    factor = row.terms.get(pivot, 0)
    if factor == 0:
        return row
    scale = pivot_row.terms[pivot]
    terms = {name: scale * value for name, value in row.terms.items()}
    for name, value in pivot_row.terms.items():
        terms[name] = terms.get(name, 0) - factor * value
    return Row(
        {name: value for name, value in terms.items() if value},
        scale * row.constant - factor * pivot_row.constant,
        row.rules | pivot_row.rules,
    )


def _tighten(row: Row, bounds: dict[str, Bounds]) -> bool:
    """Narrow each unknown of one row by the others; whether anything moved."""
    moved = False
    for name, factor in row.terms.items():
        if not bounds[name].settled:
            low, high = _rest(row, name, bounds)
            moved |= _narrow(bounds[name], _divided(low, high, -factor), row.rules)
    if all(bounds[name].settled for name in row.terms):
        total = row.constant + sum(factor * (bounds[name].low or 0) for name, factor in row.terms.items())
        if total != 0:
            raise Contradiction
    return moved


def _rest(row: Row, name: str, bounds: Mapping[str, Bounds]) -> tuple[Number | None, Number | None]:
    """The least and the greatest value of the row without `name`."""
    low: Number | None = row.constant
    high: Number | None = row.constant
    for other, factor in row.terms.items():
        if other == name:
            continue
        least, most = bounds[other].low, bounds[other].high
        if factor < 0:
            least, most = most, least
        low = None if low is None or least is None else low + factor * least
        high = None if high is None or most is None else high + factor * most
    return low, high


def _divided(low: Number | None, high: Number | None, divisor: int) -> tuple[Number | None, Number | None]:
    if divisor < 0:
        low, high = high, low
    return (
        None if low is None else _quotient(low, divisor, up=True),
        None if high is None else _quotient(high, divisor, up=False),
    )


def _quotient(figure: Number, divisor: int, up: bool) -> Number:
    if not isinstance(figure, int):
        return figure / divisor
    return -(figure // -divisor) if up else figure // divisor


def _narrow(bound: Bounds, limits: tuple[Number | None, Number | None], rules: frozenset[str]) -> bool:
    low, high = limits
    moved = False
    if low is not None and (bound.low is None or low > bound.low):
        bound.low, moved = low, True
    if high is not None and (bound.high is None or high < bound.high):
        bound.high, moved = high, True
    if bound.low is not None and bound.high is not None and bound.low > bound.high:
        raise Contradiction
    if moved:
        bound.rules = rules
    return moved


def _range(table: Table, address: str) -> Bounds:
    return Bounds(None if signed(table, address) else 0)


def _is_unknown(cell: CellReading) -> bool:
    return cell.state != "mark" and number(cell.value) is None
