"""The ways in which the rows of a table are laid out, asked in this order and chosen by how well their runs fit.

A new way is one file and one entry.
"""

from __future__ import annotations

from typing import Protocol

from extract.tables.layouts.crossed import crossed_runs
from extract.tables.layouts.keyed import keyed_runs
from extract.tables.layouts.rows import Run, printed_runs
from extract.tables.layouts.stretch import Stretch
from extract.tables.layouts.transposed import transposed_runs
from extract.tables.layouts.turned import turned_runs


class Way(Protocol):
    """Finds the form's rows in lines."""

    def __call__(self, stretch: Stretch) -> list[Run]:
        """The rows as runs of values with their labels; none where the lines are not laid out in this way."""


WAYS: tuple[Way, ...] = (transposed_runs, printed_runs, turned_runs, crossed_runs, keyed_runs)
