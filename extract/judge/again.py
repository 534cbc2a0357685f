"""A stored record judged again: the rules of today over the values that were printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from extract.judge import judge
from extract.judge.trust import DIFFER, LOST
from extract.reading import ABSENT, CellReading, TableReading
from schemas.form import EditRule, Form, Table, load_form
from schemas.record import Cell, Record, Value

DERIVED = ("按勾稽关系推算", "空着的和没有找到的格")
"""How the judge's reasons begin that speak of no single rule."""


def judged_again(record: Record, form: Form | None = None) -> Record:
    """The record with its tables judged anew; findings that are not the judge's are kept."""
    form = form or load_form()
    tables = {table_id: layout_of(record, table_id, form) for table_id in record.tables}
    readers = _readers(record)
    judgement = judge(
        [{name: _reading(record, table, reader) for name, table in tables.items()} for reader in readers], form
    )
    own = set(_rules(form))
    findings = [*judgement.findings, *(finding for finding in record.findings if finding.rule not in own)]
    update = {"cells": judgement.cells, "findings": findings}
    return record.model_copy(
        update=update | {"suggestions": judgement.suggestions, "checks": judgement.checks},
    )


def layout_of(record: Record, table_id: str, form: Form) -> Table:
    """The layout of a record's table: that of its edition, or the one that has its rows."""
    layouts = form.variants_of(table_id)
    if table_id in record.editions:
        return form.table(table_id, record.editions[table_id])
    rows = record.tables.get(table_id, {}).keys()
    return next((layout for layout in layouts if layout.row_by_id.keys() == rows), layouts[0])


def _readers(record: Record) -> list[str]:
    """The readers whose differing readings are kept, the one that is printed first; one where none differ."""
    return next((list(cell.readings) for cell in record.cells.values() if cell.readings), [record.reading.reader])


def _reading(record: Record, table: Table, reader: str) -> TableReading:
    """A table as one of the readers read it."""
    values = record.tables[table.id]
    cells = {}
    for row in table.rows:
        for column in row.columns:
            address = table.address(row.id, column.id)
            cells[address] = _cell(record.cells.get(address), values.get(row.id, {}).get(column.id), reader, table)
    notes = tuple(finding.message for finding in record.findings if finding.rule == f"{table.id}.note")
    return TableReading(table, cells, reader, notes=notes)


def _cell(cell: Cell | None, value: Value, reader: str, table: Table) -> CellReading:
    """A cell as it was read; the reasons that are not the judge's were its reader's doubts."""
    if cell is None:
        return ABSENT
    doubts = tuple(reason for reason in cell.reasons if not _is_judges(reason, table.rules))
    read = CellReading(value, cell.text, cell.state, cell.where, doubts, cell.confidence)
    return replace(read, value=cell.readings[reader]) if reader in cell.readings else read


def _is_judges(reason: str, rules: tuple[EditRule, ...]) -> bool:
    own = reason == LOST or reason.startswith((DIFFER, *DERIVED))
    return own or any(f"不符合“{rule.says}”：" in reason for rule in rules)


def _rules(form: Form) -> Iterator[str]:
    """The ids of the findings that the judge makes of one record."""
    for table_id in form.table_ids:
        yield f"{table_id}.note"
        for table in form.variants_of(table_id):
            yield from (rule.id for rule in table.rules)
    yield from (f"structure.{name}_absent" for name in ("table", "column", "row", "cell"))
