"""A run as tidy tables for other programs."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Literal, get_args

from extract.extras import needing
from extract.run import failures, records
from extract.run.errors import writing
from extract.views.export_tables import FAILURES, Line, Sheet, form_columns, lines_of, sheets
from extract.views.export_text import parquet_from_jsonl, text_files
from extract.wording import language, worded
from schemas.form import load_form
from schemas.record import Record

ExportKind = Literal["xlsx", "csv", "parquet", "jsonl"]
EXPORT_KINDS: tuple[ExportKind, ...] = get_args(ExportKind)


def export(
    run_dir: str | os.PathLike[str],
    kind: ExportKind,
    target: str | os.PathLike[str] | None = None,
    blank_as_zero: bool = False,
) -> Path:
    """Writes the tables of a run and returns where: a workbook, or a folder with one file a table.

    Default targets: `RUN/reports.xlsx` and `RUN/csv`, `RUN/parquet`, `RUN/jsonl`. Raises `RunMissing` and other
    errors of the run, `MissingExtra`, `DiskFull` where there is no room, `RunError` where the target cannot be written.
    """
    run = Path(run_dir)
    place = Path(target) if target else run / ("reports.xlsx" if kind == "xlsx" else kind)
    _try_writers(kind)
    failed: list[Line] = [[failure.path, failure.reason] for failure in failures(run)]
    with writing(place):
        if kind == "xlsx":
            _to_xlsx(run, place, failed, blank_as_zero)
        elif kind == "parquet":
            place.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=".part-", dir=place) as rows:
                tables = _to_text(run, Path(rows), "jsonl", failed, blank_as_zero)
                parquet_from_jsonl(Path(rows), place, tables)
        else:
            _to_text(run, place, kind, failed, blank_as_zero)
    return place


def _try_writers(kind: ExportKind) -> None:
    """Raises `MissingExtra` before anything is written."""
    with needing("export"):
        if kind == "xlsx":
            import_module("xlsxwriter")
        elif kind == "parquet":
            import_module("duckdb")


def _worded(run: Path) -> Iterator[Record]:
    """The records, their reasons in the reader's language."""
    return (worded(record, language()) for record in records(run))


def _to_text(run: Path, folder: Path, kind: str, failed: Iterable[Line], blank_as_zero: bool) -> list[Sheet]:
    made = sheets(blank_as_zero)
    every = [*made, FAILURES]
    with text_files(folder, every, kind) as writers:
        for record in _worded(run):
            for lines, write in zip(lines_of(made, record) or (), writers, strict=False):
                for line in lines:
                    write(line)
        for line in failed:
            writers[-1](line)
    return every


def _to_xlsx(run: Path, file: Path, failed: Iterable[Line], blank_as_zero: bool) -> None:
    from extract.views.export_xlsx import workbook

    made = sheets(blank_as_zero)
    with workbook(file, [*made, FAILURES], form_columns(load_form())) as book:
        for record in _worded(run):
            for index, lines in enumerate(lines_of(made, record) or ()):
                for line in lines:
                    if index:
                        book.write(index, line)
                    else:
                        book.write_report(line, record)
        for line in failed:
            book.write(len(made), line)
