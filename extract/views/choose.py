"""One report of a run by what a person calls it."""

from __future__ import annotations

from pathlib import Path

from extract.run import UsageError, failures, records
from extract.views.plain import plain
from schemas.record import Record

LISTED = 10


def chosen(run_dir: Path, name: str) -> Record:
    """The record whose id begins with `name`, or whose path is or ends with it.

    Raises `UsageError` when there is none, with the reason where the report could not be read, or several.
    """
    matches = [record for record in records(run_dir) if _is(record, name)]
    exact = [record for record in matches if name in _paths(record)]
    matches = exact or matches
    if len(matches) == 1:
        return matches[0]
    if not matches:
        raise UsageError(_missing(run_dir, name))
    listed = "".join(f"\n  {record.id}  {plain(record.source.path)}" for record in matches[:LISTED])
    more = "" if len(matches) <= LISTED else f"\n  and {len(matches) - LISTED} more"
    raise UsageError(f"{len(matches)} reports of {run_dir} are called {plain(name)!r}; give the id:{listed}{more}")


def _is(record: Record, name: str) -> bool:
    return record.id.startswith(name.lower()) or any(_ends_with(path, name) for path in _paths(record))


def _ends_with(path: str, name: str) -> bool:
    return f"/{path}".endswith(f"/{name}")


def _paths(record: Record) -> list[str]:
    return [record.source.path, *record.source.other_paths]


def _missing(run_dir: Path, name: str) -> str:
    for failure in failures(run_dir):
        if _ends_with(failure.path, name):
            return f"{plain(failure.path)} could not be read: {plain(failure.reason)}"
    return f"no report of {run_dir} is called {plain(name)!r}; give its path, the end of it, or the beginning of its id"
