"""Findings on what was not found: a table, a row, a column or single cells, one finding each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from extract.judge.wording import column_label, listed, row_label, table_title
from extract.reading import CellReading
from schemas.form import Table
from schemas.record import Finding


def absences(table: Table, cells: Mapping[str, CellReading]) -> Iterator[Finding]:
    """One warning for the lost table, or one for each lost row and column and for the lost cells of each row."""
    lost = {address for address in table.addresses if cells[address].state == "absent"}
    if len(lost) == len(table.addresses):
        yield _finding("table_absent", list(table.addresses), f"没有找到“{table_title(table.id)}”的表格。")
        return
    named: set[str] = set()
    for name, addresses in _whole_columns(table, lost):
        yield _finding("column_absent", addresses, f"没有找到“{name}”一列。")
        named.update(addresses)
    for row in table.rows:
        addresses = [table.address(row.id, column.id) for column in row.columns]
        missing = [address for address in addresses if address in lost - named]
        if not missing:
            continue
        unplaced = {doubt for address in missing for doubt in cells[address].doubts}
        if unplaced:
            reason = "；".join(sorted(unplaced))
            yield _finding("row_unplaced", missing, f"“{row_label(table, row.id)}”一行的数字未能读入：{reason}。")
        elif lost.issuperset(addresses) and len(addresses) > 1:
            yield _finding("row_absent", addresses, f"没有找到“{row_label(table, row.id)}”一行。")
        else:
            yield _finding("cell_absent", missing, f"没有找到{listed(table, missing)}。")


def _whole_columns(table: Table, lost: set[str]) -> Iterator[tuple[str, list[str]]]:
    """The columns that are lost in all of several rows."""
    for column in table.columns:
        addresses = [table.address(row.id, column.id) for row in table.rows if column in row.columns]
        if len(addresses) > 2 and lost.issuperset(addresses):
            yield column_label(column), addresses


def _finding(rule: str, cells: list[str], message: str) -> Finding:
    return Finding(rule=f"structure.{rule}", severity="warning", cells=cells, message=message)
