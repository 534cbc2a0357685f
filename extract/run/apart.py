"""One report read in a process of its own, for a program or a notebook whose own process is never limited."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import TYPE_CHECKING

from extract.files.errors import FileError
from extract.run.local import LocalWorkers, WorkerDied, is_light
from extract.run.packed import unpacked
from extract.run.reports import STEPS
from extract.run.steps import Asking, Job
from extract.run.worker import Outcome, Refused
from schemas.record import Record

if TYPE_CHECKING:
    from extract.model.task import Task
    from extract.report import Given
    from extract.settings import Settings


def needs_bounds(report: Given) -> bool:
    """Whether a report is of a kind, or a length, that may take more of the machine than a short text does."""
    return report.document is None and not is_light(_job(report))


def prepared_apart(report: Given, settings: Settings) -> Sequence[Record | Task]:
    """`extract.report.prepared` within the bounds of `settings.limits`. Raises `NotAReport` and `FileError`."""
    workers = LocalWorkers(1, STEPS, settings, None)
    with ThreadPoolExecutor(1) as pool:  # the caller may be a notebook, whose loop is running
        reading = pool.submit(asyncio.run, _outcome(workers, _job(report)))
        try:
            outcome = reading.result()
        except WorkerDied as death:
            raise FileError(death.reason) from None
        except BaseException:
            workers.kill()
            raise
    if isinstance(outcome, Refused):
        raise outcome.error or FileError(outcome.reason)
    if isinstance(outcome, Asking):
        return outcome.payloads
    return [Record.model_validate_json(unpacked(packed.blob, "", [""])) for packed in outcome]


def _job(report: Given) -> Job:
    return Job(report.path, b"", sha256(report.data).hexdigest(), report.data)


async def _outcome(workers: LocalWorkers, job: Job) -> Outcome:
    async with workers:
        return await workers.run(job)
