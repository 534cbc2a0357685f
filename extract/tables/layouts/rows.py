"""Printed rows: the values that stand together, and the label pieces around them.

A run is what one row of the form may have become. In bordered layouts it is a line's cells; elsewhere it is
the values between two labels, on one line or one under the other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from extract.tables import thresholds
from extract.tables.header import Header, HeaderReader
from extract.tables.labels import RowLabels
from extract.tables.layouts.stretch import Stretch
from extract.tables.lines.line import Line
from extract.tables.lines.tokens import Token
from extract.tables.naming import listed_rows
from extract.text.numbers import Printed


@dataclass(slots=True)
class Run:
    """Values (and empty cells) that may be one row. Label pieces are texts in printed order."""

    tokens: list[Token]
    same: list[str] = field(default_factory=list)
    """Label pieces on the run's own line."""
    before: list[str] = field(default_factory=list)
    """Label pieces between the run before and this one, other than `same`."""
    after: list[str] = field(default_factory=list)
    """Label pieces between this run and the next."""
    header: Header | None = None
    """The column header that stands above."""
    named: Mapping[str, Token] | None = None
    """Values by column id, where each stands beside its column's label."""
    bordered: bool = False
    width: int = 0
    label_column: int = -1
    grid: int = -1
    is_cut: bool = False
    """It was cut out of a stream of numbers by the sizes of rows."""

    @property
    def values(self) -> list[Token]:
        return [token for token in self.tokens if token.kind == "value"]

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end


def runs_of(
    lines: Sequence[Line],
    labels: RowLabels,
    headers: HeaderReader,
    sizes: frozenset[int],
    *,
    unlabelled_blanks: bool = False,
) -> list[Run]:
    """The runs of a stretch of lines, each with its labels and its header. `sizes`: values a row may have.

    `unlabelled_blanks`: a line of nothing but as many empty cells as a row has is a row too.
    """
    builder = _Builder(labels, headers, sizes)
    builder.unlabelled_blanks = unlabelled_blanks
    return builder.build(lines)


def printed_runs(stretch: Stretch) -> list[Run]:
    """The rows where labels stand beside, above or below their values."""
    return runs_of(stretch.lines, stretch.labels, stretch.headers, frozenset(stretch.sizes))


