"""Answers kept on disk, so that the same question is never paid for twice, and what endpoints were found to support.

One SQLite file, safe between processes. A key is the hash of everything that decides an answer: endpoint, model,
messages, the schema of the answer.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Engine, MetaData, String, Table, create_engine, event, inspect, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import StaticPool

FILE = "answers.sqlite"
_META = MetaData()
_KEPT = Table(
    "kept",
    _META,
    Column("key", String, primary_key=True),
    Column("value", String, nullable=False),
    Column("checksum", String),
)
log = logging.getLogger("extract.run")


def key_of(parts: Mapping[str, Any]) -> str:
    """The SHA-256 of the parts as canonical JSON."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class Cache:
    """Text by key. Without a folder it keeps nothing beyond the process; on a full disk it goes on without keeping.

    A damaged file is put aside and said to be so, and what it kept is asked again; so is an answer that is not as it
    was written.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._file = None if folder is None else folder / FILE
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        self._engine = self._opened()

    def _opened(self) -> Engine:
        try:
            return _engine(self._file)
        except DatabaseError as error:
            if self._file is None or not _is_damage(error):
                raise
            self._put_aside()
            return _engine(self._file)

    def get(self, key: str) -> str | None:
        query = select(_KEPT.c.value, _KEPT.c.checksum).where(_KEPT.c.key == key)
        try:
            with self._engine.connect() as connection:
                found = connection.execute(query).first()
        except DatabaseError as error:
            self._mended(error)
            return None
        if found is None or found.checksum not in (None, _checksum(found.value)):
            return None
        return str(found.value)

    def put(self, key: str, value: str) -> None:
        statement = insert(_KEPT).values(key=key, value=value, checksum=_checksum(value))
        kept = {"value": value, "checksum": _checksum(value)}
        try:
            with self._engine.begin() as connection:
                connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_=kept))
        except DatabaseError as error:
            self._mended(error)

    def _mended(self, error: DatabaseError) -> None:
        """A full disk keeps nothing; a damaged file makes room for a new one."""
        if self._file is not None and _is_damage(error):
            self._engine.dispose()
            self._put_aside()
            self._engine = _engine(self._file)

    def _put_aside(self) -> None:
        assert self._file is not None
        aside = self._file.with_name(f"{FILE}.damaged")
        for side in ("-wal", "-shm"):
            Path(f"{self._file}{side}").unlink(missing_ok=True)
        self._file.replace(aside)
        log.warning("%s: the kept answers were damaged; they are asked again, the file is %s", self._file, aside.name)

    def close(self) -> None:
        self._engine.dispose()


def _engine(file: Path | None) -> Engine:
    if file is None:
        engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    else:
        engine = create_engine(f"sqlite:///{file}", connect_args={"timeout": 30.0})
    event.listen(engine, "connect", _set_up)
    _META.create_all(engine)
    columns = {column["name"] for column in inspect(engine).get_columns(_KEPT.name)}
    if "checksum" not in columns:  # of an earlier version
        with engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE kept ADD COLUMN checksum VARCHAR")
    return engine


def _is_damage(error: DatabaseError) -> bool:
    name = getattr(error.orig, "sqlite_errorname", None) or ""
    return name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT", "SQLITE_ERROR")) or "decode" in str(error.orig)


def _checksum(value: object) -> str:
    return hashlib.sha256(str(value).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _set_up(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
