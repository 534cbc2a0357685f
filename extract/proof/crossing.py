"""Whether a row's numbers stand on both sides of another row's label: then some of them are that row's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise

from extract.proof.vocabulary import Vocabulary
from extract.reading import TableReading

_SHORT = 2
"""A gap of so few characters holds no label."""


def crossed(text: str, tables: Mapping[str, TableReading], words: Vocabulary) -> frozenset[str]:
    """The addresses of the rows that reach over another row's label, and of those that are so named."""
    return frozenset(address for table in tables.values() for address in _crossed(text, table, words))


def _crossed(text: str, table: TableReading, words: Vocabulary) -> Iterator[str]:
    rows: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for address, cell in table.cells.items():
        where = cell.where
        if cell.state in ("number", "noted") and where and where.start is not None and where.end is not None:
            rows[address.split(".")[1]].append((where.start, where.end))
    found: set[str] = set()
    for row, spans in rows.items():
        spans.sort()
        for (_, end), (start, _) in pairwise(spans):
            named = words.row_in(text[end:start], table.table.id) if start - end > _SHORT else None
            if named is not None and named not in words.columns:
                others = {one.id for one in table.table.rows if named in one.wordings}
                found |= {row, *others} if row not in others else set()
    return (address for address in table.cells if address.split(".")[1] in found)
