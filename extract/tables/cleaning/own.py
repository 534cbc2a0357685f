"""What of the printed lines is this year's print of the form's own columns; the rest is left out before counting."""

from __future__ import annotations

from collections.abc import Sequence

from extract.document import Document
from extract.doubts import Doubt
from extract.tables.cleaning.among import Words
from extract.tables.cleaning.copies import Copies
from extract.tables.cleaning.folds import unfolded
from extract.tables.cleaning.foreign import OwnColumns
from extract.tables.cleaning.halves import upright
from extract.tables.header import HeaderReader
from extract.tables.labels import RowLabels
from extract.tables.lines.line import Line


class OwnLines:
    """Finds the lines of one table that count; made once, used for every report."""

    def __init__(self, labels: RowLabels, headers: HeaderReader, *, rows_are_headed: bool = False) -> None:
        """`rows_are_headed`: the form's rows stand side by side, their labels in the header."""
        self.labels, self.words = labels, Words(labels, headers)
        self.copies = Copies(labels, headers)
        self.columns = OwnColumns(labels, headers, rows_are_headed=rows_are_headed)

    def of(self, document: Document, lines: Sequence[Line], year: int | None) -> tuple[list[Line], Doubt | None]:
        """The lines that count, and a doubt where that is not certain. `year`: the report's."""
        prints, doubt = self.copies.this_years(unfolded(upright(lines, self.labels), self.labels), year)
        own = self.words.placed(document, self.columns.only(document, prints, year))
        return own, doubt or self.columns.unplaced(own, year)
