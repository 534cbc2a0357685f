"""Findings on what was not found: a table, a row, a column or single cells, one finding each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from extract.doubts import Doubt, doubt, finding
from extract.reading import CellReading
from schemas.form import Table
from schemas.record import Finding


def absences(table: Table, cells: Mapping[str, CellReading]) -> Iterator[Finding]:
    """One warning for the lost table, or one for each lost row and column and for the lost cells of each row."""
    lost = {address for address in table.addresses if cells[address].state == "absent"}
    if len(lost) == len(table.addresses):
        yield _finding("table_absent", table.addresses, doubt("table_absent", table=table.id))
        return
    named: set[str] = set()
    for column, addresses in _whole_columns(table, lost):
        yield _finding("column_absent", addresses, doubt("column_absent", column=column))
        named.update(addresses)
    for row in table.rows:
        addresses = [table.address(row.id, column.id) for column in row.columns]
        missing = [address for address in addresses if address in lost - named]
        if not missing:
            continue
        at = f"{table.id}.{row.id}"
        unplaced = tuple(dict.fromkeys(why for address in missing for why in cells[address].doubts))
        if unplaced:
            yield _finding("row_unplaced", missing, doubt("row_unplaced", row=at, why=unplaced))
        elif lost.issuperset(addresses) and len(addresses) > 1:
            yield _finding("row_absent", addresses, doubt("row_absent", row=at))
        else:
            yield _finding("cell_absent", missing, doubt("cell_absent", cells=tuple(missing)))


def _whole_columns(table: Table, lost: set[str]) -> Iterator[tuple[str, list[str]]]:
    """The columns (table.*.column) that are lost in all of several rows."""
    for column in table.columns:
        addresses = [table.address(row.id, column.id) for row in table.rows if column in row.columns]
        if len(addresses) > 2 and lost.issuperset(addresses):
            yield f"{table.id}.*.{column.id}", addresses


def _finding(rule: str, cells: Sequence[str], said: Doubt) -> Finding:
    return finding(f"structure.{rule}", "warning", said, cells)
