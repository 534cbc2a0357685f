"""A reader with set error rates: answers to the questions about labelled reports, right but for what is damaged.

Kinds of error: a wrong digit, rows shifted by one, two columns swapped, a lone zero dropped (what follows moves up), a
row made up so that it adds up.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal

from extract.model.tables import mark_of
from schemas.form import Row, Table

Kind = Literal["digit", "shift", "swap", "zero", "made_up"]
KINDS: tuple[Kind, ...] = ("digit", "shift", "swap", "zero", "made_up")

Cells = Mapping[str, "int | str | None"]
"""What stands in each cell as an answer writes it: a count, a printed text, None for an empty cell. By address."""

Values = "list[int | str | None]"


@dataclass(frozen=True)
class Printed:
    """One table as printed. `absent` are cells that are not in the report."""

    table: Table
    cells: Cells
    absent: frozenset[str] = frozenset()


def rows_of(printed: Printed) -> dict[str, list[Any]]:
    """The right answer, by row id."""
    rows: dict[str, list[Any]] = {}
    for row in printed.table.rows:
        addresses = [printed.table.address(row.id, column.id) for column in row.columns]
        lost = all(address in printed.absent for address in addresses)
        rows[row.id] = [] if lost else [printed.cells.get(address) for address in addresses]
    return rows


def answer_of(rows: Mapping[str, Sequence[Any]]) -> str:
    """An answer as the prompt asks for it: rows of zeros by one zero."""
    rows = {name: [0] if len(values) > 1 and set(values) == {0} else values for name, values in rows.items()}
    return json.dumps({"rows": [[name, *values] for name, values in rows.items()]}, ensure_ascii=False)


def damage(printed: Printed, kind: Kind, rng: Random) -> dict[str, list[Any]]:
    """The answer with one error of a kind; the right answer where the table offers no place for it."""
    rows = rows_of(printed)
    full = [row for row in printed.table.rows if rows[row.id] and all(isinstance(v, int) for v in rows[row.id])]
    if full:
        _DAMAGE[kind](rows, full, rng)
    return rows


def _digit(rows: dict[str, list[Any]], full: Sequence[Row], rng: Random) -> None:
    told = [(row.id, i) for row in full for i, value in enumerate(rows[row.id]) if value]
    name, at = rng.choice(told or [(full[0].id, 0)])
    digits = list(str(rows[name][at]))
    place = rng.randrange(len(digits))
    digits[place] = rng.choice([d for d in "123456789" if d != digits[place]])
    rows[name][at] = int("".join(digits))


def _shift(rows: dict[str, list[Any]], full: Sequence[Row], rng: Random) -> None:
    alike = [row.id for row in full if len(row.columns) == len(full[0].columns)]
    if len(alike) < 2:
        return
    start = rng.randrange(len(alike) - 1)
    stretch = alike[start : rng.randrange(start + 2, len(alike) + 1)]
    values = [rows[name] for name in stretch]
    for name, moved in zip(stretch, values[-1:] + values[:-1], strict=True):
        rows[name] = moved


def _swap(rows: dict[str, list[Any]], full: Sequence[Row], rng: Random) -> None:
    width = len(full[0].columns)
    if width < 2:
        return
    left, right = rng.sample(range(width), 2)
    for row in full:
        if len(row.columns) == width:
            values = list(rows[row.id])
            values[left], values[right] = values[right], values[left]
            rows[row.id] = values


def _zero(rows: dict[str, list[Any]], full: Sequence[Row], rng: Random) -> None:
    told = [(row.id, i) for row in full for i, value in enumerate(rows[row.id]) if value == 0 and len(row.columns) > 1]
    if told:
        name, at = rng.choice(told)
        values = list(rows[name])
        rows[name] = [*values[:at], *values[at + 1 :], None]


def _made_up(rows: dict[str, list[Any]], full: Sequence[Row], rng: Random) -> None:
    row = rng.choice(full)
    width = len(row.columns)
    values = [rng.choice([0, 0, 1, 2, rng.randrange(40)]) for _ in range(width)]
    rows[row.id] = [*values[:-1], sum(values[:-1])] if width > 1 else [rng.randrange(1, 40)]


_DAMAGE = {"digit": _digit, "shift": _shift, "swap": _swap, "zero": _zero, "made_up": _made_up}


@dataclass
class SimulatedReader:
    """Answers questions about tables it was taught. `rates` is the chance of each kind of error in an answer."""

    rates: Mapping[Kind, float] = field(default_factory=dict)
    seed: int = 0
    errors: dict[str, Kind] = field(default_factory=dict)
    """Which error it made, by the mark of the text."""
    _taught: dict[str, list[tuple[Printed, str]]] = field(default_factory=dict)

    def teach(self, text: str, printed: Printed) -> None:
        """The table that stands in a text, which is given as the question gives it."""
        mark = mark_of(text.strip("\n"))
        rng = Random(f"{self.seed} {mark} {printed.table.id}")
        kind = next((kind for kind in KINDS if rng.random() < self.rates.get(kind, 0.0)), None)
        rows = damage(printed, kind, rng) if kind else rows_of(printed)
        if kind and rows != rows_of(printed):
            self.errors[mark] = kind
        self._taught.setdefault(mark, []).append((printed, answer_of(rows)))

    def answer(self, body: Mapping[str, Any]) -> str | None:
        """The answer to a request; None for a text it was not taught."""
        asked = body["messages"][-1]["content"]
        for mark, answers in self._taught.items():
            if f"<原文 {mark}>" in asked:
                system = body["messages"][0]["content"]
                fitting = [a for p, a in answers if all(row.id in system for row in p.table.rows)]
                return fitting[0] if fitting else None
        return None
