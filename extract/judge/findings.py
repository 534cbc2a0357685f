"""What the edit rules and the readers have to say, as findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from extract.judge.edits import Number, Weighing, as_value
from extract.judge.evidence import Evidence
from extract.judge.localize import Location, Optimum
from extract.judge.trust import RULES
from extract.judge.verdict import verdict
from extract.judge.wording import cell_label, listed, place_of, table_title
from extract.reading import TableReading
from schemas.form import Equation, Table
from schemas.record import Check, Finding, Suggestion

MOST_NAMED = 3
"""Explanations beyond which none is proposed."""


def checks(weighings: Iterable[Weighing]) -> list[Check]:
    return [
        Check(rule=weighing.equation.rule.id, over=weighing.equation.over, outcome=weighing.outcome)
        for weighing in weighings
    ]


def broken(
    table: Table, evidence: Evidence, weighings: Sequence[Weighing], locations: Sequence[Location]
) -> Iterator[Finding]:
    """An error for each broken rule, and for each set of rules that only together cannot hold."""
    for weighing in weighings:
        if weighing.outcome == "broken":
            yield _broken(table, evidence, weighing, location_of(weighing.equation, locations))
    failing = {id(weighing.equation) for weighing in weighings if weighing.outcome == "broken"}
    for location in locations:
        if failing.isdisjoint(id(equation) for equation in location.equations):
            yield _irreconcilable(table, location)


def soft(table: Table, weighings: Iterable[Weighing]) -> Iterator[Finding]:
    """A warning for each broken rule that the user calls soft."""
    for weighing in weighings:
        if weighing.outcome == "broken":
            yield Finding(
                rule=weighing.equation.rule.id,
                severity="warning",
                cells=list(weighing.equation.cells),
                left=as_value(weighing.left),
                right=as_value(weighing.right),
                message=sentence(table, weighing),
            )


def location_of(equation: Equation, locations: Iterable[Location]) -> Location:
    """The location that an equation belongs to; one of its own where it has none."""
    return next((location for location in locations if equation in location.equations), Location((equation,)))


def _broken(table: Table, evidence: Evidence, weighing: Weighing, location: Location) -> Finding:
    whose, why = verdict(table, evidence, weighing.equation, location)
    return Finding(
        rule=weighing.equation.rule.id,
        severity="error",
        verdict=whose,
        cells=list(weighing.equation.cells),
        left=as_value(weighing.left),
        right=as_value(weighing.right),
        message=f"{sentence(table, weighing)}{_where(table, evidence, location)}{why}",
    )


def _irreconcilable(table: Table, location: Location) -> Finding:
    equation = next(e for e in location.equations if not location.cells.isdisjoint(e.cells))
    return Finding(
        rule=equation.rule.id,
        severity="error",
        verdict="unknown",
        cells=sorted(location.cells),
        message=f"空着的和没有找到的格无论填什么数，有关的勾稽关系都不能同时成立，"
        f"可能有误的是{listed(table, sorted(location.cells))}。",
    )


def sentence(table: Table, weighing: Weighing) -> str:
    """A broken rule in words: where, which rule, both sides."""
    empties = "（空格按零计）" if weighing.empties else ""
    return (
        f"{place_of(table, weighing.equation)}不符合“{weighing.equation.rule.says}”："
        f"等号前为{as_value(weighing.left)}，等号后为{as_value(weighing.right)}，"
        f"相差{as_value(weighing.gap)}{empties}。"
    )


def _where(table: Table, evidence: Evidence, location: Location) -> str:
    """Which cells are likely wrong, as a sentence; empty where that cannot be told."""
    if not 0 < len(location.optima) <= MOST_NAMED:
        return ""
    ways = "；或者".join(_way(table, evidence, optimum) for optimum in location.optima)
    return f"改动最少的解释：{ways}。"


def _way(table: Table, evidence: Evidence, optimum: Optimum) -> str:
    return "，".join(_change(table, evidence, address, value) for address, value in optimum.changes.items())


def _change(table: Table, evidence: Evidence, address: str, value: Number | None) -> str:
    said = f"由{evidence.cells[address].value}改为{value}" if value is not None else "有误"
    return f"{cell_label(table, address)}{said}"


def accusations(table: Table, weighings: Sequence[Weighing], locations: Iterable[Location]) -> dict[str, list[str]]:
    """By address, why the cell is held suspect: cells that the explanations clear are not."""
    accused: dict[str, list[str]] = {}
    for location in locations:
        rules = [w for w in weighings if w.outcome == "broken" and w.equation in location.equations]
        for address in location.cells:
            over = [place_of(table, w.equation) for w in rules if address in w.equation.cells]
            if location.optima or over or not rules:
                accused[address] = [_accusation(location, address, over)]
    return accused


def _accusation(location: Location, address: str, places: Sequence[str]) -> str:
    reason = f"{'、'.join(places)}的勾稽关系不成立" if places else "勾稽关系不能同时成立"
    values = location.proposals(address)
    if not values:
        return f"{RULES}{reason}。"
    if location.settled(address):
        return f"{RULES}{reason}，推算这一格应为{values[0]}。"
    return f"{RULES}{reason}，这一格改为{'或'.join(map(str, values))}是可能的解释之一。"


def repairs(evidence: Evidence, weighings: Sequence[Weighing], locations: Iterable[Location]) -> Iterator[Suggestion]:
    """A `repair` for each wrong cell; where explanations tie, the others' values (the printed one too) beside it."""
    for location in locations:
        if not 0 < len(location.optima) <= MOST_NAMED:
            continue
        for address in sorted(location.cells):
            values = [as_value(value) for value in location.proposals(address)]
            if not values:
                continue
            others = values[1:]
            if not all(address in optimum.changes for optimum in location.optima):
                others.append(evidence.cells[address].value)
            yield Suggestion(
                cell=address, value=values[0], why=_rule_over(address, weighings), kind="repair", alternatives=others
            )


def _rule_over(address: str, weighings: Sequence[Weighing]) -> str:
    """The rule that a repair follows from: a broken one over the cell, else any."""
    over = [weighing for weighing in weighings if address in weighing.equation.cells]
    over.sort(key=lambda weighing: weighing.outcome != "broken")
    return over[0].equation.rule.id


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