class _Builder:
    def __init__(self, labels: RowLabels, headers: HeaderReader, sizes: frozenset[int]) -> None:
        self.labels, self.headers, self.sizes, self.size = labels, headers, sizes, max(sizes)
        self.runs: list[Run] = []
        self.gap: list[Token] = []
        self.block: list[list[Token]] = []
        """Lines of single values read one under the other, by printed groups."""
        self.waiting: list[int] = []
        """Rows whose labels were listed and whose numbers have not come yet."""
        self.header: Header | None = None
        self.serial = 0
        """The number in front of the last row that had one: a row that goes on counting may be empty."""
        self.unlabelled_blanks = False

    def build(self, lines: Sequence[Line]) -> list[Run]:
        for line in lines:
            self._take(line)
        self._close_block()
        if self.runs:
            self.runs[-1].after = self._pieces(self._without_header())
        return self.runs

    def _take(self, line: Line) -> None:
        if line.breaks:
            if self.block and self.block[-1]:
                self.block.append([])
        elif not line.labels and len(line.values) <= 1 and line.width <= 2:
            self._single(line)
        elif line.width:
            self._close_block()
            self._bordered(line)
        else:
            self._close_block() if line.labels else None
            self._unbordered(line)

    def _single(self, line: Line) -> None:
        """A line that holds one value, or one empty cell, and nothing else."""
        token = line.values[0] if line.values else line.tokens[0] if line.tokens else None
        if token is None:
            return
        if not self.block:
            self.block.append([])
        self.block[-1].append(token)

    def _close_block(self) -> None:
        groups = [group for group in self.block if any(token.kind == "value" for token in group)]
        if not groups and self.block and len(self.block[0]) == self._columns_expected():
            groups = self.block[:1]
        self.block = []
        if not groups:
            return
        flat = [token for group in groups for token in group]
        cut = self._by_waiting(flat)
        if cut is None and self._are_no_rows(groups):
            one_row = self.size < len(flat) < 2 * self.size
            step = len(flat) if one_row else self.size
            cut = [flat[at : at + step] for at in range(0, len(flat), step)]
        elif cut is None and len(groups) > 1 and len(flat) <= self.size:
            groups = [flat]
        for group in cut or groups:
            self._add(Run(list(group), is_cut=cut is not None and len(cut) > 1))

    def _are_no_rows(self, groups: Sequence[Sequence[Token]]) -> bool:
        """Whether the empty lines between values part no rows."""
        return any(len(group) > self.size for group in groups) or all(len(group) == 1 for group in groups)

    def _by_waiting(self, values: Sequence[Token]) -> list[list[Token]] | None:
        """The values cut by the sizes of the rows whose labels were listed before; None where these do not fit."""
        self.waiting += listed_rows([token.text for token in self.gap], self.labels)
        cut: list[list[Token]] = []
        at = 0
        for row in self.waiting:
            size = len(self.labels.rows[row].columns)
            if at == len(values) or size not in self.sizes:
                break
            cut.append(list(values[at : at + size]))
            at += size
        fits = at == len(values) and len(self.waiting) > 1
        self.waiting = self.waiting[len(cut) :] if fits else []
        return cut if fits else None

    def _columns_expected(self) -> int:
        """Columns of the row whose label was printed last; 0 where the last piece is no row's label."""
        if not self.gap:
            return 0
        scores = self.labels.scores(self.gap[-1].text)
        best = max(range(len(scores)), key=scores.__getitem__)
        return len(self.labels.rows[best].columns) if scores[best] >= thresholds.SURE else 0

    def _unbordered(self, line: Line) -> None:
        """Values between labels; a line of values alone may go on with the line before."""
        if not line.labels and line.values:
            self._values_only(line)
            return
        stretches = _stretches(line.tokens)
        alone = sum(bool(values) for _, values in stretches) == 1
        if alone and len(stretches) == 2 and not stretches[0][0]:
            stretches = [(stretches[1][0], stretches[0][1])]
        if len(stretches) == 2 and not stretches[0][0] and _is_index(stretches[0][1], stretches[1][1]):
            alone, stretches = True, stretches[1:]
        if not stretches[0][0] and not alone and self._goes_on(stretches[0][1]):
            self.runs[-1].tokens.extend(stretches.pop(0)[1])
        for own, values in stretches:
            if not values:
                self.gap.extend(own)
            elif alone:
                self._add(Run(values, same=self._pieces(own)))
            else:
                self.gap.extend(own)
                self._add(Run(values))

    def _values_only(self, line: Line) -> None:
        if self.block:
            self.block[-1].extend(line.values)
            if sum(map(len, self.block)) >= self.size:
                self._close_block()
            return
        if self._goes_on(line.values):
            self.runs[-1].tokens.extend(line.values)
        else:
            self._add(Run(list(line.values)))

    def _goes_on(self, values: Sequence[Token]) -> bool:
        """Whether values without a label are the rest of the row before."""
        last = self.runs[-1] if self.runs else None
        if last is None or not values or self.gap or last.bordered:
            return False
        return len(last.tokens) + len(values) <= self.size

    def _bordered(self, line: Line) -> None:
        tokens = [_occupant(token) if _is_garbage(token) else token for token in line.tokens]
        counted, self.serial = self.serial, _serial(tokens) or self.serial
        first = _first_value(tokens)
        goes_on = self.serial == counted + 1 and len(line.values) == 1
        if first is None or goes_on:
            self._without_values(line)
            return
        lead = max((i for i in range(first) if tokens[i].kind == "label"), default=-1)
        cells = tokens[lead + 1 :]
        missing = self.size - sum(token.kind != "label" for token in cells)
        last = max(i for i, token in enumerate(cells) if token.kind == "value")
        cells = [_occupant(t) if t.kind == "label" and (missing > 0 or i < last) else t for i, t in enumerate(cells)]
        own = [token for token in (*tokens[: lead + 1], *cells) if token.kind == "label"]
        self._add(
            Run(
                [token for token in cells if token.kind != "label"],
                same=self._pieces(own), bordered=True, width=line.width, grid=line.grid,
                label_column=max((t.column or 0 for t in tokens[: lead + 1] if t.kind == "label"), default=-1),
            )
        )  # fmt: skip

    def _without_values(self, line: Line) -> None:
        """A header line, a group label, or a row whose cells are all empty."""
        labels = line.labels
        if self.unlabelled_blanks and not labels and len(line.tokens) in self.sizes:
            self._add(Run(list(line.tokens), bordered=True, width=line.width, grid=line.grid))
            return
        pieces = self._pieces(list(labels))
        blanks = [token for token in line.tokens if labels and token.start >= labels[-1].end and token.kind == "blank"]
        named = bool(pieces) and max(self.labels.scores(pieces[-1])) >= thresholds.SURE
        named = named and self.headers.labels.column(pieces[-1]) is None
        if named and blanks and not self.headers.is_header(line):
            column = max((token.column or 0 for token in labels), default=-1)
            self._add(Run(blanks, pieces, bordered=True, width=line.width, grid=line.grid, label_column=column))
        else:
            self.gap.extend(labels)

    def _add(self, run: Run) -> Run:
        pieces = self._pieces(self._without_header())
        if self.runs:
            self.runs[-1].after = pieces
        run.before = list(pieces)
        run.header = self.header
        self.gap = []
        self.runs.append(run)
        return run

    def _without_header(self) -> list[Token]:
        """The gap's label pieces; a column header among them is read and taken out."""
        header, rest = self.headers.read(self.gap)
        if header is not None:
            self.header = header
        return rest

    def _pieces(self, tokens: Sequence[Token]) -> list[str]:
        return [piece for token in tokens for piece in self.labels.cut(token.text)]


