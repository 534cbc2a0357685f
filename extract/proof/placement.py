"""A second placement that looks at no label: a table's numbers in their order, tried as rows and columns.

The numbers of the table's stretch, without enumerators and what else is no cell's, are laid out as each edition's
layout row by row, or column by column. A layout is accepted where every edit rule holds and where numbers moved by one
place would break rules. Of nothing but zeros, as many as there are cells, every layout is the same table: they are
placed without an order. Rows or columns in another order it cannot see; labels can.
Tables without edit rules (`disclosure`) get no placement.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations, groupby, product
from math import comb, prod

from extract.document import Document
from extract.proof.excuses import Excuses
from extract.proof.headings import Headings
from extract.proof.numbers import Number, printed_numbers
from extract.proof.series import Scene, column_counters, other_years, row_counters
from extract.proof.source import Place, Source
from extract.proof.stretches import Stretches
from extract.proof.vocabulary import WORDS as _WORDS
from extract.proof.vocabulary import vocabulary
from extract.reading import ABSENT, CellReading, TableReading
from schemas.form import Form, Table
from schemas.record import SectionSpan

READER = "placement"
_FEWEST = 3
"""Edit rules with something in them that must hold: fewer prove no order."""
_BREAKS = 2
"""Rules that numbers moved by one place must break at least."""
_MOST_TRIALS = 2000
_NOTHING = " /\\-—–―无"
_ABOVE, _BELOW = 400, 400
"""Characters in which empty rows above the first number and below the last one are looked for."""
_LONGEST = 9
"""Digits of the longest count."""

Matrix = Sequence[Sequence["Entry | None"]]
"""Rows of a table as they stand in the text; None for an empty place."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A printed number in its place: `text[start:end]` says `value`. `start` is below 0 where any would do."""

    start: int
    end: int
    value: int


_ANY_ZERO = Entry(-1, -1, 0)


@dataclass(frozen=True)
class Placement:
    """Where a table's numbers stand by their order and their sums: by cell address, what is printed there.

    An address that is missing has no number, or several equal ones compete for it.
    """

    table: Table
    cells: Mapping[str, Entry]

    def reading(self, document: Document) -> TableReading:
        """The placement as a reader's reading; what it does not place is absent."""
        cells = {address: self._cell(document, address) for address in self.table.addresses}
        return TableReading(self.table, cells, READER)

    def _cell(self, document: Document, address: str) -> CellReading:
        entry = self.cells.get(address)
        if entry is None:
            return ABSENT
        if entry.start < 0:
            return CellReading(entry.value, str(entry.value), "number")
        where = document.where(entry.start, entry.end)
        return CellReading(entry.value, document.text[entry.start : entry.end], "number", where)


def agrees(address: str, cell: CellReading, placement: Placement) -> bool | None:
    """Whether a reader put the number there that the placement did; None where the placement does not say."""
    entry = placement.cells.get(address)
    if entry is None:
        return None
    where = cell.where
    if where is None or where.start is None or where.end is None or entry.start < 0:
        return cell.value == entry.value if cell.value is not None else False
    return where.start <= entry.start and entry.end <= where.end


def placements(
    document: Document, sections: Sequence[SectionSpan], form: Form, year: int | None = None
) -> dict[str, Placement]:
    """The placement of each table for whose numbers there is exactly one.

    Takes time in proportion to the text. `year` is the report's.
    """
    source, words = Source(document), vocabulary(form)
    stretches = Stretches(source, sections, form, words)
    excuses = Excuses(source, words, stretches, (), frozenset())
    numbers = printed_numbers(document)
    found: dict[str, Placement] = {}
    for section in form.sections:
        layouts = [table for table in form.variants_of(section.table) if table.rules] if section.table else []
        span = next(((one.start, one.end) for one in sections if one.number == section.number), None)
        if not layouts or span is None:
            continue
        inside = [number for number in numbers if span[0] <= number.start < span[1]]
        left = excuses.of(inside, Counter())
        entries = _entries(Scene(source, words, year, left, (), (), False, span[0], Headings(source, span[0])))
        placed = _placed(entries, layouts, source) if entries else None
        if placed is not None:
            found[placed.table.id] = placed
    return found


