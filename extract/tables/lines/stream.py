"""A stretch of a document as printed lines of tokens: label pieces, values, empty cells.

Every layout becomes this one shape: a grid's rows, tab-separated and Markdown rows, lines of prose-like text,
one cell a line, and cells glued into one line. What follows (`runs`, `align`) knows no layouts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.document import Document, Grid, GridCell
from extract.tables.lines.block import numbered_lines
from extract.tables.lines.closing import row_tokens
from extract.tables.lines.line import Line, cells_line, display_width
from extract.tables.lines.notations import blocks_of
from extract.tables.lines.tokens import DIGITS, Token, cell_tokens
from extract.text.normal import CJK, plain
from extract.text.numbers import BARE, MARK, THOUSANDS, Printed
from extract.text.page_lines import page_line

_LISTED_VALUE = rf"(?:[+\-]?{BARE}|{MARK})"
_LISTED = re.compile(
    rf"(?:^|[{CJK})”\"] *[,;、，；：: ]) *({_LISTED_VALUE}?(?: *[,;、，；：:] *{_LISTED_VALUE}?)+)$"
    rf"|^(?!.*\s\d+\s)[^,;，；：:]{{2,20}}[,;，；：:] *({_LISTED_VALUE})$"
)
_THOUSANDS = re.compile(THOUSANDS)
_BORDER = re.compile(r":?(?:-{3,}|={2,}|[\u2500-\u257f+]+[\u2500-\u257f+\-]*):?")
_REMARK = re.compile(r"\s*[(（【]?(?:注|备注|说明|填表说明)\d?[:：\]】)]")
_BRACKETED = re.compile(r"\s*\(\s*\d[\d,]*(?:\.\d+)?\s*\)\s*")
_BRACKETS = dict.fromkeys(map(ord, "()（）"), " ")
_BRACKETED_CELLS = 5
"""So many cells of a table with a number in brackets, and so many for each without, make brackets its way to print."""


def lines_of(document: Document, start: int, end: int) -> list[Line]:
    """`text[start:end]` as lines, grids by their rows and the rest by line breaks."""
    lines: list[Line] = []
    position = start
    for index, grid in enumerate(document.grids):
        if grid.end <= start or grid.start >= end:
            continue
        lines += _text_lines(document, position, max(position, grid.start))
        lines += _grid_lines(document, grid, index)
        position = max(position, grid.end)
    lines += _text_lines(document, position, end)
    for number, line in enumerate(lines):
        for token in line.tokens:
            token.line, token.grid, token.width = number, line.grid, line.width
    return lines


def _grid_lines(document: Document, grid: Grid, index: int) -> Iterator[Line]:
    rows: dict[int, list[GridCell]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, []).append(cell)
    width = max((cell.column + cell.column_span for cell in grid.cells), default=0)
    bracketed = _is_bracketed(document, grid)
    for row in sorted(rows):
        yield Line(tuple(_grid_row(document, sorted(rows[row], key=_column), bracketed=bracketed)), width, index)


def _column(cell: GridCell) -> int:
    return cell.column


def _grid_row(document: Document, cells: Sequence[GridCell], *, bracketed: bool) -> Iterator[Token]:
    texts = [(_grid_text(document, cell, bracketed=bracketed), cell.start) for cell in cells]
    for cell, tokens in zip(cells, row_tokens(texts, [cell.column for cell in cells]), strict=True):
        if cell.unread and all(token.kind == "blank" for token in tokens):
            text = document.text[cell.start : cell.end]
            tokens = [Token("value", text, cell.start, cell.end, cell.column, Printed("absent"), unread=True)]
        for token in tokens:
            token.confidence = cell.confidence
        yield from tokens


def _grid_text(document: Document, cell: GridCell, *, bracketed: bool) -> str:
    text = document.text[cell.start : cell.end]
    return text.translate(_BRACKETS) if bracketed and _BRACKETED.fullmatch(plain(text)) else text


def _is_bracketed(document: Document, grid: Grid) -> bool:
    """Whether a table sets its numbers in brackets, all but a few: they tell nothing apart then.

    Brackets in one column number the rows.
    """
    texts = [(cell.column, plain(document.text[cell.start : cell.end])) for cell in grid.cells if cell.column]
    bracketed = [column for column, text in texts if _BRACKETED.fullmatch(text)]
    bare = sum(text.strip()[:1].isdigit() for _, text in texts)
    is_usual = len(bracketed) >= _BRACKETED_CELLS and _BRACKETED_CELLS * bare <= len(bracketed)
    return is_usual and len(set(bracketed)) > 1


def _text_lines(document: Document, start: int, end: int) -> Iterator[Line]:
    text = document.text[start:end]
    position = 0
    for block in blocks_of(text, start):
        yield from _lines_between(text, position, block.begin, start)
        yield from block.lines
        position = block.stop + text.startswith("\n", block.stop)
    yield from _lines_between(text, position, len(text), start)


def _lines_between(text: str, begin: int, stop: int, start: int) -> Iterator[Line]:
    if begin < stop:
        for at, raw in numbered_lines(text[begin:stop].removesuffix("\n") if stop < len(text) else text[begin:stop]):
            yield from _text_line(raw, start + begin + at)


def _text_line(raw: str, start: int) -> Iterator[Line]:
    line = plain(raw)
    if not line.strip(" \f\r"):
        yield Line((), breaks=True)
    elif line.count("|") >= 2 or (line.count("|") == 1 and line.strip().startswith("|")):
        if not _is_border(line):
            yield _bordered(line, start, "|")
    elif "\t" in line:
        yield _bordered(line, start, "\t")
    elif (listed := _listed_from(line)) is not None:
        yield _delimited(line, start, listed)
    elif (page := page_line(line)) is not None and page != "bare":
        yield from [] if page == "named" else [Line(tuple(cell_tokens(line.rstrip(" \r"), start, None)), page=True)]
    elif _REMARK.match(line):
        yield Line((Token("label", raw.strip(), start, start + len(raw)),))
    else:
        heading = len(line) - len(line.lstrip("# *"))
        tokens = tuple(cell_tokens(line[heading:].rstrip(" *\r"), start + heading, None))
        if "  " in line:
            _measure(tokens, raw, start)
        yield Line(tokens)


def _measure(tokens: tuple[Token, ...], line: str, start: int) -> None:
    """Gives the tokens of a line their place on it."""
    at = width = 0
    for token in tokens:
        begin, end = token.start - start, token.end - start
        width += display_width(line[at:begin])
        token.left, at = width, end
        width += display_width(line[begin:end])
        token.right = width


def _is_border(line: str) -> bool:
    """A line that only parts the rows of a table. A single dash between blanks is a cell's sign for nothing."""
    cells = line.strip().strip("|").split("|")
    drawn = all(_BORDER.fullmatch(cell.strip()) for cell in cells)
    return drawn or (" " not in line and all(re.fullmatch(r":?-+:?", cell) for cell in cells))


