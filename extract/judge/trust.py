"""How far each cell can be trusted, and why not further.

`verified`: a number that every edit rule over it confirms, that is placed beyond doubt and that the readers share.
`suspect`: lost, doubted by its reader, read differently by two readers, or pointed at by a broken rule. The rest,
blanks among them, is `unverified`: no rule can tell a blank from a zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from extract.judge.edits import Weighing, number
from extract.reading import CellReading
from schemas.record import Cell, Trust, Value

LOST = "报告中没有找到这一格所在的位置。"
DIFFER = "两次独立识别的结果不一致："
RULES = "校验："
"""How the reasons begin that broken rules give."""

Reasons = Mapping[str, Sequence[str]]
"""Why cells are suspect, by address."""


def trusted(
    cells: Mapping[str, CellReading],
    weighings: Iterable[Weighing],
    accused: Reasons,
    differing: Mapping[str, Mapping[str, Value]],
) -> dict[str, Cell]:
    """A `Cell` for every reading; `accused` are the cells that broken rules point at, with the sentences why."""
    confirmed = _confirmed(weighings)
    return {
        address: _cell(
            reading,
            [*_own_reasons(reading, differing.get(address)), *accused.get(address, ())],
            address in confirmed,
            differing.get(address, {}),
        )
        for address, reading in cells.items()
    }


def doubtful(cells: Mapping[str, CellReading], differing: Iterable[str]) -> set[str]:
    """The cells that are suspect before any rule is asked."""
    return {address for address, cell in cells.items() if cell.doubts or cell.state == "absent"} | set(differing)


def is_readers(reason: str) -> bool:
    """Whether a cell's reason is a doubt of its reader, not one that the judge found."""
    return reason != LOST and not reason.startswith((DIFFER, RULES))


def _confirmed(weighings: Iterable[Weighing]) -> set[str]:
    """The cells of equations that hold, less those of any equation that does not."""
    spoken: set[str] = set()
    unsettled: set[str] = set()
    for weighing in weighings:
        holds = weighing.outcome in ("holds", "holds_if_blanks_are_zero")
        (spoken if holds else unsettled).update(weighing.equation.cells)
    return spoken - unsettled


def _own_reasons(reading: CellReading, others: Mapping[str, Value] | None) -> list[str]:
    reasons = list(reading.doubts)
    if reading.state == "absent" and not reasons:
        reasons.append(LOST)
    if others is not None:
        reasons.append(DIFFER + "、".join(f"{reader}读作{said(value)}" for reader, value in others.items()) + "。")
    return reasons


def said(value: Value) -> str:
    return "空" if value is None else str(value)


def _cell(reading: CellReading, reasons: list[str], confirmed: bool, readings: Mapping[str, Value]) -> Cell:
    trust: Trust = "unverified"
    if reasons:
        trust = "suspect"
    elif confirmed and number(reading.value) is not None:
        trust = "verified"
    return Cell(
        text=reading.text, state=reading.state, trust=trust, where=reading.where, reasons=reasons,
        confidence=reading.confidence, readings=dict(readings),
    )  # fmt: skip
