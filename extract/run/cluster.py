"""Worker processes on Ray: the same work, on the processors of a cluster.

Ray places the work and replaces processes and machines that fail; here is only what it cannot know: that the
death of a process is the report's fault. Contents travel with the jobs, since other machines may not have the
files. The model is asked by the process that started the run, so that its limits hold for the whole cluster.
"""

from __future__ import annotations

import os
import re
import socket
import sys
import time
from dataclasses import replace
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any

from extract.doubts import doubt
from extract.extras import needing
from extract.files.errors import FileError
from extract.files.opening import load
from extract.run import worker
from extract.run.bounds import OUT_OF_TIME, Clock, bound_memory, why
from extract.run.errors import WorkersUnusable
from extract.run.local import WorkerDied, bare
from extract.run.steps import Job, Steps
from extract.settings import Limits, Settings

PATIENCE = 10.0
"""Seconds for a cluster to take a connection."""


@lru_cache(maxsize=1)
def _bound(limits: Limits) -> Clock:
    """Bounds this process, once, and gives its clock."""
    bound_memory(limits.max_memory)
    return Clock(limits, sys.__stderr__ or sys.stderr)


def _read(job: Job, steps: Steps, settings: Settings) -> worker.Outcome:
    """`worker.read` within its bounds, in a process that Ray started."""
    clock = _bound(settings.limits)
    clock.start()
    try:
        return worker.read(job, steps, settings, clock)
    finally:
        clock.stop()


def _answer(steps: Steps, settings: Settings) -> int:
    return os.getpid()


def _knock(address: str | None) -> None:
    """Raises OSError where nobody listens at HOST:PORT: Ray itself would go on trying for minutes."""
    place = re.fullmatch(r"(?:ray://)?\[?([^/]+?)\]?:(\d{1,5})", address or "")
    if place:
        socket.create_connection((place[1], int(place[2])), timeout=PATIENCE).close()


class RayWorkers:
    """Ray tasks, one a report. `address`: of a cluster (None: one of this machine, for the run only)."""

    def __init__(self, count: int | None, steps: Steps, settings: Settings, address: str | None = None) -> None:
        self._count, self._address = count, address
        self._given = (steps, bare(settings))
        self._limits = settings.limits
        self._started = False
        self.lanes = 1

    async def __aenter__(self) -> RayWorkers:
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # a run tells nobody of itself
        with needing("ray"):
            ray: Any = import_module("ray")
        self._ray = ray
        self._losses = (ray.exceptions.NodeDiedError, ray.exceptions.ObjectLostError)
        if not ray.is_initialized():
            self._join()
        # Two for each processor: one is under way while the outcome of the last is on its way back.
        self.lanes = 2 * (self._count or int(ray.cluster_resources().get("CPU", 1)))
        self._task = ray.remote(_read).options(num_cpus=1, max_retries=0)
        self._shared = [ray.put(part) for part in self._given]
        await self._probe()
        return self

    def _join(self) -> None:
        quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR"}
        here: dict[str, Any] = {"num_cpus": self._count, "include_dashboard": False}
        try:
            _knock(self._address)
            self._ray.init(address=self._address, **quiet, **({} if self._address else here))
        except (OSError, OverflowError, RuntimeError, ValueError) as error:
            raise WorkersUnusable("no_cluster", place=self._address or doubt("this_machine"), said=str(error)) from None
        self._started = True

    async def _probe(self) -> None:
        """One task that needs what all will need."""
        try:
            await self._ray.remote(_answer).options(max_retries=0).remote(*self._shared)
        except self._ray.exceptions.RayError as error:
            reason = str(error).strip().splitlines()[-1]
            raise WorkersUnusable("cluster_cannot_read", said=reason) from None

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._started:
            self._ray.shutdown()

    async def run(self, job: Job) -> worker.Outcome:
        """The outcome of a report. Raises `WorkerDied` if its process ended over it."""
        began = time.monotonic()
        errors = self._ray.exceptions
        try:
            data = load(Path(os.fsdecode(job.location)), self._limits)
        except FileError as error:
            return worker.Refused(error.reason)
        try:
            outcome: worker.Outcome = await self._task.remote(replace(job, data=data), *self._shared)
        except (errors.WorkerCrashedError, errors.OutOfMemoryError, *self._losses) as error:
            raise self._death(error, time.monotonic() - began) from None
        return outcome

    def _death(self, error: Exception, seconds: float) -> WorkerDied:
        """Ray does not tell the exit status: the time says whether it was the clock."""
        if isinstance(error, self._losses):
            return WorkerDied(doubt("machine_lost"))
        return WorkerDied(*why(OUT_OF_TIME if seconds >= self._limits.seconds else None, seconds, self._limits))

    def kill(self) -> None:
        if self._started:
            self._ray.shutdown()
