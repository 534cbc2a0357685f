"""What a reader returns, before anything is believed: cells with their text and place, statements with theirs.

The rule-based reader (`tables`, `prose`) and the model reader (`model`) return the same types; `judge` turns
them into trust and findings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from extract.doubts import Doubt
from schemas.form import Table
from schemas.record import Measure, Problem, State, Statement, Value, Where


@dataclass(frozen=True, slots=True)
class CellReading:
    """One cell as read. `value` is None unless a number was printed (`state` number or noted)."""

    value: Value
    text: str
    state: State
    where: Where | None = None
    doubts: tuple[Doubt, ...] = ()
    """Why its place or its digits are uncertain; any doubt makes the cell suspect."""
    confidence: float | None = None
    evidence: frozenset[str] = frozenset()
    """What the reader itself saw of the cell's place: `label`, `header`, `order` (see `schemas.record.Cell`)."""
    readings: Mapping[str, Value] = field(default_factory=dict)
    """What other recognitions of the same ink read, by their names."""

    def doubted(self, reason: Doubt) -> CellReading:
        return self if reason in self.doubts else self.having(doubts=(*self.doubts, reason))

    def having(self, *, doubts: tuple[Doubt, ...] | None = None, evidence: frozenset[str] | None = None) -> CellReading:
        """The same with these doubts and this evidence; itself where nothing changes, as in most of many cells."""
        doubts = self.doubts if doubts is None else doubts
        evidence = self.evidence if evidence is None else evidence
        if doubts == self.doubts and evidence == self.evidence:
            return self
        return CellReading(
            self.value, self.text, self.state, self.where, doubts, self.confidence, evidence, self.readings
        )  # fmt: skip


ABSENT = CellReading(None, "", "absent")


@dataclass(frozen=True)
class TableReading:
    """One table as one reader read it.

    `cells` holds every address of `table`. `notes` are remarks on the table as a whole (rows printed in another
    order, the fee unit printed as 元). `span` is the part of the text it was read from.
    """

    table: Table
    cells: Mapping[str, CellReading]
    reader: str
    span: tuple[int, int] | None = None
    notes: tuple[Doubt, ...] = ()

    @property
    def found(self) -> bool:
        """Whether anything of the table was found."""
        return any(cell.state != "absent" for cell in self.cells.values())


@dataclass(frozen=True)
class IssuesReading:
    """Section 五 as one reader read it. `dropped` counts quotes that did not stand in the source."""

    problems: Sequence[Problem] = ()
    measures: Sequence[Measure] = ()
    reader: str = "rules"
    dropped: int = 0
    notes: tuple[Doubt, ...] = field(default=())
    progress: Sequence[Statement] = ()
    """What is reported as done about earlier problems."""
