"""Every cell of a report, as labelled and as read, and what kind of error it is where they differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal

from eval.labels import Labels, Number
from schemas.form import Form
from schemas.record import Record, State, Trust, Value

ErrorKind = Literal["omission", "made_up", "filled_blank", "wrong_digit", "misplaced"]
"""omission: a printed number was not given (or a number other than zero given as 0); made_up: a number where none
other than zero is printed; filled_blank: 0 where nothing is printed; wrong_digit: another number than the printed
one; misplaced: a number that is printed in another cell of the table, which did not get it."""

ERROR_KINDS: tuple[ErrorKind, ...] = ("omission", "made_up", "filled_blank", "wrong_digit", "misplaced")


@dataclass(frozen=True, slots=True)
class CellOutcome:
    """One cell: what is printed, what was read, how far the reader trusts it, and whether anything warns of it."""

    address: str
    label: Number
    read: Value
    label_state: State
    read_state: State
    trust: Trust | None
    confidence: float | None
    flagged: bool
    kind: ErrorKind | None
    """None where the cell is right."""
    evidence: tuple[str, ...] = ()
    """What the reader says speaks for the value in this place."""

    @property
    def right(self) -> bool:
        return self.kind is None

    @property
    def silent(self) -> bool:
        """A silent error: wrong, not suspect, and named by no finding that is an error or a warning."""
        return self.kind is not None and not self.flagged


def compare_cells(labels: Labels, record: Record | None, form: Form) -> list[CellOutcome]:
    """Every labelled cell but the undecided ones, and every further cell that the reader gave a number for.

    `record` is None for a reading that failed: nothing was read then, and nothing warned of.
    """
    labelled = {address: value for address, value in labels.values(form).items() if address not in labels.undecided}
    read = read_values(record)
    extra = {a: None for a, v in read.items() if v is not None and a not in labelled and a not in labels.undecided}
    kinds = _kinds(labelled | extra, read)
    warned = warned_of(record) | _disclaimed(record, labelled)
    found = []
    for address, value in (labelled | extra).items():
        cell = record.cells.get(address) if record else None
        found.append(
            CellOutcome(
                address=address,
                label=value,
                read=read.get(address),
                label_state=labels.state(address) if address in labelled else "absent",
                read_state=cell.state if cell else _bare_state(read.get(address)),
                trust=cell.trust if cell else None,
                confidence=cell.confidence if cell else None,
                flagged=address in warned or (cell is not None and cell.trust == "suspect"),
                kind=kinds.get(address),
                evidence=tuple(cell.evidence) if cell else (),
            )
        )
    return found


def read_values(record: Record | None) -> dict[str, Value]:
    """The values of a record by address."""
    if record is None:
        return {}
    return {
        f"{table}.{row}.{column}": value
        for table, rows in record.tables.items()
        for row, columns in rows.items()
        for column, value in columns.items()
    }


def warned_of(record: Record | None) -> set[str]:
    """The cells that a finding of severity error or warning names."""
    findings = record.findings if record else []
    return {cell for finding in findings if finding.severity in ("error", "warning") for cell in finding.cells}


def _disclaimed(record: Record | None, labelled: Iterable[str]) -> set[str]:
    """The labelled cells that a record has no place for, in tables of which it says that nothing was found.

    It takes such a table for one of another edition, and every cell that it lists is suspect.
    """
    if record is None:
        return set()
    trusted = {address.split(".")[0] for address, cell in record.cells.items() if cell.trust != "suspect"}
    listed = {address.split(".")[0] for address in record.cells}
    lost = listed - trusted
    return {a for a in labelled if a not in record.cells and a.split(".")[0] in lost}


def equal(one: Value, other: Value) -> bool:
    """The same printed number, however it is written (0 and "0", "4068.20" and "4068.2"); None equals only None."""
    if one is None or other is None:
        return one is other
    return one == other or _decimal(one) == _decimal(other) is not None


def is_nonzero(value: Value) -> bool:
    return value is not None and _decimal(value) != 0


def _decimal(value: Value) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _bare_state(value: Value) -> State:
    return "absent" if value is None else "number"


def _kinds(labels: Mapping[str, Number], read: Mapping[str, Value]) -> dict[str, ErrorKind]:
    """The kind of each cell that is wrong."""
    wrong = [address for address, label in labels.items() if not equal(label, read.get(address))]
    missed = {address for address in wrong if is_nonzero(labels[address])}
    return {address: _kind(address, labels, read, missed) for address in wrong}


def _kind(address: str, labels: Mapping[str, Number], read: Mapping[str, Value], missed: Iterable[str]) -> ErrorKind:
    label, value = labels[address], read.get(address)
    if is_nonzero(value):
        table = address.split(".")[0]
        if any(other.split(".")[0] == table and equal(labels[other], value) for other in missed):
            return "misplaced"
        return "wrong_digit" if is_nonzero(label) else "made_up"
    if label is None:
        return "filled_blank"
    return "omission"
