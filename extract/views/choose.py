"""One report of a run by what a person calls it."""

from __future__ import annotations

from pathlib import Path

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
    more = "" if len(matches) <= LISTED else f"\n  and {len(matches) - LISTED} more"
    raise UsageError(f"{len(matches)} reports of {run_dir} are called {plain(name)!r}; give the id:{listed}{more}")


def _missing(run_dir: Path, name: str) -> str:
    for failure in failures(run_dir):
        if name and name in failure.path:
            return f"{plain(failure.path)} could not be read: {plain(failure.reason)}"
    return f"no report of {run_dir} is called {plain(name)!r}; give a part of its path, or the beginning of its id"
