"""Tables whose rows are labelled: runs are aligned with the rows, then values with the columns.

The order of the work: lines → runs → rows (`align`) → columns (`columns`, `glued`) → cells.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from extract.document import Document
from extract.reading import CellReading
from extract.tables import columns, glued
from extract.tables.align import Alignment, align
from extract.tables.cells import lost, read_token
from extract.tables.fit import column_equations_hold, row_fits
from extract.tables.header import Header, HeaderReader
from extract.tables.labels import MATCH, RowLabels, split_number
from extract.tables.rows import ROW_LABEL, Run, runs_of, windows
from extract.tables.stream import Line
from extract.tables.tokens import Token
from extract.tables.transposed import transposed_runs
from schemas.form import Row, Table

BY_ORDER = "行标签未能辨认，按前后行的顺序推定"
UNKNOWN_ROW = "该行可能对应的数字无法确定属于哪一行"
NO_VALUES = "该行标签旁没有数字"
HEADER_UNCLEAR = "表头列序无法确认"
TWICE = "该行印有两次，数字不同"
GLUED = "各列数字连在一起，无法唯一拆分"
GLUED_UNPROVEN = "由连在一起的数字拆出，纵向勾稽关系未能证实"
OTHER_ORDER = "表中各行的顺序与规定格式不同，按行标签读取"


@dataclass
class LabelledReading:
    """Cells of one layout of a table as read from some lines, and how well they fit it."""

    table: Table
    score: float
    cells: dict[str, CellReading] = field(default_factory=dict)
    labelled: int = 0
    """Rows placed by their label."""
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Fitted:
    """Lines fitted to one layout of a table; `score` compares layouts."""

    reader: LabelledReader
    lines: Sequence[Line]
    runs: Sequence[Run]
    alignment: Alignment
    score: float

    def read(self, document: Document) -> LabelledReading:
        return self.reader.read(document, self)


class LabelledReader:
    """Reads one layout of a table; made once, used for every report."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.labels = RowLabels(table)
        self.headers = HeaderReader(table)
        self.sizes = frozenset(len(row.columns) for row in table.rows)

    def fit(self, lines: Sequence[Line]) -> Fitted:
        """How these lines fit this layout of the table; `Fitted.read` then reads the cells."""
        runs = self._transposed(lines) or runs_of(lines, self.labels, self.headers, self.sizes)
        alignment = align(runs, self.labels)
        filled = any(run.values for run in runs)
        score = alignment.score + self._header_score(runs) if filled else float(len(self._named(lines)))
        return Fitted(self, lines, runs, alignment, score)

    def read(self, document: Document, fitted: Fitted) -> LabelledReading:
        """The table as fitted lines print it."""
        work = _Work(self, document, fitted)
        reading = LabelledReading(self.table, fitted.score)
        reading.cells = work.cells(partial(self._named, fitted.lines))
        reading.labelled = sum(p.row is not None and p.evidence >= MATCH for p in fitted.alignment.placements)
        if not fitted.alignment.in_order:
            reading.notes.append(OTHER_ORDER)
        return reading

    def _transposed(self, lines: Sequence[Line]) -> list[Run]:
        return transposed_runs(lines, self.headers, len(self.table.rows)) if len(self.sizes) == 1 else []

    def _header_score(self, runs: Sequence[Run]) -> float:
        return 0.5 * len({name for run in runs if run.header for name in run.header.order})

    def _named(self, lines: Sequence[Line]) -> frozenset[int]:
        """Rows whose label is printed somewhere."""
        named: set[int] = set()
        pieces = [token.text for line in lines for token in line.labels]
        for _, _, text in windows(pieces, 3):
            if len(text) <= 90:
                named.update(row for row, score in enumerate(self.labels.scores(text)) if score >= ROW_LABEL)
        return frozenset(named)


