"""What one report may cost the machine: the memory and the time of the process that reads it.

A process that reads for others bounds itself. Memory is bounded twice: by the kernel, where it has such a limit
(Linux, `setrlimit(2)`, RLIMIT_DATA), which no code gets past, and by a thread that looks at what is resident and ends
the process with a status that says why. Time is bounded by `faulthandler`, whose clock runs outside of Python and so
also ends what hangs in a library.
"""

from __future__ import annotations

import ctypes
import faulthandler
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TextIO

import psutil

from extract.doubts import Doubt, doubt
from extract.settings import Limits

OUT_OF_MEMORY = 86
"""The exit status of a process that took too much memory."""
OUT_OF_TIME = 1
"""The exit status that `faulthandler` ends a process with."""
HEADROOM = 500_000_000
"""Bytes that may be asked for and not used, as libraries do that keep a store."""
INTERVAL = 0.05
_PR_SET_PDEATHSIG = 1


def bound_memory(most: int) -> None:
    """Ends this process when it uses `most` bytes, with `OUT_OF_MEMORY` where that can still be said."""
    if sys.platform == "linux":
        import resource

        with suppress(OSError, ValueError):  # the process may be under a lower limit already
            _, hard = resource.getrlimit(resource.RLIMIT_DATA)
            resource.setrlimit(resource.RLIMIT_DATA, (most + HEADROOM, hard))
    threading.Thread(target=_watch_memory, args=(most,), daemon=True).start()


def _watch_memory(most: int) -> None:
    process = psutil.Process()
    while process.memory_info().rss < most:
        time.sleep(INTERVAL)
    os._exit(OUT_OF_MEMORY)


class Clock:
    """Ends this process when a report takes too long; where it hung is written to `log`.

    `tell` hears how many seconds a report has, when it is begun and when its pages are known.
    """

    def __init__(self, limits: Limits, log: TextIO, tell: Callable[[float], None] = lambda seconds: None) -> None:
        self._limits, self._log, self._tell = limits, log, tell
        self._began = 0.0

    def start(self) -> None:
        self._began = time.monotonic()
        self._allow(self._limits.seconds)

    def pages(self, count: int) -> None:
        """A report of many pages has more time."""
        self._allow(self._limits.seconds + self._limits.page_seconds * count)

    def stop(self) -> None:
        faulthandler.cancel_dump_traceback_later()

    def _allow(self, seconds: float) -> None:
        left = max(seconds - (time.monotonic() - self._began), 0.001)
        faulthandler.dump_traceback_later(left, exit=True, file=self._log)
        self._tell(seconds)


def end_with(parent: int) -> None:
    """Has the kernel end this process with the one that started it, whatever it is busy with. Linux only:
    elsewhere the thread that waits for jobs sees the parent's end of the pipe close."""
    if sys.platform != "linux":
        return
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it was killed before
        os._exit(1)


def die_first() -> None:
    """Has the kernel, when memory runs out all the same, end this process rather than its parent. Linux only."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500")


def why(status: int | None, seconds: float, limits: Limits) -> tuple[Doubt, bool]:
    """Why a process ended over a report that had `seconds`, for a person; and whether it is worth another try."""
    if status == OUT_OF_MEMORY:
        return too_large(limits), False
    if status == OUT_OF_TIME:
        return doubt("took_too_long", seconds=f"{seconds:g}"), False
    return doubt("process_died"), True


def too_large(limits: Limits) -> Doubt:
    """What is said of a report that takes too much memory."""
    return doubt("takes_too_much_memory", most=round(limits.max_memory / 1e6))
