"""One report of a run by what a person calls it."""

from __future__ import annotations

from pathlib import Path

from extract.doubts import Doubt, doubt
from extract.run import UsageError, called, containing, failures, record_of
from extract.views.plain import plain
from schemas.record import Record

LISTED = 10


def chosen(run_dir: Path, name: str) -> Record:
    """The record whose id begins with `name`, or whose path is, ends with, or else contains it.

    Raises `UsageError` when there is none, with the reason where the report could not be read, or several.
    """
    matches = called(run_dir, name) or (containing(run_dir, name) if name else [])
    matches = [match for match in matches if name in match.paths] or matches
    if len(matches) == 1:
        return record_of(run_dir, matches[0].id)
    if not matches:
        raise UsageError(_missing(run_dir, name))
    listed = "".join(f"\n  {match.id}  {plain(match.paths[0])}" for match in matches[:LISTED])
    more = doubt("and_more", count=len(matches) - LISTED) if len(matches) > LISTED else None
    raise UsageError(
        "several_reports_called", run=str(run_dir), count=len(matches), name=plain(name), listed=listed, more=more
    )


def _missing(run_dir: Path, name: str) -> Doubt:
    for failure in failures(run_dir):
        if name and name in failure.path:
            return doubt("report_unread", path=plain(failure.path), said=plain(failure.reason))
    return doubt("no_such_report", run=str(run_dir), name=plain(name))
