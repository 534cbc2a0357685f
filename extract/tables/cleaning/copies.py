"""A table that is printed more than once: an empty form above the filled one, last year's beside this year's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from extract.doubts import Doubt
from extract.tables import thresholds
from extract.tables.header import HeaderReader
from extract.tables.labels import RowLabels
from extract.tables.lines.line import Line
from extract.text.dates import is_other_year, is_period, latest, names_year

SEVERAL = Doubt("several_prints")
OTHER_YEAR = Doubt("other_year")
_LONGEST = 60
"""A row's label with all its brackets; longer pieces are sentences."""


@dataclass(slots=True)
class _Copy:
    """One print of the table: its lines are `lines[begin:end]`, its first row stands at `first`."""

    begin: int
    first: int
    end: int
    rows: set[int] = field(default_factory=set)


class Copies:
    """Finds the prints of one table; made once, used for every report."""

    def __init__(self, labels: RowLabels, headers: HeaderReader) -> None:
        self.labels, self.headers = labels, headers
        own = {i for i, row in enumerate(labels.rows) if headers.labels.column(row.label) is None}
        self.anchors = own
        """Rows whose label is no column's as well."""

    def this_years(self, lines: Sequence[Line], year: int | None) -> tuple[list[Line], Doubt | None]:
        """The lines without the prints that are not this year's, or empty; and a doubt where that leaves a choice."""
        lines = _without_other_rows(lines, year)
        copies = self._copies(lines)
        if len(copies) < 2:
            return lines, None
        told = [self._told(lines[copy.begin : copy.first]) for copy in copies]
        year = year or latest(told)
        kept = [copy for copy, text in zip(copies, told, strict=True) if not is_other_year(text, year)]
        doubt = None if kept else OTHER_YEAR
        kept = kept or copies
        filled = [copy for copy in kept if _values(lines, copy)]
        if not filled and any(_values(lines, copy) for copy in copies):
            doubt = OTHER_YEAR
        kept = filled or kept[:1]
        if len(kept) > 1 and any(_values(lines, copy) != _values(lines, kept[0]) for copy in kept):
            doubt = doubt or SEVERAL
        return self._lines_of(lines, copies, kept[0]), doubt

    def _lines_of(self, lines: Sequence[Line], copies: Sequence[_Copy], kept: _Copy) -> list[Line]:
        """What stands outside of all prints, and the one that is kept; its columns may be named above another."""
        head: list[Line] = []
        if not self._has_header(lines[kept.begin : kept.first]):
            others = (lines[copy.begin : copy.first] for copy in copies)
            head = next((list(zone) for zone in others if self._has_header(zone)), [])
        return [*head, *lines[kept.begin : kept.end], *lines[copies[-1].end :]]

    def _has_header(self, zone: Sequence[Line]) -> bool:
        pieces = self.headers.split([token for line in zone for token in line.labels])
        return len({self.headers.labels.column(piece.text) for piece in pieces} - {None}) >= self.headers.least

    def _told(self, zone: Sequence[Line]) -> str:
        """The line nearest above a print that names a year; columns may be last year's in this year's table."""
        columns = self.headers.labels
        above = [line for line in reversed(zone) if all(columns.column(token.text) is None for token in line.labels)]
        texts = (" ".join(token.text for token in line.labels) for line in above)
        return next((text for text in texts if names_year(text)), "")

    def _copies(self, lines: Sequence[Line]) -> list[_Copy]:
        """The prints that have at least half of the table's rows each."""
        copies: list[_Copy] = []
        begin = last = 0
        for at, line in enumerate(lines):
            named = self._rows(line)
            least = (len(self.anchors) + 1) // 2
            again = bool(copies) and bool(named & copies[-1].rows) and len(copies[-1].rows) >= least
            if named and (not copies or again):
                copies.append(_Copy(begin if copies else 0, at, at + 1))
            if copies:
                copies[-1].rows |= named
            if copies and (named or _is_content(line)):
                last = at + 1
                copies[-1].end = begin = last
        return _merged(copies, (len(self.anchors) + 1) // 2)

    def _rows(self, line: Line) -> set[int]:
        """The rows that a line names beyond doubt."""
        named: set[int] = set()
        for token in self.headers.split(line.labels):
            for piece in self.labels.cut(token.text):
                row = self.labels.named(piece, thresholds.CLEAR) if len(piece) <= _LONGEST else None
                if row is not None:
                    named.add(row)
        return named & self.anchors


def _merged(copies: Sequence[_Copy], least: int) -> list[_Copy]:
    """What repeats only a few rows is no print of its own."""
    merged: list[_Copy] = []
    for copy in copies:
        if merged and len(merged[-1].rows & copy.rows) < least:
            merged[-1].end = copy.end
            merged[-1].rows |= copy.rows
        else:
            merged.append(copy)
    return merged


def _is_content(line: Line) -> bool:
    return bool(line.values) and (not line.labels or line.width > 0)


def _values(lines: Sequence[Line], copy: _Copy) -> list[str]:
    """The numbers of a print, the number of a row directly before its label left out."""
    return [
        token.text
        for line in lines[copy.first : copy.end]
        for token, after in zip_longest(line.tokens, line.tokens[1:])
        if token.kind == "value" and (after is None or after.kind != "label")
    ]


def _without_other_rows(lines: Sequence[Line], year: int | None) -> list[Line]:
    """The lines but the printed rows that are labelled with another year, where one is labelled with this."""
    periods = [_period(line) for line in lines]
    told = [period for period in periods if period]
    if len(told) < 2:
        return list(lines)
    year = year or latest(told)
    if all(is_other_year(period, year) for period in told):
        return list(lines)
    return [line for line, period in zip(lines, periods, strict=True) if not is_other_year(period, year)]


def _period(line: Line) -> str:
    """The year that a printed row is labelled with; empty for other lines."""
    labels = line.labels
    cells = len(line.tokens) - len(labels)
    return labels[0].text if len(labels) == 1 and cells > 1 and is_period(labels[0].text) else ""