Printed = list[tuple[Entry, Place]]


def _entries(scene: Scene) -> Printed | None:
    """The numbers in Arabic digits that can be cells, with their places; None where one of them is no count."""
    for series in (row_counters, column_counters, other_years):
        gone = series(scene)
        scene = replace(scene, left=[one for one in scene.left if one[0] not in gone])
    arabic = [one for one in scene.left if scene.source.text[one[0].start].isdigit()]
    entries = [(_entry(scene.source.text, number), place) for number, place in arabic]
    whole: Printed = [(entry, place) for entry, place in entries if entry is not None]
    return whole if len(whole) == len(entries) else None


def _entry(text: str, number: Number) -> Entry | None:
    digits = text[number.start : number.end].replace(",", "").replace("'", "")
    counts = digits.isdecimal() and len(digits) <= _LONGEST and (digits == "0" or digits[0] != "0")
    return Entry(number.start, number.end, int(digits)) if counts else None


def _placed(entries: Printed, layouts: Sequence[Table], source: Source) -> Placement | None:
    """The one placement that holds; None where none or several do."""
    found = [Placement(table, cells) for table in layouts for cells in _solutions(entries, table, source) if cells]
    return found[0] if len(found) == 1 else None


def _solutions(entries: Printed, table: Table, source: Source) -> Iterator[Mapping[str, Entry]]:
    """What each way of laying the numbers out gives, where it holds and proves something."""
    if len(entries) == len(table.addresses) and not any(entry.value for entry, _ in entries):
        yield dict.fromkeys(table.addresses, _ANY_ZERO)
        return
    seen: list[Mapping[str, Entry]] = []
    for candidates in (_in_order(entries, table), _bordered(entries, table, source), _short_rows(entries, table)):
        for holding in candidates:
            if holding and holding not in seen:
                seen.append(holding)
        if seen:
            break
    yield from seen


# ---------------------------------------------------------------- the ways


def _in_order(entries: Printed, table: Table) -> Iterator[Mapping[str, Entry]]:
    """Exactly as many numbers as cells, row by row or column by column; or a row or a column more."""
    flat = [entry for entry, _ in entries]
    down, across = _size(table)
    over = len(flat) - down * across
    if over == 0:
        yield from _held(_rows(flat, across), table)
        if down > 1 and across > 1 and table.arrangement == "grid":
            yield from _held(list(zip(*_rows(flat, down), strict=True)), table)
    elif over == across and table.arrangement == "grid":
        rows = _rows(flat, across)
        yield from (held for at in range(down + 1) for held in _held([*rows[:at], *rows[at + 1 :]], table))
    elif over == down and table.arrangement == "grid":
        rows = _rows(flat, across + 1)
        for at in range(across + 1):
            yield from _held([[*row[:at], *row[at + 1 :]] for row in rows], table)


def _bordered(entries: Printed, table: Table, source: Source) -> Iterator[Mapping[str, Entry]]:
    """Lines with borders: a row each, the numbers in the table's columns, some places empty or marked."""
    down, across = _size(table)
    columns = {place.column for _, place in entries}
    width = range(max(columns) - across + 1, max(columns) + 1)
    if table.arrangement != "grid" or not columns <= set(width) or width[0] < 0:
        return
    by_line = {line: list(group) for line, group in groupby(entries, key=lambda one: one[1].line)}
    if len(by_line) > down:
        return
    rows: list[Sequence[Entry | None]] = []
    for line in source.lines_in(max(entries[0][1].cell[0] - _ABOVE, 0), entries[-1][0].end + _BELOW):
        members = {place.column: entry for entry, place in by_line.get(line.line, ())}
        if members or _is_empty(source.cells_of(line), width):
            rows.append([members.get(column) for column in width])
    for at in range(len(rows) - down + 1):
        if not any(any(row) for row in (*rows[:at], *rows[at + down :])):
            yield from _held(rows[at : at + down], table)


