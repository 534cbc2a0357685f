"""Which stretches of the text the tables occupy: the lines of their cells, and the label lines between those.

What no table's cells and lines occupy is prose, wherever a table was found.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from extract.reading import CellReading, TableReading
from extract.text.normal import canonical
from schemas.record import SectionSpan

Span = tuple[int, int]

_PIECE_END = re.compile(r"\n|[。！？；]")
_BRACKETED = re.compile(r"（[^）]*(?:）|$)|^[^（]*）")
"""What stands in brackets, be they broken over lines: the form's own labels have commas there."""
_PUNCTUATED = re.compile("[，。；]")
_LEAST_SENTENCE = 12
"""Characters from which a piece with the punctuation of prose is a sentence."""
_LEAST_CELLS = 2
"""Cells in a sentence from which it is a table told in words; one alone may be a figure of the prose."""


def occupied(text: str, tables: Iterable[TableReading], sections: Sequence[SectionSpan] = ()) -> list[Span]:
    """The stretches of `text` that the tables' cells and the lines between them take, in order, none overlapping."""
    pieces = _pieces(text, {section.start for section in sections})
    return _joined(span for table in tables for span in _of_table(text, table, pieces))


def _pieces(text: str, begun: set[int]) -> list[Span]:
    """The text cut at line breaks, behind sentences, and where a section has `begun`."""
    bounds = sorted({0, *begun, *(match.end() for match in _PIECE_END.finditer(text)), len(text)})
    return list(pairwise(bounds))


def _of_table(text: str, table: TableReading, pieces: list[Span]) -> Iterator[Span]:
    """The pieces that hold cells of a table, and the pieces between two of them up to a sentence."""
    starts = [start for start, _ in pieces]
    held = Counter(bisect_right(starts, offset) - 1 for offset in _offsets(table.cells))
    own = sorted(
        piece for piece, cells in held.items() if cells >= _LEAST_CELLS or not _is_sentence(text, pieces[piece])
    )
    yield from (pieces[piece] for piece in own)
    for before, behind in pairwise(own):
        between = range(before + 1, behind)
        if not any(_is_sentence(text, pieces[piece]) for piece in between):
            yield pieces[before][1], pieces[behind][0]


def _offsets(cells: Mapping[str, CellReading]) -> Iterator[int]:
    for cell in cells.values():
        if cell.where is not None and cell.where.start is not None:
            yield cell.where.start


def _is_sentence(text: str, piece: Span) -> bool:
    said = _BRACKETED.sub("", canonical(text[slice(*piece)].strip()))
    return len(said) >= _LEAST_SENTENCE and _PUNCTUATED.search(said) is not None


def _joined(spans: Iterable[Span]) -> list[Span]:
    found: list[Span] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found
