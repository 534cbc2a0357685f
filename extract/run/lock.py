"""One process writes to a run at a time; the operating system frees the lock however that process ends."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from extract.doubts import Doubt, doubt
from extract.failing import os_fault
from extract.run.errors import RunError, RunLocked


@contextmanager
def locked(run_dir: Path) -> Iterator[None]:
    """Hold the run. Raises `RunLocked`, naming the process, when another holds it."""
    owner = run_dir / "run.pid"
    try:
        lock = FileLock(run_dir / "run.lock")
        lock.acquire(blocking=False)
    except Timeout:
        raise RunLocked("run_locked", place=run_dir, number=_named(owner)) from None
    except OSError as error:
        raise RunError("cannot_be_written", place=run_dir, error=os_fault(error)) from None
    try:
        with suppress(OSError):  # only to name the process to a second one
            owner.write_text(str(os.getpid()))
        yield
    finally:
        with suppress(OSError):
            owner.unlink()
        lock.release()


def _named(owner: Path) -> Doubt | None:
    try:
        return doubt("process_number", number=int(owner.read_text()))
    except (OSError, ValueError):
        return None
