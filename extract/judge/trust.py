"""How far each cell can be trusted, as the contract of the record says, and why not further.

`confirmed`: a person decided it. `verified`: two kinds of evidence for the place, nothing of the table left over, and
one kind for the value. `unverified`: two kinds for the place and none for the value. `suspect`: one kind for the place,
lost, doubted by its reader, read differently by two readers of which neither wins, or pointed at by a broken rule.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, MutableMapping, Sequence

from extract.doubts import Doubt, as_stored, doubt
from extract.judge.edits import Weighing, number
from extract.judge.fusion import Fused, place_kinds
from extract.reading import CellReading
from extract.wording import catalogue
from schemas.record import Cell, Trust

LOST = "lost"
PLACE_UNPROVEN = "place_unproven"
RULE_BROKEN, IRRECONCILABLE = "rule_broken", "rules_irreconcilable"
JUDGES = frozenset({LOST, PLACE_UNPROVEN, RULE_BROKEN, IRRECONCILABLE})
"""The codes of the doubts that judging finds anew each time; all others came with the readings."""
KINDS_OF_PLACE = 2
"""Independent kinds of evidence that a place needs."""
OF_PLACE = ("label", "header", "order", "placement", "page")
OF_VALUE = ("reader", "recognition")
"""The kinds of evidence that readers bring; those of the rules are found here."""

Reasons = Mapping[str, Sequence[Doubt]]
"""Why cells are suspect, by address."""


def trusted(fused: Fused, weighings: Sequence[Weighing], accused: Reasons, is_whole: bool) -> dict[str, Cell]:
    """A `Cell` for every address. `accused`: the cells that broken rules point at, with the reasons why; `is_whole`:
    whether nothing of the table is left over."""
    holds = rules_that_hold(weighings)
    broken = {address for weighing in weighings if weighing.outcome == "broken" for address in weighing.equation.cells}
    return {
        address: _cell(
            address, reading, [*_own_reasons(address, reading), *accused.get(address, ())], holds.get(address, ()),
            is_whole and address not in broken, fused,
        )
        for address, reading in fused.cells.items()
    }  # fmt: skip


def rules_that_hold(weighings: Iterable[Weighing]) -> dict[str, list[str]]:
    """By address, the rules over a cell that hold with a printed number in every term, each once."""
    held: dict[str, list[str]] = {}
    for weighing in weighings:
        if weighing.outcome == "holds":
            name = weighing.equation.rule.id.rpartition(".")[2]
            for address in weighing.equation.cells:
                if name not in (names := held.setdefault(address, [])):
                    names.append(name)
    return held


def told(cells: MutableMapping[str, Cell], addresses: Iterable[str], is_whole: Collection[str]) -> None:
    """Notes on cells that the report's own words give the same number: a kind of evidence for the value, which proves
    it where the place is sure. `is_whole`: the tables beside which nothing is left over."""
    for address in addresses:
        cell = cells[address]
        if cell.state == "number" and "prose" not in cell.evidence:
            proven = cell.trust == "unverified" and address.partition(".")[0] in is_whole
            update = {"evidence": [*cell.evidence, "prose"], "trust": "verified" if proven else cell.trust}
            cells[address] = cell.model_copy(update=update)


def doubtful(cells: Mapping[str, CellReading]) -> set[str]:
    """The cells that are suspect before any rule is asked."""
    return {address for address, cell in cells.items() if cell.state == "absent" or _own_reasons(address, cell)}


def is_readers(reason: Doubt) -> bool:
    """Whether a doubt came with the readings, not from judging them."""
    return reason.code not in JUDGES


def of_readers(evidence: Iterable[str]) -> frozenset[str]:
    """The evidence that came with the readings, without the rules that held."""
    return frozenset(evidence) & {*OF_PLACE, *OF_VALUE, "review"}


def cause_of(reason: Doubt, address: str) -> str:
    """What one act settles: where the doubt names none, its code over as much as the catalogue says."""
    table_id, row, _ = address.split(".")
    over = {"table": table_id, "row": f"{table_id}.{row}", "cell": address}
    entry = catalogue().get(reason.code)
    return f"{reason.code}:{over[entry.settles if entry else 'table']}"


def _own_reasons(address: str, reading: CellReading) -> list[Doubt]:
    if "review" in reading.evidence:
        return []
    reasons = list(reading.doubts)
    if reasons:
        return reasons
    if reading.state == "absent":
        return [Doubt(LOST)]
    kinds = place_kinds(reading.evidence)
    if len(kinds) < KINDS_OF_PLACE:
        seen = doubt(f"evidence_{next(iter(kinds), 'none')}")
        return [doubt(PLACE_UNPROVEN, f"{PLACE_UNPROVEN}:{address.split('.')[0]}", evidence=seen)]
    return []


def _cell(
    address: str, reading: CellReading, reasons: list[Doubt], rules: Sequence[str], is_whole: bool, fused: Fused
) -> Cell:
    proven = bool(rules) or not reading.evidence.isdisjoint(OF_VALUE)
    doubts = dict.fromkeys(reason.caused(cause_of(reason, address)) for reason in reasons)
    ordered = [kind for kind in (*OF_PLACE, *OF_VALUE) if kind in reading.evidence]
    review = ["review"] if "review" in reading.evidence else []
    return Cell(
        text=reading.text, state=reading.state, trust=_trust(reading, reasons, proven and is_whole),
        where=reading.where, evidence=[*ordered, *rules, *review], doubts=[as_stored(reason) for reason in doubts],
        confidence=reading.confidence, readings=dict(fused.readings.get(address, {})),
    )  # fmt: skip


def _trust(reading: CellReading, reasons: Sequence[Doubt], proven: bool) -> Trust:
    if "review" in reading.evidence:
        return "confirmed"
    if reasons:
        return "suspect"
    return "verified" if proven and number(reading.value) is not None else "unverified"
