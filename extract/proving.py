"""From readings to one reading of each table, with an account of every printed number.

A second placement that looks at no label stands beside the readers'. Each reading is held against the ledger of
numbers by itself, so that one which left numbers over loses against one which did not; what they are fused to is
accounted for again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from extract.document import Document
from extract.judge import tables_of
from extract.judge.edits import number
from extract.judge.fusion import PLACED_ALONE, Fused, fuse
from extract.proof import Account, Accounts, account, doubted, placements
from extract.reading import CellReading, TableReading
from schemas.form import Form
from schemas.record import SectionSpan

ON_A_PICTURE = "picture"
"""The excuse of a number that a reader found on the page's picture, which tells no place in the text."""
OF_THE_LEDGER = frozenset({"left_over", "blank_unseen", "crossed_label"})


@dataclass(frozen=True)
class Proven:
    """The tables as they are to be judged, and what became of their numbers."""

    tables: Sequence[Fused]
    accounts: Accounts

    @property
    def left_over(self) -> frozenset[str]:
        """The tables beside which numbers are left that nobody accounted for."""
        return frozenset(name for name, of_table in self.accounts.tables.items() if of_table.left)


def prove(
    document: Document,
    sections: Sequence[SectionSpan],
    readings: Sequence[Mapping[str, TableReading]],
    form: Form,
    year: int | None,
) -> Proven:
    """The readings of a document's tables, each mapping one reader's by table id, as one. `year`: the report's."""
    ledger = _Ledger(document, sections, form, year)
    given = [ledger.of(tables) for tables in readings if tables]
    if not given:
        return Proven((), Accounts({}))
    placed = {name: one.reading(document) for name, one in placements(document, sections, form, year).items()}
    fused = [fuse(of_table) for of_table in tables_of([*(tables for tables, _ in given), placed], form)]
    if len(given) == 1 and not any(cell.evidence == PLACED_ALONE for one in fused for cell in one.cells.values()):
        return Proven(fused, given[0][1])
    tables, accounts = ledger.of({one.table.id: _bare(one.reading) for one in fused})
    return Proven([one.having(tables[one.table.id].cells) for one in fused], accounts)


class _Ledger:
    """Accounts for readings of one document."""

    def __init__(self, document: Document, sections: Sequence[SectionSpan], form: Form, year: int | None) -> None:
        self.document, self.sections, self.form, self.year = document, sections, form, year

    def of(self, tables: Mapping[str, TableReading]) -> tuple[Mapping[str, TableReading], Accounts]:
        """The readings, doubted beside numbers that they leave over, and the accounts."""
        accounts = account(self.document, self.sections, tables, self.form, self.year)
        accounts = replace(
            accounts, tables={name: _seen(tables[name], one) for name, one in accounts.tables.items()},
        )  # fmt: skip
        settled = {name for name, one in accounts.tables.items() if not one.left}
        doubts = {a: left for a, left in accounts.doubts.items() if a.partition(".")[0] not in settled}
        accounts = replace(accounts, doubts=doubts)
        return doubted(tables, accounts), accounts


def _seen(table: TableReading, given: Account) -> Account:
    """The account without the numbers that stand in cells whose reader could not tell where."""
    placeless = Counter(str(number(cell.value)) for cell in _placeless(table))
    left = []
    for one in given.left:
        if placeless[one.text] > 0:
            placeless[one.text] -= 1
        else:
            left.append(one)
    found = len(given.left) - len(left)
    excused = {**given.excused, ON_A_PICTURE: found} if found else given.excused
    return replace(given, left=tuple(left), excused=excused)


def _placeless(table: TableReading) -> Iterator[CellReading]:
    read = (cell for cell in table.cells.values() if cell.value is not None)
    return (cell for cell in read if cell.where is None or cell.where.start is None)


def _bare(table: TableReading) -> TableReading:
    """The reading without what the ledger said of the readings that it was fused from."""
    cells = {
        address: cell.having(doubts=tuple(one for one in cell.doubts if one.code not in OF_THE_LEDGER))
        for address, cell in table.cells.items()
    }
    return replace(table, cells=cells)
