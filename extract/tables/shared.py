"""One printed number is one cell: what two cells were read from belongs to one of them at most."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from extract.doubts import Doubt
from extract.reading import CellReading, TableReading
from extract.tables.cells import lost

SHARED = Doubt("shared_number")


@dataclass(frozen=True, slots=True)
class _Use:
    """A stretch of text that became a cell's number."""

    start: int
    end: int
    table: str
    address: str


def unshared(readings: Mapping[str, TableReading]) -> dict[str, TableReading]:
    """The readings, rows that share a printed number doubted.

    Of two tables the one that was read from more text yields: its number is lost, not only doubted.
    """
    cells = {name: dict(reading.cells) for name, reading in readings.items()}
    for one, other in _clashes(readings):
        least = min(_width(readings[use.table]) for use in (one, other))
        for use in (one, other):
            _doubt_row(cells[use.table], use.address)
            if _width(readings[use.table]) > least:
                cells[use.table][use.address] = lost(SHARED)
    return {name: replace(reading, cells=cells[name]) for name, reading in readings.items()}


def _doubt_row(cells: dict[str, CellReading], address: str) -> None:
    row = address.rpartition(".")[0]
    for name, cell in cells.items():
        if name.rpartition(".")[0] == row:
            cells[name] = cell.doubted(SHARED)


def _width(reading: TableReading) -> int:
    return reading.span[1] - reading.span[0] if reading.span else 0


def _clashes(readings: Mapping[str, TableReading]) -> Iterator[tuple[_Use, _Use]]:
    uses = [
        _Use(cell.where.start, cell.where.end, name, address)
        for name, reading in readings.items()
        for address, cell in reading.cells.items()
        if cell.value is not None and cell.where and cell.where.start is not None and cell.where.end is not None
    ]
    uses.sort(key=lambda use: (use.start, use.end))
    for one, other in pairwise(uses):
        if other.start < one.end:
            yield one, other
