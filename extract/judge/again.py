"""Stored records judged again: the rules of today over the values that were printed, and over the years."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from extract.doubts import as_read, said_by
from extract.judge import EMPTY, Rulebook, growth, judge_fused, whole_findings
from extract.judge.fusion import RECOGNITIONS, Fused
from extract.judge.growth import counted
from extract.judge.trust import is_readers, of_readers
from extract.judge.years import Years
from extract.prose.patterns import claim_patterns
from extract.reading import ABSENT, CellReading, TableReading
from extract.wording import worded, worded_findings
from schemas.form import Form, Table, load_form
from schemas.record import Cell, Record, Value

_STRUCTURE = ("row_unplaced", "table_absent", "column_absent", "row_absent", "cell_absent", "edition", "improbable")


def judged_again(record: Record, form: Form | None = None, rulebook: Rulebook = EMPTY) -> Record:
    """The record with its tables judged anew; what the judge does not say of one record alone is kept."""
    form = form or load_form()
    judgement = judge_fused(_fused(record, form), form, rulebook, _left_over(record))
    whole = whole_findings(judgement, record.claims, record.agency, record.year, form, rulebook)
    own = set(_rules(form, rulebook))
    kept = [finding for finding in record.findings if finding.rule not in own]
    again = record.model_copy(
        update={
            "cells": judgement.cells,
            "findings": [*judgement.findings, *whole, *kept],
            "suggestions": judgement.suggestions,
            "checks": judgement.checks,
        }
    )
    return worded(again)


def judged_run(
    records: Callable[[], Iterable[Record]], form: Form | None = None, rulebook: Rulebook = EMPTY
) -> Iterator[Record]:
    """Every record of a run judged anew, over the years too. `records` is called twice and read one at a time."""
    form = form or load_form()
    over_years = {rule.id for rule in (*form.rules_between_years, *rulebook.between_years)} | {growth.RULE}
    patterns = (*rulebook.claims, *claim_patterns(form))
    years = Years((*form.rules_between_years, *rulebook.between_years), counted(patterns))
    for record in records():
        years.add(record)
    for record in records():
        again = judged_again(record, form, rulebook)
        again.findings[:] = [finding for finding in again.findings if finding.rule not in over_years]
        layouts = {table_id: layout_of(record, table_id, form) for table_id in form.table_ids}
        again.findings.extend(worded_findings(years.findings(record, layouts), editions=record.editions))
        yield again


def layout_of(record: Record, table_id: str, form: Form) -> Table:
    """The layout of a record's table: that of its edition, or the one that has its rows."""
    layouts = form.variants_of(table_id)
    if table_id in record.editions:
        return form.table(table_id, record.editions[table_id])
    rows = record.tables.get(table_id, {}).keys()
    return next((layout for layout in layouts if layout.row_by_id.keys() == rows), layouts[0])


def _fused(record: Record, form: Form) -> Iterator[Fused]:
    """The tables as they were fused: what is printed, with the doubts and the evidence that came with the readings."""
    for table_id in record.tables:
        table = layout_of(record, table_id, form)
        cells = {address: record.cells[address] for address in table.addresses if address in record.cells}
        readings = {address: cell.readings for address, cell in cells.items()}
        readers = {name for read in readings.values() for name in read}
        yield Fused(_reading(record, table), readings, (), max(1, len(readers - RECOGNITIONS)))


def _left_over(record: Record) -> set[str]:
    return {table_id for table_id, account in record.accounts.items() if account.left}


def _reading(record: Record, table: Table) -> TableReading:
    values = record.tables[table.id]
    cells = {
        table.address(row.id, column.id): _cell(
            record.cells.get(table.address(row.id, column.id)), values.get(row.id, {}).get(column.id)
        )
        for row in table.rows
        for column in row.columns
    }
    notes = tuple(said_by(finding) for finding in record.findings if finding.rule == f"{table.id}.note")
    return TableReading(table, cells, record.reading.reader, notes=notes)


def _cell(cell: Cell | None, value: Value) -> CellReading:
    if cell is None:
        return ABSENT
    doubts = tuple(doubt for doubt in map(as_read, cell.doubts) if is_readers(doubt))
    return CellReading(value, cell.text, cell.state, cell.where, doubts, cell.confidence, of_readers(cell.evidence))


def _rules(form: Form, rulebook: Rulebook) -> Iterator[str]:
    """The ids of the findings that judging anew gives again."""
    for table_id in form.table_ids:
        yield f"{table_id}.note"
        for table in form.variants_of(table_id):
            yield from (rule.id for rule in table.rules)
    yield from (f"structure.{name}" for name in _STRUCTURE)
    yield from (entry.rule.id for entry in rulebook.edits)
    yield from (f"prose.{pattern.kind}" for pattern in (*rulebook.claims, *claim_patterns(form)))
