"""A stretch of text in one notation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extract.tables.lines.line import Line


@dataclass(frozen=True, slots=True)
class Block:
    """`text[begin:stop]`, whole lines of it, as the printed lines that it holds."""

    begin: int
    stop: int
    lines: Sequence[Line]


def numbered_lines(text: str) -> list[tuple[int, str]]:
    """The lines of a text, each with its offset."""
    found: list[tuple[int, str]] = []
    position = 0
    for line in text.split("\n"):
        found.append((position, line))
        position += len(line) + 1
    return found