def _stretches(tokens: Sequence[Token]) -> list[tuple[list[Token], list[Token]]]:
    """A line as (label pieces, values after them); the last may have no values."""
    stretches: list[tuple[list[Token], list[Token]]] = [([], [])]
    for token in tokens:
        if token.kind != "label":
            stretches[-1][1].append(token)
        elif stretches[-1][1]:
            stretches.append(([token], []))
        else:
            stretches[-1][0].append(token)
    return stretches


def _is_index(before: Sequence[object], after: Sequence[object]) -> bool:
    """A row's number in a column of its own: one number before the label, the values after it."""
    return len(before) == 1 and len(after) > 1


def _first_value(tokens: Sequence[Token]) -> int | None:
    """Where the values of a bordered row begin; a row's number before its label is none."""
    values = [i for i, token in enumerate(tokens) if token.kind == "value"]
    labels = [i for i, token in enumerate(tokens) if token.kind == "label"]
    if not values:
        return None
    later = [i for i in values if labels and i > labels[0]]
    leading = values[: len(values) - len(later)]
    return later[0] if _is_index(leading, later) else values[0]


def _serial(tokens: Sequence[Token]) -> int | None:
    """The whole number that stands before a bordered row's label, where cells stand behind the label."""
    labels = [i for i, token in enumerate(tokens) if token.kind == "label"]
    if not labels:
        return None
    first = tokens[0]
    is_number = first.kind == "value" and first.text.isdecimal()
    return int(first.text) if is_number and len(tokens) - labels[-1] > 2 else None


def _is_garbage(token: Token) -> bool:
    """Signs without a word in them, where a number ought to be."""
    return token.kind == "label" and not re.search(r"[\u3400-\u9fff]|\d", token.text)


def _occupant(token: Token) -> Token:
    """A cell among the values whose text is no number: it holds its place and gives no value."""
    return replace(token, kind="value", printed=Printed("noted", None, certain=False))
