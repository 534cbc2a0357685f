"""A damaged ledger: what is whole in it is carried over into a new one, row by row; what is not is read again.

The rows of a table whose pages are damaged are looked for by their numbers, in ever smaller ranges, so that a bad
page costs its own rows only. Where the first page is damaged, on which SQLite keeps what the tables are, that of an
empty ledger takes its place: the tables of every ledger begin on the same pages.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Engine, Table
from sqlalchemy.dialects.sqlite import insert

from extract.doubts import Doubt, doubt
from extract.run import tables
from extract.run.damage import is_whole, place_is_whole
from extract.run.errors import writing
from extract.run.output import NAME
from extract.run.sources import LEDGER, Candidate, content_hash
from extract.wording import phrase

KEPT = "run.sqlite.damaged"
_PAGE = 4096
_SIDES = ("-wal", "-shm", "-journal")
_GONE = Doubt("source_gone")
_ROWS_A_PAGE = 100


def salvage(run_dir: Path) -> str | None:
    """Makes a new ledger of what is whole in a damaged one; None where nothing has to be done.

    The damaged file stays beside it as `run.sqlite.damaged`. Returns one line for a person.
    """
    file = run_dir / LEDGER
    if not file.is_file() or _is_sound(file):
        return None
    with writing(file), tempfile.TemporaryDirectory(prefix=".part-", dir=run_dir) as folder:
        fresh = Path(folder) / LEDGER
        counts = _carried_over(_readable(file, Path(folder)), fresh)
        for side in _SIDES:
            Path(f"{file}{side}").unlink(missing_ok=True)
        file.replace(run_dir / KEPT)
        fresh.replace(file)
    return phrase("at_place", place=str(file), said=doubt("ledger_carried_over", count=counts, kept=KEPT))


def _is_sound(file: Path) -> bool:
    try:
        with closing(sqlite3.connect(file)) as ledger:
            (said,) = ledger.execute("PRAGMA integrity_check(1)").fetchone()
            (application,) = ledger.execute("PRAGMA application_id").fetchone()
            (version,) = ledger.execute("PRAGMA user_version").fetchone()
            for table in tables.metadata.sorted_tables:  # a text that is none is no matter to SQLite
                deque(ledger.execute(f"SELECT * FROM {table.name}"), maxlen=0)
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return False
    return bool(said == "ok" and application == tables.APPLICATION and version <= tables.VERSION)


def _readable(file: Path, folder: Path) -> Path:
    """A copy to read from, with the first page of an empty ledger where its own cannot be read."""
    copy = folder / "old.sqlite"
    shutil.copyfile(file, copy)
    if Path(f"{file}-wal").exists():
        shutil.copyfile(f"{file}-wal", f"{copy}-wal")
    if not _tells_its_tables(copy):
        _with_first_page(copy, folder)
    return copy


def _tells_its_tables(file: Path) -> bool:
    """Whether one table at least can be looked into: where none can, it is the first page."""
    with closing(sqlite3.connect(file)) as ledger:
        for table in tables.metadata.sorted_tables:
            names = ", ".join(column.name for column in table.columns if column.name != "checksum")
            with suppress(sqlite3.Error, UnicodeDecodeError):
                ledger.execute(f"SELECT {names} FROM {table.name} WHERE rowid < 0").fetchall()
                return True
    return False


def _with_first_page(file: Path, folder: Path) -> None:
    empty = folder / "empty.sqlite"
    _new(empty).dispose()
    with closing(sqlite3.connect(empty)) as ledger:
        ledger.execute("PRAGMA journal_mode = DELETE")
    page = bytearray(empty.read_bytes()[:_PAGE])
    pages = file.stat().st_size // _PAGE
    page[28:32] = pages.to_bytes(4, "big")
    page[32:40] = bytes(8)  # no free pages are known
    with suppress(FileNotFoundError):
        Path(f"{file}-wal").unlink()
    with file.open("r+b") as old:
        old.write(page)


def _new(file: Path) -> Engine:
    engine = tables.connect(file, write=True)
    tables.prepare(engine, file)
    return engine


def _carried_over(old: Path, fresh: Path) -> int:
    engine, count = _new(fresh), 0
    try:
        with closing(sqlite3.connect(old)) as ledger, engine.begin() as connection:
            ledger.text_factory = lambda data: data.decode("utf-8", "replace")
            ledger.row_factory = sqlite3.Row
            for table in tables.metadata.sorted_tables:
                for row in _rows(ledger, table, old.stat().st_size // _PAGE):
                    if (kept := _kept(table, row)) is not None:
                        count += connection.execute(insert(table).on_conflict_do_nothing(), kept).rowcount
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        engine.dispose()
    return count


def _rows(ledger: sqlite3.Connection, table: Table, pages: int) -> Iterator[dict[str, Any]]:
    ranges = [(1, pages * _ROWS_A_PAGE + 1)]
    while ranges:
        low, high = ranges.pop()
        try:
            found = ledger.execute(f"SELECT * FROM {table.name} WHERE rowid BETWEEN ? AND ?", (low, high)).fetchall()
            yield from (dict(row) for row in found)
        except sqlite3.Error:
            middle = (low + high) // 2
            if low < high:
                ranges += [(middle + 1, high), (low, middle)]


def _kept(table: Table, row: Mapping[str, Any]) -> dict[str, Any] | None:
    """A row as far as it is whole; None where even what it is about is lost."""
    values = {column.name: row.get(column.name) for column in table.columns}
    if not all(_fits(column, values[column.name]) for column in table.columns):
        return _waiting(values) if table is tables.reports and _is_hash(values["sha256"]) else None
    if table is tables.paths:
        return values if place_is_whole(values) else None
    if table is tables.reports:
        if _is_further(values["sha256"]):  # where it is lost, the first tells that it was there
            return values if is_whole(values) else None
        if not _is_hash(values["sha256"]):
            return None
        whole = values["record"] is None or values["checksum"] is None or is_whole(values)
        return values if whole and values["state"] in ("read", "failed", "waiting", "postponed") else _waiting(values)
    return values


_TYPES: dict[str, tuple[type, ...]] = {
    "TEXT": (str,),
    "INTEGER": (int,),
    "FLOAT": (float, int),
    "BLOB": (bytes,),
}


def _fits(column: Column[Any], value: object) -> bool:
    return bool(column.nullable) if value is None else isinstance(value, _TYPES[str(column.type)])


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and len(value) == 64 and set(value) <= set("0123456789abcdef")


def _is_further(value: object) -> bool:
    return isinstance(value, str) and value[64:65] == "-" and _is_hash(value[:64])


def _waiting(values: Mapping[str, Any]) -> dict[str, Any]:
    path = values["path"] if isinstance(values["path"], str) else None
    known = {"sha256": values["sha256"], "path": path, "scan": 0, "size": 0, "state": "waiting", "attempts": 0}
    return dict.fromkeys(values) | known


def listed(run_dir: Path) -> Iterator[tuple[bytes, str, bool]]:
    """The places of the reports that the last reports.jsonl lists, as far as it can be read: of some the ledger may
    have lost every trace."""
    with suppress(OSError), (run_dir / NAME).open("rb") as lines:
        for line in lines:
            with suppress(ValueError, KeyError, TypeError):
                path = str(json.loads(line)["source"]["path"])
                yield os.fsencode(os.path.abspath(path)), path, True


class Standing:
    """The files of a run as they stand now, in the place of sources that are given."""

    ignored = 0

    def __init__(self, places: Iterable[tuple[bytes, str, bool]]) -> None:
        """Of each its location, its path, and whether its record is whole."""
        self._places = places

    def __iter__(self) -> Iterator[Candidate]:
        seen: set[bytes] = set()
        for location, path, has_record in self._places:
            if location in seen:
                continue
            seen.add(location)
            try:
                digest, size = content_hash(location)
            except OSError:
                if not has_record:
                    yield Candidate(path, location, None, problem=_GONE)
                continue
            yield Candidate(path, location, digest, size)
