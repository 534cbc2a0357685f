"""Tables whose rows are labelled: runs are aligned with the rows, then values with the columns.

The order of the work: lines → runs → rows (`align`) → columns (`columns`, `glued`) → cells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from extract.document import Document
from extract.doubts import Doubt
from extract.reading import CellReading
from extract.tables import columns, thresholds
from extract.tables.align import Alignment, align
from extract.tables.cells import lost, read_token
from extract.tables.cleaning.enumerators import with_enumerators
from extract.tables.cleaning.own import OwnLines
from extract.tables.fit import row_fits
from extract.tables.glued import looks_glued
from extract.tables.header import Header, HeaderReader
from extract.tables.labels import RowLabels, split_number
from extract.tables.layouts.disorder import Disorder
from extract.tables.layouts.rows import Run
from extract.tables.layouts.stretch import Stretch
from extract.tables.layouts.ways import WAYS
from extract.tables.lines.line import Line
from extract.tables.naming import named_rows
from extract.tables.parting import parted_rows
from schemas.form import Row, Table

BY_ORDER = Doubt("by_order")
UNKNOWN_ROW = Doubt("unknown_row")
NO_VALUES = Doubt("no_values")
HEADER_UNCLEAR = Doubt("header_unclear")
UNNAMED = Doubt("column_unnamed")
TWICE = Doubt("row_twice")
CUT = Doubt("stream_cut")
PART_OF_LABEL = Doubt("part_of_label")
OTHER_ORDER = Doubt("rows_reordered")


@dataclass
class LabelledReading:
    """Cells of one layout of a table as read from some lines, and how well they fit it."""

    table: Table
    score: float
    cells: dict[str, CellReading] = field(default_factory=dict)
    labelled: int = 0
    """Rows placed by their label."""
    notes: list[Doubt] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Fitted:
    """Lines fitted to one layout of a table; `score` compares layouts."""

    reader: LabelledReader
    lines: Sequence[Line]
    runs: Sequence[Run]
    alignment: Alignment
    score: float
    doubt: Doubt | None = None
    """What makes every cell doubtful."""

    @property
    def whole(self) -> bool:
        """Every row stands in its order under its own label, and nothing is left over: no other layout fits better."""
        placements = self.alignment.placements
        found = sum(placement.row is not None and placement.evidence >= thresholds.CLEAR for placement in placements)
        return self.alignment.in_order and found == len(placements) == len(self.reader.table.rows)

    def read(self, document: Document) -> LabelledReading:
        return self.reader.read(document, self)


class LabelledReader:
    """Reads one layout of a table; made once, used for every report."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.labels = RowLabels(table)
        self.headers = HeaderReader(table)
        self.own = OwnLines(self.labels, self.headers)

    def fit(self, document: Document, lines: Sequence[Line], year: int | None = None) -> Fitted:
        """How these lines fit this layout of the table; `Fitted.read` then reads the cells. `year`: the report's."""
        own, doubt = self.own.of(document, with_enumerators(lines, self.labels), year)
        return replace(self._best(document, own), doubt=doubt)

    def _best(self, document: Document, lines: Sequence[Line]) -> Fitted:
        """The way of laying rows out that fits best; where one fits wholly, no further one is asked."""
        stretch = Stretch(document, lines, self.labels, self.headers)
        named = len(self.named(lines))
        best: Fitted | None = None
        for way in WAYS:
            runs = way(stretch)
            fitted = self._fitted(lines, runs, named) if runs else None
            if fitted is not None and (best is None or fitted.score > best.score):
                best = fitted
            if best is not None and best.whole:
                break
        return best or self._fitted(lines, (), named)

    def _fitted(self, lines: Sequence[Line], runs: Sequence[Run], named: int) -> Fitted:
        alignment = align(runs, self.labels)
        filled = any(run.values for run in runs)
        score = alignment.score + _header_score(runs) + thresholds.ROW * named if filled else float(named)
        return Fitted(self, lines, runs, alignment, score)

    def read(self, document: Document, fitted: Fitted) -> LabelledReading:
        """The table as fitted lines print it."""
        work = _Work(self, document, fitted)
        reading = LabelledReading(self.table, fitted.score)
        reading.cells = work.cells()
        if fitted.doubt:
            reading.cells = {address: cell.doubted(fitted.doubt) for address, cell in reading.cells.items()}
        reading.labelled = sum(
            p.row is not None and p.evidence >= thresholds.MATCH for p in fitted.alignment.placements
        )
        if not fitted.alignment.in_order:
            reading.notes.append(OTHER_ORDER)
        return reading

    def named(self, lines: Sequence[Line]) -> frozenset[int]:
        """Rows whose label is printed somewhere."""
        return named_rows([token.text for line in lines for token in line.labels], self.labels, thresholds.SURE)


def _header_score(runs: Sequence[Run]) -> float:
    """What the columns count that are named: above the runs, or beside their values."""
    headed = {name for run in runs if run.header for name in run.header.order}
    return thresholds.COLUMN * len(headed | {name for run in runs if run.named for name in run.named})


