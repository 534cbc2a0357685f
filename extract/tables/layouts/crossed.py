"""Lines for columns, without borders: the rows' labels first, then each column's label with a number for every row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extract.tables.header import HeaderReader
from extract.tables.labels import RowLabels
from extract.tables.layouts.rows import Run
from extract.tables.layouts.stretch import Stretch
from extract.tables.lines.line import Line
from extract.tables.naming import listed_rows


def crossed_runs(stretch: Stretch) -> list[Run]:
    """The form's rows, one run each, where every column's line holds as many numbers as rows are listed above."""
    for begin, stop in _stretches(stretch.lines, stretch.headers):
        lines = stretch.lines[begin:stop]
        rows = listed_rows(_labels_above(stretch.lines[:begin], stretch.labels), stretch.labels)
        if len(rows) > 1 and {len(line.values) for line in lines} == {len(rows)}:
            return [_run(stretch, lines, place, row) for place, row in enumerate(rows)]
    return []


def _stretches(lines: Sequence[Line], headers: HeaderReader) -> Iterator[tuple[int, int]]:
    """Stretches of lines that begin with different columns' labels."""
    begin = 0
    seen: set[int] = set()
    for at, line in enumerate([*lines, Line(())]):
        column = _column(line, headers)
        if column is None or column in seen:
            if len(seen) >= headers.least:
                yield begin, at
            begin, seen = (at, set()) if column is not None else (at + 1, set())
        if column is not None:
            seen.add(column)


def _column(line: Line, headers: HeaderReader) -> int | None:
    """The column whose numbers a line holds."""
    first = line.tokens[0] if line.tokens and not line.width else None
    if first is None or first.kind != "label" or len(line.values) != len(line.tokens) - 1 or len(line.values) < 2:
        return None
    return headers.labels.column(first.text)


def _labels_above(lines: Sequence[Line], labels: RowLabels) -> list[str]:
    """The pieces of the lines without numbers that stand directly above."""
    above: list[str] = []
    for line in reversed(lines):
        if line.values:
            break
        above[:0] = [piece for token in line.labels for piece in labels.cut(token.text)]
    return above


def _run(stretch: Stretch, lines: Sequence[Line], place: int, row: int) -> Run:
    named = {
        stretch.headers.columns[column].id: line.values[place]
        for line in lines
        if (column := _column(line, stretch.headers)) is not None
    }
    return Run(list(named.values()), same=[stretch.labels.rows[row].label], named=named)
