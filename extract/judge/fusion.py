"""Fusion: several readings of one table become the one that is printed, and what speaks for each of its cells.

A reading is a candidate for every cell. What is printed is the candidate with the most kinds of evidence; a tie and a
contradiction are doubts, with all readings kept. No reader's place in a list decides anything, arithmetic alone never
places a number, and what a reader doubts itself counts for nothing until another kind of reader found the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from extract.doubts import Doubt, doubt
from extract.judge.edits import Number, number, weigh_all
from extract.reading import ABSENT, CellReading, TableReading
from schemas.form import Row, Table
from schemas.record import Value

PLACEMENT = "placement"
"""The reader that looks at no label; it speaks for places and is a candidate only where nobody else is."""
PAGE = "page"
"""The reader that reads a scan's page without its ruled lines: with other eyes for places, with the same for digits."""
RECOGNITIONS = frozenset({"digits", PAGE})
"""Names among a cell's readings of what saw the same ink with the same network: none makes its digits certain."""
PLACED_ALONE = frozenset({PLACEMENT})
"""The evidence of a cell that only the second placement found."""
OF_THE_PRINT = frozenset({
    "not_a_number", "other_unit", "other_sign", "impossible_count", "unread_ink", "row_twice", "several_prints",
    "other_year", "row_counter", "left_over", "readers_differ", "drawn_otherwise", "model_not_here", "model_unsaid",
})  # fmt: skip
"""Doubts of what is printed itself. All others are of place or of recognition, and another kind of reader that read
the whole row alike settles them."""
OF_RECOGNITION = frozenset({"low_confidence", "odd_number", "digits_joined", "recognitions_differ"})
"""Doubts of digits, which the same network cannot settle from another reading of the page."""
OF_THE_ORDER = frozenset({"by_order", "mostly_lost", "model_by_place", "odd_row", "short_row", "shifted_row"})
"""Doubts that a row or a column follows from its neighbours: settled where the numbers fit in their order and every sum
holds, beside a label or a heading."""
ANCHORS = 3
"""Rows that two kinds of readers have to share before they pin what only one of them read."""
ORDER_KINDS = frozenset({"order", "placement"})


@dataclass(frozen=True)
class Fused:
    """One table out of several readings.

    `cells` are what is printed, each with the evidence for its place; `readings` what each reader read, by address.
    `others` are the readings that took the table for another edition.
    """

    reading: TableReading
    readings: Mapping[str, Mapping[str, Value]]
    others: Sequence[TableReading] = ()
    readers: int = 1

    @property
    def table(self) -> Table:
        return self.reading.table

    def having(self, cells: Mapping[str, CellReading]) -> Fused:
        """The same with these cells printed."""
        return replace(self, reading=replace(self.reading, cells=cells))

    @property
    def differing(self) -> dict[str, Mapping[str, Value]]:
        """By address, what each reader read where they differ."""
        return {
            address: read
            for address, read in self.readings.items()
            if len({number(value) for value in read.values()}) > 1
        }

    @property
    def cells(self) -> Mapping[str, CellReading]:
        return self.reading.cells


@dataclass(frozen=True)
class _Candidate:
    """One reading, with the cells whose rules hold in it with a printed number in every term, and those that break."""

    reading: TableReading
    holds: Mapping[str, int]
    accused: frozenset[str]

    def clear(self, address: str) -> bool:
        cell = self.reading.cells[address]
        return cell.state != "absent" and not cell.doubts and address not in self.accused

    def strength(self, address: str) -> int:
        """Kinds of evidence: of the place as far as the reader is sure of it, and the rules that hold."""
        cell = self.reading.cells[address]
        if cell.state == "absent":
            return -1
        place = 0 if cell.doubts else len(place_kinds(cell.evidence))
        return place + self.holds.get(address, 0)


def place_kinds(evidence: Iterable[str]) -> frozenset[str]:
    """The kinds of evidence for a place, each once: the order and a placement by order are one."""
    kinds = {"order" if kind in ORDER_KINDS else kind for kind in evidence}
    return frozenset(kinds & {"label", "header", "order", PAGE, "reader", "review"})


def fuse(readings: Sequence[TableReading]) -> Fused:
    """The readings of one table as one. `readings`: at least one; those that found nothing only where none did."""
    readings = sorted(readings, key=lambda reading: (reading.reader != "rules", reading.reader))
    found = [reading for reading in readings if reading.found] or list(readings[:1])
    placement = next((reading for reading in found if reading.reader == PLACEMENT), None)
    peers = [reading for reading in found if reading.reader != PLACEMENT] or found
    candidates = _of_one_edition([_candidate(reading) for reading in peers])
    table = candidates[0].reading.table
    others = [reading for reading in peers if reading.table is not table]
    if placement is not None and placement.table is not table:
        placement = None
    work = _Fusion(table, candidates, placement if placement in found else None)
    readers = {candidate.reading.reader for candidate in candidates} - RECOGNITIONS
    return Fused(work.reading(), work.readings(), others, max(1, len(readers)))


