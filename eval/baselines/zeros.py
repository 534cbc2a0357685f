"""The reader that does not look: the newest edition of the form with 0 in every cell."""

from __future__ import annotations

from collections.abc import Mapping

from extract.document import Document
from schemas.form import Form, Table
from schemas.record import Cell, Reading, Record, Source, State, Value


def read_zeros(document: Document, source: Source, form: Form) -> Record:
    edition = form.editions[-1]
    zeros = {address: 0 for table in edition.tables.values() for address in table.addresses}
    return bare_record(source, edition.tables, dict(zeros), "zeros")


def bare_record(source: Source, tables: Mapping[str, Table], values: Mapping[str, Value], reader: str) -> Record:
    """A record with nothing in it but values: no judgement, no warnings, as a plain script gives it."""
    return Record(
        id=source.sha256[:16],
        source=source,
        agency=None,
        year=None,
        editions={name: table.edition for name, table in tables.items()},
        tables={
            name: {
                row.id: {column.id: values.get(table.address(row.id, column.id)) for column in row.columns}
                for row in table.rows
            }
            for name, table in tables.items()
        },
        cells={
            address: Cell(text=_text(values.get(address)), state=_state(values.get(address)), trust="unverified")
            for table in tables.values()
            for address in table.addresses
        },
        reading=Reading(reader=reader),
    )


def _text(value: Value) -> str:
    return "" if value is None else str(value)


def _state(value: Value) -> State:
    return "absent" if value is None else "number"
