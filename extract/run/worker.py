"""What runs inside a worker process. Its answers are plain values: no exception crosses the border.

The process is started with `python -c` rather than by multiprocessing, which would run the main module of whoever
calls the library once more. Jobs come in on its standard input, outcomes go out on what was its standard output.
"""

from __future__ import annotations

import faulthandler
import hashlib
import os
import pickle
import queue
import signal
import struct
import sys
import threading
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from extract.doubts import Doubt, doubt
from extract.files.errors import FileError
from extract.files.opening import count_pages, load
from extract.run.bounds import Clock, bound_memory, die_first, end_with, too_large
from extract.run.packed import Packed, pack_all
from extract.run.steps import Asking, Job, Refusal, Steps
from extract.settings import Settings

LENGTH = struct.Struct(">Q")
"""What stands before each message: its length in bytes."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A report that could not be read. `detail` is for the log of the run."""

    reason: Doubt
    detail: str | None = None
    error: Exception | None = None
    """What the reader raised: for a program that reads one report."""


Outcome = tuple[Packed, ...] | Asking | Refused
"""Of a file: its records, what a model is to be asked, or why it could not be read."""


@dataclass(frozen=True, slots=True)
class Start:
    """What a new process is told first."""

    steps: Steps
    settings: Settings
    log: Path | None
    parent: int


@dataclass(frozen=True, slots=True)
class Allowed:
    """The process has begun with a report, or knows its pages: it may take so many seconds in all."""

    seconds: float


def read(job: Job, steps: Steps, settings: Settings, clock: Clock | None = None) -> Outcome:
    """One file, as far as it is read without a model."""
    try:
        data = job.data if job.data is not None else load(Path(os.fsdecode(job.location)), settings.limits)
        if hashlib.sha256(data).hexdigest() != job.sha256:
            return Refused(Doubt("file_changed"))
        if clock is not None:
            clock.pages(count_pages(data, settings.limits, Path(job.path).suffix))
        result = steps.prepare(job, data, settings)
        return result if isinstance(result, Asking) else pack_all(result, lambda one: steps.identity(one, settings))
    except FileError as error:
        return Refused(error.reason)
    except Refusal as refusal:
        return Refused(refusal.reason, error=refusal.__cause__ if isinstance(refusal.__cause__, Exception) else None)
    except MemoryError:
        return Refused(too_large(settings.limits))
    except Exception as error:
        place = Path(traceback.extract_tb(error.__traceback__)[-1].filename).name
        reason = doubt("program_error_in", kind=type(error).__name__, place=place)
        return Refused(reason, traceback.format_exc())


def serve() -> None:
    """Reads what is asked for, one report after another, until nobody asks any more."""
    jobs_from, outcomes_to = sys.stdin.buffer, _own_output()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})  # the parent held it back until here
    start: Start = received(jobs_from)
    end_with(start.parent)
    die_first()
    log = start.log.open("a", encoding="utf-8") if start.log else sys.stderr
    faulthandler.enable(log)
    bound_memory(start.settings.limits.max_memory)
    clock = Clock(start.settings.limits, log, lambda seconds: _send(outcomes_to, Allowed(seconds)))
    jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(jobs_from, jobs), daemon=True).start()
    _send(outcomes_to, os.getpid())
    while True:
        job = jobs.get()
        clock.start()
        try:
            outcome = read(job, start.steps, start.settings, clock)
        finally:
            clock.stop()
        _send(outcomes_to, outcome)


def _receive(source: BinaryIO, jobs: queue.SimpleQueue[Job]) -> None:
    """Ends the process when the one that asks is gone or wants no more, also in the middle of a report."""
    while True:
        try:
            jobs.put(received(source))
        except EOFError:
            os._exit(0)


def _own_output() -> int:
    """The standard output for outcomes alone: what a library prints goes to standard error."""
    own = os.dup(1)
    os.dup2(2, 1)
    return own


def packed_message(message: Any) -> bytes:
    data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    return LENGTH.pack(len(data)) + data


def received(source: BinaryIO) -> Any:
    """The next message. Raises EOFError."""
    header = source.read(LENGTH.size)
    if len(header) < LENGTH.size:
        raise EOFError
    return pickle.loads(source.read(LENGTH.unpack(header)[0]))


def _send(target: int, message: Any) -> None:
    left = memoryview(packed_message(message))
    try:
        while left:
            left = left[os.write(target, left) :]
    except OSError:  # nobody listens any more
        os._exit(1)
