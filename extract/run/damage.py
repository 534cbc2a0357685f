"""Damage to a ledger: each record carries a checksum, so that a flipped bit is never taken for what was read."""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from extract.doubts import Doubt, doubt
from extract.wording import language, said

FACTS = ("identity", "agency", "agency_key", "year", "figures", "flagged", "complete", "read_as")
"""What stands beside a record and is used without it."""
DAMAGED, OUTDATED = "record_damaged", "record_outdated"


class RunDamage(UserWarning):
    """A part of a run is damaged and was left out. The message names it and says how it is read again."""


def checksum(values: Mapping[Any, Any]) -> str:
    """Of a record and of the facts beside it, each its own: the facts are read without the record."""
    return f"{_record_sum(values['record'])}{facts_sum(values)}"


def facts_sum(values: Mapping[Any, Any]) -> str:
    return _digest(json.dumps([values[name] for name in FACTS], ensure_ascii=False, default=repr).encode())


def is_whole(values: Mapping[Any, Any]) -> bool:
    """Whether a row of the ledger holds what was written to it."""
    return isinstance(values["record"], bytes) and values["checksum"] == checksum(values)


def facts_are_whole(values: Mapping[Any, Any]) -> bool:
    """The same of the facts alone."""
    return str(values["checksum"])[_LENGTH:] == facts_sum(values)


def place_sum(location: bytes, path: str, sha256: str | None) -> str:
    """Of a place where a source stands."""
    return _digest(repr((location, path, sha256)).encode("utf-8", "surrogateescape"))


def place_is_whole(values: Mapping[Any, Any]) -> bool:
    """Whether a row of places is what was written; one of an earlier version tells nothing of it."""
    told = values["checksum"]
    return told is None or told == place_sum(values["location"], values["path"], values["sha256"])


_LENGTH = 16


def _record_sum(record: bytes | None) -> str:
    return _digest(record or b"")


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:_LENGTH]


def damaged_in(run_dir: Path, what: str = DAMAGED) -> Doubt:
    """What is wrong with a record, and what to do about it."""
    return doubt("mended_by_repair", what=Doubt(what), run=str(run_dir))


def tell(run_dir: Path, path: str, what: str) -> None:
    """Says that a report was left out."""
    told = doubt("at_place", place=path, said=damaged_in(run_dir, what))
    warnings.warn(said(told, language()), RunDamage, stacklevel=2)
