"""Tables as text with their geometry kept: tabs, one cell a line, aligned columns, Markdown."""

from __future__ import annotations

from unicodedata import east_asian_width

from eval.made.draft import Draft
from eval.made.marks import plain
from eval.made.printed import PrintedTable, SpanGrid, blocks, grid


def expanded(laid: SpanGrid) -> list[list[str]]:
    """Every row at full width; what a merged cell covers is empty."""
    rows = []
    for number in range(laid.height):
        row = [""] * laid.width
        for cell in laid.row(number):
            row[cell.column] = cell.text
        rows.append(row)
    return rows


def tabs(printed: PrintedTable, draft: Draft) -> str:
    return "\n".join("\t".join(row) for row in expanded(grid(printed)))


def tabs_shifted(printed: PrintedTable, draft: Draft) -> str:
    """Cells pushed to the left where labels were merged, with an empty cell too many or too few, row by row."""
    laid = grid(printed)
    lines = []
    for number in range(laid.height):
        above = [column for column, cell in laid.covered(number).items() if cell.row < number and cell.address is None]
        cells = laid.row(number)
        first = next((place for place, cell in enumerate(cells) if cell.address), None)
        texts = [cell.text for cell in cells]
        if first is not None and printed.table.arrangement == "grid":
            texts[first:first] = [""] * draft.rng.choice([0, 0, 0, 1, 1, 2])
        lead = len([column for column in above if not cells or column < cells[0].column])
        texts[0:0] = [""] * draft.rng.choice([lead, lead, lead, 0])
        texts += [""] * max(0, draft.rng.choice([laid.width - len(texts), 0]))
        lines.append("\t".join(texts))
    return "\n".join(lines)


def cell_per_line(printed: PrintedTable, draft: Draft) -> str:
    """One cell a line behind a tab, an empty line after each row; covered cells are lines with a tab alone."""
    laid = grid(printed)
    lines: list[str] = []
    for number in range(laid.height):
        covered = {column for column, cell in laid.covered(number).items() if cell.row < number}
        texts = {cell.column: cell.text for cell in laid.row(number)} | dict.fromkeys(covered, "")
        lines += [f"\t{texts[column]}" for column in sorted(texts)] + [""]
    return "\n".join(lines)


def cell_per_line_bare(printed: PrintedTable, draft: Draft) -> str:
    """One cell a line and nothing else."""
    laid = grid(printed)
    return "\n".join(cell.text for number in range(laid.height) for cell in laid.row(number))


def aligned(printed: PrintedTable, draft: Draft) -> str:
    """Columns at fixed positions, filled up with spaces (a wide character counts twice)."""
    rows = [[_short(text) for text in row] for row in expanded(grid(printed))]
    widths = [max(display_width(row[column]) for row in rows) + 2 for column in range(len(rows[0]))]
    return "\n".join(
        "".join(text + " " * (width - display_width(text)) for text, width in zip(row, widths, strict=True)).rstrip(" ")
        for row in rows
    )


def _short(text: str) -> str:
    """Long headings would push the columns off the page: the note is printed in two characters' room."""
    return text if display_width(text) <= 80 else text[:40]


def display_width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in plain(text))


def spaces(printed: PrintedTable, draft: Draft) -> str:
    """Cells separated by one to three spaces; empty cells leave nothing."""
    laid = grid(printed)
    lines = []
    for number in range(laid.height):
        texts = [cell.text for cell in laid.row(number) if cell.text]
        lines.append((" " * draft.rng.randrange(1, 4)).join(texts))
    return "\n".join(lines)


# ---------------------------------------------------------------- Markdown


def pipes(rows: list[list[str]], header: list[str] | None = None) -> str:
    """A Markdown table; without `header` the first row is it."""
    head, body = (rows[0], rows[1:]) if header is None else (header, rows)
    lines = ["| " + " | ".join(row) + " |" for row in [head, *body]]
    lines.insert(1, "|" + "---|" * len(head))
    return "\n".join(lines)


def markdown(printed: PrintedTable, draft: Draft) -> str:
    return pipes(expanded(grid(printed)))


def markdown_by_block(printed: PrintedTable, draft: Draft) -> str:
    """A `blocks` table as one Markdown table a block under the group's name."""
    parts = []
    for block in blocks(printed):
        parts += ["### " + printed.group_label(group) for group in printed.table.group_path(block[0])]
        header = [printed.labels["note", "content"], *(printed.column_label(c) for c in printed.columns_of(block[0]))]
        parts.append(pipes([[printed.row_label(row), *printed.values(row)] for row in block], header))
    return "\n".join(parts)


def markdown_row_tables(printed: PrintedTable, draft: Draft) -> str:
    """A table for each row under a heading with its label, as some recognition engines give it."""
    if printed.table.arrangement == "blocks":
        return markdown_by_block(printed, draft)
    parts: list[str] = []
    for place, row in enumerate(printed.rows):
        parts += ["### " + printed.group_label(group) for group in printed.opened(place)]
        parts.append("### " + printed.row_label(row))
        if printed.table.arrangement == "line":
            header = [printed.column_label(column) for column in printed.columns_of(row)]
            parts.append(pipes([printed.values(row)], header))
            continue
        numbers = [f"数据{n + 1}" for n in range(len(row.columns) - 1)]
        header = ["类别", *numbers, printed.column_label(printed.columns[-1])]
        parts.append(pipes([[printed.row_label(row), *printed.values(row)]], header))
    return "\n".join(parts)


def _in_pages(rows: list[list[str]], head: int, draft: Draft, pages: int = 3) -> list[list[list[str]]]:
    """The rows below the header, cut into pages."""
    cuts = sorted(draft.rng.sample(range(head + 1, len(rows)), min(pages - 1, len(rows) - head - 1)))
    return [rows[start:end] for start, end in zip([head, *cuts], [*cuts, len(rows)], strict=True)]


def markdown_reheaded(printed: PrintedTable, draft: Draft) -> str:
    """Page breaks inside the table; after each, the header again."""
    rows = expanded(grid(printed))
    if printed.table.arrangement != "grid":
        return pipes(rows)
    pages = _in_pages(rows, 3, draft)
    return "\n\n— 4 —\n\n".join(pipes([*rows[:3], *page]) for page in pages)


def markdown_broken_header(printed: PrintedTable, draft: Draft) -> str:
    """After a page break the table goes on under its first row as header, or under headings that mean nothing."""
    rows = expanded(grid(printed))
    if printed.table.arrangement != "grid":
        return pipes(rows)
    first, *others = _in_pages(rows, 3, draft)
    parts = [pipes([*rows[:3], *first])]
    for page in others:
        meaningless = [f"列{n + 1}" for n in range(len(page[0]))]
        parts.append(pipes(page, meaningless if draft.rng.random() < 0.5 else None))
    return "\n\n".join(parts)


def tabs_with_headers(printed: PrintedTable, draft: Draft, kept: int) -> str:
    """Tab-separated rows of a grid under fewer header rows: two, the column labels alone, or none."""
    rows = ["\t".join(row) for row in expanded(grid(printed))]
    if printed.table.arrangement != "grid":
        return "\n".join(rows)
    depth = len(rows[0].split("\t")) - len(printed.columns)
    labels = "\t".join([*[""] * depth, *(printed.column_label(column) for column in printed.columns)])
    header = {0: [], 1: [labels], 2: [rows[0], labels]}[kept]
    return "\n".join([*header, *rows[3:]])