def _listed_from(line: str) -> int | None:
    """Where a list of values begins that have commas or the like between them."""
    listed = _LISTED.search(line.rstrip(" \r"))
    if listed is None or not DIGITS.search(listed[listed.lastindex or 0]):
        return None
    return None if _THOUSANDS.fullmatch(listed[1] or "") else listed.start(listed.lastindex or 0)


def _delimited(line: str, start: int, at: int) -> Line:
    """A label and its values with commas or the like between them."""
    tokens = list(cell_tokens(line[:at].rstrip(" ,;、，；：:"), start, 0))
    position = at
    parts = re.split(r"[,;、，；：:]", line[at:].rstrip(" \r"))
    for column, part in enumerate(parts, start=1):
        tokens += cell_tokens(part, start + position, column, whole=True)
        position += len(part) + 1
    return Line(tuple(tokens), 1 + len(parts))


def _bordered(line: str, start: int, border: str) -> Line:
    parts = line.split(border)
    positions: list[int] = []
    position = start
    for part in parts:
        positions.append(position)
        position += len(part) + 1
    if border == "|":
        enclosed = not parts[0].strip()
        if enclosed:
            parts, positions = parts[1:], positions[1:]
        if parts and not parts[-1].strip() and (enclosed or not parts[-1].strip("\r")):
            parts, positions = parts[:-1], positions[:-1]
    return cells_line(list(zip(parts, positions, strict=True)), 0)
