"""Many reports: the sources, the ledger, the workers, stopping and resuming.

`extract` reads reports into a run folder, `records` and `failures` read a run.
"""

from extract.run.entry import Options, extract, failures, records
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
    "extract",
    "failures",
    "records",
]
