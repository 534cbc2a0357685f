"""What an account of a table's numbers says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from schemas import record


@dataclass(frozen=True, slots=True)
class Left:
    """A printed number that stands in no cell and has no excuse: `text` at `[start:end]`; empty for unread ink."""

    text: str
    start: int
    end: int
    where: record.Where


@dataclass(frozen=True)
class Account:
    """Where the numbers of one table went: `printed` = `placed` + all of `excused` + those `left`.

    A number of which only a part is in a cell counts as placed, the rest of it as a number of its own.
    """

    printed: int
    placed: int
    excused: Mapping[str, int] = field(default_factory=dict)
    left: tuple[Left, ...] = ()

    def recorded(self) -> record.Account:
        """The account as the record holds it."""
        left = [record.Stray(text=one.text, where=one.where) for one in self.left]
        return record.Account(printed=self.printed, placed=self.placed, excused=dict(self.excused), left=left)


@dataclass(frozen=True)
class Accounts:
    """The accounts of a report's tables, by table id, and what they cast doubt on.

    `doubts` holds, by cell address, the numbers that are left over beside it. `shared` are the addresses of cells
    that were read from the same characters, `unseen` those of blanks where no empty cell can be seen,
    in tables of which some number is printed: elsewhere nothing can have been taken for a blank.
    `crossed` are the addresses of rows whose numbers stand on both sides of another row's label.
    """

    tables: Mapping[str, Account]
    doubts: Mapping[str, tuple[Left, ...]] = field(default_factory=dict)
    shared: frozenset[str] = frozenset()
    unseen: frozenset[str] = frozenset()
    crossed: frozenset[str] = frozenset()
