"""Tables as converters, engines and typesetters give them: folded labels, running text, code, coordinates."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import zip_longest

from eval.made.documents import wrap
from eval.made.draft import Draft
from eval.made.marks import plain
from eval.made.printed import Figure, PrintedTable, SpanCell, grid
from eval.made.text import aligned, display_width, expanded, spaces, tabs
from eval.made.torn import by_rows, header_lines
from extract.text.numerals import numeral


def in_numerals(figure: Figure) -> Figure:
    """The figure with its count in Chinese numerals."""
    if figure.state != "number" or not figure.text.isdecimal():
        return figure
    return replace(figure, text=numeral(int(figure.text)))


# ---------------------------------------------------------------- cells on lines of their own


def cells_between_tabs(printed: PrintedTable, draft: Draft) -> str:
    """One cell a line, a line that holds only a tab between two of them, empty lines behind each row."""
    laid = grid(printed)
    gap = "\n" * draft.rng.choice([1, 2, 3])
    rows = ("\n\t\n".join(cell.text for cell in laid.row(number)) for number in range(laid.height))
    return f"\n{gap}".join(rows)


def cells_before_bars(printed: PrintedTable, draft: Draft) -> str:
    """One cell a line, each ended by a bar; an empty cell is a bar alone."""
    laid = grid(printed)
    return "\n".join(f"{cell.text} |" if cell.text else "|" for n in range(laid.height) for cell in laid.row(n))


def numbers_in_column(printed: PrintedTable, draft: Draft) -> str:
    """The labels of a block, then its numbers one a line, empty lines between them."""
    if printed.table.arrangement != "blocks":
        return spaces(printed, draft)
    lines: list[str] = []
    block: list[tuple[str, list[str]]] = []
    for place, row in enumerate(printed.rows):
        if printed.opened(place):
            lines += _listed(block)
            block = []
            columns = [printed.column_label(column) for column in printed.columns_of(row)]
            lines += [*(printed.group_label(g) for g in printed.opened(place)), "信息内容", " ".join(columns)]
        block.append((printed.row_label(row), printed.values(row)))
    return "\n\n".join([*lines, *_listed(block)])


def _listed(block: list[tuple[str, list[str]]]) -> list[str]:
    columns = zip_longest(*(values for _, values in block), fillvalue="")
    return [*(label for label, _ in block), *(value for column in columns for value in column if value)]


# ---------------------------------------------------------------- boxes and columns


def folded_boxes(printed: PrintedTable, draft: Draft) -> str:
    """Boxes of +, - and | whose labels take several lines; the numbers stand on one of these."""
    rows = expanded(grid(printed))
    widths = [draft.rng.choice([16, 22, 30]) if not _is_number_column(rows, at) else 12 for at in range(len(rows[0]))]
    edge = "+" + "+".join("-" * (width + 2) for width in widths) + "+"
    place = draft.rng.choice(["top", "middle", "bottom"])
    lines = [edge]
    for row in rows:
        lines += [*_folded(row, widths, place), edge]
    return "\n".join(lines)


def _is_number_column(rows: list[list[str]], at: int) -> bool:
    return sum(plain(row[at]).isdecimal() for row in rows) > len(rows) // 2


def _folded(row: list[str], widths: list[int], place: str) -> list[str]:
    cells = [wrap(text, width // 2).split("\n") for text, width in zip(row, widths, strict=True)]
    height = max(map(len, cells))
    lines = []
    for number in range(height):
        texts = [_at(cell, number, height, place) for cell in cells]
        padded = (text + " " * max(0, width - display_width(text)) for text, width in zip(texts, widths, strict=True))
        lines.append("| " + " | ".join(padded) + " |")
    return lines


def _at(cell: list[str], number: int, height: int, place: str) -> str:
    if len(cell) > 1:
        return cell[number] if number < len(cell) else ""
    return cell[0] if number == {"top": 0, "middle": (height - 1) // 2, "bottom": height - 1}[place] else ""


def noted_columns(printed: PrintedTable, draft: Draft) -> str:
    """Columns at fixed positions, a word that points to a note behind some numbers."""
    cells = {
        address: f"{text}{draft.rng.choice(['注', '注1', '※', '（注）'])}" if _is_noted(text, draft) else text
        for address, text in printed.cells.items()
    }
    return aligned(printed.with_cells(cells), draft)


def _is_noted(text: str, draft: Draft) -> bool:
    return plain(text).isdecimal() and plain(text) != "0" and draft.rng.random() < 0.2


def stamped(printed: PrintedTable, draft: Draft) -> str:
    """A stamp at the end of some lines."""
    stamp = draft.rng.choice(["ID:3306", "No.2031", "编号 20417", "扫描件第3页", "CS 0098"])

    def write(labels: list[str], values: list[str], draft: Draft) -> str:
        return " ".join([*labels, *values]) + (f" {stamp}" if draft.rng.random() < 0.2 else "")

    return by_rows(printed, draft, write)


# ---------------------------------------------------------------- running text


def flowing(printed: PrintedTable, draft: Draft) -> str:
    """Running text, broken after so many characters wherever that is."""
    return wrap(" ".join(spaces(printed, draft).split()), draft.rng.choice([24, 31, 40, 57]))


def flowing_at_blanks(printed: PrintedTable, draft: Draft) -> str:
    """Running text, broken at blanks."""
    width = draft.rng.choice([40, 60, 80])
    lines = [""]
    for word in spaces(printed, draft).split():
        if lines[-1] and len(plain(lines[-1])) + 1 + len(plain(word)) > width:
            lines.append("")
        lines[-1] += f" {word}" if lines[-1] else word
    return "\n".join(lines)


def flowing_with_own_row(printed: PrintedTable, draft: Draft) -> str:
    """Running text with a row of the body's own in it."""
    return wrap(_with_own_row(printed, draft, " ").replace("\n", " "), draft.rng.choice([31, 40, 60]))


