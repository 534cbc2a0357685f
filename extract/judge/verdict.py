"""Whose error a broken rule is: the report's own, or the reading's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.doubts import Doubt, doubt
from extract.judge.edits import Number, as_value
from extract.judge.evidence import Evidence
from extract.judge.localize import Location, Optimum
from extract.judge.serial import SERIAL, is_serial
from schemas.form import Equation
from schemas.record import Value, Verdict, Where

UNKNOWN = Doubt("verdict_unknown")
SOURCE = Doubt("verdict_source")


@dataclass(frozen=True, slots=True)
class Question:
    """A cell of a scan to look at again before anyone is asked: what was read there, what it may be instead."""

    cell: str
    where: Where
    read: Value
    meant: tuple[Number, ...]


def verdict(evidence: Evidence, equation: Equation, location: Location) -> tuple[Verdict, Doubt]:
    """The verdict on a broken equation, and the reason."""
    slid = _slid(evidence, location.only)
    if slid is not None:
        return "reading", _misreading(slid)
    if any(is_serial(evidence.cells[address]) for address in equation.cells):
        return "reading", _misreading(SERIAL)
    implicated = [address for address in equation.cells if address in location.cells] or list(equation.cells)
    if all(evidence.certain(address) for address in implicated):
        return "source", SOURCE
    misread = [_misread(evidence, implicated, optimum) for optimum in location.optima]
    if misread and all(misread):
        return "reading", _misreading(*(way for way in misread if way))
    return "unknown", UNKNOWN


def questions(evidence: Evidence, locations: Sequence[Location]) -> Iterator[Question]:
    """The uncertain cells that a look at the page could settle."""
    for location in locations:
        for address in sorted(location.cells) if location.optima else ():
            cell = evidence.cells[address]
            if cell.where is not None and cell.where.box is not None and not evidence.certain(address):
                yield Question(address, cell.where, cell.value, tuple(location.proposals(address)))


def _misreading(*ways: Doubt) -> Doubt:
    return doubt("verdict_reading", ways=ways)


def _slid(evidence: Evidence, optimum: Optimum | None) -> Doubt | None:
    """What slid, where the only explanation is that it did and the line has a gap that shows it."""
    for move in optimum.moves if optimum else ():
        gaps = any(evidence.cells[address].state in ("blank", "absent") for address in move.line)
        doubts = any(not evidence.certain(address) for address in move.line)
        if move.kind in ("shift", "cut") and (gaps or doubts):
            return move.says
    return None


def _misread(evidence: Evidence, implicated: Sequence[str], optimum: Optimum) -> Doubt | None:
    """How every implicated change of an explanation comes from a misreading; None where one does not."""
    phrases = []
    for address in implicated:
        if address not in optimum.changes:
            continue
        meant = optimum.changes[address]
        how = evidence.misread(address, meant)
        if how is None:
            return None
        read, value = evidence.cells[address].value, None if meant is None else as_value(meant)
        phrases.append(doubt("cell_misread", cell=address, read=read, meant=value, how=how))
    return doubt("together", parts=tuple(phrases)) if phrases else None
