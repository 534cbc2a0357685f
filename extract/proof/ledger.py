"""The ledger of numbers: every number printed in a table's stretch stands in a cell, has an excuse, or is left over.

A number that is left over doubts the rows beside it, several of them the table: a reader that dropped a number may
have moved its neighbours, and what it calls blank may be what it dropped.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from extract.document import Document
from extract.doubts import Doubt, doubt
from extract.proof.accounts import Account, Accounts, Left
from extract.proof.blanks import unseen
from extract.proof.crossing import crossed
from extract.proof.excuses import Excuses
from extract.proof.headings import Headings
from extract.proof.numbers import Number, merged, printed_numbers, uncovered
from extract.proof.series import SERIES, Scene
from extract.proof.source import Place, Source
from extract.proof.stretches import Stretches
from extract.proof.vocabulary import WORDS, vocabulary
from extract.reading import CellReading, TableReading
from schemas.form import Form, Table
from schemas.record import SectionSpan

UNSEEN = Doubt("blank_unseen")
CROSSED = Doubt("crossed_label")
UNREAD = Doubt("unread_ink")
_LABEL = 120
"""Characters of the longest label that a row has, with the groups around it."""
_NAMED = 5
"""Numbers that a doubt names."""

Used = tuple[int, int, str]
"""Start and end of what a cell was read from, and the cell's address."""


def account(
    document: Document,
    sections: Sequence[SectionSpan],
    tables: Mapping[str, TableReading],
    form: Form,
    year: int | None,
) -> Accounts:
    """Accounts for the numbers of every table of a document as it was read.

    Takes time in proportion to the text. `year` is the report's: what is under another year's name is no loss.
    """
    return _Ledger(document, sections, tables, form, year).accounts()


def doubted(tables: Mapping[str, TableReading], accounts: Accounts) -> dict[str, TableReading]:
    """The readings, each cell doubted beside a number that is left over, and where a blank cannot be seen."""
    return {
        name: replace(table, cells={a: _doubted(a, cell, accounts) for a, cell in table.cells.items()})
        for name, table in tables.items()
    }


def _doubted(address: str, cell: CellReading, accounts: Accounts) -> CellReading:
    left = accounts.doubts.get(address, ())
    if left:
        numbers = tuple(one.text or UNREAD for one in left[:_NAMED])
        cause = f"left_over:{address.partition('.')[0]}:{left[0].start}"
        cell = cell.doubted(doubt("left_over", cause, numbers=numbers))
    cell = cell.doubted(CROSSED) if address in accounts.crossed else cell
    return cell.doubted(UNSEEN) if address in accounts.unseen else cell


