"""The ledger of a run: which sources there are, what became of each, and their records.

`RUN/run.sqlite` is the truth about a run. Every change is one transaction: a report is committed whole or not
at all, whenever the process ends.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, and_, bindparam, func, literal, not_, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from extract.doubts import Doubt, as_json
from extract.run import tables
from extract.run.contents import CONTENT, HASH, IS_FIRST, PAGE, Contents, waits
from extract.run.damage import checksum, place_sum
from extract.run.errors import RunError
from extract.run.packed import Packed, numbered
from extract.run.requests import Requests
from extract.run.sources import LEDGER, Candidate
from extract.run.steps import Postponed, Request
from extract.run.tables import explained, facts, needs, paths, reports, requests

Only = Literal["failed", "lost"] | None
_FINISHED = (
    "state", "identity", "agency", "agency_key", "year", "figures", "flagged", "complete", "record", "read_as",
    "checksum", "reason", "calls", "input_tokens", "cached_tokens", "output_tokens", "cost", "seconds", "finished",
    "document",
)  # fmt: skip
# Made once: to build a statement takes longer than to execute it.
_FINISH = (
    update(reports)
    .where(reports.c.sha256 == bindparam("of"))
    .values(attempts=reports.c.attempts + 1, **{name: bindparam(name) for name in _FINISHED})
)
_FORGET_FURTHER = reports.delete().where(reports.c.sha256 > bindparam("from"), reports.c.sha256 < bindparam("to"))
_SEND = insert(requests).values(state="waiting", tries=1)
_RESEND = _SEND.on_conflict_do_update(
    index_elements=["key"],
    set_={
        "body": _SEND.excluded.body, "rung": _SEND.excluded.rung, "state": "waiting", "tries": requests.c.tries + 1,
        "batch": None, "answer": None, "status": None,
    },
    where=requests.c.state.in_(("answered", "refused")),
)  # fmt: skip
"""A request that is on its way already, for another report with the same words, is left alone."""


@dataclass(frozen=True, slots=True)
class Due:
    """A report that is to be read. `document` is set where it was opened before, and its answers are there now."""

    sha256: str
    path: str
    location: bytes
    size: int
    document: bytes | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What the last look through the paths found: different reports, and paths to content known already."""

    found: int
    duplicates: int


