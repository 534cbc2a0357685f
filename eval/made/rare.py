"""Tables as few reports print them: repeated labels, commas, boxes, sentences, further columns, turned round."""

from __future__ import annotations

from dataclasses import replace

from eval.made.draft import Draft
from eval.made.pages import shown
from eval.made.printed import PrintedTable, SpanCell, SpanGrid, grid
from eval.made.text import display_width, expanded, tabs


def repeated(laid: SpanGrid) -> list[list[str]]:
    """Every row at full width; a merged label stands again in each place that it covers, a number does not."""
    rows = expanded(laid)
    for number in range(laid.height):
        for column, cell in laid.covered(number).items():
            if cell.address is None:
                rows[number][column] = cell.text
    return rows


def tabs_repeated(printed: PrintedTable, draft: Draft) -> str:
    return "\n".join("\t".join(row) for row in repeated(grid(printed)))


def commas(printed: PrintedTable, draft: Draft) -> str:
    """Lines of a CSV file; a text with a comma in quotation marks."""
    return "\n".join(",".join(_quoted(text) for text in row) for row in expanded(grid(printed)))


def _quoted(text: str) -> str:
    return f'"{text}"' if "," in text or '"' in text else text


def bare_pipes(printed: PrintedTable, draft: Draft) -> str:
    return "\n".join(" | ".join(row) for row in expanded(grid(printed)))


def boxes(printed: PrintedTable, draft: Draft) -> str:
    """Lines of box-drawing characters around every cell, as some converters draw tables."""
    rows = expanded(grid(printed))
    widths = [max(display_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    edge = "+" + "+".join("-" * (width + 2) for width in widths) + "+"
    lines = [edge]
    for row in rows:
        cells = (text + " " * (width - display_width(text)) for text, width in zip(row, widths, strict=True))
        lines += ["| " + " | ".join(cells) + " |", edge]
    return "\n".join(lines)


def sentences(printed: PrintedTable, draft: Draft) -> str:
    """Each row as a sentence that names every column."""
    lines = []
    for place, row in enumerate(printed.rows):
        lines += [printed.group_label(group) + "：" for group in printed.opened(place)]
        cells = [
            f"{printed.column_label(column)}{printed.cells[address]}"
            for column, address in zip(printed.columns_of(row), printed.addresses(row), strict=True)
        ]
        lines.append(f"{printed.row_label(row)}：{'，'.join(cells)}。")
    return "\n".join(lines)


def numbered_rows(printed: PrintedTable, draft: Draft) -> str:
    """A column of running numbers before the rows of the grid, under 序号."""
    if printed.table.arrangement != "grid":
        return tabs(printed, draft)
    rows = expanded(grid(printed))
    head = len(rows) - len(printed.rows)
    numbers = ["序号", *[""] * (head - 1), *(str(number + 1) for number in range(len(printed.rows)))]
    return "\n".join("\t".join([number, *row]) for number, row in zip(numbers, rows, strict=True))


def remarks_column(printed: PrintedTable, draft: Draft) -> str:
    """A column 备注 behind the grid, with a remark here and there."""
    if printed.table.arrangement != "grid":
        return tabs(printed, draft)
    rows = expanded(grid(printed))
    head = len(rows) - len(printed.rows)
    remarks = ["备注", *[""] * (head - 1)]
    remarks += [draft.rng.choice(["", "", "", "含上年结转", "其中网上申请2件"]) for _ in printed.rows]
    return "\n".join("\t".join([*row, remark]) for row, remark in zip(rows, remarks, strict=True))


# ---------------------------------------------------------------- web pages


def divs(printed: PrintedTable, draft: Draft) -> str:
    """Rows and cells as nested div elements."""
    laid = grid(printed)
    rows = []
    for number in range(laid.height):
        cells = "".join(f'<div class="cell">{shown(cell)}</div>' for cell in laid.row(number))
        rows.append(f'<div class="row">{cells}</div>')
    return '<div class="table">\n' + "\n".join(rows) + "\n</div>"


def turned(printed: PrintedTable, draft: Draft) -> str:
    """The grid turned round: a row for each kind of applicant, a column for each outcome."""
    laid = grid(printed)
    if printed.table.arrangement == "grid":
        laid = SpanGrid(tuple(_turned(cell) for cell in laid.cells), laid.width, laid.height)
    rows = []
    for number in range(laid.height):
        cells = [
            f'<td rowspan="{cell.row_span}" colspan="{cell.column_span}">{shown(cell)}</td>'
            for cell in laid.row(number)
        ]
        rows.append("<tr>" + "".join(cells) + "</tr>")
    return "<table>\n" + "\n".join(rows) + "\n</table>"


def _turned(cell: SpanCell) -> SpanCell:
    down, across = cell.column_span, cell.row_span
    return replace(cell, row=cell.column, column=cell.row, row_span=down, column_span=across)


def plain_paragraphs(printed: PrintedTable, draft: Draft) -> str:
    """Each cell a paragraph of its own, as pages give it that were pasted from a PDF."""
    laid = grid(printed)
    cells = [cell for number in range(laid.height) for cell in laid.row(number)]
    return "\n".join(f"<p>{shown(cell)}</p>" for cell in cells)
