"""Comma-separated rows: lines that follow each other with as many commas each (RFC 4180, quotes included)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.tables.lines.block import Block, numbered_lines
from extract.tables.lines.line import cells_line

_FIELD = re.compile(r'"((?:[^"]|"")*)"\s*(?=,|$)|([^,]*)')
_SPACED = re.compile(r"\d\s+[\d,]*\d")
"""Numbers with blanks between them: the commas stand inside of numbers."""
_LEAST_LINES = 3
_LEAST_FIELDS = 4


def blocks(text: str, start: int) -> Iterator[Block]:
    """The comma-separated lines of a text."""
    lines = numbered_lines(text) if "," in text else []
    for (at, line), listed in zip(lines, comma_separated([line for _, line in lines]), strict=True):
        if listed:
            yield Block(at, at + len(line), [cells_line(fields(line), start + at)])


def fields(line: str) -> list[tuple[str, int]]:
    """The fields of a line with their offsets in it, without their quotes."""
    found: list[tuple[str, int]] = []
    position = 0
    while position <= len(line):
        match = _FIELD.match(line, position)
        assert match is not None
        quoted = match[1] is not None
        found.append((match[1] if quoted else match[2], match.start(1 if quoted else 2)))
        position = match.end() + 1
    return found


def comma_separated(lines: Sequence[str]) -> list[bool]:
    """For every line, whether it is a row of a stretch of comma-separated ones."""
    counts = [_count(line) for line in lines]
    listed = [False] * len(lines)
    begin = 0
    for at in range(1, len(lines) + 1):
        if at == len(lines) or counts[at] != counts[begin]:
            if counts[begin] >= _LEAST_FIELDS and at - begin >= _LEAST_LINES:
                listed[begin:at] = [True] * (at - begin)
            begin = at
    return listed


def _count(line: str) -> int:
    """How many fields a line has; 0 where its commas part none."""
    if "," not in line or "\t" in line or "|" in line or "。" in line:
        return 0
    parts = fields(line)
    return 0 if any(_SPACED.search(text) for text, _ in parts) else len(parts)
