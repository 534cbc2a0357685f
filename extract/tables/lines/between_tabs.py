"""One cell a line, a line that holds only a tab between two of them: tables of `div` elements as browsers copy them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extract.tables.lines.block import Block, numbered_lines
from extract.tables.lines.line import Line, cells_line

_TAB = re.compile(r" *\t *\r?")
_LEAST = 5
"""So many tabs between two cells make the notation."""

Numbered = tuple[int, str]


def blocks(text: str, start: int) -> Iterator[Block]:
    """Stretches in which tabs stand on lines of their own between cells that hold none."""
    lines = numbered_lines(text) if "\t" in text else []
    begin: int | None = None
    for at, (_, line) in enumerate([*lines, (len(text), "\t\t")]):
        if "\t" in line and not _TAB.fullmatch(line):
            if begin is not None:
                yield from _block(lines[begin:at], start)
            begin = None
        elif begin is None and _TAB.fullmatch(line):
            begin = at - 1 if at and lines[at - 1][1].strip() else at


def _block(lines: Sequence[Numbered], start: int) -> Iterator[Block]:
    """The lines as a block, where its tabs part cells; else they are empty cells themselves."""
    parting = [at for at, (_, line) in enumerate(lines) if _TAB.fullmatch(line)]
    between = [
        at for at in parting if 0 < at < len(lines) - 1 and lines[at - 1][1].strip() and lines[at + 1][1].strip()
    ]
    if len(between) < _LEAST or 2 * len(between) < len(parting) or _are_cells(lines):
        return
    last, text = lines[-1]
    yield Block(lines[0][0], last + len(text), [line for row in _rows(lines) for line in (_line(row, start), _END)])


_END = Line((), breaks=True)


def _line(row: Sequence[Numbered], start: int) -> Line:
    return cells_line([(text, at) for at, text in row], start)


def _are_cells(lines: Sequence[Numbered]) -> bool:
    """Whether cells follow each other without a tab: then a tab is an empty one among them."""
    filled = [bool(line.strip()) for _, line in lines]
    return sum(a and b for a, b in pairwise(filled)) * 4 > sum(filled)


def _rows(lines: Sequence[Numbered]) -> Iterator[list[Numbered]]:
    """The cells of each row; lines that follow each other are one cell, a tab with nothing behind it an empty one."""
    row: list[Numbered] = []
    opened = False
    for at, (offset, line) in enumerate(lines):
        if _TAB.fullmatch(line):
            row += [] if row and not opened else [(offset, "")]
            opened = True
        elif line.strip():
            if row and not opened and lines[at - 1][1].strip():
                row[-1] = (row[-1][0], f"{row[-1][1]}\n{line}")
            else:
                if row and not opened:
                    yield row
                    row = []
                row.append((offset, line))
            opened = False
        elif row and not (opened and at + 1 < len(lines) and _TAB.fullmatch(lines[at + 1][1])):
            yield [*row, (offset, "")] if opened else row
            row, opened = [], False
    if row:
        yield row
