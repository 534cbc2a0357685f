"""The table that is printed as one line of numbers under grouped headings (行政复议、行政诉讼).

The form's rows are the groups of columns there. It is also met as several small tables, one a group.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from extract.document import Document
from extract.doubts import Doubt
from extract.tables import columns, glued, thresholds
from extract.tables.cells import lost, read_token
from extract.tables.cleaning.own import OwnLines
from extract.tables.fit import row_fits
from extract.tables.header import HeaderReader
from extract.tables.headings import Headings
from extract.tables.labels import RowLabels
from extract.tables.layouts.keyed import keyed_runs
from extract.tables.layouts.labelled import HEADER_UNCLEAR, LabelledReading
from extract.tables.layouts.rows import Run, runs_of
from extract.tables.layouts.stretch import Stretch
from extract.tables.layouts.turned import turned_runs
from extract.tables.lines.line import Line
from extract.tables.lines.tokens import Token
from extract.tables.parting import GLUED
from schemas.form import Table

SEVERAL_LINES = Doubt("several_lines")


@dataclass(frozen=True, slots=True)
class FittedLine:
    """Lines fitted to one layout of a table; `score` compares layouts."""

    reader: LineReader
    lines: Sequence[Line]
    heads: Sequence[Token]
    score: float
    doubt: Doubt | None = None
    """What makes every cell doubtful."""
    whole: bool = False

    def read(self, document: Document) -> LabelledReading:
        return self.reader.read(document, self)


class LineReader:
    """Reads a table of arrangement `line`; made once, used for every report."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.labels = RowLabels(table)
        self.headers = HeaderReader(table)
        self.headings = Headings(table, self.labels, self.headers)
        self.size = sum(len(row.columns) for row in table.rows)
        self.own = OwnLines(self.labels, self.headers, rows_are_headed=True)

    def fit(self, document: Document, lines: Sequence[Line], year: int | None = None) -> FittedLine:
        """How these lines fit this layout of the table; `FittedLine.read` reads the cells. `year`: the report's."""
        own, doubt = self.own.of(document, lines, year)
        heads = self.headings.split(token for line in own for token in line.labels)
        return FittedLine(self, own, heads, self._score(heads), doubt)

    def read(self, document: Document, fitted: FittedLine) -> LabelledReading:
        """The table as fitted lines print it."""
        lines, heads = fitted.lines, fitted.heads
        reading = LabelledReading(self.table, fitted.score)
        order, placed, unclear = self._read(document, lines, heads)
        doubts = [fitted.doubt, placed.doubt, HEADER_UNCLEAR if unclear else None]
        evidence = self._evidence(heads, unclear)
        for address, token in zip(order, placed.tokens, strict=True):
            column = self.table.column_of[address]
            reading.cells[address] = (
                lost(*doubts) if token is None else (read_token(document, token, column, *doubts, evidence=evidence))
            )
        reading.labelled = sum(self.headings.row(token) is not None for token in heads)
        return reading

    def _evidence(self, heads: Sequence[Token], unclear: bool) -> frozenset[str]:
        """What speaks for the places of the line's numbers: every group named, every column named, the order."""
        groups = {self.headings.row(token) for token in heads} - {None}
        columns_named = sum(self.headings.column(token) is not None for token in heads)
        seen = {
            "label": len(groups) == len(self.table.rows),
            "header": columns_named >= len(self.table.columns),
            "order": not unclear,
        }
        return frozenset(kind for kind, is_seen in seen.items() if is_seen)

    def _read(
        self, document: Document, lines: Sequence[Line], heads: Sequence[Token]
    ) -> tuple[Sequence[str], columns.Placed, bool]:
        """The cells from left to right, their tokens, and whether the headings leave the order in doubt."""
        headed = self.headings.by_columns(document, lines)
        if headed is not None:
            return *headed, False
        order, unclear = self.headings.order(heads)
        stretch = Stretch(document, lines, self.labels, self.headers)
        runs = turned_runs(stretch)
        runs = runs or self._runs(lines, len(self.table.columns), blanks=True)
        placed = self._by_groups(runs, lines) or self._placed(lines, order, heads)
        if not any(placed.tokens):
            placed = self._by_groups(keyed_runs(stretch), lines) or placed
        return order, placed, unclear

    def _score(self, heads: Sequence[Token]) -> float:
        named = {self.headings.row(token) for token in heads} - {None}
        found = {self.headings.column(token) for token in heads} - {None}
        return float(len(named) + len(found))

    def _runs(self, lines: Sequence[Line], size: int, *, blanks: bool = False) -> list[Run]:
        return runs_of(lines, self.labels, self.headers, frozenset({size}), unlabelled_blanks=blanks)

    def _by_groups(self, found: Sequence[Run], lines: Sequence[Line]) -> columns.Placed | None:
        """Several small tables: as many full runs as rows, each under the label of its own row."""
        size = len(self.table.columns)
        runs = [run for run in found if run.tokens]
        if len(runs) != len(self.table.rows) or any(len(run.tokens) > size for run in runs):
            return None
        placed: dict[int, Run] = {}
        for run in runs:
            pieces = [*run.before, *run.same]
            scores = [max((self.labels.scores(piece)[i] for piece in pieces), default=0.0) for i in range(len(runs))]
            best = max(range(len(runs)), key=scores.__getitem__)
            if scores[best] >= thresholds.SURE and scores.count(scores[best]) == 1:
                placed[best] = run
        if len(placed) != len(runs):
            return None
        order, _ = self.headings.order(self.headings.split(token for line in lines for token in line.labels))
        token_of: dict[str, Token | None] = {}
        doubt = None
        for i, run in placed.items():
            row, names = self.table.rows[i], self._run_order(run, i)
            group = (
                columns.place(run, size, [None] * size, columns.NO_SHAPES, row_fits(self.table, row.id, names))
                if run.named is None
                else columns.Placed(tuple(run.named.get(name) for name in names))
            )
            doubt = doubt or group.doubt
            token_of |= {self.table.address(row.id, n): t for n, t in zip(names, group.tokens, strict=True)}
        return columns.Placed(tuple(token_of[address] for address in order), doubt)

    def _run_order(self, run: Run, row: int) -> tuple[str, ...]:
        default = tuple(column.id for column in self.table.rows[row].columns)
        return run.header.order_for(self.table.rows[row])[0] if run.header else default

    def _placed(self, lines: Sequence[Line], order: Sequence[str], heads: Sequence[Token]) -> columns.Placed:
        runs = [run for run in self._runs(lines, self.size) if run.tokens]
        filled = [run for run in runs if run.values]
        whole = [run for run in filled if len(run.values) == self.size]
        if len(whole) == 1 or (whole and len(filled) == len(whole) and len({_texts(run) for run in whole}) == 1):
            return columns.Placed(tuple(whole[0].values))
        if len(whole) > 1:
            return columns.Placed((None,) * self.size, SEVERAL_LINES)
        joined = Run([token for run in filled for token in run.tokens], bordered=all(run.bordered for run in filled))
        if len(joined.values) == self.size:
            return columns.Placed(tuple(joined.values))
        if not filled:
            return self._empty(lines)
        leaves = [token for token in heads if self.headings.column(token) is not None]
        spans = tuple((token.left, token.right) for token in leaves)
        aligned = columns.by_alignment(joined, spans) if len(leaves) == self.size and not joined.bordered else None
        return aligned or self._odd(joined, order, len(filled))

    def _empty(self, lines: Sequence[Line]) -> columns.Placed:
        """No number at all: a line of as many empty cells as columns is the printed row."""
        for line in reversed(lines):
            blanks = [token for token in line.tokens if token.kind == "blank"]
            if not line.labels and len(blanks) == self.size:
                return columns.Placed(tuple(blanks))
        return columns.Placed((None,) * self.size)

    def _odd(self, run: Run, order: Sequence[str], parts: int) -> columns.Placed:
        """Empty cells among the numbers, numbers glued together, or some of them lost."""
        fits = self._fits(order)
        if run.bordered and parts == 1:
            return columns.place(run, self.size, [None] * self.size, columns.NO_SHAPES, fits)
        if glued.looks_glued([(run, self.size)]):
            options = self._partings(run, order)
            return columns.Placed(options[0]) if len(options) == 1 else columns.Placed((None,) * self.size, GLUED)
        return columns.place(run, self.size, [None] * self.size, columns.NO_SHAPES, fits)

    def _partings(self, run: Run, order: Sequence[str]) -> list[tuple[Token, ...]]:
        """Partings of the whole line; the rule of each group prunes as soon as the group is complete."""
        return glued.partings(run, self.size, self._ends(order))

    def _ends(self, order: Sequence[str]) -> dict[int, Callable[[Sequence[int | None]], bool]]:
        """Test of the group that ends after so many cells."""
        ends: dict[int, Callable[[Sequence[int | None]], bool]] = {}
        start = 0
        while start < len(order):
            row = order[start].split(".")[1]
            names = [address.split(".")[2] for address in order[start:] if address.split(".")[1] == row]
            ends[start + len(names)] = row_fits(self.table, row, names)
            start += len(names)
        return ends

    def _fits(self, order: Sequence[str]) -> Callable[[Sequence[int | None]], bool]:
        ends = self._ends(order)

        def fits(counts: Sequence[int | None]) -> bool:
            start = 0
            for end, test in ends.items():
                if not test(counts[start:end]):
                    return False
                start = end
            return True

        return fits


def _texts(run: Run) -> tuple[str, ...]:
    return tuple(token.text for token in run.values)
