"""Several readers over one table: whose cells stand, and where the readers differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extract.judge.edits import number
from extract.reading import ABSENT, CellReading, TableReading
from schemas.form import Form
from schemas.record import Value


def tables_of(readings: Sequence[Mapping[str, TableReading]], form: Form) -> dict[str, list[TableReading]]:
    """By table id: the readings of it, the one to print first. A table that no reader returned is all absent."""
    by_table: dict[str, list[TableReading]] = {}
    for table_id in form.table_ids:
        given = [reading[table_id] for reading in readings if table_id in reading]
        found = [reading for reading in given if reading.found]
        by_table[table_id] = found or given[:1] or [_nothing(table_id, form)]
    return by_table


def differing(readings: Sequence[TableReading]) -> dict[str, dict[str, Value]]:
    """By address, what each reader read, for the cells on which two readers of one layout differ."""
    first = readings[0]
    peers = [reading for reading in readings if reading.table.edition == first.table.edition]
    return {
        address: {reading.reader: reading.cells[address].value for reading in peers}
        for address in first.table.addresses
        if any(not _same(first.cells[address], peer.cells[address]) for peer in peers[1:])
    }


def other_layouts(readings: Sequence[TableReading]) -> list[TableReading]:
    """The readings that took the table for another edition than the first one did."""
    return [reading for reading in readings[1:] if reading.table.edition != readings[0].table.edition]


def _same(one: CellReading, other: CellReading) -> bool:
    return number(one.value) == number(other.value)


def _nothing(table_id: str, form: Form) -> TableReading:
    table = form.variants_of(table_id)[0]
    return TableReading(table, dict.fromkeys(table.addresses, ABSENT), "none")