def own_row(printed: PrintedTable, draft: Draft) -> str:
    return _with_own_row(printed, draft, draft.rng.choice(["\t", " "]))


def _with_own_row(printed: PrintedTable, draft: Draft, between: str) -> str:
    if printed.table.arrangement != "grid":
        return spaces(printed, draft)
    after = draft.rng.randrange(len(printed.rows))
    label = draft.rng.choice(["其中：通过网络申请", "其中：当面申请数量", "其中涉及征地拆迁的", "5.信函申请数量"])
    numbers = [str(draft.rng.choice([0, 0, 1, 2, 5])) for _ in printed.columns]
    lines = header_lines(printed)
    for place, row in enumerate(printed.rows):
        labels = [*(printed.group_label(group) for group in printed.opened(place)), printed.row_label(row)]
        lines.append(between.join([*labels, *printed.values(row)]))
        if place == after:
            lines.append(between.join([label, *numbers]))
    return "\n".join(lines)


def label_above(printed: PrintedTable, draft: Draft) -> str:
    """Here and there a label stands a line above its numbers, which share a line with the next label."""
    if printed.table.arrangement != "grid":
        return spaces(printed, draft)
    lines = header_lines(printed)
    waiting: list[str] = []
    for place, row in enumerate(printed.rows):
        labels = " ".join([*(printed.group_label(group) for group in printed.opened(place)), printed.row_label(row)])
        values = " ".join(printed.values(row))
        last = place + 1 == len(printed.rows)
        if waiting:
            own = waiting.pop()
            lines.append(f"{labels}    {own}")
            if not last and draft.rng.random() < 0.4:
                waiting = [values]
            else:
                lines.append(" " * 30 + values)
        elif not last and draft.rng.random() < 0.1:
            lines.append(labels)
            waiting = [values]
        else:
            lines.append(f"{labels} {values}")
    return "\n".join(lines)


# ---------------------------------------------------------------- other shapes of the grid


def turned_lines(printed: PrintedTable, draft: Draft) -> str:
    """Lines for columns: every row's label in one line, then each column's label with its numbers."""
    if printed.table.arrangement != "grid":
        return tabs(printed, draft)
    between = draft.rng.choice(["\t", "  "])
    lines = [between.join(["项目", *(printed.row_label(row) for row in printed.rows)])]
    for column in printed.columns:
        cells = [printed.cells[printed.table.address(row.id, column.id)] for row in printed.rows]
        lines.append(between.join([printed.column_label(column), *cells]))
    return "\n".join(lines)


def halves(printed: PrintedTable, draft: Draft) -> str:
    """Two halves of the rows side by side, each under its own header."""
    if printed.table.arrangement != "grid":
        return tabs(printed, draft)
    between = draft.rng.choice(["\t", "  "])
    half = (len(printed.rows) + 1) // 2
    head = ["项目", *(printed.column_label(column) for column in printed.columns)]
    lines = [between.join([*head, *head])]
    for left, right in zip_longest(printed.rows[:half], printed.rows[half:]):
        cells = [printed.row_label(left), *printed.values(left)]
        cells += [printed.row_label(right), *printed.values(right)] if right else []
        lines.append(between.join(cells))
    return "\n".join(lines)


