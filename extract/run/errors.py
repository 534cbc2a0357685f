"""What stops a run as a whole. The failure of one report is a row of the ledger, never one of these."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

from extract.failing import Told, os_fault


class RunError(Told):
    """The run cannot go on or cannot be read; the message says why and what to do."""

    exit_status = 1


class UsageError(RunError):
    """The run was asked for something that is not there; nothing was started."""

    exit_status = 2


class RunMissing(UsageError):
    """There is no run at this place."""


class RunLocked(RunError):
    """Another process works on this run."""


class RunCorrupt(RunError):
    """The ledger is no ledger of this program, or is damaged."""


class DiskFull(RunError):
    """There is no room for the ledger or for a file written from it; what was committed is whole."""


class WorkersUnusable(RunError):
    """No worker process could be started."""


class StopRun(RunError):
    """Raised by a model room when going on is pointless, such as an expired key or a spent budget.

    The run finishes what is in flight and stops; the reports that had not been asked about stay to be read.
    """


@contextmanager
def writing(place: str | os.PathLike[str]) -> Iterator[None]:
    """Turns the errors of writing to `place` into errors for a person: `DiskFull` where there is no room."""
    try:
        yield
    except OSError as error:
        kind = DiskFull if error.errno == errno.ENOSPC else RunError
        raise kind("cannot_be_written", place=os.fspath(place), error=os_fault(error)) from None
