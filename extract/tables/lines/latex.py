r"""LaTeX: cells between &, rows ended by \\, merged cells by \multirow and \multicolumn (LaTeX Companion, ch. 6)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.tables.lines.block import Block
from extract.tables.lines.line import cells_line

_ENVIRONMENT = re.compile(r"\\begin\{(tabular[xy*]?|longtable|array|tabu|tblr|longtblr)\}")
_ROW = re.compile(r"^[^\n]*&[^\n]*\\\\[^\n]*$", re.MULTILINE)
_MERGED = re.compile(r"\\multi(?:row|column)\*?\s*(?:\[[^\]]*\])?\s*\{\s*(-?\d+)\s*\}\s*(?:\[[^\]]*\])?\{[^{}]*\}")
_COLUMNS = re.compile(r"\\multicolumn\s*\{\s*(\d+)\s*\}")
_RULE = re.compile(r"\\(?:cline|cmidrule|hhline|vspace|rowcolor|cellcolor|color|textcolor)(?:\([^)]*\))?\{[^{}]*\}")
_COMMAND = re.compile(r"\\[a-zA-Z]+\*?(?:\[[^\]]*\])?|\\[^a-zA-Z]|[{}$~]|(?<!\\)%[^\n]*")


def blocks(text: str, start: int) -> Iterator[Block]:
    """Tables in LaTeX, with or without their environment."""
    if "&" not in text or "\\\\" not in text:
        return
    for begin, stop in _environments(text) or _bare(text):
        rows = (_cells(text, *row) for row in _rows(text, begin, stop))
        yield Block(begin, stop, [cells_line(row, start) for row in rows if row])


def _environments(text: str) -> list[tuple[int, int]]:
    found = []
    for opened in _ENVIRONMENT.finditer(text):
        closed = text.find(f"\\end{{{opened[1]}}}", opened.end())
        if closed >= 0:
            body = text.find("\n", opened.end(), closed)
            found.append((opened.end() if body < 0 else body + 1, closed))
    return found


def _bare(text: str) -> list[tuple[int, int]]:
    rows = [row.span() for row in _ROW.finditer(text)]
    return [(rows[0][0], rows[-1][1])] if len(rows) > 1 else []


def _rows(text: str, begin: int, stop: int) -> Iterator[tuple[int, int]]:
    r"""Where each row stands: `\\` in braces breaks a line inside of a cell."""
    depth, first, at = 0, begin, begin
    while at < stop:
        if text.startswith("\\\\", at):
            if not depth:
                yield first, at
                first = at + 2
            at += 2
            continue
        if text[at] != "\\":
            depth += {"{": 1, "}": -1}.get(text[at], 0)
        at += 1 if text[at] != "\\" else 2
    if text[first:stop].count("&"):
        yield first, stop


def _cells(text: str, begin: int, stop: int) -> list[tuple[str, int]]:
    """The cells of a row, commands blanked out; a merged cell covers empty ones."""
    cells: list[tuple[str, int]] = []
    first = begin
    for at in [*_separators(text, begin, stop), stop]:
        raw = text[first:at]
        cells.append((_blanked(raw), first))
        merged = _COLUMNS.search(raw)
        cells += [("", at)] * (min(int(merged[1]), 30) - 1 if merged else 0)
        first = at + 1
    return cells if len(cells) > 1 or cells[0][0].strip() else []


def _separators(text: str, begin: int, stop: int) -> list[int]:
    return [at for at in range(begin, stop) if text[at] == "&" and text[at - 1 : at] != "\\"]


def _blanked(raw: str) -> str:
    """A cell with blanks in place of commands, so that offsets stay."""
    for pattern in (_MERGED, _RULE, _COMMAND):
        raw = pattern.sub(lambda found: " " * len(found[0]), raw)
    return raw.replace("\n", " ")
