"""A run for programs: its tables as DuckDB relations, its reports as records.

The rows are those of the exports, so that `Run("runs/2024").cells()` and `export --to parquet` say the same.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from extract.extras import needing
from extract.run import records
from extract.run.contents import open_run
from extract.views.choose import chosen
from extract.views.export import export
from extract.views.export_tables import FAILURES, sheets
from extract.views.export_text import relation_of
from schemas.record import Record

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation


class Run:
    """The run in a folder, as `gongkai extract --out FOLDER` made it.

    Each relation answers `.pl()`, `.df()`, `.arrow()`, `.fetchall()`, `.filter("…")` and the rest of DuckDB's
    relational API; `sql` asks over all of them. They are made when first asked for, and anew once the run has changed.
    Raises `RunMissing` and other errors of the run; relations raise `MissingExtra` without `gongkai[export]`.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = Path(folder)
        self._tag = ""
        self._engine: DuckDBPyConnection | None = None
        self._content()

    def reports(self) -> DuckDBPyRelation:
        """One row a report, one column for each cell of the form, by address."""
        return self._tables().table("reports")

    def cells(self) -> DuckDBPyRelation:
        """One row a cell: its address, value, state, trust, reasons, and its place in the source."""
        return self._tables().table("cells")

    def problems(self) -> DuckDBPyRelation:
        """One row a problem of section 五, with its quote and where it stands."""
        return self._tables().table("problems")

    def measures(self) -> DuckDBPyRelation:
        """One row a measure; `answers` holds the numbers of the problems it answers."""
        return self._tables().table("measures")

    def progress(self) -> DuckDBPyRelation:
        """One row a statement of what was done about earlier problems."""
        return self._tables().table("progress")

    def findings(self) -> DuckDBPyRelation:
        """One row a finding: the rule, its severity and verdict, its cells, both sides."""
        return self._tables().table("findings")

    def failures(self) -> DuckDBPyRelation:
        """One row a source that could not be read, with the reason."""
        return self._tables().table("failures")

    def sql(self, query: str) -> DuckDBPyRelation:
        """What a query over `reports`, `cells`, `problems`, `measures`, `findings`, `failures` gives."""
        return self._tables().sql(query)

    def records(self) -> Iterator[Record]:
        """Every record, ordered by source path."""
        return records(self.folder)

    def record(self, report: str) -> Record:
        """The record that a part of its path, or the beginning of its id, names. Raises `UsageError`."""
        return chosen(self.folder, report)

    def _content(self) -> str:
        with open_run(self.folder) as contents:
            return contents.content_tag() + repr(contents.failures(everywhere=True))

    def _tables(self) -> DuckDBPyConnection:
        tag = self._content()
        if self._engine is None or tag != self._tag:
            self._engine, self._tag = self._loaded(), tag
        return self._engine

    def _loaded(self) -> DuckDBPyConnection:
        with needing("export"):
            import duckdb
        engine = duckdb.connect()
        with tempfile.TemporaryDirectory(prefix="gongkai-") as rows:
            folder = export(self.folder, "jsonl", rows)
            for sheet in (*sheets(), FAILURES):
                relation_of(engine, folder, sheet).create(sheet.name)
        return engine
