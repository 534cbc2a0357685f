"""The steps of reading a report: opened and read by rules in a worker, asked about in the parent process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from extract.document import Document
from extract.files.kinds import SUFFIXES
from extract.report import Given, NotAReport, prepared
from extract.run.errors import StopRun
from extract.run.identity import identity, is_current
from extract.run.steps import Asking, Incomplete, Job, Refusal, Room, Steps
from extract.settings import Settings
from schemas.record import Record

if TYPE_CHECKING:
    from extract.model.room import ModelRoom
    from extract.model.task import Task


def prepare(job: Job, data: bytes, settings: Settings) -> Sequence[Record] | Asking:
    """Raises `Refusal` for a document that is no report, `FileError` for a file that is none."""
    try:
        made = prepared(Given(job.path, data, _opened(job)), settings)
    except NotAReport as error:
        raise Refusal(error.whole) from error
    records = [one for one in made if isinstance(one, Record)]
    return records or Asking(made)


def _opened(job: Job) -> Document | None:
    """The document where recognition has been over it before."""
    if job.document is None:
        return None
    from extract.run.documents import unpack_document

    return unpack_document(job.document)


class _Answers:
    """The model room as the engine sees it."""

    def __init__(self, room: ModelRoom) -> None:
        self._room = room

    async def complete(self, payload: Task) -> Record:
        done = await self._room.complete(payload)
        if done.complete:
            return done.record
        if done.stop is not None:
            raise StopRun(done.stop.told)
        raise Incomplete(done.record)


@asynccontextmanager
async def _room(settings: Settings) -> AsyncIterator[Room]:
    from extract.model.room import model_room

    if settings.model is None:
        raise ValueError("a model room needs a model")
    async with model_room(settings.model) as room:
        yield _Answers(room)


STEPS = Steps(prepare, identity, is_current, _room, SUFFIXES)