class Ledger(Contents):
    """A ledger that is written to; a context manager.

    `durable`: a commit outlives a failure of the power too. Raises `RunCorrupt`, `DiskFull` or `RunError`.
    """

    def __init__(self, run_dir: Path, durable: bool = False) -> None:
        super().__init__(run_dir, tables.connect(run_dir / LEDGER, write=True, durable=durable))
        self._place = _identity_of(self.file)

    # ------------------------------------------------------------ sources

    def register(self, candidates: Iterable[Candidate], fresh: bool = False) -> Scope:
        """Takes note of where sources stand; they are the scope of what follows. `fresh`: all wait again."""
        with explained(self.file), self._engine.begin() as connection:
            scan = self._scan(connection) + 1
            _set_fact(connection, "scan", str(scan))
            walk = iter(candidates)
            while page := list(islice(walk, PAGE)):
                _upsert_paths(connection, page, scan)
            self._forget_moved(connection, scan)
            _upsert_reports(connection, scan)
            if fresh:
                scanned = select(paths.c.sha256).where(paths.c.scan == scan)
                connection.execute(needs.delete().where(needs.c.sha256.in_(scanned)))
                connection.execute(requests.delete().where(requests.c.state != "sent"))
                connection.execute(update(reports).where(reports.c.scan == scan).values(state="waiting", document=None))
            here = (paths.c.scan == scan) & paths.c.sha256.is_not(None)
            total, different = connection.execute(
                select(func.count(), func.count(paths.c.sha256.distinct())).where(here)
            ).one()
            return Scope(different, total - different)

    def _forget_moved(self, connection: Connection, scan: int) -> None:
        """Forgets paths that are gone while their content stands elsewhere, and earlier troubles with paths."""
        here = select(paths.c.sha256).where(paths.c.scan == scan)
        older = connection.scalars(select(paths.c.location).where(paths.c.scan < scan, paths.c.sha256.in_(here)))
        gone = [location for location in older if not Path(location.decode("utf-8", "surrogateescape")).exists()]
        for location in gone:
            connection.execute(paths.delete().where(paths.c.location == location))
        connection.execute(paths.delete().where(paths.c.scan < scan, paths.c.sha256.is_(None)))

    def due(self, current: Collection[str], only: Only = None) -> Iterator[Due]:
        """Reports in scope that are to be read, by path, streamed.

        Those never read, those that failed, and those that were read by a reader not in `current`; `only` "failed":
        those that failed, and those whose model part did; "lost": those that have no record.
        """
        wanted = and_(self._wanted(current, only), IS_FIRST)
        columns = (reports.c.sha256, reports.c.path, reports.c.size, reports.c.document)
        for page in self._pages(select(*columns).where(wanted)):
            places = self._places(page)
            for row in page:
                yield Due(row.sha256, row.path, places[row.sha256][0].location, row.size, row.document)

    def count_due(self, current: Collection[str], only: Only = None) -> int:
        """How many files are to be read."""
        wanted = and_(self._wanted(current, only), IS_FIRST)
        with explained(self.file), self._engine.connect() as connection:
            return connection.scalar(select(func.count()).select_from(reports).where(wanted)) or 0

    def count_read(self, current: Collection[str], only: Only = None) -> int:
        """How many reports in scope have been read, and are left alone."""
        with explained(self.file), self._engine.connect() as connection:
            here = (reports.c.scan == self._scan(connection), reports.c.state == "read")
            settled = select(func.count()).select_from(reports).where(*here, not_(self._wanted(current, only)))
            return connection.scalar(settled) or 0

    def _wanted(self, current: Collection[str], only: Only) -> ColumnElement[bool]:
        with explained(self.file), self._engine.connect() as connection:
            scope = reports.c.scan == self._scan(connection)
        outdated = or_(reports.c.state != "read", reports.c.identity.not_in(list(current)))
        failed = or_(reports.c.state == "failed", reports.c.complete == 0)
        wanted = {None: outdated, "failed": failed, "lost": reports.c.state == "waiting"}[only]
        return and_(scope, wanted, not_(waits()))

    def identities(self) -> list[str]:
        """What the records of the run were read by, each once."""
        with explained(self.file), self._engine.connect() as connection:
            known = select(reports.c.identity).where(reports.c.identity.is_not(None)).distinct()
            return list(connection.scalars(known))

    # ------------------------------------------------------------ results

    def commit_records(self, due: Due, records: Sequence[Packed]) -> None:
        """A file was read: its first report, and those that stand in it besides, at once."""
        first, *further = [_values(packed, numbered(due.path, n)) for n, packed in enumerate(records, 1)]
        self._finish(due, first, further)

    def commit_failure(self, due: Due, reason: Doubt) -> None:
        """A file could not be read."""
        self._finish(due, _finished(state="failed", reason=as_json(reason)))

    def postpone(self, due: Due, later: Postponed) -> None:
        """The questions of a report go to a batch endpoint; it is due again when they are answered."""
        with explained(self.file), self._engine.begin() as connection:
            for request in later.requests:
                connection.execute(_RESEND, _row_of(request))
            connection.execute(needs.delete().where(needs.c.sha256 == due.sha256))
            waiting = [{"sha256": due.sha256, "key": key} for key in later.waits_for]
            connection.execute(insert(needs).on_conflict_do_nothing(), waiting)
            postponed = update(reports).where(reports.c.sha256 == due.sha256)
            connection.execute(postponed.values(state="postponed", document=later.document))

    def _finish(self, due: Due, first: dict[str, Any], further: Sequence[dict[str, Any]] = ()) -> None:
        self._check_place()
        with explained(self.file), self._engine.begin() as connection:
            connection.execute(_FINISH, {"of": due.sha256, **first})
            connection.execute(_FORGET_FURTHER, {"from": f"{due.sha256}-", "to": f"{due.sha256}."})
            for number, values in enumerate(further, 2):
                row = {"sha256": f"{due.sha256}-{number}", "path": numbered(due.path, number), "size": due.size}
                kept = {"scan": self._scan(connection), "attempts": 1}
                connection.execute(insert(reports), row | kept | values)
            if due.document is not None:
                connection.execute(needs.delete().where(needs.c.sha256 == due.sha256))

    def places(self) -> list[tuple[bytes, str, bool]]:
        """Every location that the run knows, its path, and whether its content has a record.

        A record that no location leads to is given the path that it was read under.
        """
        stray = select(reports.c.sha256, func.coalesce(reports.c.read_as, reports.c.path).label("path"))
        lacking = and_(IS_FIRST, reports.c.sha256.not_in(select(paths.c.sha256).where(paths.c.sha256.is_not(None))))
        known = select(paths.c.location, paths.c.path, reports.c.record.is_not(None).label("has_record"))
        with explained(self.file), self._engine.begin() as connection:
            for row in connection.execute(stray.where(lacking)).all():
                if row.path:
                    known_as = Candidate(row.path, os.fsencode(os.path.abspath(row.path)), row.sha256)
                    connection.execute(insert(paths).on_conflict_do_nothing(), _place(known_as, 0))
            joined = known.outerjoin(reports, reports.c.sha256 == paths.c.sha256).order_by(paths.c.path)
            return [(row.location, row.path, bool(row.has_record)) for row in connection.execute(joined)]

    def _check_place(self) -> None:
        """SQLite goes on writing to a file that was removed: what is read would be lost without a word."""
        if _identity_of(self.file) != self._place:
            raise RunError("ledger_moved", place=self.file)

    def forget_damaged(self) -> list[str]:
        """Has the reports whose record is damaged wait to be read again, with all that stand in the same file; their
        paths."""
        found = self.damaged()
        again = update(reports).where(reports.c.sha256 == bindparam("of"))
        with explained(self.file), self._engine.begin() as connection:
            if found:
                contents = sorted({key[:HASH] for key, _ in found})
                nothing = dict.fromkeys(("record", "checksum", "identity", "figures", "document", *_SHOWN))
                connection.execute(again.values(state="waiting", **nothing), [{"of": content} for content in contents])
                connection.execute(
                    _FORGET_FURTHER, [{"from": f"{content}-", "to": f"{content}."} for content in contents]
                )
        return sorted(path for _, path in found)

    def requests(self) -> Requests:
        """The part of the ledger that batches are kept in."""
        return Requests(self._engine, self.file)

    # ------------------------------------------------------------ facts

    def set_fact(self, name: str, value: str) -> None:
        with explained(self.file), self._engine.begin() as connection:
            _set_fact(connection, name, value)


