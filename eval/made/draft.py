"""A report that is ready to be laid out, and what a layout is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random

from eval.made.marks import Marks
from eval.made.printed import PrintedTable
from eval.made.writing import Prose
from schemas.form import Form


@dataclass
class Draft:
    """What is laid out: prose and tables, marked, and the chance that the layout may use.

    `titles` are the section titles by number. `undecided` collects the cells that a careful human could not
    place in this layout, though their digits are printed.
    """

    form: Form
    prose: Prose
    tables: dict[str, PrintedTable]
    titles: dict[int, str]
    marks: Marks
    rng: Random
    undecided: set[str] = field(default_factory=set)

    def body(self, number: int) -> str:
        """The prose of a section; empty for one that holds a table only."""
        last = max(self.titles)
        return {1: self.prose.overview, last - 1: self.prose.issues, last: self.prose.other}.get(number, "")


TableRenderer = Callable[[PrintedTable, Draft], str]
DocumentRenderer = Callable[[Draft, Mapping[int, str]], str]
Preparation = Callable[[PrintedTable, Draft], PrintedTable]


def unchanged(printed: PrintedTable, draft: Draft) -> PrintedTable:
    return printed


@dataclass(frozen=True)
class Layout:
    """One way in which a report reaches the reader.

    `decidable` tells whether a careful human could place every printed number; where not, `Draft.undecided`
    names the cells. `keeps_blanks` tells whether an empty cell leaves a trace.
    """

    name: str
    says: str
    table: TableRenderer
    document: DocumentRenderer
    prepare: Preparation = unchanged
    media_type: str = "text/plain"
    numbers: str = "plain"
    keeps_blanks: bool = True
    decidable: bool = True
