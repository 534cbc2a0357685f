"""What the edit rules and the readers have to say, as findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from extract.judge.edits import Weighing, as_value
from extract.judge.wording import place_of, table_title
from extract.reading import TableReading
from schemas.form import Table
from schemas.record import Check, Finding


def checks(weighings: Iterable[Weighing]) -> list[Check]:
    return [
        Check(rule=weighing.equation.rule.id, over=weighing.equation.over, outcome=weighing.outcome)
        for weighing in weighings
    ]


def broken(table: Table, weighings: Iterable[Weighing]) -> Iterator[Finding]:
    """An error for each broken rule."""
    for weighing in weighings:
        if weighing.outcome == "broken":
            yield Finding(
                rule=weighing.equation.rule.id,
                severity="error",
                cells=list(weighing.equation.cells),
                left=as_value(weighing.left),
                right=as_value(weighing.right),
                message=sentence(table, weighing),
            )


def sentence(table: Table, weighing: Weighing) -> str:
    """A broken rule in words: where, which rule, both sides."""
    empties = "（空格按零计）" if weighing.empties else ""
    return (
        f"{place_of(table, weighing.equation)}不符合“{weighing.equation.rule.says}”："
        f"等号前为{as_value(weighing.left)}，等号后为{as_value(weighing.right)}，相差{as_value(weighing.gap)}{empties}。"
    )


def accusations(table: Table, weighings: Iterable[Weighing]) -> dict[str, list[str]]:
    """By address, the broken rules that speak of it."""
    accused: dict[str, list[str]] = {}
    for weighing in weighings:
        if weighing.outcome == "broken":
            for address in weighing.equation.cells:
                accused.setdefault(address, []).append(sentence(table, weighing))
    return accused


def remarks(reading: TableReading) -> Iterator[Finding]:
    """What the reader noted on the table as a whole."""
    for note in reading.notes:
        yield Finding(rule=f"{reading.table.id}.note", severity="info", message=note)


def layouts_differ(first: TableReading, others: Sequence[TableReading]) -> Iterator[Finding]:
    """A warning for each reader that took the table for another edition."""
    for other in others:
        yield Finding(
            rule="readers.edition",
            severity="warning",
            cells=list(first.table.addresses),
            message=f"“{table_title(first.table.id)}”的表格：{first.reader}认作{first.table.edition}年版，"
            f"{other.reader}认作{other.table.edition}年版。",
        )
