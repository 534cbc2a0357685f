"""How far each cell can be trusted, and why not further.

`verified`: a number that every edit rule over it confirms, that is placed beyond doubt and that the readers share.
`suspect`: lost, doubted by its reader, read differently by two readers, or pointed at by a broken rule. The rest,
blanks among them, is `unverified`: no rule can tell a blank from a zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from extract.doubts import Doubt, as_stored, doubt
from extract.judge.edits import Weighing, number
from extract.reading import CellReading
from extract.wording import catalogue
from schemas.record import Cell, Trust, Value

LOST = "lost"
DIFFER = "readers_differ"
RULE_BROKEN, IRRECONCILABLE = "rule_broken", "rules_irreconcilable"
JUDGES = frozenset({LOST, DIFFER, RULE_BROKEN, IRRECONCILABLE})
"""The codes of the doubts that the judge finds; all others are the readers' own."""

Reasons = Mapping[str, Sequence[Doubt]]
"""Why cells are suspect, by address."""


def trusted(
    cells: Mapping[str, CellReading],
    weighings: Iterable[Weighing],
    accused: Reasons,
    differing: Mapping[str, Mapping[str, Value]],
) -> dict[str, Cell]:
    """A `Cell` for every reading; `accused` are the cells that broken rules point at, with the reasons why."""
    confirmed = _confirmed(weighings)
    return {
        address: _cell(
            address,
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


def is_readers(doubt: Doubt) -> bool:
    """Whether a doubt is its reader's own, not one that the judge found."""
    return doubt.code not in JUDGES


def _confirmed(weighings: Iterable[Weighing]) -> set[str]:
    """The cells of equations that hold, less those of any equation that does not."""
    spoken: set[str] = set()
    unsettled: set[str] = set()
    for weighing in weighings:
        holds = weighing.outcome in ("holds", "holds_if_blanks_are_zero")
        (spoken if holds else unsettled).update(weighing.equation.cells)
    return spoken - unsettled


def _own_reasons(reading: CellReading, others: Mapping[str, Value] | None) -> list[Doubt]:
    reasons = list(reading.doubts)
    if reading.state == "absent" and not reasons:
        reasons.append(Doubt(LOST))
    if others is not None:
        read = tuple(doubt("read_as", reader=reader, value=value) for reader, value in others.items())
        reasons.append(doubt(DIFFER, readings=read))
    return reasons


def cause_of(reason: Doubt, address: str) -> str:
    """What one act settles: where the doubt names none, its code over as much as the catalogue says."""
    table_id, row, _ = address.split(".")
    over = {"table": table_id, "row": f"{table_id}.{row}", "cell": address}
    entry = catalogue().get(reason.code)
    return f"{reason.code}:{over[entry.settles if entry else 'table']}"


def _cell(
    address: str, reading: CellReading, reasons: list[Doubt], confirmed: bool, readings: Mapping[str, Value]
) -> Cell:
    trust: Trust = "unverified"
    if reasons:
        trust = "suspect"
    elif confirmed and number(reading.value) is not None:
        trust = "verified"
    doubts = dict.fromkeys(reason.caused(cause_of(reason, address)) for reason in reasons)
    return Cell(
        text=reading.text, state=reading.state, trust=trust, where=reading.where,
        doubts=[as_stored(reason) for reason in doubts],
        confidence=reading.confidence, readings=dict(readings),
    )  # fmt: skip
