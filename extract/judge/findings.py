"""What the edit rules and the readers have to say, as findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from extract.doubts import Atom, Doubt, doubt, finding
from extract.judge.edits import Number, Weighing, as_value
from extract.judge.evidence import Evidence
from extract.judge.localize import Location, Optimum
from extract.judge.trust import IRRECONCILABLE, RULE_BROKEN
from extract.judge.verdict import verdict
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
            location = location_of(weighing.equation, locations)
            yield _broken(table, evidence, weighing, location, cause_of(location, weighings))
    failing = {id(weighing.equation) for weighing in weighings if weighing.outcome == "broken"}
    for location in locations:
        if failing.isdisjoint(id(equation) for equation in location.equations):
            yield _irreconcilable(location, cause_of(location, weighings))


def soft(table: Table, weighings: Iterable[Weighing]) -> Iterator[Finding]:
    """A warning for each broken rule that the user calls soft."""
    for weighing in weighings:
        if weighing.outcome == "broken":
            yield finding(
                weighing.equation.rule.id,
                "warning",
                doubt("soft_rule_broken", _cause(weighing.equation), **_sides(table, weighing)),
                weighing.equation.cells,
                as_value(weighing.left),
                as_value(weighing.right),
            )


def location_of(equation: Equation, locations: Iterable[Location]) -> Location:
    """The location that an equation belongs to; one of its own where it has none."""
    return next((location for location in locations if equation in location.equations), Location((equation,)))


def _broken(table: Table, evidence: Evidence, weighing: Weighing, location: Location, cause: str) -> Finding:
    whose, why = verdict(evidence, weighing.equation, location)
    where = _where(evidence, location)
    return finding(
        weighing.equation.rule.id,
        "error",
        doubt("equation_broken", cause, **_sides(table, weighing), where=where, why=why),
        weighing.equation.cells,
        as_value(weighing.left),
        as_value(weighing.right),
        whose,
    )


def _irreconcilable(location: Location, cause: str) -> Finding:
    equation = next(e for e in location.equations if not location.cells.isdisjoint(e.cells))
    cells = sorted(location.cells)
    said = doubt("equations_irreconcilable", cause, cells=tuple(cells))
    return finding(equation.rule.id, "error", said, cells, verdict="unknown")


def _sides(table: Table, weighing: Weighing) -> dict[str, Atom]:
    """What is said of a broken rule: where, which rule, both sides."""
    return {
        "place": place(table, weighing.equation),
        "rule": (weighing.equation.rule.id, weighing.equation.rule.says),
        "left": as_value(weighing.left),
        "right": as_value(weighing.right),
        "gap": as_value(weighing.gap),
        "empties": Doubt("blanks_as_zero") if weighing.empties else None,
    }


def place(table: Table, equation: Equation) -> str:
    """The row or column that an equation is stated for: table.row, or table.*.column."""
    row = equation.rule.each == "row"
    return f"{table.id}.{equation.over}" if row else f"{table.id}.*.{equation.over}"


def cause_of(location: Location, weighings: Sequence[Weighing]) -> str:
    """What one act settles: all that coupled equations point at; the first of them that is broken stands for them."""
    failing = {id(weighing.equation) for weighing in weighings if weighing.outcome == "broken"}
    first = next((one for one in location.equations if id(one) in failing), location.equations[0])
    return _cause(first)


def _cause(equation: Equation) -> str:
    return f"{RULE_BROKEN}:{equation.rule.id}:{equation.over}"


def _where(evidence: Evidence, location: Location) -> Doubt | None:
    """Which cells are likely wrong; None where that cannot be told."""
    if not 0 < len(location.optima) <= MOST_NAMED:
        return None
    return doubt("least_changes", ways=tuple(_way(evidence, optimum) for optimum in location.optima))


def _way(evidence: Evidence, optimum: Optimum) -> Doubt:
    parts = tuple(_change(evidence, address, value) for address, value in optimum.changes.items())
    return doubt("together", parts=parts)


def _change(evidence: Evidence, address: str, value: Number | None) -> Doubt:
    if value is None:
        return doubt("cell_wrong", cell=address)
    return doubt("cell_changed", cell=address, read=evidence.cells[address].value, value=as_value(value))


def accusations(table: Table, weighings: Sequence[Weighing], locations: Iterable[Location]) -> dict[str, list[Doubt]]:
    """By address, why the cell is held suspect: cells that the explanations clear are not."""
    accused: dict[str, list[Doubt]] = {}
    for location in locations:
        rules = [w for w in weighings if w.outcome == "broken" and w.equation in location.equations]
        cause = cause_of(location, weighings)
        for address in location.cells:
            over = tuple(place(table, w.equation) for w in rules if address in w.equation.cells)
            if location.optima or over or not rules:
                accused[address] = [_accusation(location, address, over, cause)]
    return accused


def _accusation(location: Location, address: str, places: tuple[str, ...], cause: str) -> Doubt:
    proposed = _proposed(location, address)
    if not places:
        return doubt(IRRECONCILABLE, cause, proposed=proposed)
    return doubt(RULE_BROKEN, cause, places=places, proposed=proposed)


def _proposed(location: Location, address: str) -> Doubt | None:
    values = tuple(as_value(value) for value in location.proposals(address))
    if not values:
        return None
    code = "value_follows" if location.settled(address) else "value_possible"
    return doubt(code, values=values[:1] if location.settled(address) else values)


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
        yield finding(f"{reading.table.id}.note", "info", note)


def layouts_differ(first: TableReading, others: Sequence[TableReading]) -> Iterator[Finding]:
    """A warning for each reader that took the table for another edition."""
    for other in others:
        said = doubt(
            "editions_differ", f"editions_differ:{first.table.id}", table=first.table.id,
            reader=first.reader, edition=first.table.edition, other=other.reader, other_edition=other.table.edition,
        )  # fmt: skip
        yield finding("readers.edition", "warning", said, first.table.addresses)
