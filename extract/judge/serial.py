"""Row numbers that were taken for a column of counts: no agency has 1, 2, 3, … down its table."""

from __future__ import annotations

from collections.abc import Mapping

from extract.doubts import Doubt
from extract.judge.edits import number
from extract.reading import CellReading
from schemas.form import Table

LEAST = 8
"""Rows that have to go on counting."""
SERIAL = Doubt("row_counter")


def serials_doubted(table: Table, cells: Mapping[str, CellReading]) -> Mapping[str, CellReading]:
    """The cells, those of a column that counts its rows doubted; the same mapping where there is none."""
    if table.arrangement != "grid":
        return cells
    doubted = {
        address: cells[address].doubted(SERIAL)
        for column in table.columns
        for address in _serial([table.address(row.id, column.id) for row in table.rows], cells)
    }
    return {**cells, **doubted} if doubted else cells


def is_serial(cell: CellReading) -> bool:
    """Whether a cell stands in such a column."""
    return any(doubt.code == SERIAL.code for doubt in cell.doubts)


def _serial(column: list[str], cells: Mapping[str, CellReading]) -> list[str]:
    """The longest run of cells of a column each of which is one more than the cell above; empty if it is short."""
    longest: list[str] = []
    run: list[str] = []
    before = None
    for address in column:
        value = number(cells[address].value)
        follows = value is not None and before is not None and value == before + 1
        run = [*run, address] if follows else [address]
        longest = max(longest, run, key=len)
        before = value
    return longest if len(longest) >= LEAST else []