class _Work:
    """One reading in the making."""

    def __init__(self, reader: LabelledReader, document: Document, fitted: Fitted) -> None:
        self.table, self.document, self.lines = reader.table, document, fitted.lines
        self.runs, self.alignment = runs, alignment = fitted.runs, fitted.alignment
        self.run_of = {row: runs[i] for row, i in alignment.rows.items()}
        self.evidence = {row: alignment.placements[i].evidence for row, i in alignment.rows.items()}
        sized = [(run, len(self.table.rows[row].columns)) for row, run in self.run_of.items()]
        self.shapes = columns.shapes_of(sized)
        self.glued = glued.looks_glued(sized)

    def cells(self, named: Callable[[], frozenset[int]]) -> dict[str, CellReading]:
        """Every cell of the table. `named`: the rows whose label is printed somewhere."""
        cells: dict[str, CellReading] = {}
        parted = self._parted()
        unknown = {row for p in self.alignment.placements if p.row is None for row in p.rivals}
        empty = not any(run.values for run in self.run_of.values()) and not self._has_digits()
        labelled = named() if len(self.run_of) < len(self.table.rows) else frozenset()
        for index, row in enumerate(self.table.rows):
            if index in self.run_of:
                cells |= self._row(index, row, parted)
            elif index in unknown:
                cells |= self._all(row, lost(UNKNOWN_ROW))
            elif index in labelled:
                doubt = () if empty else (NO_VALUES,)
                cells |= self._all(row, CellReading(None, "", "blank", doubts=doubt))
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
        doubts = [
            placed.doubt,
            BY_ORDER if self.evidence[index] < MATCH else None,
            HEADER_UNCLEAR if unclear else None,
        ]
        by_id = {column.id: column for column in row.columns}
        return {
            self.table.address(row.id, name): (
                lost(*doubts) if token is None else read_token(self.document, token, by_id[name], *doubts)
            )
            for name, token in zip(order, placed.tokens, strict=True)
        }

    def _placed(self, run: Run, row: Row, order: Sequence[str]) -> columns.Placed:
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
        fewer = 4 <= len(printed) == len(run.values) < len(row.columns)
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

    def _parted(self) -> dict[str, columns.Placed]:
        """Rows whose cells are glued, parted where only one parting fits."""
        if not self.glued:
            return {}
        choices: dict[str, list[tuple[Token, ...]]] = {}
        orders: dict[str, tuple[str, ...]] = {}
        for index, run in self.run_of.items():
            row = self.table.rows[index]
            order, _ = self._order(run, row)
            if len(run.values) >= len(order) or not self._glued_row(run, order):
                continue
            orders[row.id] = order
            choices[row.id] = glued.partings(run, len(order), {len(order): row_fits(self.table, row.id, order)})
        return self._chosen(choices, orders)

    @staticmethod
    def _glued_row(run: Run, order: Sequence[str]) -> bool:
        """Digits enough for the columns; where the row has no rule to part them by, they show that they are glued."""
        digits = sum(len(token.text) if token.text.isdigit() else 1 for token in run.values)
        return glued.can_be_glued(run) and digits >= len(order)

    def _chosen(
        self, choices: Mapping[str, Sequence[tuple[Token, ...]]], orders: Mapping[str, tuple[str, ...]]
    ) -> dict[str, columns.Placed]:
        whole = self._known_counts() | {
            self.table.address(row, name): glued.counted(token.text)
            for row, options in choices.items()
            if len(options) == 1
            for name, token in zip(orders[row], options[0], strict=True)
        }
        open_rows = {row: options for row, options in choices.items() if len(options) > 1}
        equations = [e for e in self.table.equations if e.rule.each == "column"]
        names = [self.table.address(row, name) for row in open_rows for name in orders[row]]

        def fits(counts: Sequence[int | None]) -> bool:
            return column_equations_hold(equations, {**whole, **dict(zip(names, counts, strict=True))})

        joint = glued.only_joint_choice(open_rows, fits) if open_rows and equations else None
        placed: dict[str, columns.Placed] = {}
        for row, options in choices.items():
            tokens = options[0] if len(options) == 1 else (joint or {}).get(row)
            if tokens is None:
                placed[row] = columns.Placed((None,) * len(orders[row]), GLUED)
            else:
                counts = {
                    self.table.address(row, n): glued.counted(t.text) for n, t in zip(orders[row], tokens, strict=True)
                }
                whole |= counts
                placed[row] = columns.Placed(tokens)
        return self._proven(placed, orders, whole)

    def _proven(
        self, placed: Mapping[str, columns.Placed], orders: Mapping[str, tuple[str, ...]], counts: Mapping[str, int]
    ) -> dict[str, columns.Placed]:
        """A parting that its row's rule chose needs the columns' rules to bear it out."""
        equations = [e for e in self.table.equations if e.rule.each == "column"]
        proven = {
            cell
            for e in equations
            if all(c in counts for c in e.cells) and sum(counts[c] for c in e.left) == sum(counts[c] for c in e.right)
            for cell in e.cells
        }
        result: dict[str, columns.Placed] = {}
        for row, place in placed.items():
            cells = [self.table.address(row, name) for name in orders[row]]
            digits = sum(len(token.text) if token.text.isdigit() else 1 for token in place.tokens if token)
            sure = digits == len(cells) or all(cell in proven for cell in cells)
            result[row] = place if sure or place.doubt else columns.Placed(place.tokens, GLUED_UNPROVEN)
        return result

    def _known_counts(self) -> dict[str, int]:
        """Counts of rows whose cells stand apart."""
        counts: dict[str, int] = {}
        for index, run in self.run_of.items():
            row = self.table.rows[index]
            order, _ = self._order(run, row)
            if len(run.values) == len(order):
                for name, token in zip(order, run.values, strict=True):
                    value = token.printed.value("count") if token.printed else None
                    if isinstance(value, int):
                        counts[self.table.address(row.id, name)] = value
        return counts

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
