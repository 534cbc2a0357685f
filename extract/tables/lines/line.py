"""A printed line: its tokens, its borders, its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extract.tables.lines.closing import row_tokens
from extract.tables.lines.tokens import Token


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line. `width` is the number of its columns, 0 where it has no cell borders.

    `grid` tells lines of one table from those of another; `prose` lines lend no values.
    """

    tokens: tuple[Token, ...]
    width: int = 0
    grid: int = -1
    breaks: bool = False
    """An empty line: the printed row before it has ended."""
    page: bool = False
    """Its number may be a page's: a row only where the table lacks one without it."""

    @property
    def values(self) -> tuple[Token, ...]:
        return tuple(token for token in self.tokens if token.kind == "value")

    @property
    def labels(self) -> tuple[Token, ...]:
        return tuple(token for token in self.tokens if token.kind == "label")


def cells_line(cells: Sequence[tuple[str, int]], start: int) -> Line:
    """A line of cells, each with its offset from `start`."""
    row = row_tokens([(text, start + at) for text, at in cells], range(len(cells)))
    return Line(tuple(token for tokens in row for token in tokens), len(cells))


def display_width(text: str) -> int:
    """Half-width characters that a text takes."""
    return len(text) + sum(character > "\u2e7f" for character in text)
