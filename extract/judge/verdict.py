"""Whose error a broken rule is: the report's own, or the reading's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.judge.edits import Number
from extract.judge.evidence import Evidence
from extract.judge.localize import Location, Optimum
from extract.judge.serial import SERIAL
from extract.judge.wording import cell_label
from schemas.form import Equation, Table
from schemas.record import Value, Verdict, Where

UNKNOWN = "不能确定是报告本身的数字有误，还是识别有误，请对照原文核实。"
SOURCE = "原文中有关各格的数字清楚无误，是报告本身的数字对不上。"


@dataclass(frozen=True, slots=True)
class Question:
    """A cell of a scan to look at again before anyone is asked: what was read there, what it may be instead."""

    cell: str
    where: Where
    read: Value
    meant: tuple[Number, ...]


def verdict(table: Table, evidence: Evidence, equation: Equation, location: Location) -> tuple[Verdict, str]:
    """The verdict on a broken equation, and the reason as a sentence for an official."""
    slid = _slid(evidence, location.only)
    if slid is not None:
        return "reading", f"很可能是识别有误：{slid}。"
    if any(SERIAL in evidence.cells[address].doubts for address in equation.cells):
        return "reading", f"很可能是识别有误：{SERIAL}。"
    implicated = [address for address in equation.cells if address in location.cells] or list(equation.cells)
    if all(evidence.certain(address) for address in implicated):
        return "source", SOURCE
    misread = [_misread(table, evidence, implicated, optimum) for optimum in location.optima]
    if misread and all(misread):
        return "reading", f"很可能是识别有误：{'；或者'.join(phrase for phrase in misread if phrase)}。"
    return "unknown", UNKNOWN


def questions(evidence: Evidence, locations: Sequence[Location]) -> Iterator[Question]:
    """The uncertain cells that a look at the page could settle."""
    for location in locations:
        for address in sorted(location.cells) if location.optima else ():
            cell = evidence.cells[address]
            if cell.where is not None and cell.where.box is not None and not evidence.certain(address):
                yield Question(address, cell.where, cell.value, tuple(location.proposals(address)))


def _slid(evidence: Evidence, optimum: Optimum | None) -> str | None:
    """What slid, where the only explanation is that it did and the line has a gap that shows it."""
    for move in optimum.moves if optimum else ():
        gaps = any(evidence.cells[address].state in ("blank", "absent") for address in move.line)
        doubts = any(not evidence.certain(address) for address in move.line)
        if move.kind in ("shift", "cut") and (gaps or doubts):
            return move.says
    return None


def _misread(table: Table, evidence: Evidence, implicated: Sequence[str], optimum: Optimum) -> str | None:
    """How every implicated change of an explanation comes from a misreading; None where one does not."""
    phrases = []
    for address in implicated:
        if address not in optimum.changes:
            continue
        meant = optimum.changes[address]
        how = evidence.misread(address, meant)
        if how is None:
            return None
        phrases.append(f"{cell_label(table, address)}读作{evidence.cells[address].value}，应为{meant}（{how}）")
    return "，".join(phrases) or None