def _values(packed: Packed, read_as: str) -> dict[str, Any]:
    reading = packed.reading
    return _finished(
        state="read", identity=packed.identity, agency=packed.agency, agency_key=packed.agency_key, year=packed.year,
        figures=packed.figures, flagged=int(packed.flagged), complete=int(packed.complete), record=packed.blob,
        read_as=read_as, calls=reading.calls, input_tokens=reading.input_tokens, cached_tokens=reading.cached_tokens,
        output_tokens=reading.output_tokens, cost=reading.cost, seconds=reading.seconds,
    )  # fmt: skip


def _finished(**values: Any) -> dict[str, Any]:
    given = dict.fromkeys(_FINISHED) | values
    given |= {"checksum": checksum(given) if given["record"] else None}
    return given | {"finished": datetime.now(UTC).isoformat(timespec="seconds")}


_SHOWN = ("agency", "agency_key", "year", "flagged")


def _identity_of(file: Path) -> tuple[int, int] | None:
    try:
        state = file.stat()
    except OSError:
        return None
    return state.st_dev, state.st_ino


def _row_of(request: Request) -> dict[str, Any]:
    body = zlib.compress(json.dumps(request.body, ensure_ascii=False).encode())
    return {"key": request.key, "body": body, "rung": request.rung}


def _set_fact(connection: Connection, name: str, value: str) -> None:
    statement = insert(facts).values(name=name, value=value)
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def _upsert_paths(connection: Connection, page: list[Candidate], scan: int) -> None:
    statement = insert(paths)
    kept = ("path", "sha256", "problem", "size", "scan", "checksum")
    statement = statement.on_conflict_do_update(
        index_elements=["location"], set_={name: statement.excluded[name] for name in kept}
    )
    connection.execute(statement, [_place(candidate, scan) for candidate in page])


def _place(candidate: Candidate, scan: int) -> dict[str, Any]:
    return {
        "location": candidate.location, "path": candidate.path, "sha256": candidate.sha256, "size": candidate.size,
        "problem": candidate.problem and as_json(candidate.problem), "scan": scan,
        "checksum": place_sum(candidate.location, candidate.path, candidate.sha256),
    }  # fmt: skip


def _upsert_reports(connection: Connection, scan: int) -> None:
    """A waiting row for each new content; the first path of every content; what is in scope."""
    here = (paths.c.scan == scan) & paths.c.sha256.is_not(None)
    found = (
        select(paths.c.sha256, paths.c.scan, func.max(paths.c.size), literal("waiting"), literal(0))
        .where(here)
        .group_by(paths.c.sha256)
    )
    columns = ["sha256", "scan", "size", "state", "attempts"]
    connection.execute(insert(reports).from_select(columns, found).on_conflict_do_nothing())
    found_first = select(func.min(paths.c.path)).where(paths.c.sha256 == CONTENT).scalar_subquery()
    first = found_first + func.replace(func.substr(reports.c.sha256, HASH + 1), "-", "#")
    connection.execute(update(reports).where(reports.c.path.is_distinct_from(first)).values(path=first))
    scanned = select(paths.c.sha256).where(here)
    connection.execute(update(reports).where(CONTENT.in_(scanned)).values(scan=scan))
