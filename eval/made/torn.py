"""Tables whose geometry is lost: labels torn from their numbers, rows without labels, cells glued together."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from eval.made.documents import wrap
from eval.made.draft import Draft
from eval.made.marks import plain
from eval.made.printed import PrintedTable, blocks, grid
from eval.made.text import spaces, tabs

RowWriter = Callable[[list[str], list[str], Draft], str]
"""Opened group labels with the row's own label, and its cells, as text."""


def header_lines(printed: PrintedTable) -> list[str]:
    """The header rows as plain lines, cells separated by spaces."""
    laid = grid(printed)
    first = next(number for number in range(laid.height) if any(cell.address for cell in laid.row(number)))
    return [" ".join(cell.text for cell in laid.row(number)) for number in range(first)]


def by_rows(printed: PrintedTable, draft: Draft, write: RowWriter) -> str:
    """The header, then each row as `write` gives it. A `line` table has one row of values and no labels."""
    if printed.table.arrangement == "line":
        values = [value for row in printed.rows for value in printed.values(row)]
        return "\n".join([*header_lines(printed), " ".join(values)])
    if printed.table.arrangement == "blocks":
        return "\n".join(_block_lines(printed, draft, write))
    lines = header_lines(printed)
    for place, row in enumerate(printed.rows):
        labels = [printed.group_label(group) for group in printed.opened(place)] + [printed.row_label(row)]
        lines.append(write(labels, printed.values(row), draft))
    return "\n".join(lines)


def _block_lines(printed: PrintedTable, draft: Draft, write: RowWriter) -> Iterator[str]:
    for block in blocks(printed):
        yield from (printed.group_label(group) for group in printed.table.group_path(block[0]))
        columns = [printed.column_label(column) for column in printed.columns_of(block[0])]
        yield " ".join([printed.labels["note", "content"], *columns])
        yield from (write([printed.row_label(row)], printed.values(row), draft) for row in block)


# ---------------------------------------------------------------- labels and numbers part ways


def _in_lines(label: str, width: int) -> list[str]:
    return wrap(label, width).split("\n")


def wrapped_around(labels: list[str], values: list[str], draft: Draft) -> str:
    """Numbers stand in the middle of a label that takes several lines; vertical group labels are torn apart."""
    *groups, own = labels
    chunks = _in_lines(own, draft.rng.choice([11, 13, 15]))
    numbers = "\t".join(values)
    middle = len(chunks) // 2
    if len(chunks) == 1:
        lines = [f"{chunks[0]}\t{numbers}"]
    elif len(chunks) % 2:
        lines = [*chunks[:middle], f"{chunks[middle]}\t{numbers}", *chunks[middle + 1 :]]
    else:
        lines = [*chunks[:middle], numbers, *chunks[middle:]]
    return "\n".join([*(piece for group in groups for piece in _in_lines(group, 4)), *lines])


def numbers_first(labels: list[str], values: list[str], draft: Draft) -> str:
    return " ".join([*values, *labels])


def numbers_above(labels: list[str], values: list[str], draft: Draft) -> str:
    return " ".join(values) + "\n" + " ".join(labels)


