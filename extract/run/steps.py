"""The two steps of reading one file, as the engine sees them.

`prepare` runs in a worker process: it opens the file and reads it by rules. What it returns is either the record of
each of its reports, or an `Asking` that the model room of the parent process turns into them. The engine knows
nothing of how either is done, and tests give it steps of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from extract.failing import Told
from extract.settings import Settings
from schemas.record import Record


@dataclass(frozen=True, slots=True)
class Job:
    """A report that is to be read: the path as shown, the path as the file system has it, the content expected.

    `data` is that content where it travels with the job, to a machine that may not have the file. `document` is
    the packed document where the file was opened before.
    """

    path: str
    location: bytes
    sha256: str
    data: bytes | None = None
    document: bytes | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """What a model has to be asked about: for each report of the file a payload, made by `prepare` and understood by
    the room."""

    payloads: Sequence[Any]


class Refusal(Told):
    """A file that is no report or cannot be opened."""


class Incomplete(Exception):
    """Raised by a room with a record that lacks what the model should have read."""

    def __init__(self, record: Record) -> None:
        super().__init__("a part of the report could not be asked of the model")
        self.record = record


@dataclass(frozen=True, slots=True)
class Request:
    """A question for a batch endpoint: the key of its answer, and how it is put."""

    key: str
    body: dict[str, Any]
    rung: str


class Postponed(Exception):
    """Raised by a room whose answers come later: the requests to send, all that the report waits for, and the
    packed document to go on with."""

    def __init__(self, requests: Sequence[Request], waits_for: Sequence[str], document: bytes) -> None:
        super().__init__("the answers come later")
        self.requests, self.waits_for, self.document = requests, waits_for, document


class Room(Protocol):
    """Answers what `prepare` asked. Raises `StopRun` when going on is pointless, `Incomplete` and `Postponed`."""

    async def complete(self, payload: Any) -> Record: ...


@dataclass(frozen=True)
class Steps:
    """How reports are read. Functions of modules, since they travel to worker processes.

    `identity` names what the settings read by; `is_current(identity, settings)` tells whether a record that was
    read by `identity` would be read the same way today.
    """

    prepare: Callable[[Job, bytes, Settings], Sequence[Record] | Asking]
    identity: Callable[[Record | None, Settings], str]
    is_current: Callable[[str, Settings], bool]
    room: Callable[[Settings], AbstractAsyncContextManager[Room]] | None = None
    suffixes: frozenset[str] = frozenset({".txt"})
    light: frozenset[str] = frozenset({".txt", ".md"})
    """Kinds that are read within milliseconds, by code that cannot take the process down."""
