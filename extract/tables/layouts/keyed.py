"""Rows that are written out as pairs: a row's label, then each column's label with its value.

`予以公开：自然人3件，商业企业0件，……总计3件`, in a sentence, one pair a line, or as small tables of two columns.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from extract.document import Document
from extract.tables import thresholds
from extract.tables.header import HeaderReader
from extract.tables.labels import words
from extract.tables.layouts.rows import Run
from extract.tables.layouts.stretch import Stretch
from extract.tables.lines.tokens import Token, cell_tokens
from extract.text.normal import CJK, plain
from extract.text.numbers import CELL_UNITS, MARK, NUMBER, Printed, read_cell

_VALUE = rf"[+\-]?{NUMBER}(?: ?(?:{CELL_UNITS}))?"
_PAIR = re.compile(
    rf"(?P<label>(?:[{CJK}/]{{2,20}}|[{CJK}](?: [{CJK}]){{1,9}})(?: ?[(][^()\n]{{1,12}}[)])?)[ \t]*[:=|]?[ \t]*"
    rf"(?P<value>{_VALUE}|{MARK}(?=\s*(?:[,;、。|)]|$)))"
    rf"(?! ?[年月日号%‰万千百亿余]| ?[+*×=/~～至到·'’] ?\d|[.、] ?[{CJK}](?![{CJK}]{{1,20}} ?[:=|]? ?\d))",
    re.MULTILINE,
)
"""A label and its value; a number before a point is an enumerator unless another pair follows."""
_BETWEEN = re.compile(r"[\s,;、。|)和及*•·\-]{0,12}")
_ENDS = ":,;、。|(=*•·- \t"


@dataclass(slots=True)
class _Row:
    """Pairs that follow each other, no column twice."""

    pairs: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Offsets of each column's value."""
    others: list[tuple[int, int]] = field(default_factory=list)
    """Offsets of the values of pairs whose label is no column's."""
    start: int = 0
    end: int = 0


def keyed_runs(stretch: Stretch) -> list[Run]:
    """The rows among the lines that are written as pairs, one run each; none unless most of the rows are.

    What a row does not name is absent from its run, what it names unreadably is in doubt.
    """
    document, lines, headers, sizes = stretch.document, stretch.lines, stretch.headers, stretch.sizes
    tokens = [token for line in lines for token in line.tokens]
    if not tokens:
        return []
    begin = min(token.start for token in tokens)
    text = plain(document.text[begin : max(token.end for token in tokens)])
    least = min(2, *sizes)
    rows = [row for row in _rows(text, headers) if len(row.pairs) >= least]
    if len(rows) < thresholds.MOST * len(sizes):
        return []
    runs: list[Run] = []
    position = 0
    for row in rows:
        run = _run(document, begin, row, headers)
        _label(run, text[position : row.start], begin + position)
        runs.append(run)
        position = row.end
    return runs


def _rows(text: str, headers: HeaderReader) -> list[_Row]:
    rows: list[_Row] = []
    for found in _PAIR.finditer(text):
        label, value = _signed(found, headers)
        column = headers.labels.column(label)
        goes_on = bool(rows) and bool(_BETWEEN.fullmatch(text, rows[-1].end, found.start()))
        if column is None and not goes_on:
            continue
        if not goes_on or column in rows[-1].pairs:
            rows.append(_Row(start=found.start()))
        if column is None:
            rows[-1].others.append(value)
        else:
            rows[-1].pairs[column] = value
        rows[-1].end = found.end()
    return rows


def _signed(found: re.Match[str], headers: HeaderReader) -> tuple[str, tuple[int, int]]:
    """A pair's label and the span of its value, whose sign is a word behind the label (本年增/减减3)."""
    label, (start, end) = found["label"], found.span("value")
    if label[-1] in "增减负" and words(label[:-1]) in headers.wordings and found.end("label") == start:
        return label[:-1], (start - 1, end)
    return label, (start, end)


def _run(document: Document, offset: int, row: _Row, headers: HeaderReader) -> Run:
    named = {headers.columns[i].id: _token(document, offset + a, offset + b) for i, (a, b) in row.pairs.items()}
    tokens = sorted(named.values(), key=lambda token: token.start)
    unread = [_token(document, offset + a, offset + b) for a, b in row.others]
    missing = [column.id for column in headers.columns if column.id not in named]
    if len(unread) == len(missing) == 1:
        named[missing[0]] = unread[0]
    elif unread:
        first = unread[0]
        named |= dict.fromkeys(missing, replace(first, printed=Printed("noted", None, certain=False)))
    return Run(tokens, named=named)


def _token(document: Document, start: int, end: int) -> Token:
    text = document.text[start:end]
    return Token("value", text, start, end, printed=read_cell(text))


def _label(run: Run, between: str, offset: int) -> None:
    """Gives a run the pieces of text before it: those of its own line, and those above."""
    above, _, own = between.rpartition("\n")
    at = offset + len(above) + 1 if "\n" in between else offset
    run.same = [token.text for token in cell_tokens(own.rstrip(_ENDS), at, None) if token.kind == "label"]
    for line in above.split("\n"):
        run.before += [token.text for token in cell_tokens(line.strip(_ENDS), offset, None) if token.kind == "label"]
