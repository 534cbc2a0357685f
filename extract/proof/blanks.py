"""Whether an empty cell is itself seen: between borders, in a row whose other cells stand between them too."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping

from extract.proof.source import Place, Source
from extract.reading import CellReading, TableReading

_PARTS = ",，;；、"


def unseen(source: Source, tables: Mapping[str, TableReading]) -> frozenset[str]:
    """The addresses of cells read as blank where the source shows no empty cell."""
    return frozenset(address for table in tables.values() for address in _unseen(source, table))


def _unseen(source: Source, table: TableReading) -> Iterator[str]:
    blank = [address for address, cell in table.cells.items() if cell.state == "blank"]
    loose = [address for address in blank if not _is_seen(source, address, table.cells[address], table)]
    if loose:
        gaps = _Gaps(source, table)
        yield from (address for address in loose if not gaps.seen(address))


def _is_seen(source: Source, address: str, cell: CellReading, table: TableReading) -> bool:
    where = cell.where
    if where is None or where.start is None:
        return False
    place = source.place(where.start)
    if place.column < 0:
        return _is_listed(source, where.start)
    if source.text[slice(*place.cell)].strip():
        return False
    return bool(place.row.strip()) or place.line[1] >= 0 or _stands_alike(source, place, address, table)


def _is_listed(source: Source, at: int) -> bool:
    """An empty place between two commas."""
    start, end = source.line(at)
    before, after = source.text[start:at].rstrip(" "), source.text[at:end].lstrip(" ")
    return (not before or before[-1] in _PARTS) and (not after or after[0] in _PARTS) and bool(before or after)


def _stands_alike(source: Source, place: Place, address: str, table: TableReading) -> bool:
    """On a line with borders and nothing else: the row's other numbers stand on lines with as many, else the table's.

    A line with a lone tab parts cells in one layout, and is an empty cell in another.
    """
    row = address.rpartition(".")[0]
    filled = [
        (name, cell.where.start)
        for name, cell in table.cells.items()
        if cell.state in ("number", "noted", "mark") and cell.where and cell.where.start is not None
    ]
    beside = [at for name, at in filled if name.rpartition(".")[0] == row] or [at for _, at in filled]
    borders = place.row.count(place.row[:1])
    return all(source.place(at).row.count(place.row[:1]) == borders for at in beside)


class _Gaps:
    """Empty places on lines that are set in columns by spaces."""

    def __init__(self, source: Source, table: TableReading) -> None:
        self.source = source
        self.rows: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
        """Line, left and right edge of each number of a row."""
        self.columns: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for address, cell in table.cells.items():
            if cell.where and cell.where.start is not None and cell.where.end and cell.state != "blank":
                line = source.line(cell.where.start)[0]
                left, right = (_width(source.text[line:at]) for at in (cell.where.start, cell.where.end))
                self.rows[address.split(".")[1]].append((line, left, right))
                self.columns[address.split(".")[2]].append((left, right))

    def seen(self, address: str) -> bool:
        """Whether the numbers of a column stand one below the other, and this row's line is empty there."""
        _, row, column = address.split(".")
        edges, numbers = self.columns[column], self.rows[row]
        if len(edges) < _COLUMN or not numbers or len({line for line, _, _ in numbers}) > 1:
            return False
        ragged = min(max(edge) - min(edge) for edge in zip(*edges, strict=True))
        reach = min(left for left, _ in edges), max(right for _, right in edges)
        return ragged == 0 and self._is_empty(numbers[0][0], *reach)

    def _is_empty(self, line: int, left: int, right: int) -> bool:
        """Whether nothing is printed between two places of a line that goes on to their right, or ends before them."""
        width = 0
        for character in self.source.text[slice(*self.source.line(line))]:
            if left <= width < right and not character.isspace():
                return False
            width += _width(character)
        return True


def _width(text: str) -> int:
    """Half-width characters that a text takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


_COLUMN = 4
"""So many numbers below each other make a column."""
