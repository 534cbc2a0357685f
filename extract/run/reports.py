"""The steps of reading a report: opened and read by rules in a worker, asked about in the parent process."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from extract.document import Document
from extract.files.kinds import SUFFIXES
from extract.files.opening import read_bytes
from extract.files.render import render_bytes, render_page
from extract.judge.rulebook import parse_rulebook
from extract.report import NotAReport, RulesReading, read_by_rules, record_by_rules
from extract.run.errors import StopRun
from extract.run.identity import identity, is_current
from extract.run.steps import Asking, Incomplete, Job, Refusal, Room, Steps
from extract.settings import Settings
from schemas.form import load_form
from schemas.record import Record, Source

if TYPE_CHECKING:
    from extract.model.room import ModelRoom
    from extract.model.task import Task


def prepare(job: Job, data: bytes, settings: Settings) -> Record | Asking:
    """Raises `Refusal` for a document that is no report, `FileError` for a file that is none."""
    try:
        document = _opened(job, data, settings)
        source = Source(path=job.path, sha256=job.sha256, media_type=document.media_type, pages=document.pages)
        rulebook = parse_rulebook(settings.rules, load_form())
        rules = read_by_rules(document, Path(job.path).name, rulebook=rulebook)
        rules = _looked_again(rules, document, job, settings)
        if settings.model is None or settings.reader == "rules":
            return record_by_rules(document, source, rules, settings.reader)
    except NotAReport as error:
        raise Refusal(str(error)) from error
    from extract.model.task import Task, shown

    task = Task(document, source, rules, settings.reader, claims=settings.model.claims)
    if settings.model.vision:
        suffix = Path(job.path).suffix
        task = shown(task, lambda page: render_bytes(data, suffix, page, settings.limits), load_form())
    return Asking(task)


def _looked_again(rules: RulesReading, document: Document, job: Job, settings: Settings) -> RulesReading:
    """What recognition read, with a second look at the cells that a broken rule points at."""
    if all(word.confidence is None for word in document.words):
        return rules
    from extract.rereading import looked_again

    began = time.perf_counter()
    path = Path(os.fsdecode(job.location))
    tables = looked_again(rules.tables, lambda page: render_page(path, page, settings.limits), rules.rulebook)
    return replace(rules, tables=tables, seconds=rules.seconds + time.perf_counter() - began)


def _opened(job: Job, data: bytes, settings: Settings) -> Document:
    if job.document is None:
        return read_bytes(data, settings.limits, Path(job.path).suffix)
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