def second_total(printed: PrintedTable, draft: Draft) -> str:
    """A column 合计 of the legal persons beside the form's own total."""
    if printed.table.arrangement != "grid":
        return tabs(printed, draft)
    at = draft.rng.choice([6, 6, 1])
    name = draft.rng.choice(["合计", "小计", "法人或其他组织合计"])
    between = draft.rng.choice(["\t", "  ", " | "])
    lines = [between.join(_put(["项目", *(printed.column_label(column) for column in printed.columns)], at + 1, name))]
    for row in printed.rows:
        values = printed.values(row)
        counts = [int(plain(value)) for value in values[1:6] if plain(value).isdecimal()]
        lines.append(between.join([printed.row_label(row), *_put(values, at, str(sum(counts)))]))
    return "\n".join(lines)


def _put(cells: list[str], at: int, cell: str) -> list[str]:
    return [*cells[:at], cell, *cells[at:]]


def zeros_left_out(printed: PrintedTable, draft: Draft) -> str:
    """The columns of nothing but zeros are left out."""
    if printed.table.arrangement != "grid":
        return tabs(printed, draft)
    between = draft.rng.choice(["\t", "  "])
    kept = [
        column
        for column in printed.columns
        if any(plain(printed.cells[printed.table.address(row.id, column.id)]) not in ("0", "") for row in printed.rows)
    ]
    lines = [between.join(["项目", *(printed.column_label(column) for column in kept)])]
    for row in printed.rows:
        cells = [printed.cells[printed.table.address(row.id, column.id)] for column in kept]
        lines.append(between.join([printed.row_label(row), *cells]))
    return "\n".join(lines)


# ---------------------------------------------------------------- marks and code


def emphasised(printed: PrintedTable, draft: Draft) -> str:
    """Marks of emphasis around the numbers, in Markdown or between blanks."""
    before, behind = draft.rng.choice([("**", "**"), ("__", "__"), ("`", "`"), ("*", "*"), ("<b>", "</b>"), ("$", "$")])
    cells = {address: f"{before}{text}{behind}" if plain(text) else text for address, text in printed.cells.items()}
    marked = printed.with_cells(cells)
    return draft.rng.choice([tabs, spaces, _piped])(marked, draft)


def _piped(printed: PrintedTable, draft: Draft) -> str:
    return "\n".join("| " + " | ".join(row) + " |" for row in expanded(grid(printed)))


def latex(printed: PrintedTable, draft: Draft) -> str:
    """A tabular of LaTeX with its rules, merged cells and emphasis."""
    laid = grid(printed)
    lines = [r"\begin{tabular}{" + "|".join("l" * laid.width) + "}", r"\hline"]
    for number in range(laid.height):
        covered = laid.covered(number)
        above = [cell for column, cell in covered.items() if cell.row < number and column == cell.column]
        texts = [(cell.column, _in_latex(replace(cell, text="", row_span=1))) for cell in above]
        texts += [(cell.column, _in_latex(cell)) for cell in laid.row(number)]
        lines.append(" & ".join(text for _, text in sorted(texts)) + r" \\" + draft.rng.choice([r" \hline", ""]))
    return "\n".join([*lines, r"\end{tabular}"])


def _in_latex(cell: SpanCell) -> str:
    text = cell.text
    if cell.row_span > 1:
        text = rf"\multirow{{{cell.row_span}}}{{*}}{{{text}}}"
    return rf"\multicolumn{{{cell.column_span}}}{{c|}}{{{text}}}" if cell.column_span > 1 else text


def json_rows(printed: PrintedTable, draft: Draft) -> str:
    """Each row of the table as a list of JSON."""
    rows = [[cell.text for cell in grid(printed).row(number)] for number in range(grid(printed).height)]
    if draft.rng.random() < 0.5:
        return "[" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "]"
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)


def json_objects(printed: PrintedTable, draft: Draft) -> str:
    """Each row of the table as an object of JSON, its columns by their labels."""
    objects = [
        {"项目": printed.row_label(row)}
        | {printed.column_label(c): cell for c, cell in zip(printed.columns_of(row), printed.values(row), strict=True)}
        for row in printed.rows
    ]
    return "[" + ",\n".join(json.dumps(one, ensure_ascii=False) for one in objects) + "]"


def boxed_words(printed: PrintedTable, draft: Draft) -> str:
    """What an engine says of a page: each cell's box and text, column by column."""
    cells = []
    for cell in grid(printed).cells:
        if plain(cell.text):
            left, top = 60 + 90 * cell.column, 100 + 40 * cell.row
            box = [left, top, left + 90 * cell.column_span - 10, top + 40 * cell.row_span - 8]
            cells.append((cell.column, cell.row, f"{box} {cell.text}"))
    return "\n".join(text for _, _, text in sorted(cells))
