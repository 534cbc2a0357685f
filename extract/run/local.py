"""Worker processes of this machine.

Each process is known by itself, so that when one ends it is known over which report and why, and no other report is
touched. Python's own pool declares all of its tasks broken instead, keeps the exit status to itself, and runs the
main module of its caller again.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from asyncio.subprocess import PIPE, Process
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, nullcontext, suppress
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

from extract.doubts import Doubt, doubt
from extract.failing import Told
from extract.files.kinds import kind_of
from extract.run import worker
from extract.run.bounds import why
from extract.run.errors import WorkersUnusable
from extract.run.steps import Job, Steps
from extract.settings import Settings

DEPTH = 2
"""Reports handed to a worker at once: it goes on while the parent commits the last one."""
RENEW_AFTER = 1000
"""Reports after which a process is replaced, whatever the libraries in it have kept."""
LIGHT_BYTES = 300_000
"""The longest text that is read in this process."""
_CODE = "import sys; sys.path[:] = {path!r}; from extract.run.worker import serve; serve()"


class WorkerDied(Told):
    """The worker's process ended over this report. `again`: it may be otherwise the next time."""

    def __init__(self, reason: Doubt, again: bool = True) -> None:
        super().__init__(reason)
        self.again = again


class _Moved(Exception):
    """The worker's process ended over another report."""


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

    def __init__(self, start: worker.Start, turn: asyncio.Lock) -> None:
        self._start, self._turn = start, turn
        self._process: Process | None = None
        self._ready: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._listener = asyncio.ensure_future(self._live())
        self.in_hand: deque[asyncio.Future[worker.Outcome]] = deque()
        self.taken = 0
        self._allowed = start.settings.limits.seconds
        self._killed = self._ended = False

    async def started(self) -> None:
        """Raises `WorkersUnusable` where the process does not come to its first word."""
        await asyncio.shield(self._ready)

    async def run(self, job: Job) -> worker.Outcome:
        """Raises `WorkerDied`, or `_Moved` where it died over another report."""
        self.taken += 1
        outcome: asyncio.Future[worker.Outcome] = asyncio.get_running_loop().create_future()
        self.in_hand.append(outcome)
        await self.started()
        self._tell(job)
        return await outcome

    @property
    def retired(self) -> bool:
        return self._ended or self._killed or self.taken >= RENEW_AFTER

    def kill(self) -> None:
        self._killed = True
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.kill()

    async def close(self) -> None:
        """Lets it go; it has nothing in hand."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
        await self._listener

    def _tell(self, message: object) -> None:
        if self._process is not None and self._process.stdin is not None and not self._ended:
            self._process.stdin.write(worker.packed_message(message))

    async def _live(self) -> None:
        """The life of the process: its outcomes are handed on, and at its end what it had in hand is told."""
        status: int | None = None
        try:
            async with self._turn:  # two at once would leave Ctrl-C held back
                self._process = await _spawned(self._start.log)
            if self._killed:
                self._process.kill()
            self._tell(self._start)
            await self._listen(self._process)
            status = await self._process.wait()
        except OSError as error:
            self._refuse(str(error))
        finally:
            self._ended = True
            self._refuse(doubt("exit_status", status=status))
            self._hand_over(status)

    async def _listen(self, process: Process) -> None:
        assert process.stdout is not None
        with suppress(EOFError):
            while True:
                self._heard(await _message(process.stdout))

    def _heard(self, message: Any) -> None:
        if isinstance(message, worker.Allowed):
            self._allowed = message.seconds
        elif not self._ready.done():
            self._ready.set_result(message)
        elif not (outcome := self.in_hand.popleft()).done():
            outcome.set_result(message)
        if self.retired and not self.in_hand and self._process and self._process.stdin:
            self._process.stdin.close()

    def _refuse(self, reason: str | Doubt) -> None:
        if not self._ready.done():
            self._ready.set_exception(WorkersUnusable("workers_do_not_start", reason=reason))
            self._ready.exception()  # whoever waits is told; nobody need be

    def _hand_over(self, status: int | None) -> None:
        for place, outcome in enumerate(self.in_hand):
            if not outcome.done():
                reason, again = why(status, self._allowed, self._start.settings.limits)
                outcome.set_exception(_Moved() if place else WorkerDied(reason, again))
                outcome.exception()
        self.in_hand.clear()


async def _spawned(log: Path | None) -> Process:
    """A new process; what its libraries print goes to the log."""
    environment = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", **os.environ, "PYTHONUTF8": "1"}
    code = _CODE.format(path=sys.path)
    with log.open("ab") if log else nullcontext() as errors, _undisturbed():
        return await asyncio.create_subprocess_exec(
            sys.executable, "-c", code, stdin=PIPE, stdout=PIPE, stderr=errors, env=environment
        )


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Holds Ctrl-C back from a process that is being started until it can see to it itself."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


async def _message(source: asyncio.StreamReader) -> Any:
    """The next message. Raises EOFError."""
    size = worker.LENGTH.unpack(header := await source.readexactly(worker.LENGTH.size))[0]
    return worker.received(BytesIO(header + await source.readexactly(size)))


class LocalWorkers:
    """`count` processes; started at once, replaced when they die. An async context manager."""

    def __init__(self, count: int, steps: Steps, settings: Settings, log: Path | None) -> None:
        self._start = worker.Start(steps, bare(settings), log, os.getpid())
        self._count = count
        self._processes: list[_Process] = []
        self._turn = asyncio.Lock()
        self.lanes = count * DEPTH

    async def __aenter__(self) -> LocalWorkers:
        self._processes = [_Process(self._start, self._turn) for _ in range(self._count)]
        try:
            for process in self._processes:
                await process.started()
        except BaseException:
            self.kill()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self.kill()
        await asyncio.gather(*(process.close() for process in self._processes))

    async def run(self, job: Job) -> worker.Outcome:
        """The outcome of a report. Raises `WorkerDied` if its process ended over it."""
        while True:
            try:
                return await self._least_busy().run(job)
            except _Moved:
                continue

    def _least_busy(self) -> _Process:
        for number, process in enumerate(self._processes):
            if process.retired:
                self._processes[number] = _Process(self._start, self._turn)
        return min(self._processes, key=lambda process: len(process.in_hand))

    def kill(self) -> None:
        for process in self._processes:
            process.kill()


class InlineWorker:
    """Reads short texts in this process, one at a time: to start others would delay them.

    What needs bounds (a PDF, a Word file, a picture, a long text) is read in a process of its own all the same.
    """

    lanes = 1

    def __init__(self, steps: Steps, settings: Settings, log: Path | None = None) -> None:
        self._given = (steps, settings)
        self._apart: LocalWorkers | None = None
        self._log = log

    async def __aenter__(self) -> InlineWorker:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._apart is not None:
            await self._apart.__aexit__(kind, error, trace)

    async def run(self, job: Job) -> worker.Outcome:
        if is_light(job):
            return await _in_thread(worker.read, job, *self._given)
        if self._apart is None:
            self._apart = await LocalWorkers(1, *self._given, self._log).__aenter__()
        return await self._apart.run(job)

    def kill(self) -> None:
        if self._apart is not None:
            self._apart.kill()


def is_light(job: Job) -> bool:
    """Whether a report is a short text. One that cannot be looked at is told so by whoever reads it."""
    path = Path(os.fsdecode(job.location))
    try:
        start = job.data if job.data is not None else _beginning(path)
        size = len(job.data) if job.data is not None else path.stat().st_size
    except OSError:
        return True
    kind = kind_of(start, Path(job.path).suffix)
    return not kind.starts and size <= LIGHT_BYTES


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(1024)


async def _in_thread(function: Callable[..., worker.Outcome], *given: Any) -> worker.Outcome:
    """`asyncio.to_thread`, but that the end of the program does not wait for a thread that was given up."""
    promise: Future[worker.Outcome] = Future()
    promise.set_running_or_notify_cancel()

    def work() -> None:
        try:
            promise.set_result(function(*given))
        except BaseException as error:
            promise.set_exception(error)

    threading.Thread(target=work, daemon=True).start()
    return await asyncio.wrap_future(promise)
