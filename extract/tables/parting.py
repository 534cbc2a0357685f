"""The rows of a table whose cells are glued, parted together: where a row allows several partings, the rules of the
columns may leave one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extract.doubts import Doubt
from extract.tables import glued
from extract.tables.columns import Placed
from extract.tables.fit import column_equations_hold, has_row_rule, row_fits
from extract.tables.layouts.rows import Run
from extract.tables.lines.tokens import Token
from schemas.form import Table

GLUED = Doubt("glued_numbers")
UNPROVEN = Doubt("parting_unproven")

Rows = Mapping[str, tuple[Run, tuple[str, ...]]]
"""Run and printed column order of each row, by row id."""


def parted_rows(table: Table, rows: Rows) -> dict[str, Placed]:
    """The glued ones of the rows, parted where only one parting fits; without tokens where none or several do."""
    choices: dict[str, list[tuple[Token, ...]]] = {}
    for row, (run, order) in rows.items():
        if len(run.values) < len(order) <= _cells(run.values) and glued.can_be_glued(run):
            choices[row] = glued.partings(run, len(order), {len(order): row_fits(table, row, order)})
    return _Parting(table, rows, shown=any(map(_begins_with_zero, rows.values()))).chosen(choices)


def _begins_with_zero(row: tuple[Run, tuple[str, ...]]) -> bool:
    """Whether a number begins with 0 and goes on: it is several, whatever the rules say."""
    return any(token.text.isdecimal() and len(token.text) > 1 and token.text[0] == "0" for token in row[0].values)


class _Parting:
    def __init__(self, table: Table, rows: Rows, *, shown: bool) -> None:
        """`shown`: that cells are glued is seen from the digits; else long numbers only make it likely."""
        self.table, self.rows, self.shown = table, rows, shown
        self.equations = [e for e in table.equations if e.rule.each == "column"]
        self.counts = self._known()

    def chosen(self, choices: Mapping[str, Sequence[tuple[Token, ...]]]) -> dict[str, Placed]:
        """The partings that are the only ones, in their row or by the columns of all."""
        single = {row: options[0] for row, options in choices.items() if len(options) == 1}
        for row, tokens in single.items():
            self.counts |= self._counts(row, tokens)
        joint = self._joint({row: options for row, options in choices.items() if len(options) > 1})
        for row, tokens in joint.items():
            self.counts |= self._counts(row, tokens)
        proven = self._proven()
        return {row: self._placed(row, (single | joint).get(row), proven) for row in choices}

    def _joint(self, choices: Mapping[str, Sequence[tuple[Token, ...]]]) -> dict[str, tuple[Token, ...]]:
        if not choices or not self.equations:
            return {}
        cells = [cell for row in choices for cell in self._cells(row)]

        def fits(counts: Sequence[int | None]) -> bool:
            return column_equations_hold(self.equations, {**self.counts, **dict(zip(cells, counts, strict=True))})

        return glued.only_joint_choice(choices, fits) or {}

    def _placed(self, row: str, tokens: tuple[Token, ...] | None, proven: set[str]) -> Placed:
        """A parting that its row's rule chose needs the columns' rules to bear it out."""
        cells = self._cells(row)
        if tokens is None:
            return Placed((None,) * len(cells), GLUED)
        ruled = self.shown or has_row_rule(self.table, row)
        sure = (ruled and _cells(tokens) == len(cells)) or proven.issuperset(cells)
        return Placed(tokens, None if sure else UNPROVEN)

    def _proven(self) -> set[str]:
        """Cells of the columns' equations that are known whole and hold."""
        return {
            cell
            for e in self.equations
            if all(c in self.counts for c in e.cells)
            and sum(self.counts[c] for c in e.left) == sum(self.counts[c] for c in e.right)
            for cell in e.cells
        }

    def _known(self) -> dict[str, int]:
        """Counts of rows whose cells stand apart."""
        counts: dict[str, int] = {}
        for row, (run, order) in self.rows.items():
            if len(run.values) == len(order):
                for cell, token in zip(self._cells(row), run.values, strict=True):
                    value = token.printed.value("count") if token.printed else None
                    if isinstance(value, int):
                        counts[cell] = value
        return counts

    def _cells(self, row: str) -> list[str]:
        return [self.table.address(row, name) for name in self.rows[row][1]]

    def _counts(self, row: str, tokens: Sequence[Token]) -> dict[str, int]:
        return {cell: glued.counted(token.text) for cell, token in zip(self._cells(row), tokens, strict=True)}


def _cells(tokens: Sequence[Token]) -> int:
    """The most cells that the tokens can be: one a digit, one a sign for nothing."""
    return sum(len(token.text) if token.text.isdecimal() else 1 for token in tokens)
