"""Answers kept on disk, so that the same question is never paid for twice, and what endpoints were found to support.

One SQLite file, safe between processes. A key is the hash of everything that decides an answer: endpoint, model,
messages, the schema of the answer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Column, MetaData, String, Table, create_engine, event, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import StaticPool

FILE = "answers.sqlite"
_META = MetaData()
_KEPT = Table("kept", _META, Column("key", String, primary_key=True), Column("value", String, nullable=False))


def key_of(parts: Mapping[str, Any]) -> str:
    """The SHA-256 of the parts as canonical JSON."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class Cache:
    """Text by key. Without a folder it keeps nothing beyond the process; on a full disk it goes on without keeping."""

    def __init__(self, folder: Path | None = None) -> None:
        if folder is None:
            self._engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
        else:
            folder.mkdir(parents=True, exist_ok=True)
            self._engine = create_engine(f"sqlite:///{folder / FILE}", connect_args={"timeout": 30.0})
        event.listen(self._engine, "connect", _set_up)
        _META.create_all(self._engine)

    def get(self, key: str) -> str | None:
        with self._engine.connect() as connection:
            found: str | None = connection.execute(select(_KEPT.c.value).where(_KEPT.c.key == key)).scalar()
        return found

    def put(self, key: str, value: str) -> None:
        statement = insert(_KEPT).values(key=key, value=value)
        try:
            with self._engine.begin() as connection:
                connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_={"value": value}))
        except OperationalError:
            return

    def close(self) -> None:
        self._engine.dispose()


def _set_up(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
