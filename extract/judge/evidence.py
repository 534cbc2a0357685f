"""What speaks for the digits of a cell: the source they stand in, the engine's confidence, the other readers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from extract.doubts import Doubt, doubt
from extract.judge.edits import Number, as_value, number
from extract.judge.misreading import likeness
from extract.reading import CellReading
from schemas.record import Value

CONFIDENT = 0.95
"""From this confidence on, and where readers agree, recognised digits count as certain."""
CELL_WEIGHT = 10.0
"""What a change of one well-read cell costs; the scale of all weights."""
BLANK_WEIGHT = 2.0


@dataclass(frozen=True)
class Evidence:
    """The cells of one table as printed, where the readers differ, and how many readers read them."""

    cells: Mapping[str, CellReading]
    differing: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    readers: int = 1
    is_whole: bool = True
    """Whether every number beside the table is accounted for."""

    def certain(self, address: str) -> bool:
        """Whether what is printed in the cell is beyond doubt: text with its place, or confident and agreed on."""
        cell = self.cells[address]
        if cell.doubts or address in self.differing or cell.state == "absent" or cell.where is None:
            return False
        if not self.is_whole:
            return False
        if cell.confidence is None:
            return cell.where.start is not None
        return cell.confidence >= CONFIDENT and self.readers > 1

    def weight(self, address: str) -> float:
        """How much speaks for a cell's value: a lost cell has none to defend, a blank little."""
        cell = self.cells[address]
        if cell.state == "blank":
            return BLANK_WEIGHT
        if cell.state != "mark" and number(cell.value) is None:
            return 0.0
        sure = 1.0 if cell.confidence is None else 0.4 + 0.6 * cell.confidence
        return CELL_WEIGHT * sure * (0.5 if cell.doubts else 1.0) * (0.5 if address in self.differing else 1.0)

    def misread(self, address: str, meant: Number | None) -> Doubt | None:
        """How the cell can have been misread for `meant`, as a phrase; None where it cannot."""
        if meant is None or self.certain(address):
            return None
        for reader, value in self.differing.get(address, {}).items():
            if number(value) == meant:
                return doubt("read_as", reader=reader, value=as_value(meant))
        value = self.cells[address].value
        return likeness(str(value), str(meant)) if value is not None else None
