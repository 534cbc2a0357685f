"""The steps of reading a report: opened and read by rules in a worker, asked about in the parent process."""

from __future__ import annotations

from pathlib import Path

from extract.files.kinds import SUFFIXES
from extract.files.opening import read_bytes
from extract.report import NotAReport, read_report
from extract.run.identity import identity, is_current
from extract.run.steps import Asking, Job, Refusal, Steps
from extract.settings import Settings
from schemas.record import Record, Source


def prepare(job: Job, data: bytes, settings: Settings) -> Record | Asking:
    """Raises `Refusal` for a document that is no report, `FileError` for a file that is none."""
    try:
        document = read_bytes(data, settings.limits, Path(job.path).suffix)
        source = Source(path=job.path, sha256=job.sha256, media_type=document.media_type, pages=document.pages)
        return read_report(document, source, Path(job.path).name, reader=settings.reader)
    except NotAReport as error:
        raise Refusal(str(error)) from error


def _is_current(known: str, settings: Settings) -> bool:
    return is_current(known, settings, {})


STEPS = Steps(prepare, identity, _is_current, suffixes=SUFFIXES)
