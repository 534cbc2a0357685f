"""What every way of laying rows out is asked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extract.document import Document
from extract.tables.header import HeaderReader
from extract.tables.labels import RowLabels
from extract.tables.lines.line import Line


@dataclass(frozen=True, slots=True)
class Stretch:
    """The cleaned lines of one table, and what knows its labels."""

    document: Document
    lines: Sequence[Line]
    labels: RowLabels
    headers: HeaderReader

    @property
    def sizes(self) -> list[int]:
        """The number of columns of each row."""
        return [len(row.columns) for row in self.labels.rows]
