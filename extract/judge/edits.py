"""Edit rules over a table as read: each equation weighed, with blanks as zero where that settles it.

Printed numbers are taken as they stand. A mark (/, —, 无) says that there is nothing and counts as zero. A blank
may be a zero that was left out or a number that was; a lost cell may be anything that its column allows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from extract.reading import CellReading
from schemas.form import Equation, Table
from schemas.record import Outcome, Value

Number = int | Decimal


@dataclass(frozen=True, slots=True)
class Weighing:
    """One equation and what became of it; `left` and `right` are the sums of what is printed."""

    equation: Equation
    outcome: Outcome
    left: Number
    right: Number
    empties: bool = False
    """Whether blanks, marks or lost cells were counted as zero in the sums."""

    @property
    def gap(self) -> Number:
        """By how much the sides differ, as a positive number."""
        return self.left - self.right if self.left > self.right else self.right - self.left


@dataclass(frozen=True, slots=True)
class _Side:
    known: Number
    blank: bool
    lost: bool
    rises: bool
    """An empty cell could hold more than zero."""
    falls: bool
    """An empty cell could hold less than zero."""


def number(value: Value) -> Number | None:
    """A printed value as a number: amounts are decimals; None where there is none."""
    if value is None or isinstance(value, int):
        return value
    try:
        return Decimal(value)
    except InvalidOperation:
        return None


def as_value(figure: Number) -> Value:
    """A number as records hold it: int, or a decimal string."""
    return figure if isinstance(figure, int) else format(figure, "f")


def weigh(table: Table, cells: Mapping[str, CellReading], equation: Equation) -> Weighing:
    """The outcome of one equation over the cells as read."""
    left = _side(table, cells, equation.left)
    right = _side(table, cells, equation.right)
    empties = left.blank or right.blank or left.lost or right.lost
    return Weighing(equation, _outcome(left, right), left.known, right.known, empties)


def weigh_all(table: Table, cells: Mapping[str, CellReading]) -> list[Weighing]:
    """Every equation of the table, in the order of its rules."""
    return [weigh(table, cells, equation) for equation in table.equations]


def signed(table: Table, address: str) -> bool:
    """Whether the column of a cell may hold numbers below zero."""
    return table.column_of[address].kind == "change"


def _outcome(left: _Side, right: _Side) -> Outcome:
    gap = left.known - right.known
    lost = left.lost or right.lost
    if gap == 0 and not lost:
        return "holds_if_blanks_are_zero" if left.blank or right.blank else "holds"
    if gap == 0:
        return "cannot_be_judged"
    fillable = (right.rises or left.falls) if gap > 0 else (left.rises or right.falls)
    return "cannot_be_judged" if fillable else "broken"


def _side(table: Table, cells: Mapping[str, CellReading], addresses: tuple[str, ...]) -> _Side:
    known: Number = 0
    blank = lost = rises = falls = False
    for address in addresses:
        cell = cells[address]
        figure = number(cell.value)
        if figure is not None:
            known += figure
        elif cell.state == "mark":
            blank = True
        else:
            blank |= cell.state == "blank"
            lost |= cell.state != "blank"
            rises = True
            falls |= signed(table, address)
    return _Side(known, blank, lost, rises, falls)
