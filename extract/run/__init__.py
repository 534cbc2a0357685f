"""Many reports: the sources, the ledger, the workers, stopping and resuming.

`extract` reads reports into a run folder; `records`, `record_of`, `called`, `containing`, `locations` and `failures`
read a run.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from extract.run.errors import (
    DiskFull,
    RunCorrupt,
    RunError,
    RunLocked,
    RunMissing,
    StopRun,
    UsageError,
    WorkersUnusable,
)
from extract.run.events import Event, Failure, Progress, RunSummary

if TYPE_CHECKING:
    from extract.run.entry import (
        Options,
        called,
        containing,
        extract,
        failures,
        locations,
        own_rules,
        record_of,
        records,
    )

__all__ = [
    "DiskFull",
    "Event",
    "Failure",
    "Options",
    "Progress",
    "RunCorrupt",
    "RunError",
    "RunLocked",
    "RunMissing",
    "RunSummary",
    "StopRun",
    "UsageError",
    "WorkersUnusable",
    "called",
    "containing",
    "extract",
    "failures",
    "locations",
    "own_rules",
    "record_of",
    "records",
]


def __getattr__(name: str) -> object:
    # Worker processes import this package for their own part of it and have no use for the ledger.
    if name in __all__:
        return getattr(import_module("extract.run.entry"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