def _is_empty(cells: Mapping[int, str], width: range) -> bool:
    """A line with a label and nothing in the table's columns."""
    label = any(_WORDS.search(cell) for column, cell in cells.items() if column < width[0])
    return label and all(cells.get(column, "").strip(_NOTHING) == "" for column in width)


def _short_rows(entries: Printed, table: Table) -> Iterator[Mapping[str, Entry]]:
    """Lines of numbers, a row each, a few of them short: the empty places are where the rules leave no other."""
    down, across = _size(table)
    rows: list[list[Entry | None]] = [
        [entry for entry, _ in group] for _, group in groupby(entries, key=lambda one: one[1].line)
    ]
    short = [at for at, row in enumerate(rows) if len(row) < across]
    longer = any(len(row) > across for row in rows)
    trials = prod(comb(across, len(rows[at])) for at in short)
    if table.arrangement != "grid" or len(rows) != down or longer or not short or trials > _MOST_TRIALS:
        return
    ways = [[filled for filled in _filled(rows[at], across) if _adds_up(filled)] for at in short]
    holding = []
    for chosen in product(*ways):
        for at, filled in zip(short, chosen, strict=True):
            rows[at] = filled
        holding += list(_held(rows, table))
    if holding:
        first, *others = holding
        yield {address: entry for address, entry in first.items() if all(one.get(address) == entry for one in others)}


def _filled(row: Sequence[Entry | None], across: int) -> Iterator[list[Entry | None]]:
    """A short row with its numbers in every choice of places, in order."""
    for places in combinations(range(across), len(row)):
        filled: list[Entry | None] = [None] * across
        for place, entry in zip(places, row, strict=True):
            filled[place] = entry
        yield filled


def _adds_up(row: Sequence[Entry | None]) -> bool:
    values = [entry.value if entry else 0 for entry in row]
    return sum(values[:-1]) == values[-1]


def _size(table: Table) -> tuple[int, int]:
    return len(table.rows), len(table.rows[0].columns)


def _rows(flat: Sequence[Entry], width: int) -> list[Sequence[Entry]]:
    return [flat[at : at + width] for at in range(0, len(flat), width)]


# ---------------------------------------------------------------- whether it holds


def _held(rows: Matrix, table: Table) -> Iterator[Mapping[str, Entry]]:
    """The cells of a layout in which every rule holds and enough of them prove the order."""
    if len(rows) != len(table.rows):
        return
    flat = [entry for row in rows for entry in row]
    addresses = table.addresses
    values = [entry.value if entry else 0 for entry in flat]
    if _broken(values, table, 1) or not _proves(values, table):
        return
    yield {address: entry for address, entry in zip(addresses, flat, strict=True) if entry is not None}


def _proves(values: Sequence[int], table: Table) -> bool:
    """Whether rules with something in them hold in number, and numbers moved by one place would break some."""
    told = sum(sum(values[at] > 0 for at in left) > 1 for left, _ in _sums(table))
    moved = ([0, *values[:-1]], [*values[1:], 0])
    least = min(_FEWEST, len(table.equations) - 1)
    return told >= least and all(_broken(other, table, _BREAKS) for other in moved)


def _broken(values: Sequence[int], table: Table, enough: int) -> bool:
    """Whether as many rules are broken."""
    broken = 0
    for left, right in _sums(table):
        broken += sum(values[at] for at in left) != sum(values[at] for at in right)
        if broken >= enough:
            return True
    return False


@lru_cache(maxsize=16)
def _sums(table: Table) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    """The edit rules of a table as places of its cells."""
    at = {address: place for place, address in enumerate(table.addresses)}
    return tuple(
        (tuple(at[cell] for cell in one.left), tuple(at[cell] for cell in one.right)) for one in table.equations
    )
