"""Figures for made reports: numbers that satisfy every hard rule of a table, in realistic proportions.

Which number is large is data (`plausible.toml`); which must add up is read from the form's equations.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

from schemas.form import Column, Equation, Row, Table
from schemas.record import Value

Counts = dict[str, int]


@lru_cache(maxsize=1)
def plausible() -> dict[str, Any]:
    """Magnitudes by table, row and column, as `plausible.toml` states them."""
    with Path(__file__).with_name("plausible.toml").open("rb") as file:
        return tomllib.load(file)


def fill(table: Table, rng: Random, size: int) -> dict[str, Value]:
    """A printed value for each cell. `size` is about how many applications the body handles in a year."""
    if not table.equations:
        return {
            table.address(row.id, column.id): _free(table, row, column, rng, size)
            for row in table.rows
            for column in row.columns
        }
    values: dict[str, Value] = {}
    values.update(_balanced(table, rng, size))
    return values


def broken(table: Table, values: dict[str, Value]) -> list[Equation]:
    """The equations that whole-number values break; blank cells count as zero."""
    return [
        equation
        for equation in table.equations
        if sum(_count(values[cell]) for cell in equation.left) != sum(_count(values[cell]) for cell in equation.right)
    ]


def _count(value: Value) -> int:
    return int(value) if value is not None else 0


def _balanced(table: Table, rng: Random, size: int) -> Counts:
    values: Counts = {}
    by_row = [equation for equation in table.equations if equation.rule.each == "row"]
    sums = {cell for equation in by_row for cell in equation.right}
    by_column = [equation for equation in table.equations if equation.rule.each == "column"]
    for equation in sorted(by_column, key=lambda equation: len(equation.right)):
        if not sums & set(equation.cells):
            _satisfy(equation, values, rng, _volume(table, equation.over, rng, size))
    for equation in by_row:
        _satisfy(equation, values, rng, _volume(table, equation.over, rng, size))
    wrong = broken(table, dict(values))
    if wrong:
        raise AssertionError(f"made figures break {wrong[0].rule.id} over {wrong[0].over}")
    return values


def _satisfy(equation: Equation, values: Counts, rng: Random, volume: int) -> None:
    """Give the cells of an equation that have no value yet such that it holds."""
    left = [cell for cell in equation.left if cell not in values]
    right = [cell for cell in equation.right if cell not in values]
    if not right and not left:
        return
    if len(right) == len(equation.right):
        _spread(left, volume, values, rng)
        total = sum(values[cell] for cell in equation.left)
        _spread(right, total, values, rng)
        return
    _spread(right, rng.choice([0, 0, volume // 20, volume // 8]), values, rng)
    total = sum(values[cell] for cell in equation.right)
    _spread(left, total - sum(values[cell] for cell in equation.left if cell in values), values, rng, falling=True)


def _spread(cells: Sequence[str], total: int, values: Counts, rng: Random, falling: bool = False) -> None:
    """Share `total` out over cells; a few get most of it, many get nothing."""
    if not cells:
        return
    weights = [rng.random() ** 5 if rng.random() < 0.6 else 0.0 for _ in cells]
    if falling:
        weights = [(rng.random() * 0.2 + 0.9) * 0.07**place for place, _ in enumerate(cells)]
    weights[rng.randrange(len(cells)) if not falling else 0] += 0.4
    scale = total / sum(weights)
    for cell, weight in zip(cells, weights, strict=True):
        values[cell] = int(weight * scale)
    values[max(cells, key=lambda cell: values[cell])] += total - sum(values[cell] for cell in cells)


def _volume(table: Table, over: str, rng: Random, size: int) -> int:
    low, high = plausible().get(table.id, {}).get(over, (0.0, 0.05))
    return round(size * rng.uniform(low, high))


def _free(table: Table, row: Row, column: Column, rng: Random, size: int) -> Value:
    """A value that no equation speaks of."""
    highest = plausible().get(table.id, {}).get(row.id, 1.0) * size
    if column.kind == "change":
        return rng.choice([0, 0, 0, 1, 2, -1, -3, 12, -26])
    number = int(highest * rng.random() ** 4) if rng.random() < 0.7 else 0
    if column.kind == "amount":
        return _amount(number, rng)
    return number


def _amount(number: int, rng: Random) -> str:
    places = rng.choice([0, 0, 1, 2, 2, 3, 4, 6])
    if number == 0 or places == 0:
        return str(number)
    return f"{number}.{rng.randrange(1, 10**places):0{places}d}"