class _Work:
    """One reading in the making."""

    def __init__(self, reader: LabelledReader, document: Document, fitted: Fitted) -> None:
        self.table, self.document, self.lines = reader.table, document, fitted.lines
        self.runs, self.alignment = runs, alignment = fitted.runs, fitted.alignment
        self.named = reader.named(fitted.lines) if len(alignment.rows) < len(self.table.rows) else frozenset()
        self.order = Disorder(runs, alignment, reader.labels, self.named).settled()
        self.run_of = {row: runs[i] for row, i in self.order.run_of.items()}
        self.evidence = {
            row: 0.0 if row in self.order.moved else alignment.placements[i].evidence
            for row, i in self.order.run_of.items()
        }
        sized = [(run, len(self.table.rows[row].columns)) for row, run in self.run_of.items()]
        self.shapes = columns.shapes_of(sized)
        self.glued = looks_glued(sized)

    def cells(self) -> dict[str, CellReading]:
        """Every cell of the table."""
        cells: dict[str, CellReading] = {}
        rows = {self.table.rows[i].id: (run, self._order(run, self.table.rows[i])[0]) for i, run in self.run_of.items()}
        parted = parted_rows(self.table, rows) if self.glued else {}
        unknown = {row for p in self.alignment.placements if p.row is None for row in p.rivals}
        empty = not any(line.values for line in self.lines) and not self._has_digits()
        for index, row in enumerate(self.table.rows):
            if index in self.run_of:
                cells |= self._row(index, row, parted)
            elif index in unknown:
                cells |= self._all(row, lost(UNKNOWN_ROW))
            elif index in self.named:
                cells |= self._all(row, CellReading(None, "", "blank") if empty else lost(NO_VALUES))
            else:
                cells |= self._all(row, lost())
        return self._with_rivals(cells)

    def _has_digits(self) -> bool:
        """Digits in the lines that became no value: then empty-looking cells may not be empty."""
        pieces = (token.text for line in self.lines for token in line.labels)
        return any(character.isdigit() for piece in pieces for character in split_number(piece)[1])

    def _all(self, row: Row, reading: CellReading) -> dict[str, CellReading]:
        return {self.table.address(row.id, column.id): reading for column in row.columns}

    def _order(self, run: Run, row: Row) -> tuple[tuple[str, ...], bool]:
        if run.header is None:
            return tuple(column.id for column in row.columns), False
        return run.header.order_for(row)

    def _row(self, index: int, row: Row, parted: Mapping[str, columns.Placed]) -> dict[str, CellReading]:
        run = self.run_of[index]
        order, unclear = self._order(run, row)
        placed = parted.get(row.id) or self._placed(run, row, order)
        beside = self.order.doubts.get(index, ()) if row.id not in parted else ()  # glued numbers are few, not short
        doubts = [
            placed.doubt,
            BY_ORDER if self.evidence[index] < thresholds.MATCH else None,
            HEADER_UNCLEAR if unclear else None,
            CUT if run.is_cut else None,
            PART_OF_LABEL if not run.values and self.evidence[index] < thresholds.CLEAR else None,
            *sorted(beside, key=lambda doubt: doubt.code),
        ]
        by_id = {column.id: column for column in row.columns}
        return {
            self.table.address(row.id, name): (
                lost(*doubts, UNNAMED if run.named else None)
                if token is None
                else read_token(self.document, token, by_id[name], *doubts, evidence=self._evidence(index, name))
            )
            for name, token in zip(order, placed.tokens, strict=True)
        }

    def _evidence(self, index: int, column: str) -> frozenset[str]:
        """What speaks for the place of a cell of this row: its own label, its column's own heading, the order."""
        header = self.run_of[index].header
        named = self.run_of[index].named is not None or (header is not None and column in header.order)
        seen = {
            "label": self.evidence[index] >= thresholds.MATCH,
            "header": named,
            "order": self.alignment.in_order,
        }
        return frozenset(kind for kind, is_seen in seen.items() if is_seen)

    def _placed(self, run: Run, row: Row, order: Sequence[str]) -> columns.Placed:
        if run.named is not None:
            return columns.Placed(tuple(run.named.get(name) for name in order))
        fewer = self._fewer_columns(run, row)
        if fewer is not None:
            return fewer
        fits = row_fits(self.table, row.id, order)
        return columns.place(run, len(order), self._starts(run.header, run, order), self.shapes, fits)

    def _fewer_columns(self, run: Run, row: Row) -> columns.Placed | None:
        """A header that leaves a column out, over rows of just as many values."""
        if run.header is None or len(run.values) != len(run.tokens):
            return None
        printed = [name for name in run.header.order if name in {column.id for column in row.columns}]
        fewer = 1 < len(printed) == len(run.values) < len(row.columns)
        if not fewer or any(len(other.values) > len(printed) for other in self.runs):
            return None
        token_of = dict(zip(printed, run.values, strict=True))
        order, _ = self._order(run, row)
        return columns.Placed(tuple(token_of.get(name) for name in order))

    @staticmethod
    def _starts(header: Header | None, run: Run, order: Sequence[str]) -> list[int | None]:
        if header is None or (header.grid, header.width) != (run.grid, run.width):
            return [None] * len(order)
        places = dict(header.places)
        return [places.get(name) for name in order]

    def _with_rivals(self, cells: dict[str, CellReading]) -> dict[str, CellReading]:
        """A run that was left out although its label names a row contradicts what was placed there."""
        for run, placement in zip(self.runs, self.alignment.placements, strict=True):
            if placement.row is None and placement.claims is not None and placement.claims in self.run_of:
                row = self.table.rows[placement.claims]
                if len(run.values) != len(row.columns):
                    continue
                if [t.text for t in run.values] != [t.text for t in self.run_of[placement.claims].values]:
                    for column in row.columns:
                        address = self.table.address(row.id, column.id)
                        cells[address] = cells[address].doubted(TWICE)
        return cells
