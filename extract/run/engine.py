"""The pipeline: reports stream from the ledger through the workers and the model room back to the ledger.

Bounded everywhere: the workers have at most `lanes` reports in hand, and as many wait for the model or are
being asked about as the endpoint may have calls in flight, twice.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from extract.doubts import doubt
from extract.run.errors import RunError, StopRun
from extract.run.events import INTERRUPTED, Event, EventKind, OnEvent, Progress
from extract.run.ledger import Due, Ledger
from extract.run.local import WorkerDied, Workers
from extract.run.packed import Packed, numbered, pack_all
from extract.run.steps import Asking, Incomplete, Job, Postponed, Room, Steps
from extract.run.worker import Outcome, Refused
from extract.settings import Settings
from extract.wording import language, said
from schemas.record import Record

log = logging.getLogger("extract.run")

Asked = asyncio.Queue[tuple[Due, Asking]]


@dataclass(frozen=True, slots=True)
class Answered:
    """One report as the room answered it."""

    record: Record
    complete: bool = True


TRIES = 2
"""Times that a report may bring its process down."""


@dataclass
class Engine:
    """One pass over the reports that are due."""

    ledger: Ledger
    steps: Steps
    settings: Settings
    workers: Workers
    progress: Progress
    on_event: OnEvent
    stopped: str | None = None
    """Why it ended before its time."""
    _fatal: RunError | None = field(default=None, repr=False)

    async def run(self, due: Iterator[Due]) -> None:
        """Reads all that is due. Raises `RunError` when the ledger cannot be written to any more."""
        async with self.workers, self._open_room() as room:
            calls = self.settings.model.concurrency if room and self.settings.model else 0
            asked: Asked = asyncio.Queue(maxsize=max(calls, 1))
            async with asyncio.TaskGroup() as group:
                answering = [group.create_task(self._answer(asked, room)) for _ in range(calls)]
                async with asyncio.TaskGroup() as preparing:
                    for _ in range(self.workers.lanes):
                        preparing.create_task(self._prepare(due, asked if room else None))
                await asked.join()
                for task in answering:
                    task.cancel()
        if self._fatal:
            raise self._fatal

    def _open_room(self) -> AbstractAsyncContextManager[Room | None]:
        if self.steps.room is None or self.settings.model is None or self.settings.reader == "rules":
            return nullcontext()
        return self.steps.room(self.settings)

    def stop(self, reason: str = INTERRUPTED) -> None:
        """Takes up nothing new; what is in flight is finished."""
        if self.stopped is None:
            self.stopped = reason
            log.warning("stopping: %s", reason)
            self._tell("stopping", message=reason)

    async def _prepare(self, due: Iterator[Due], asked: Asked | None) -> None:
        while not self.stopped and (report := self._next(due)):
            try:
                outcome = await self._outcome(report)
            except RunError as error:
                self._give_up(error)
                return
            if not isinstance(outcome, Asking):
                self._commit(report, outcome)
            elif asked is None:
                self._commit(report, Refused(doubt("needs_model")))
            else:
                await asked.put((report, outcome))

    def _next(self, due: Iterator[Due]) -> Due | None:
        try:
            return next(due, None)
        except RunError as error:
            self._give_up(error)
            return None

    async def _outcome(self, report: Due) -> Outcome:
        job = Job(report.path, report.location, report.sha256, document=report.document)
        for attempt in range(1, TRIES + 1):
            try:
                return await self.workers.run(job)
            except RunError:
                raise
            except WorkerDied as death:
                reason = death.reason
                log.warning("%s: %s (attempt %d)", report.path, death, attempt)
                if not death.again:
                    return Refused(reason)
                if attempt < TRIES:
                    self._tell("retried", report.path, str(death))
            except Exception as error:
                log.exception("%s: no worker could read it", report.path)
                return Refused(doubt("program_error", kind=type(error).__name__))
        return Refused(doubt("so_many_times", said=reason, times=TRIES))

    async def _answer(self, asked: Asked, room: Room | None) -> None:
        while True:
            report, asking = await asked.get()
            try:
                if room and not self.stopped:
                    self._commit(report, await self._completed(asking, room))
            except StopRun as reason:
                self.stop(str(reason))
            finally:
                asked.task_done()

    async def _completed(self, asking: Asking, room: Room) -> tuple[Packed, ...] | Refused | Postponed:
        """All reports of a file, each asked about by itself; where one has to wait, they all do."""
        try:
            answers = [await _answered(payload, room) for payload in asking.payloads]
        except StopRun:
            raise
        except Exception as error:
            log.exception("the model's part failed")
            return Refused(doubt("program_error", kind=type(error).__name__))
        if later := [answer for answer in answers if isinstance(answer, Postponed)]:
            return _together(later)
        records = [answer.record for answer in answers if isinstance(answer, Answered)]
        complete = all(answer.complete for answer in answers if isinstance(answer, Answered))
        return pack_all(records, lambda record: self.steps.identity(record, self.settings), complete)

    def _commit(self, report: Due, outcome: tuple[Packed, ...] | Refused | Postponed) -> None:
        try:
            if isinstance(outcome, Postponed):
                self.ledger.postpone(report, outcome)
                self.progress.postponed += 1
                self.progress.tick()
                self._tell("postponed", report.path)
            elif isinstance(outcome, Refused):
                self.ledger.commit_failure(report, outcome.reason)
                self._failed(report, outcome)
            else:
                self.ledger.commit_records(report, outcome)
                self._read(report, outcome)
        except RunError as error:
            self._give_up(error)

    def _give_up(self, error: RunError) -> None:
        self._fatal = self._fatal or error
        self.stop(str(error))

    def _failed(self, report: Due, outcome: Refused) -> None:
        told = said(outcome.reason, language())
        log.error("%s: %s%s", report.path, told, f"\n{outcome.detail}" if outcome.detail else "")
        self.progress.failed += 1
        self.progress.tick()
        self._tell("failed", report.path, told)

    def _read(self, report: Due, records: Sequence[Packed]) -> None:
        self.progress.total += len(records) - 1
        for number, packed in enumerate(records, 1):
            self._count(packed)
            self._tell("read", numbered(report.path, number), flagged=packed.flagged)

    def _count(self, packed: Packed) -> None:
        counts, reading = self.progress, packed.reading
        counts.read += 1
        counts.flagged += packed.flagged
        counts.calls += reading.calls
        counts.input_tokens += reading.input_tokens
        counts.cached_tokens += reading.cached_tokens
        counts.output_tokens += reading.output_tokens
        if reading.cost is not None:
            counts.cost = (counts.cost or 0.0) + reading.cost
        counts.tick()

    def _tell(
        self, kind: EventKind, path: str | None = None, message: str | None = None, flagged: bool = False
    ) -> None:
        self.on_event(Event(kind, self.progress, path, message, flagged))


async def _answered(payload: Any, room: Room) -> Answered | Postponed:
    try:
        return Answered(await room.complete(payload))
    except Incomplete as lack:
        return Answered(lack.record, complete=False)
    except Postponed as later:
        return later


def _together(waiting: Sequence[Postponed]) -> Postponed:
    """What all reports of a file wait for."""
    requests = [request for later in waiting for request in later.requests]
    return Postponed(requests, [key for later in waiting for key in later.waits_for], waiting[0].document)
