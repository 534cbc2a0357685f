"""What a made report says before it is laid out: who, which year, which editions, which figures, as printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from eval.labels import PrintedError
from eval.made.figures import broken, fill
from eval.made.preparations import full_width
from eval.made.printed import Figure
from eval.made.strange import in_numerals
from eval.made.writing import Body, choose_body
from schemas.form import Column, Equation, Form, Table
from schemas.record import Value

STYLES = ("plain", "blanks", "some_blanks", "marks", "noted", "own_error", "differences", "empty")
"""How cells are printed. `blanks`: every zero empty; `some_blanks`: the zeros of some rows; `marks`: a mark for
nothing in place of zeros; `noted`: words at some numbers; `own_error`: the agency's arithmetic is wrong;
`differences`: the prose contradicts a cell; `empty`: no data cell holds anything."""

_WEIGHTS = (6, 1, 1, 1, 1, 1, 1, 0.3)
_MARKS = ("/", "-", "—", "无")


@dataclass(frozen=True)
class Content:
    """A report's content. `figures` are by address, over all tables."""

    body: Body
    year: int
    tables: Mapping[str, Table]
    figures: Mapping[str, Figure]
    style: str
    numbers: str

    @property
    def printed_errors(self) -> list[PrintedError]:
        """The equations that the printed numbers break, no cell of theirs being without a number."""
        return [
            PrintedError(rule=equation.rule.id, over=equation.over)
            for table in self.tables.values()
            if not self.numberless(table.addresses)
            for equation in broken(table, {address: self.figures[address].value for address in table.addresses})
        ]

    def numberless(self, addresses: tuple[str, ...]) -> bool:
        return any(self.figures[address].value is None for address in addresses)

    def spoken(self) -> dict[str, str]:
        """The figures that the prose may speak of: whole numbers, and zero where nothing is printed."""
        texts = {}
        for address, figure in self.figures.items():
            texts[address] = str(figure.value) if figure.value is not None else "0"
        return {} if self.style == "empty" else texts


def compose(form: Form, rng: Random, style: str | None, keeps_blanks: bool, numbers: str) -> Content:
    """The content of one report. Styles that leave cells blank become `plain` where blanks would leave no trace."""
    body = choose_body(rng)
    year = rng.choice([2019, 2020, 2021, 2022, 2023, 2023, 2024, 2024, 2025])
    tables = _editions(form, year, rng)
    chosen = rng.choices(STYLES, _WEIGHTS)[0]
    style = style or chosen
    if not keeps_blanks and style in ("blanks", "some_blanks"):
        style = "plain"
    size = max(body.size, 20) if style == "own_error" else body.size
    figures: dict[str, Figure] = {}
    for table in tables.values():
        values = fill(table, rng, size)
        if style == "own_error" and table.equations:
            values = _mistaken(table, values, rng)
        figures |= _printed(table, values, style, rng)
    return Content(body, year, tables, {a: _written(f, numbers) for a, f in figures.items()}, style, numbers)


def _editions(form: Form, year: int, rng: Random) -> dict[str, Table]:
    """The tables of the edition in force; now and then one of another edition, or all of an older one."""
    current = form.edition_of_year(year)
    chance = rng.random()
    other = rng.choice(form.editions)
    first, *others = form.table_ids
    moved: list[str] = []
    if year > form.editions[-1].first_year:
        moved = others if chance < 0.12 else [first, *others] if chance < 0.2 else []
    return {name: (other if name in moved else current).tables[name] for name in form.table_ids}


def _mistaken(table: Table, values: dict[str, Value], rng: Random) -> dict[str, Value]:
    """One number of the table wrong as the agency printed it, so that at least one equation fails."""
    equation: Equation = rng.choice(table.equations)
    cell = rng.choice(equation.right) if rng.random() < 0.6 else rng.choice(equation.cells)
    value = values[cell]
    wrong = int(value or 0) + rng.choice([1, 1, 2, 3, 10])
    return values | {cell: wrong}


def _printed(table: Table, values: Mapping[str, Value], style: str, rng: Random) -> dict[str, Figure]:
    mark = rng.choice(_MARKS)
    bare_rows = {row.id for row in table.rows if rng.random() < 0.5}
    words = rng.random() < 0.3
    figures = {}
    for row in table.rows:
        for column in row.columns:
            address = table.address(row.id, column.id)
            value = values[address]
            zero = value in (0, "0")
            if style == "empty" or (zero and (style == "blanks" or (style == "some_blanks" and row.id in bare_rows))):
                figures[address] = Figure("", None, "blank")
            elif zero and style == "marks" and row.id in bare_rows:
                figures[address] = Figure(mark, None, "mark")
            else:
                figures[address] = _number(column, value, style == "noted", words, rng)
    return figures


def _number(column: Column, value: Value, noted: bool, words: bool, rng: Random) -> Figure:
    """A number as printed: signed changes, now and then a remark or a unit behind it."""
    text = str(value)
    if column.kind == "change" and isinstance(value, int) and value:
        text = f"{'增' if value > 0 else '减'}{abs(value)}" if words else f"{value:+d}"
        return Figure(text, value, "number")
    if not noted or value in (0, "0", None):
        return Figure(text, value, "number")
    if column.kind == "amount" and rng.random() < 0.7:
        return Figure(f"{text}{column.unit or '元'}", value, "noted")
    if isinstance(value, int) and value > 2 and rng.random() < 0.15:
        part = rng.randrange(1, value)
        return Figure(f"{value}（其中{rng.choice(['修订', '自然失效', '转办', '上年结转'])}{part}件）", value, "noted")
    return Figure(text, value, "number")


def _written(figure: Figure, numbers: str) -> Figure:
    """The figure in the digits that the layout prints."""
    if numbers == "full_width":
        return Figure(full_width(figure.text), figure.value, figure.state)
    if numbers == "numerals":
        return in_numerals(figure)
    if numbers == "units" and figure.state == "number":
        return Figure(f"{figure.text}件", figure.value, "noted")
    if numbers == "thousands" and figure.state == "number" and isinstance(figure.value, int) and figure.value >= 1000:
        return Figure(f"{figure.value:,}", figure.value, "noted")
    return figure
