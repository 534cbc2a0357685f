"""Tables with rows and columns exchanged: the form's rows stand side by side, a line for each of its columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from extract.tables import thresholds
from extract.tables.header import HeaderReader
from extract.tables.layouts.rows import Run
from extract.tables.layouts.stretch import Stretch
from extract.tables.leaves import Spans, header_top, leaves
from extract.tables.lines.line import Line
from extract.tables.lines.tokens import Token


def turned_runs(stretch: Stretch) -> list[Run]:
    """The form's rows, one run each, where most of them head a column of a bordered table; none elsewhere."""
    lines, labels, headers = stretch.lines, stretch.labels, stretch.headers
    spans = Spans(stretch.document)
    for at, end in _printed(lines, headers):
        over = leaves(lines[header_top(lines, at) : at], spans)
        named = {column: labels.named(text, thresholds.CLEAR) for column, text in over.items()}
        rows = {column: row for column, row in named.items() if row is not None}
        whole = len(set(rows.values())) == len(rows) and 2 * len(rows) >= len(labels.rows)
        if whole and len(rows) > 1:
            return [_run(lines[at:end], column, over[column], headers) for column in sorted(rows)]
    return []


def _printed(lines: Sequence[Line], headers: HeaderReader) -> Iterator[tuple[int, int]]:
    """Stretches of bordered lines each of which is one column of the form, all of them different."""
    begin = 0
    while begin < len(lines):
        seen: set[int] = set()
        end = begin
        while end < len(lines) and (column := _column(lines[end], headers)) is not None and column not in seen:
            seen.add(column)
            end += 1
        if len(seen) >= headers.least:
            yield begin, end
        begin = max(end, begin + 1)


def _column(line: Line, headers: HeaderReader) -> int | None:
    """The column of the form that a line holds."""
    if line.width < 2 or not line.labels or len(line.tokens) - len(line.labels) < 2:
        return None
    return headers.labels.column(line.labels[-1].text)


def _run(lines: Sequence[Line], column: int, label: str, headers: HeaderReader) -> Run:
    named: Mapping[str, Token] = {
        headers.columns[found].id: token
        for line in lines
        if (found := _column(line, headers)) is not None
        for token in line.tokens
        if token.column == column and token.kind != "label"
    }
    return Run(list(named.values()), same=[label], named=named)
