"""What happens to a table before it is laid out: rows and columns lost, moved, relabelled."""

from __future__ import annotations

from dataclasses import replace

from eval.made.draft import Draft
from eval.made.marks import plain
from eval.made.printed import PrintedTable
from schemas.form import Row, Table


def rows_lost(printed: PrintedTable, draft: Draft) -> PrintedTable:
    """One to three rows of the grid are gone, label and all."""
    if printed.table.arrangement != "grid":
        return printed
    gone = draft.rng.sample(printed.rows, draft.rng.randrange(1, 4))
    kept = tuple(row for row in printed.rows if row not in gone)
    lost = {address for row in gone for address in printed.addresses(row)}
    return replace(printed, rows=kept, cells={a: text for a, text in printed.cells.items() if a not in lost})


def last_cell_lost(printed: PrintedTable, draft: Draft) -> PrintedTable:
    """One row of the grid ends a column early."""
    if printed.table.arrangement != "grid":
        return printed
    row = draft.rng.choice(printed.rows)
    return _without(printed, draft, row, printed.addresses(row)[-1])


def zero_lost(printed: PrintedTable, draft: Draft) -> PrintedTable:
    """A lone zero inside one row of the grid is gone, as engines drop them."""
    if printed.table.arrangement != "grid":
        return printed
    rows = [row for row in printed.rows if any(plain(printed.cells[a]) == "0" for a in printed.addresses(row)[1:-1])]
    if not rows:
        return printed
    row = draft.rng.choice(rows)
    zeros = [address for address in printed.addresses(row)[1:-1] if plain(printed.cells[address]) == "0"]
    return _without(printed, draft, row, draft.rng.choice(zeros))


def _without(printed: PrintedTable, draft: Draft, row: Row, lost: str) -> PrintedTable:
    """The table without one cell. Undecided are the cells of its row that would read otherwise if the gap stood
    elsewhere: wherever some number in the gap lets the row's edit rules hold."""
    addresses = printed.addresses(row)
    shown = [plain(printed.cells[address]) for address in addresses if address != lost]
    gapped = [dict(zip(addresses, [*shown[:gap], None, *shown[gap:]], strict=True)) for gap in range(len(addresses))]
    fitting = [cells for cells in gapped if cells[lost] is None or _can_hold(printed.table, cells)]
    draft.undecided |= {address for address in addresses if len({cells[address] for cells in fitting}) > 1}
    return printed.with_cells({address: text for address, text in printed.cells.items() if address != lost})


def _can_hold(table: Table, cells: dict[str, str | None]) -> bool:
    """Whether the one gap of a row can be filled with a count; a cell that is no bare number counts as zero."""
    numbers = {address: int(text) if text and text.isdigit() else 0 for address, text in cells.items()}
    for equation in table.equations:
        if set(equation.cells) <= set(cells):
            missing = sum(numbers[cell] for cell in equation.right) - sum(numbers[cell] for cell in equation.left)
            gap_left = any(cells[cell] is None for cell in equation.left)
            if (missing < 0) if gap_left else (missing > 0):
                return False
    return True


def columns_moved(printed: PrintedTable, draft: Draft) -> PrintedTable:
    """The columns in another order, each under its label; those under one heading stay together."""
    if printed.table.arrangement == "line":
        return printed
    together = list(dict.fromkeys(column.under or column.id for column in printed.columns))
    draft.rng.shuffle(together)
    columns = []
    for name in together:
        inside = [column for column in printed.columns if (column.under or column.id) == name]
        columns += draft.rng.sample(inside, len(inside))
    return replace(printed, columns=tuple(columns))


def rows_moved(printed: PrintedTable, draft: Draft) -> PrintedTable:
    """The rows in another order; the rows of a group stay together under its label."""
    if printed.table.arrangement == "line":
        return printed
    return replace(printed, rows=tuple(_shuffled(printed, list(printed.rows), 0, draft)))


def _shuffled(printed: PrintedTable, rows: list[Row], level: int, draft: Draft) -> list[Row]:
    units: dict[str, list[Row]] = {}
    for row in rows:
        path = printed.table.group_path(row)
        units.setdefault(path[level].id if len(path) > level else row.id, []).append(row)
    names = draft.rng.sample(list(units), len(units))
    out: list[Row] = []
    for name in names:
        inside = units[name]
        out += inside if len(inside) == 1 else _shuffled(printed, inside, level + 1, draft)
    return out


def relabelled(printed: PrintedTable, draft: Draft) -> PrintedTable:
    """Labels in the other wordings that reports print."""
    labels = dict(printed.labels)
    for row in printed.rows:
        if row.variants and draft.rng.random() < 0.6:
            labels["row", row.id] = row.printed().replace(row.label, draft.rng.choice(row.variants))
    return replace(printed, labels=labels)


def total_renamed(printed: PrintedTable, draft: Draft) -> PrintedTable:
    """Every label that has a one-word variant in the form's columns (总计) printed as that variant (合计)."""
    labels = dict(printed.labels)
    for column in printed.columns:
        if column.variants:
            labels["column", column.id] = labels["column", column.id].replace(column.label, column.variants[0])
    for row in printed.rows:
        if any(row.label == column.label for column in printed.columns) and row.variants:
            labels["row", row.id] = row.printed().replace(row.label, row.variants[0])
    return replace(printed, labels=labels)


def spaced(printed: PrintedTable, draft: Draft) -> PrintedTable:
    """Spaces inside labels."""
    labels = {
        key: "".join(c + (" " if draft.rng.random() < 0.35 else "") for c in text).strip()
        for key, text in printed.labels.items()
    }
    return replace(printed, labels=labels)


def full_width_labels(printed: PrintedTable, draft: Draft) -> PrintedTable:
    """Digits and brackets of labels in full width, as the digits of the cells are."""
    return replace(printed, labels={key: full_width(text) for key, text in printed.labels.items()})


def full_width(text: str) -> str:
    return text.translate({ord(narrow): ord(narrow) + 0xFEE0 for narrow in "0123456789().,-+/"})
