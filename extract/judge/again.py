"""A stored record judged again: the rules of today over the values that were printed."""

from __future__ import annotations

from collections.abc import Iterator

from extract.judge import Judgement, judge
from extract.reading import ABSENT, CellReading, TableReading
from schemas.form import Form, Table, load_form
from schemas.record import Cell, Finding, Record, Value


def judged_again(record: Record, form: Form | None = None) -> Record:
    """The record with its tables judged anew; what the judge does not say itself is kept."""
    form = form or load_form()
    readings = {table_id: _reading(record, layout_of(record, table_id, form)) for table_id in record.tables}
    judgement = judge([readings], form)
    kept = [finding for finding in record.findings if not _is_judges(finding, form)]
    return record.model_copy(
        update={
            "cells": _with_readings(judgement, record),
            "findings": [*judgement.findings, *kept],
            "suggestions": judgement.suggestions,
            "checks": judgement.checks,
        }
    )


def layout_of(record: Record, table_id: str, form: Form) -> Table:
    """The layout of a record's table: that of its edition, or the one that has its rows."""
    layouts = form.variants_of(table_id)
    if table_id in record.editions:
        return form.table(table_id, record.editions[table_id])
    rows = record.tables.get(table_id, {}).keys()
    return next((layout for layout in layouts if layout.row_by_id.keys() == rows), layouts[0])


def _reading(record: Record, table: Table) -> TableReading:
    said = {finding.message for finding in record.findings}
    values = record.tables[table.id]
    cells = {
        table.address(row.id, column.id): _cell(
            record.cells.get(table.address(row.id, column.id)), values.get(row.id, {}).get(column.id), said
        )
        for row in table.rows
        for column in row.columns
    }
    notes = tuple(finding.message for finding in record.findings if finding.rule == f"{table.id}.note")
    return TableReading(table, cells, record.reading.reader, notes=notes)


def _cell(cell: Cell | None, value: Value, said: set[str]) -> CellReading:
    """A cell as it was read; a reason in the words of a finding was the judge's, the others its reader's."""
    if cell is None:
        return ABSENT
    doubts = tuple(reason for reason in cell.reasons if reason not in said)
    return CellReading(value, cell.text, cell.state, cell.where, doubts, cell.confidence)


def _with_readings(judgement: Judgement, record: Record) -> dict[str, Cell]:
    def readings(address: str) -> dict[str, Value]:
        return record.cells[address].readings if address in record.cells else {}

    return {
        address: cell.model_copy(update={"readings": readings(address)}) for address, cell in judgement.cells.items()
    }


def _is_judges(finding: Finding, form: Form) -> bool:
    return finding.rule in set(_judges_rules(form))


def _judges_rules(form: Form) -> Iterator[str]:
    for table_id in form.table_ids:
        yield f"{table_id}.note"
        for table in form.variants_of(table_id):
            yield from (rule.id for rule in table.rules)
    yield from (f"structure.{name}_absent" for name in ("table", "column", "row", "cell"))
