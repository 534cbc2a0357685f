"""Tables made by hand for the judge."""

from __future__ import annotations

from collections.abc import Mapping

from extract.reading import ABSENT, CellReading, TableReading
from schemas.form import Table, load_form

APPLICATIONS = load_form().table("applications", "2021")
COLUMNS = tuple(column.id for column in APPLICATIONS.columns)
SEEN = frozenset({"label", "header", "order"})
BLANK = CellReading(None, "", "blank", evidence=SEEN)
MARK = CellReading(None, "/", "mark", evidence=SEEN)


def printed(value: int) -> CellReading:
    return CellReading(value, str(value), "number", evidence=SEEN)


def filled(table: Table, value: CellReading) -> dict[str, CellReading]:
    return dict.fromkeys(table.addresses, value)


def applications(rows: Mapping[str, str]) -> dict[str, CellReading]:
    """A 2021 applications table: `rows` gives the seven cells of a row as text, other rows are zeros.

    `_` is a blank, `/` a mark, `?` a lost cell.
    """
    cells = filled(APPLICATIONS, printed(0))
    special = {"_": BLANK, "/": MARK, "?": ABSENT}
    for row, text in rows.items():
        for column, word in zip(COLUMNS, text.split(), strict=True):
            cells[f"applications.{row}.{column}"] = special.get(word) or printed(int(word))
    return cells


def reading(cells: Mapping[str, CellReading], reader: str = "rules", table: Table = APPLICATIONS) -> TableReading:
    return TableReading(table, cells, reader)
