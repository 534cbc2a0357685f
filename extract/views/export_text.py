"""Exports as text: CSV for spreadsheets, JSON Lines for programs, Parquet made of the latter."""

from __future__ import annotations

import csv
import json
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TextIO

from extract.views.export_tables import Kind, Line, Scalar, Sheet

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

_LIKE_A_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_A_NUMBER = re.compile(r"[+\-]?\d+(\.\d+)?|[-－]")


def harmless(value: Scalar) -> Scalar:
    """Text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV injection).

    Full-width signs too: East Asian versions take them as well. A printed number or a dash is left as it is.
    """
    if isinstance(value, str) and _LIKE_A_FORMULA.match(value) and not _A_NUMBER.fullmatch(value):
        return f"'{value}"
    return value


class Writer(Protocol):
    """Writes the rows of one table."""

    def __call__(self, line: Line) -> None: ...


def csv_writer(file: TextIO, sheet: Sheet) -> Writer:
    """UTF-8 with a signature, without which Excel reads Chinese as something else."""
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(column.name for column in sheet.columns)
    return lambda line: rows.writerow([harmless(value) for value in line])


def jsonl_writer(file: TextIO, sheet: Sheet) -> Writer:
    names = [column.name for column in sheet.columns]

    def write(line: Line) -> None:
        # Not json.dump: it goes through Python for each piece and takes five times as long.
        file.write(json.dumps(dict(zip(names, line, strict=True)), ensure_ascii=False) + "\n")

    return write


@contextmanager
def text_files(folder: Path, sheets: Iterable[Sheet], ending: str) -> Iterator[list[Writer]]:
    """One file a table in `folder`, moved into place when all of them are whole."""
    folder.mkdir(parents=True, exist_ok=True)
    encoding = "utf-8-sig" if ending == "csv" else "utf-8"
    make = csv_writer if ending == "csv" else jsonl_writer
    with tempfile.TemporaryDirectory(prefix=".part-", dir=folder) as parts:
        made = [Path(parts) / f"{sheet.name}.{ending}" for sheet in sheets]
        with ExitStack() as stack:
            files = [stack.enter_context(part.open("w", encoding=encoding, newline="")) for part in made]
            yield [make(file, sheet) for file, sheet in zip(files, sheets, strict=True)]
        for part in made:
            part.replace(folder / part.name)


_TYPES: dict[Kind, str] = {"text": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN"}


def parquet_from_jsonl(folder: Path, target: Path, sheets: Iterable[Sheet]) -> None:
    """Turns the JSON Lines files in `folder` into Parquet files of the same names, in `target`. Streams."""
    import duckdb

    target.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix=".part-", dir=target) as parts,
        duckdb.connect(config={"temp_directory": parts, "threads": 1}) as engine,  # with more, memory grows
    ):
        for sheet in sheets:
            part = Path(parts) / f"{sheet.name}.parquet"
            relation_of(engine, folder, sheet).write_parquet(str(part), compression="zstd")
            part.replace(target / part.name)


def relation_of(engine: DuckDBPyConnection, folder: Path, sheet: Sheet) -> DuckDBPyRelation:
    """A table that stands in `folder` as JSON Lines."""
    return engine.read_json(
        str(folder / f"{sheet.name}.jsonl"),
        columns={column.name: _TYPES[column.kind] for column in sheet.columns},
        format="newline_delimited",
        maximum_object_size=2**25,
    )
