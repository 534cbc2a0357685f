"""Worker processes of this machine.

Each process has an executor of its own, so that when one dies it is known over which report, and no other
report is touched. Python's own pool declares all of its tasks broken instead.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sys
import time
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Protocol

from extract.run import worker
from extract.run.errors import WorkersUnusable
from extract.run.steps import Job, Steps
from extract.settings import Settings

DEPTH = 2
"""Reports handed to a worker at once: it goes on while the parent commits the last one."""
RENEW_AFTER = 1000
"""Reports after which a process is replaced, whatever the libraries in it have kept."""


class WorkerDied(Exception):
    """The worker's process ended over this report."""


class Workers(Protocol):
    """Where `prepare` runs. `lanes`: how many reports may be under way."""

    lanes: int

    async def run(self, job: Job) -> worker.Outcome:
        """Raises `WorkerDied`."""

    def kill(self) -> None:
        """Ends everything at once."""

    async def __aenter__(self) -> Workers: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def bare(settings: Settings) -> Settings:
    """The settings without the key of the endpoint, with which a worker has no business."""
    model = settings.model and settings.model.model_copy(update={"api_key": None})
    return settings.model_copy(update={"model": model})


class _Process:
    """One worker process and the reports that it has in hand, oldest first; it takes them in this order."""

    def __init__(self, start: tuple[Steps, Settings, float, Path]) -> None:
        method = "forkserver" if sys.platform == "linux" else "spawn"
        context = multiprocessing.get_context(method)
        if method == "forkserver":
            context.set_forkserver_preload(["extract.run.worker", start[0].prepare.__module__])
        self.executor = ProcessPoolExecutor(1, context, worker.start, start)
        self.born = self.executor.submit(worker.process_id)
        self.in_hand: deque[object] = deque()
        self.taken = 0
        self.culprit: object | None = None
        self.broken = False

    async def run(self, job: Job) -> worker.Outcome:
        ticket = object()
        self.in_hand.append(ticket)
        self.taken += 1
        try:
            return await asyncio.wrap_future(self.executor.submit(worker.run, job))
        except BrokenProcessPool:
            self.broken = True
            if self.culprit is None:
                self.culprit = self.in_hand[0]
            if self.culprit is ticket:
                raise WorkerDied from None
            raise
        finally:
            self.in_hand.remove(ticket)
            if self.retired and not self.in_hand:
                self.executor.shutdown(wait=False)

    @property
    def retired(self) -> bool:
        return self.broken or self.taken >= RENEW_AFTER

    def kill(self) -> None:
        if self.born.done() and not self.born.cancelled() and self.born.exception() is None:
            with suppress(ProcessLookupError):
                os.kill(self.born.result(), signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
        self.executor.shutdown(wait=False, cancel_futures=True)


class LocalWorkers:
    """`count` processes; started at once, replaced when they die. An async context manager."""

    def __init__(self, count: int, steps: Steps, settings: Settings, seconds: float, log: Path) -> None:
        self._start = (steps, bare(settings), seconds, log)
        self._seconds = seconds
        self._count = count
        self._processes: list[_Process] = []
        self.lanes = count * DEPTH

    async def __aenter__(self) -> LocalWorkers:
        self._processes = [_Process(self._start) for _ in range(self._count)]
        for process in self._processes:
            try:
                await asyncio.wrap_future(process.born)
            except BrokenProcessPool:
                self.kill()
                raise WorkersUnusable(
                    "worker processes do not start; if this is a script of yours, "
                    "put what it does under: if __name__ == '__main__':"
                ) from None
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self.kill()
        for process in self._processes:
            process.executor.shutdown(wait=kind is None)

    async def run(self, job: Job) -> worker.Outcome:
        """The outcome of a report. Raises `WorkerDied` if its process ended over it."""
        while True:
            process = self._least_busy()
            began = time.monotonic()
            try:
                return await process.run(job)
            except WorkerDied:
                raise WorkerDied(self._why(time.monotonic() - began)) from None
            except BrokenProcessPool:
                continue  # it died over another report

    def _least_busy(self) -> _Process:
        for number, process in enumerate(self._processes):
            if process.retired:
                self._processes[number] = _Process(self._start)
        return min(self._processes, key=lambda process: len(process.in_hand))

    def _why(self, seconds: float) -> str:
        if seconds >= self._seconds:
            return f"took longer than {self._seconds:g} seconds"
        return "brought its process down (a crash in a library, or no memory left)"

    def kill(self) -> None:
        for process in self._processes:
            process.kill()


class InlineWorker:
    """Reads in this process, one report at a time: for a handful of texts, that starting processes would delay."""

    lanes = 1

    def __init__(self, steps: Steps, settings: Settings) -> None:
        self._given = (steps, settings)

    async def __aenter__(self) -> InlineWorker:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return

    async def run(self, job: Job) -> worker.Outcome:
        return await asyncio.to_thread(worker.read, job, *self._given)

    def kill(self) -> None:
        return
