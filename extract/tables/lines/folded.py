"""Boxes drawn with +, - and | in which a cell takes several lines: the lines between two edges are one printed row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extract.tables.lines.block import Block, numbered_lines
from extract.tables.lines.line import Line, cells_line
from extract.tables.lines.tokens import Token
from extract.text.normal import plain
from extract.text.numbers import read_cell

_EDGE = re.compile(r"\s*[+|\u2500-\u257f][\s\-=+|:\u2500-\u257f]*\s*")

Numbered = tuple[int, str]


def blocks(text: str, start: int) -> Iterator[Block]:
    """Rows of several lines; those of one line are read as any other."""
    lines = numbered_lines(text) if "|" in plain(text) else []
    edges = [at for at, (_, line) in enumerate(lines) if _is_edge(line)]
    for above, below in pairwise(edges):
        row = lines[above + 1 : below]
        if len(row) > 1 and all("|" in plain(line) for _, line in row):
            merged = _merged([_parts(line, at) for at, line in row], start)
            if merged is not None:
                yield Block(row[0][0], row[-1][0] + len(row[-1][1]), [merged])


def _is_edge(line: str) -> bool:
    return bool(_EDGE.fullmatch(line)) and line.count("-") + line.count("=") + line.count("─") + line.count("━") > 2


def _parts(line: str, at: int) -> list[tuple[str, int]]:
    cells: list[tuple[str, int]] = []
    for part in plain(line).split("|"):
        cells.append((part, at))
        at += len(part) + 1
    return cells[1:-1] if len(cells) > 2 else cells


def _merged(rows: Sequence[Sequence[tuple[str, int]]], start: int) -> Line | None:
    """The lines as one row; None where they are rows of their own: numbers stand on several, or borders differ."""
    numbered = sum(any(_is_value(text) for text, _ in row) for row in rows)
    if numbered > 1 or len({len(row) for row in rows}) > 1:
        return None
    cells = [[cell for cell in column if cell[0].strip()] or [column[0]] for column in zip(*rows, strict=True)]
    line = cells_line([column[0] for column in cells], start)
    return Line(tuple(_whole(token, cells, start) for token in line.tokens), line.width)


def _is_value(text: str) -> bool:
    printed = read_cell(text)
    return printed is not None and printed.state != "blank"


def _whole(token: Token, cells: Sequence[Sequence[tuple[str, int]]], start: int) -> Token:
    """A label with the lines that go on below it."""
    below = cells[token.column or 0][1:]
    if token.kind != "label" or not below:
        return token
    token.text += "".join(text.strip() for text, _ in below)
    token.end = start + below[-1][1] + len(below[-1][0].rstrip())
    return token
