"""How findings name cells, rows and columns to an official: by the printed labels of the form."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.form import Column, Equation, Group, Row, Table, load_form


def table_title(table_id: str) -> str:
    """The title of the section in which the table stands, or its id for a table of no section."""
    for section in load_form().sections:
        if section.table == table_id:
            return section.title
    return table_id


def row_label(table: Table, row_id: str) -> str:
    """A row with the groups around it, such as （三）不予公开—1.属于国家秘密."""
    row = table.row_by_id[row_id]
    return "—".join([*(_group_label(group) for group in _telling(table, row)), row.printed().removesuffix(row.note)])


def cell_label(table: Table, address: str) -> str:
    """A cell as “row”的“column”."""
    row = address.split(".")[1]
    return f"“{row_label(table, row)}”的“{column_label(table.column_of[address])}”"


def column_label(column: Column) -> str:
    return f"{column.under}—{column.label}" if column.under else column.label


def column_of(table: Table, column_id: str) -> Column:
    """A column by its id. Raises `KeyError` for an id that the table does not have."""
    for column in table.columns:
        if column.id == column_id:
            return column
    raise KeyError(column_id)


def place_of(table: Table, equation: Equation) -> str:
    """The row or column that an equation is stated for."""
    if equation.rule.each == "row":
        return f"“{row_label(table, equation.over)}”一行"
    return f"“{column_label(column_of(table, equation.over))}”一列"


def listed(table: Table, addresses: Sequence[str], limit: int = 6) -> str:
    """Several cells in one phrase, at most `limit` of them by name."""
    named = "、".join(cell_label(table, address) for address in addresses[:limit])
    return named if len(addresses) <= limit else f"{named}等{len(addresses)}格"


def _telling(table: Table, row: Row) -> tuple[Group, ...]:
    """The groups that a reader needs to find the row: the innermost, unless the row has a number of its own rank."""
    path = table.group_path(row)
    return () if row.number.startswith("（") else path[-1:]


def _group_label(group: Group) -> str:
    return f"{group.number}{group.label}"