def broken_label(labels: list[str], values: list[str], draft: Draft) -> str:
    """The label goes on in a second line, the numbers after it."""
    *groups, own = labels
    size = len(plain(own))
    width = draft.rng.randrange(size // 2, size) if size > 6 else size
    return " ".join([*groups, wrap(own, max(width, 1)), *values])


def some_without_label(labels: list[str], values: list[str], draft: Draft) -> str:
    """A third of the rows lost their label, but no row that opens a group."""
    if len(labels) == 1 and draft.rng.random() < 0.33:
        return " ".join(values)
    return " ".join([*labels, *values])


def cut_by_page(labels: list[str], values: list[str], draft: Draft) -> str:
    """One row in twelve is cut in two by a page's end."""
    if len(values) > 3 and draft.rng.random() < 1 / 12:
        cut = draft.rng.randrange(1, len(values) - 1)
        head = " ".join([*labels, *values[:cut]])
        return f"{head}\n— {draft.rng.randrange(2, 7)} —\n" + " ".join(values[cut:])
    return " ".join([*labels, *values])


def with_page_furniture(labels: list[str], values: list[str], draft: Draft) -> str:
    """Page numbers and running headers between rows."""
    row = "\t".join([*labels, *values])
    if draft.rng.random() < 0.15:
        page = draft.rng.randrange(2, 9)
        furniture = draft.rng.choice([f"— {page} —", f"第 {page} 页 共 9 页", f"{page}", "政府信息公开工作年度报告"])
        return f"{row}\n{furniture}"
    return row


def rows_as(write: RowWriter) -> Callable[[PrintedTable, Draft], str]:
    def render(printed: PrintedTable, draft: Draft) -> str:
        return by_rows(printed, draft, write)

    return render


def torn_groups(printed: PrintedTable, draft: Draft) -> str:
    """As the text of a PDF: labels around their numbers, and the pieces of vertical group labels between rows
    where they happen to stand on the page."""
    if printed.table.arrangement != "grid":
        return by_rows(printed, draft, wrapped_around)
    lines = header_lines(printed)
    pieces = _vertical_pieces(printed)
    for place, row in enumerate(printed.rows):
        lines += pieces.get(place, [])
        lines.append(wrapped_around([printed.row_label(row)], printed.values(row), draft))
    return "\n".join(lines)


def _vertical_pieces(printed: PrintedTable) -> dict[int, list[str]]:
    """The pieces of each group label, by the row before which they stand: spread over the rows of the group."""
    found: dict[int, list[str]] = {}
    for group in printed.table.groups.values():
        inside = [place for place, row in enumerate(printed.rows) if group in printed.table.group_path(row)]
        if not inside:
            continue
        label = printed.group_label(group)
        chunks = _in_lines(label, 1 if group.parent is None else 4)
        start = inside[0] + max(0, (len(inside) - len(chunks)) // 2)
        for number, chunk in enumerate(chunks):
            found.setdefault(min(start + number, inside[-1]), []).append(chunk)
    return found


def without_labels(printed: PrintedTable, draft: Draft) -> str:
    """The rows of the grid without any label, in the form's order."""
    if printed.table.arrangement != "grid":
        return spaces(printed, draft)
    return "\n".join([*header_lines(printed), *(" ".join(printed.values(row)) for row in printed.rows)])


def labels_apart(printed: PrintedTable, draft: Draft) -> str:
    """First every label of the grid, then every row of numbers."""
    if printed.table.arrangement != "grid":
        return spaces(printed, draft)
    labels = [
        text
        for place, row in enumerate(printed.rows)
        for text in (*(printed.group_label(group) for group in printed.opened(place)), printed.row_label(row))
    ]
    return "\n".join([*header_lines(printed), *labels, *(" ".join(printed.values(row)) for row in printed.rows)])


def column_by_column(printed: PrintedTable, draft: Draft) -> str:
    """The grid read downwards: every label, then each column's heading and its numbers, one a line."""
    if printed.table.arrangement != "grid":
        return tabs(printed, draft)
    lines = [printed.labels["note", "balance"]]
    for place, row in enumerate(printed.rows):
        lines += [*(printed.group_label(group) for group in printed.opened(place)), printed.row_label(row)]
    for column in printed.columns:
        lines.append(printed.column_label(column))
        lines += [printed.cells[printed.table.address(row.id, column.id)] for row in printed.rows]
    return "\n".join(lines)


def three_tables(printed: PrintedTable, draft: Draft) -> str:
    """A `line` table as one small table for each of its rows."""
    if printed.table.arrangement != "line":
        return tabs(printed, draft)
    parts = []
    for row in printed.rows:
        path = "".join(printed.group_label(group) for group in printed.table.group_path(row))
        title = f"{path}（{printed.row_label(row)}）" if path else printed.row_label(row)
        header = "\t".join(printed.column_label(column) for column in printed.columns_of(row))
        parts += [title, header, "\t".join(printed.values(row)), ""]
    return "\n".join(parts)


def sparse_spaces(printed: PrintedTable, draft: Draft) -> str:
    """Cells separated by spaces where blanks leave no trace: what stands in a row with a blank is undecided."""
    groups: list[list[str]]
    if printed.table.arrangement == "line":
        groups = [[address for row in printed.rows for address in printed.addresses(row)]]
    else:
        groups = [list(printed.addresses(row)) for row in printed.rows]
    for addresses in groups:
        empty = [address for address in addresses if not plain(printed.cells[address])]
        if empty and len(empty) < len(addresses):
            draft.undecided |= set(addresses)
    return spaces(printed, draft)
