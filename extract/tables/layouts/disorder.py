"""What labels and numbers that do not meet say of the rows around them.

A label without numbers beside numbers without a label: the rows between them may be off by one, since what is centred
on a page stands a line higher or lower in its text. As many labels as rows of numbers are paired in their order, and
doubted. Whatever else is left over, or too short, doubts the rows around it up to the next clear ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from extract.doubts import Doubt
from extract.tables import thresholds
from extract.tables.align import Alignment
from extract.tables.evidence import has_label
from extract.tables.labels import RowLabels
from extract.tables.layouts.rows import Run

OFF_BY_ONE = Doubt("off_by_one")
BESIDE_LEFT_OVER = Doubt("beside_left_over")
_MOST_OFF = 4
"""Rows that a label out of its place can have moved; over more of them nothing is paired, only doubted."""


@dataclass(frozen=True, slots=True)
class Settled:
    """Row → run, the rows that were paired by order against a label, and what makes rows doubtful."""

    run_of: Mapping[int, int]
    moved: Set[int]
    doubts: Mapping[int, Set[Doubt]]


class Disorder:
    """Looks at one alignment of runs with the rows of a table."""

    def __init__(self, runs: Sequence[Run], alignment: Alignment, labels: RowLabels, named: Set[int]) -> None:
        self.runs, self.alignment, self.labels = runs, alignment, labels
        self.sizes = [len(row.columns) for row in labels.rows]
        self.run_of = dict(alignment.rows)
        self.missing = sorted(row for row in named if row not in self.run_of)
        self.moved: set[int] = set()
        self.doubts: dict[int, set[Doubt]] = {}

    def settled(self) -> Settled:
        for row in self.missing:
            self._pair(row)
        for row in self._alone():
            self.doubts.setdefault(row, set()).add(OFF_BY_ONE)
        for row in [*self._beside_left_over(), *self._beside_short()]:
            self.doubts.setdefault(row, set()).add(BESIDE_LEFT_OVER)
        return Settled(self.run_of, self.moved, self.doubts)

    def _pair(self, row: int) -> None:
        """Pairs a label without numbers, and the rows up to the numbers without a label, in their order."""
        free = self._free()
        for step in (1, -1):
            chain = self._chain(row, step, free)
            if chain is None:
                continue
            rows = [row + step * place for place in range(len(chain))]
            for at in rows:
                self.doubts.setdefault(at, set()).add(OFF_BY_ONE)
            if len(chain) <= _MOST_OFF:
                self.moved.update(rows)
                self.run_of.update(zip(rows, chain, strict=True))
                return

    def _chain(self, row: int, step: int, free: Set[int]) -> list[int] | None:
        """The runs of the rows next to one without numbers, up to a run without a label; None where none follows."""
        at = self._next_run(row, step)
        chain: list[int] = []
        while 0 <= at < len(self.runs):
            if at in free:
                fits = len(self.runs[at].values) == self.sizes[row]
                return [*chain, at] if fits else None
            if self.run_of.get(row + step * (len(chain) + 1)) != at:
                return None
            chain.append(at)
            at += step
        return None

    def _next_run(self, row: int, step: int) -> int:
        """The first run that stands behind (before, where `step` is -1) the row before (behind) this one."""
        others = range(row - 1, -1, -1) if step > 0 else range(row + 1, len(self.sizes))
        near = next((self.run_of[other] for other in others if other in self.run_of), None)
        if near is None:
            return 0 if step > 0 else len(self.runs) - 1
        return near + step

    def _free(self) -> set[int]:
        """The runs of numbers that are no row's and have no label of their own."""
        placed = set(self.run_of.values())
        return {
            at for at, run in enumerate(self.runs) if at not in placed and run.values and not self._is_labelled(run)
        }

    def _is_labelled(self, run: Run) -> bool:
        """Whether another label than the form's stands on a run's own line."""
        return has_label(run) and not all(self.labels.is_torn_group(piece) for piece in run.same)

    def _alone(self) -> Iterator[int]:
        """Rows whose label stands a line off beside one that is lost: the numbers may be that one's."""
        for row, at in self.run_of.items():
            lost = any(0 <= other < len(self.sizes) and other not in self.run_of for other in (row - 1, row + 1))
            if lost and self._are_inline and not self.runs[at].same and self.runs[at].named is None:
                yield row

    def _beside_left_over(self) -> Iterator[int]:
        for at in self._free():
            yield from self._around(at)

    def _beside_short(self) -> Iterator[int]:
        """Rows beside one that holds fewer numbers than columns and no empty cells: its numbers may stand there."""
        for row, at in self.run_of.items():
            if self.runs[at].named is None and len(self.runs[at].tokens) < self.sizes[row]:
                yield from self._around(at)

    def _around(self, at: int) -> Iterator[int]:
        """The rows before and behind a run, up to the next clear one on either side."""
        row_of = {run: row for row, run in self.run_of.items()}
        for others in (range(at - 1, -1, -1), range(at + 1, len(self.runs))):
            for other in others:
                row = row_of.get(other)
                if row is None:
                    continue
                if self._is_clear(row, other):
                    break
                yield row

    def _is_clear(self, row: int, at: int) -> bool:
        run = self.runs[at]
        beside = bool(run.same) or run.named is not None or not self._are_inline
        whole = len(run.values) == self.sizes[row] or (run.bordered and len(run.tokens) >= self.sizes[row])
        return whole and beside and self.alignment.placements[at].evidence >= thresholds.SURE and row not in self.moved

    @property
    def _are_inline(self) -> bool:
        """Whether most labels stand on their numbers' own line."""
        return 2 * sum(bool(run.same) for run in self.runs) > len(self.runs)
