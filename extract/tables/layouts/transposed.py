"""Tables that were read column by column: the row labels as a list, then each column's label and its values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extract.tables.header import Header, HeaderReader
from extract.tables.layouts.rows import Run
from extract.tables.layouts.stretch import Stretch
from extract.tables.lines.line import Line
from extract.tables.lines.tokens import Token


@dataclass(slots=True)
class _Block:
    """Values one under the other, below a column's label."""

    column: str
    values: list[Token] = field(default_factory=list)


def transposed_runs(stretch: Stretch) -> list[Run]:
    """The printed rows put together from columns of a value for each row; none unless every column is printed so.

    The runs have no labels of their own: what is known of them is their order and the list before them, which
    becomes the labels before the first run.
    """
    headers, rows = stretch.headers, len(stretch.sizes)
    if len(set(stretch.sizes)) > 1:
        return []
    before, blocks = _blocks(stretch.lines, headers)
    columns = [column.id for column in headers.columns]
    if sorted(block.column for block in blocks) != sorted(columns) or any(len(b.values) != rows for b in blocks):
        return []
    header = Header(tuple(block.column for block in blocks))
    runs = [Run([block.values[row] for block in blocks], header=header) for row in range(rows)]
    runs[0].before = [token.text for token in before]
    return runs


def _blocks(lines: Sequence[Line], headers: HeaderReader) -> tuple[list[Token], list[_Block]]:
    """The label pieces before the first column, and the columns."""
    before: list[Token] = []
    blocks: list[_Block] = []
    waiting: list[Token] = []
    for line in lines:
        if line.width > 2 or len(line.values) > 1:
            return before, []
        for token in line.tokens:
            if token.kind == "label":
                waiting.append(token)
            elif token.kind == "value":
                if waiting:
                    column = headers.labels.column(waiting[-1].text)
                    if column is None:
                        return before, []
                    before += waiting[:-1] if not blocks else []
                    blocks.append(_Block(headers.columns[column].id))
                    waiting = []
                if blocks:
                    blocks[-1].values.append(token)
    return before, blocks
