"""The tables of the ledger, its settings, and what its errors mean to a person."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Engine,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    create_engine,
    event,
    select,
    update,
)
from sqlalchemy.exc import DatabaseError

from extract.doubts import Doubt, doubt
from extract.run.damage import FACTS, checksum
from extract.run.errors import DiskFull, RunCorrupt, RunError

APPLICATION = 0x676B6169
"""Marks the file as a ledger of this program (SQLite's application_id)."""
VERSION = 2
"""2: records carry a checksum."""

metadata = MetaData()

paths = Table(
    "paths",
    metadata,
    Column("location", LargeBinary, primary_key=True),
    Column("path", Text, nullable=False),
    Column("sha256", Text, index=True),
    Column("problem", Text),
    Column("size", Integer, nullable=False),
    Column("scan", Integer, nullable=False, index=True),
    Column("checksum", Text),
)
"""Where sources stand. `scan` counts the times that paths were looked through; the last one is the scope."""

reports = Table(
    "reports",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("path", Text),
    Column("scan", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("identity", Text),
    Column("agency", Text),
    Column("agency_key", Text),
    Column("year", Integer),
    Column("figures", Text),
    Column("flagged", Integer),
    Column("complete", Integer),
    Column("record", LargeBinary),
    Column("read_as", Text),
    Column("reason", Text),
    Column("document", LargeBinary),
    Column("calls", Integer),
    Column("input_tokens", Integer),
    Column("cached_tokens", Integer),
    Column("output_tokens", Integer),
    Column("cost", Float),
    Column("seconds", Float),
    Column("finished", Text),
    Column("checksum", Text),
    Index("reports_by_path", "path", "sha256"),
    Index("reports_by_agency", "agency_key", "year"),
)
"""One row a source, by content, and one for each further report of it, with `-2` behind `sha256` and `#2` behind
`path`: committed with the first row, and forgotten with it. `state`: waiting, read (`record` is set), failed (`reason`
is set) or postponed (its questions are with a batch endpoint, and `document` is the opened file).
`figures` are the tables as far as the rules between years speak of them. `path` is the first of its paths, None
where no path leads to this content any more; `read_as` is the one that stands in `record`."""

requests = Table(
    "requests",
    metadata,
    Column("key", Text, primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("rung", Text, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("tries", Integer, nullable=False),
    Column("batch", Integer, index=True),
    Column("answer", LargeBinary),
    Column("status", Integer),
)
"""Questions for a batch endpoint, by the key of their answer. `state`: waiting (to be sent), sent, answered, or
refused; `answer` is what the endpoint said, with its HTTP `status` (None where the batch ended before)."""

needs = Table("needs", metadata, Column("sha256", Text, primary_key=True), Column("key", Text, primary_key=True))
"""Which report waits for which requests; two reports with the same words share one."""

batches = Table(
    "batches",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("token", Text, nullable=False),
    Column("file", Text),
    Column("batch", Text),
    Column("state", Text, nullable=False),
    Column("reason", Text),
)
"""`state`: planned, sent or collected. `token` is stated to the endpoint, so that a batch is found again that was
made just before the process ended; `file` and `batch` are the endpoint's names."""

facts = Table("facts", metadata, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))

_MEANINGS: dict[str, tuple[type[RunError], str]] = {
    "SQLITE_FULL": (DiskFull, "ledger_disk_full"),
    "SQLITE_IOERR_WRITE": (DiskFull, "ledger_disk_fails"),
    "SQLITE_IOERR_SHMSIZE": (DiskFull, "ledger_disk_full"),
    "SQLITE_NOTADB": (RunCorrupt, "no_ledger"),
    "SQLITE_CORRUPT": (RunCorrupt, "ledger_damaged"),
    "SQLITE_READONLY": (RunError, "ledger_read_only"),
    "SQLITE_CANTOPEN": (RunError, "ledger_closed"),
    "SQLITE_BUSY": (RunError, "ledger_busy"),
}


@contextmanager
def explained(file: Path) -> Iterator[None]:
    """Turns SQLite's errors into errors for a person."""
    try:
        yield
    except (UnicodeDecodeError, OverflowError):
        raise RunCorrupt("ledger_damaged", place=file) from None
    except DatabaseError as error:
        name = getattr(error.orig, "sqlite_errorname", None) or ""
        short = next((key for key in _MEANINGS if name.startswith(key)), None)
        if short is None:
            said = str(error.orig).split(" with text")[0]  # which would be a report's
            raise RunCorrupt("ledger_answers_wrongly", place=file, said=said) from None
        kind, meaning = _MEANINGS[short]
        raise kind(meaning, place=file) from None


def connect(file: Path, write: bool, durable: bool = False) -> Engine:
    """An engine on the ledger; `write` creates it where there is none.

    Commits outlive the process in any case, and a failure of the power too if they are `durable`: that takes some
    milliseconds each, nothing where a report costs model calls and much where it costs a hundredth of a second.
    """
    url = f"sqlite:///file:{_quoted(file)}?{'mode=rwc' if write else _reading(file)}&uri=true"
    engine = create_engine(url, connect_args={"timeout": 10.0})

    @event.listens_for(engine, "connect")
    def _settle(connection: Any, _: object) -> None:
        if write:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
        else:
            connection.execute("PRAGMA query_only = ON")

    return engine


def _reading(file: Path) -> str:
    """How to open a ledger to read it: only one that may write clears SQLite's side files away again."""
    if os.access(file, os.W_OK) and os.access(file.parent, os.W_OK):
        return "mode=rw"
    return "mode=ro" if file.with_name(f"{file.name}-wal").exists() else "mode=ro&immutable=1"


def _quoted(file: Path) -> str:
    return str(file.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def prepare(engine: Engine, file: Path) -> None:
    """Creates the tables in a ledger that has none yet. Raises `RunCorrupt` for one that this program cannot read."""
    with engine.connect() as connection:
        empty = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar() == 0
        readonly = connection.exec_driver_sql("PRAGMA query_only").scalar()
    if empty and not readonly:
        _create(engine)
    version = _version(engine, file)
    if version == 1 and not readonly:
        _add_checksums(engine)
    elif version != VERSION:
        raise RunCorrupt(_other_version(version), place=file)


def _version(engine: Engine, file: Path) -> int:
    """The version of a ledger. Raises `RunCorrupt` for an SQLite file of another program."""
    with engine.connect() as connection:
        application = connection.exec_driver_sql("PRAGMA application_id").scalar()
        version = connection.exec_driver_sql("PRAGMA user_version").scalar()
    if application != APPLICATION:
        raise RunCorrupt("no_ledger", place=file)
    return int(version or 0)


def _other_version(version: int) -> Doubt:
    if version < VERSION:
        return doubt("older_ledger", version=version, own=VERSION)
    return doubt("newer_ledger", version=version, own=VERSION)


def _add_checksums(engine: Engine) -> None:
    """Brings a ledger of version 1 up: its records are taken as they stand."""
    columns = ("sha256", "record", *FACTS)
    with engine.begin() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        for table in ("reports", "paths"):
            connection.exec_driver_sql(f"ALTER TABLE {table} ADD COLUMN checksum TEXT")
        kept = select(*(reports.c[name] for name in columns)).where(reports.c.record.is_not(None))
        for row in connection.execute(kept).mappings().all():
            of = reports.c.sha256 == row["sha256"]
            connection.execute(update(reports).where(of).values(checksum=checksum(row)))
        connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")


def _create(engine: Engine) -> None:
    """Creates the tables in an empty file; whole or not at all."""
    with engine.begin() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        metadata.create_all(connection)
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION}")
        connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")