class _Ledger:
    """The numbers of one document as they find their places and excuses."""

    def __init__(
        self,
        document: Document,
        sections: Sequence[SectionSpan],
        tables: Mapping[str, TableReading],
        form: Form,
        year: int | None,
    ) -> None:
        self.document, self.tables, self.year = document, tables, year
        self.source, self.words = Source(document), vocabulary(form)
        self.stretches = Stretches(self.source, sections, form, self.words)
        self.used = sorted(_used(tables))
        self.starts = [start for start, _, _ in self.used]
        cells = [cell for table in tables.values() for cell in table.cells.values()]
        marks = frozenset(cell.text for cell in cells if cell.state == "mark" and cell.text)
        self.excuses = Excuses(self.source, self.words, self.stretches, [(a, b) for a, b, _ in self.used], marks)

    def accounts(self) -> Accounts:
        loose = self._loose()
        cover = [(start, end, address.partition(".")[0]) for start, end, address in self.used]
        wanting = [name for name, table in self.tables.items() if not _is_whole(table)]
        of_table = self.stretches.tables_of(loose, cover, wanting)
        by_table: dict[str, list[Number]] = defaultdict(list)
        for number in loose:
            if number in of_table:
                by_table[of_table[number]].append(number)
        placed = Counter(address.partition(".")[0] for _, _, address in self.used)
        accounts = {name: self._account(table, by_table[name], placed[name]) for name, table in self.tables.items()}
        doubts = _merged(self._doubts(table, accounts[name].left) for name, table in self.tables.items())
        some = {name: self.tables[name] for name, one in accounts.items() if one.placed or one.left}
        return Accounts(
            accounts, doubts, frozenset(_shared(self.used)), unseen(self.source, some),
            crossed(self.source.text, self.tables, self.words),
        )  # fmt: skip

    def _loose(self) -> list[Number]:
        """What stands in no cell of all the numbers of the document."""
        text, cover = self.source.text, merged((start, end) for start, end, _ in self.used)
        ends, exact = [end for _, end in cover], set(cover)
        loose: list[Number] = []
        for number in printed_numbers(self.document):
            if (number.start, number.end) in exact:
                continue
            first = bisect_right(ends, number.start)
            overlapping = []
            while first < len(cover) and cover[first][0] < number.end:
                overlapping.append(cover[first])
                first += 1
            if number.ink:
                loose += [number] if not overlapping else []
            else:
                loose += uncovered(text, number, overlapping)
        return loose

    # ------------------------------------------------------------ one table

    def _account(self, table: TableReading, loose: Sequence[Number], placed: int) -> Account:
        excused: Counter[str] = Counter()
        left = self._together(table, self.excuses.of(loose, excused), excused)
        over = tuple(self._left(number) for number, _ in left)
        return Account(placed + excused.total() + len(over), placed, excused, over)

    def _left(self, number: Number) -> Left:
        where = self.document.where(number.start, number.end)
        return Left(self.document.text[number.start : number.end], number.start, number.end, where)

    def _together(
        self, table: TableReading, left: list[tuple[Number, Place]], excused: Counter[str]
    ) -> list[tuple[Number, Place]]:
        """What is left when the excuses are asked that several numbers prove together."""
        if not left:
            return left
        own = [(start, end) for start, end, address in self.used if address.startswith(f"{table.table.id}.")]
        section = self.stretches.section(left[0][0].start)
        begin = section.start if section else 0
        scene = Scene(
            self.source, self.words, self.year, left, [self.source.text[a:b] for a, b in own], [a for a, _ in own],
            _is_whole(table), begin, Headings(self.source, begin),
        )  # fmt: skip
        for excuse in SERIES:
            found = excuse(scene)
            excused.update(found.values())
            scene = replace(scene, left=[(number, place) for number, place in scene.left if number not in found])
        return list(scene.left)

    # ------------------------------------------------------------ what it casts doubt on

    def _doubts(self, table: TableReading, left: Sequence[Left]) -> dict[str, tuple[Left, ...]]:
        """The cells of a table that numbers left over cast doubt on."""
        if not left:
            return {}
        runs = self._runs(left)
        lost = [run for run in runs if self._is_lost_row(table, run)]
        apart = [run for run in runs if run not in lost and len(run) > 1 and not self._is_beside(run)]
        rows = set().union(*(self._beside(table.table, run) for run in runs))
        if table.table.arrangement == "line" or not rows or apart or len(runs) - len(lost) > 1:
            return dict.fromkeys(table.cells, tuple(left))
        return {address: tuple(left) for address in table.cells if address.split(".")[1] in rows}

    def _runs(self, left: Sequence[Left]) -> list[list[Left]]:
        """The numbers left over, those of one line together that stand between numbers of one row at most."""
        runs: list[list[Left]] = []
        for one in left:
            if runs and self._goes_on(runs[-1][-1], one):
                runs[-1].append(one)
            else:
                runs.append([one])
        return runs

    def _goes_on(self, before: Left, after: Left) -> bool:
        """Whether a number goes on with the row of another that is left over too."""
        line = self.source.line(before.start)
        if after.start >= line[1]:
            return False
        rows = {address.rpartition(".")[0] for at, _, address in self.used if line[0] <= at < line[1]}
        between = bisect_left(self.starts, before.start) != bisect_left(self.starts, after.start)
        if between or self.source.place(before.start).column >= 0:
            return len(rows) < 2
        return WORDS.search(self.source.text, before.end, after.start) is None

    def _is_beside(self, run: Sequence[Left]) -> bool:
        """Whether a run stands on a line with placed numbers: it is a part of their row."""
        start, end = self.source.line(run[0].start)
        return bisect_left(self.starts, start) != bisect_left(self.starts, end)

    def _is_lost_row(self, table: TableReading, run: Sequence[Left]) -> bool:
        """Whether the label directly before a run names a row of which no cell was found: all of it is lost there."""
        start = self.excuses.window(run[0].start)[0]
        label = self.words.row_in(self.source.text[max(start, run[0].start - _LABEL) : run[0].start], table.table.id)
        rows = [row.id for row in table.table.rows if label in row.wordings]
        states = [cell.state for address, cell in table.cells.items() if address.split(".")[1] in rows]
        return bool(rows) and all(state == "absent" for state in states)

    def _beside(self, table: Table, run: Sequence[Left]) -> set[str]:
        """The rows on the line of a run, those of the placed numbers nearest to it, and all between these."""
        own = [used for used in self.used if used[2].startswith(f"{table.id}.")]
        starts = [start for start, _, _ in own]
        before, after = bisect_left(starts, run[0].start), bisect_left(starts, run[-1].end)
        line = self.source.line(run[0].start)
        near = {used[2].split(".")[1] for used in own[max(before - 1, 0) : after + 1]}
        near |= {used[2].split(".")[1] for used in own if line[0] <= used[0] < line[1]}
        order = [row.id for row in table.rows]
        places = sorted(order.index(row) for row in near)
        return set(order[places[0] : places[-1] + 1]) if places else set()


def _used(tables: Mapping[str, TableReading]) -> Iterator[Used]:
    """What each cell with a number was read from, or the ink in which no number could be read."""
    for table in tables.values():
        for address, cell in table.cells.items():
            where = cell.where
            read = cell.state in ("number", "noted", "absent")
            if read and where and where.start is not None and where.end is not None:
                yield where.start, where.end, address


def _shared(used: Sequence[Used]) -> Iterator[str]:
    """The cells that were read from the same characters as another."""
    reach, last = -1, ""
    for start, end, address in used:
        if start < reach:
            yield from (last, address)
        if end > reach:
            reach, last = end, address


def _is_whole(table: TableReading) -> bool:
    """Whether every cell of a table was found and none is blank: no number of its own can be missing."""
    return all(cell.state in ("number", "noted", "mark") for cell in table.cells.values())


def _merged(doubts: Iterable[Mapping[str, tuple[Left, ...]]]) -> dict[str, tuple[Left, ...]]:
    return {address: left for one in doubts for address, left in one.items()}