def _of_one_edition(peers: Sequence[_Candidate]) -> list[_Candidate]:
    """The readings of the edition that most speaks for: the one with the most cells that are sure."""
    sure: dict[str, int] = {}
    for one in peers:
        clear = sum(not cell.doubts and cell.state != "absent" for cell in one.reading.cells.values())
        share = sum(count for address, count in one.holds.items() if address in one.reading.cells)
        edition = one.reading.table.edition
        sure[edition] = max(sure.get(edition, 0), clear + share)
    best = max(sure, key=lambda edition: sure[edition])
    return [one for one in peers if one.reading.table.edition == best]


def _candidate(reading: TableReading) -> _Candidate:
    holds: dict[str, int] = {}
    broken: set[str] = set()
    held: set[str] = set()
    for weighing in weigh_all(reading.table, reading.cells):
        cells = weighing.equation.cells
        if weighing.outcome == "broken":
            broken.update(cells)
        elif all(number(reading.cells[address].value) is not None for address in cells):
            held.update(cells)
            for address in cells:
                holds[address] = holds.get(address, 0) + 1
    return _Candidate(reading, holds, frozenset(broken - held) or frozenset(broken))


class _Fusion:
    """The fusion of one table in the making."""

    def __init__(self, table: Table, candidates: Sequence[_Candidate], placement: TableReading | None) -> None:
        self.table, self.candidates, self.placement = table, candidates, placement
        self.agreed = self._agreed([one for one in candidates if one.reading.reader != PAGE])
        self.placed = self._agreed(candidates)
        self.anchored = {one.reading.reader for one in candidates if self._is_anchored(one)}
        self.taken = {_start(cell) for one in candidates for cell in one.reading.cells.values()} - {None}

    def reading(self) -> TableReading:
        first = self.candidates[0].reading
        cells = {address: self._cell(address) for address in self.table.addresses}
        notes = tuple(dict.fromkeys(note for one in self.candidates for note in one.reading.notes))
        return TableReading(self.table, cells, first.reader, first.span, notes)

    def readings(self) -> dict[str, dict[str, Value]]:
        """By address, what each reader that saw the cell read, and what other recognitions of its ink did."""
        read = [one.reading for one in self.candidates]
        seen = {
            address: [one for one in read if one.cells[address].state != "absent"] for address in self.table.addresses
        }
        return {
            address: {
                name: value
                for one in readers
                for name, value in {one.reader: one.cells[address].value, **one.cells[address].readings}.items()
            }
            for address, readers in seen.items()
        }

    def _agreed(self, candidates: Sequence[_Candidate]) -> set[str]:
        """The addresses of the rows that these read alike."""
        rows = [row for row in self.table.rows if self._is_agreed(row, candidates)]
        return {self.table.address(row.id, column.id) for row in rows for column in row.columns}

    def _is_agreed(self, row: Row, candidates: Sequence[_Candidate]) -> bool:
        """Whether readers of two kinds read the whole row alike."""
        if len(self.candidates) < 2:
            return False
        addresses = [self.table.address(row.id, column.id) for column in row.columns]
        rows = [
            tuple(number(one.reading.cells[address].value) for address in addresses)
            for one in candidates
            if all(one.reading.cells[address].state != "absent" for address in addresses)
        ]
        return len(rows) > 1 and len(set(rows)) == 1

    def _is_anchored(self, one: _Candidate) -> bool:
        """Whether most of the rows that tell something were read alike by a reader of another kind: what the reader
        has between them, in the form's order, is then pinned too."""
        others = [other for other in self.candidates if other.reading.reader != one.reading.reader]
        if not others:
            return False
        rows = [self._values(one, row) for row in self.table.rows]
        telling = [place for place, row in enumerate(rows) if any(row)]
        shared = sum(
            any(self._values(other, self.table.rows[place]) == rows[place] for other in others) for place in telling
        )
        return 0 < min(ANCHORS, len(telling)) <= shared and 2 * shared >= len(telling)

    def _values(self, one: _Candidate, row: Row) -> list[Number | None]:
        return [number(one.reading.cells[self.table.address(row.id, column.id)].value) for column in row.columns]

    def _cell(self, address: str) -> CellReading:
        groups = self._groups(address)
        if not groups:
            return self._lost(address)
        if len(groups) > 1:
            groups.sort(key=lambda group: self._rank(group, address), reverse=True)
        cell = self._with_evidence(groups[0], address)
        if len(groups) > 1 and not self._wins(groups[0], groups[1:], address):
            cell = cell.doubted(self._differ(address))
        return self._settled(cell, address)

    def _groups(self, address: str) -> list[list[_Candidate]]:
        """The candidates that saw the cell, those together that read the same."""
        groups: dict[object, list[_Candidate]] = {}
        for one in self.candidates:
            cell = one.reading.cells[address]
            if cell.state != "absent":
                groups.setdefault(number(cell.value), []).append(one)
        return list(groups.values())

    def _rank(self, group: Sequence[_Candidate], address: str) -> tuple[bool, int]:
        clear = any(one.clear(address) for one in group)
        strength = max(one.strength(address) for one in group) + len(group) - 1
        return clear, strength + self._is_placed(group[0].reading.cells[address], address)

    def _is_placed(self, cell: CellReading, address: str) -> bool:
        """Whether the second placement puts the same printed number here."""
        if self.placement is None:
            return False
        placed = self.placement.cells[address]
        if placed.state == "absent" or number(placed.value) != number(cell.value):
            return False
        starts = [one.where.start for one in (placed, cell) if one.where is not None and one.where.start is not None]
        return len(starts) < 2 or starts[0] == starts[1]

    def _wins(self, best: Sequence[_Candidate], rest: Sequence[Sequence[_Candidate]], address: str) -> bool:
        """One reading is sure, and no other that differs from it is."""
        return any(one.clear(address) for one in best) and not any(
            one.clear(address) for group in rest for one in group
        )

    def _differ(self, address: str) -> Doubt:
        read = [
            doubt("read_as", reader=one.reading.reader, value=one.reading.cells[address].value)
            for one in self.candidates
            if one.reading.cells[address].state != "absent"
        ]
        row = address.split(".")[1]
        return doubt("readers_differ", f"readers_differ:{self.table.id}.{row}", readings=tuple(read))

    def _with_evidence(self, group: Sequence[_Candidate], address: str) -> CellReading:
        """The cell of the surest reader of a group, with what speaks for its place."""
        best = max(group, key=lambda one: (one.clear(address), one.strength(address))) if len(group) > 1 else group[0]
        cell = best.reading.cells[address]
        evidence = set(cell.evidence)
        readers = {one.reading.reader for one in group}
        if len(readers - RECOGNITIONS) > 1:
            evidence.add("reader")
        if PAGE in readers and len(readers) > 1:
            evidence.add(PAGE)
        if best.reading.reader in self.anchored:
            evidence.add("order")
        if self._is_placed(cell, address):
            evidence.add(PLACEMENT)
        doubts = cell.doubts if len(readers - RECOGNITIONS) > 1 else (*cell.doubts, *_of_recognition(group, address))
        return cell.having(doubts=tuple(dict.fromkeys(doubts)), evidence=frozenset(evidence))

    def _settled(self, cell: CellReading, address: str) -> CellReading:
        """The cell without the doubts that independent evidence settles."""
        if address in self.agreed:
            return cell.having(doubts=tuple(one for one in cell.doubts if one.code in OF_THE_PRINT))
        if address in self.placed:
            kept = OF_THE_PRINT | OF_RECOGNITION
            return cell.having(doubts=tuple(one for one in cell.doubts if one.code in kept))
        if PLACEMENT in cell.evidence and cell.evidence & {"label", "header"}:
            return cell.having(doubts=tuple(one for one in cell.doubts if one.code not in OF_THE_ORDER))
        return cell

    def _lost(self, address: str) -> CellReading:
        """What no reader found: as the placement has it, which is one kind of evidence and so never enough.

        A number that a reader found in another cell is not printed here as well.
        """
        placed = self.placement.cells[address] if self.placement is not None else ABSENT
        if placed.state != "absent" and _start(placed) not in self.taken:
            return placed.having(evidence=PLACED_ALONE)
        return self.candidates[0].reading.cells[address]


def _start(cell: CellReading) -> int | None:
    """Where the number of a cell begins in the text; None where it has none, or its place is not known."""
    return cell.where.start if cell.where is not None and cell.value is not None else None


def _of_recognition(group: Sequence[_Candidate], address: str) -> list[Doubt]:
    """What any of a group doubts of a cell's digits."""
    doubts = [reason for one in group for reason in one.reading.cells[address].doubts]
    return [reason for reason in doubts if reason.code in OF_RECOGNITION]
