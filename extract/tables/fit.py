"""Whether printed numbers can satisfy the edit rules of a row: for choosing among readings, never for making any."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from schemas.form import Equation, Table


def row_fits(table: Table, row: str, order: Sequence[str]) -> Callable[[Sequence[int | None]], bool]:
    """A test of one row's counts, given in the order of the columns `order`; None where a count is not known."""
    equations = [e for e in table.equations if e.rule.each == "row" and e.over == row]
    position = {table.address(row, column): at for at, column in enumerate(order)}
    sides = [([position[c] for c in e.left], [position[c] for c in e.right]) for e in equations]

    def fits(counts: Sequence[int | None]) -> bool:
        return all(_balances([counts[at] for at in left], [counts[at] for at in right]) for left, right in sides)

    return fits


def _balances(left: Sequence[int | None], right: Sequence[int | None]) -> bool:
    """Whether non-negative numbers in place of the unknown ones can make both sides equal."""
    if None not in left and None not in right:
        return sum(left) == sum(right)  # type: ignore[arg-type]
    known_left = sum(count for count in left if count is not None)
    known_right = sum(count for count in right if count is not None)
    if None in left and None in right:
        return True
    if None in left:
        return known_left <= known_right
    return known_right <= known_left


def has_row_rule(table: Table, row: str) -> bool:
    """Whether an edit rule ties the cells of the row together."""
    return any(e.rule.each == "row" and e.over == row for e in table.equations)


def column_equations_hold(equations: Sequence[Equation], counts: Mapping[str, int | None]) -> bool:
    """Whether every equation whose cells are all known holds."""
    for equation in equations:
        left = [counts.get(cell) for cell in equation.left]
        right = [counts.get(cell) for cell in equation.right]
        if not _balances(left, right):
            return False
    return True
