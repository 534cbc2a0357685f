"""The ledger of a run: which sources there are, what became of each, and their records.

`RUN/run.sqlite` is the truth about a run. Every change is one transaction: a report is committed whole or not
at all, whenever the process ends.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    tuple_,
    update,
)  # fmt: skip
from sqlalchemy.dialects.sqlite import insert

from extract.run import tables
from extract.run.errors import RunMissing
from extract.run.events import Failure
from extract.run.packed import Packed
from extract.run.requests import Requests
from extract.run.sources import LEDGER, Candidate
from extract.run.steps import Postponed, Request
from extract.run.tables import explained, facts, needs, paths, reports, requests

PAGE = 200

_FINISHED = (
    "state", "identity", "agency", "year", "flagged", "complete", "record", "read_as", "reason", "calls",
    "input_tokens", "cached_tokens", "output_tokens", "cost", "seconds", "finished", "document",
)  # fmt: skip
# Made once: to build a statement takes longer than to execute it.
_FINISH = (
    update(reports)
    .where(reports.c.sha256 == bindparam("of"))
    .values(attempts=reports.c.attempts + 1, **{name: bindparam(name) for name in _FINISHED})
)
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
class Kept:
    """A record as it is kept: packed, the path that it was read under, and all the paths that lead to it now."""

    blob: bytes
    read_as: str
    paths: list[str]


@dataclass(frozen=True, slots=True)
class Scope:
    """What the last look through the paths found: different reports, and paths to content known already."""

    found: int
    duplicates: int


class Ledger:
    """An open ledger; a context manager. Raises `RunMissing`, `RunCorrupt`, `DiskFull` or `RunError`."""

    def __init__(self, run_dir: Path, write: bool = False, durable: bool = False) -> None:
        self.file = run_dir / LEDGER
        if not write and not self.file.is_file():
            raise RunMissing(f"{run_dir}: there is no run here; 'gongkai extract PATH... --out {run_dir}' makes one")
        self._engine = tables.connect(self.file, write, durable)
        with explained(self.file):
            if write and self._empty():
                tables.create(self._engine)
            tables.check_version(self._engine, self.file)

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._engine.dispose()

    def _empty(self) -> bool:
        with self._engine.connect() as connection:
            return connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar() == 0

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

    def _scan(self, connection: Connection) -> int:
        return int(connection.scalar(select(facts.c.value).where(facts.c.name == "scan")) or 0)

    def _forget_moved(self, connection: Connection, scan: int) -> None:
        """Forgets paths that are gone while their content stands elsewhere, and earlier troubles with paths."""
        here = select(paths.c.sha256).where(paths.c.scan == scan)
        older = connection.scalars(select(paths.c.location).where(paths.c.scan < scan, paths.c.sha256.in_(here)))
        gone = [location for location in older if not Path(location.decode("utf-8", "surrogateescape")).exists()]
        for location in gone:
            connection.execute(paths.delete().where(paths.c.location == location))
        connection.execute(paths.delete().where(paths.c.scan < scan, paths.c.sha256.is_(None)))

    def due(self, current: Collection[str], only_failed: bool = False) -> Iterator[Due]:
        """Reports in scope that are to be read, by path, streamed.

        Those never read, those that failed, and those that were read by a reader not in `current`;
        `only_failed`: those that failed, and those whose model part did.
        """
        wanted = self._wanted(current, only_failed)
        columns = (reports.c.sha256, reports.c.path, reports.c.size, reports.c.document)
        for page in self._pages(select(*columns).where(wanted)):
            places = self._places(page)
            for row in page:
                yield Due(row.sha256, row.path, places[row.sha256][0].location, row.size, row.document)

    def count_due(self, current: Collection[str], only_failed: bool = False) -> int:
        """How many reports are to be read."""
        wanted = self._wanted(current, only_failed)
        with explained(self.file), self._engine.connect() as connection:
            return connection.scalar(select(func.count()).select_from(reports).where(wanted)) or 0

    def _wanted(self, current: Collection[str], only_failed: bool) -> ColumnElement[bool]:
        with explained(self.file), self._engine.connect() as connection:
            scope = reports.c.scan == self._scan(connection)
        if only_failed:
            return and_(scope, or_(reports.c.state == "failed", reports.c.complete == 0))
        outdated = or_(reports.c.state != "read", reports.c.identity.not_in(list(current)))
        return and_(scope, outdated, not_(_waits()))

    def identities(self) -> list[str]:
        """What the records of the run were read by, each once."""
        with explained(self.file), self._engine.connect() as connection:
            known = select(reports.c.identity).where(reports.c.identity.is_not(None)).distinct()
            return list(connection.scalars(known))

    # ------------------------------------------------------------ results

    def commit_record(self, due: Due, packed: Packed) -> None:
        """A report was read."""
        reading = packed.reading
        self._finish(
            due, state="read", identity=packed.identity, agency=packed.agency, year=packed.year,
            flagged=int(packed.flagged), complete=int(packed.complete), record=packed.blob, read_as=due.path,
            calls=reading.calls, input_tokens=reading.input_tokens, cached_tokens=reading.cached_tokens,
            output_tokens=reading.output_tokens, cost=reading.cost, seconds=reading.seconds,
        )  # fmt: skip

    def commit_failure(self, due: Due, reason: str) -> None:
        """A report could not be read."""
        self._finish(due, state="failed", reason=reason)

    def postpone(self, due: Due, later: Postponed) -> None:
        """The questions of a report go to a batch endpoint; it is due again when they are answered."""
        with explained(self.file), self._engine.begin() as connection:
            for request in later.requests:
                connection.execute(_RESEND, _row_of(request))
            connection.execute(needs.delete().where(needs.c.sha256 == due.sha256))
            waiting = [{"sha256": due.sha256, "key": key} for key in later.waits_for]
            connection.execute(insert(needs).on_conflict_do_nothing(), waiting)
            postponed = update(reports).where(reports.c.sha256 == due.sha256)
            connection.execute(postponed.values(state="postponed", document=later.document, record=None))

    def _finish(self, due: Due, **values: Any) -> None:
        given = dict.fromkeys(_FINISHED) | values | {"finished": datetime.now(UTC).isoformat(timespec="seconds")}
        with explained(self.file), self._engine.begin() as connection:
            connection.execute(_FINISH, {"of": due.sha256, **given})
            if due.document is not None:
                connection.execute(needs.delete().where(needs.c.sha256 == due.sha256))

    def requests(self) -> Requests:
        """The part of the ledger that batches are kept in."""
        return Requests(self._engine, self.file)

    # ------------------------------------------------------------ reading the run

    def records(self) -> Iterator[Kept]:
        """Every record of the run with the paths that lead to it now; by path, streamed."""
        columns = (reports.c.sha256, reports.c.path, reports.c.record, reports.c.read_as)
        for page in self._pages(select(*columns).where(reports.c.state == "read")):
            places = self._places(page)
            for row in page:
                yield Kept(row.record, row.read_as, sorted(place.path for place in places[row.sha256]))

    def _places(self, page: Sequence[Row[Any]]) -> dict[str, list[Any]]:
        """Where the sources of some rows stand, by content; the places found last come first."""
        query = select(paths.c.sha256, paths.c.path, paths.c.location)
        query = query.where(paths.c.sha256.in_([row.sha256 for row in page]))
        found: dict[str, list[Any]] = {}
        with explained(self.file), self._engine.connect() as connection:
            for row in connection.execute(query.order_by(paths.c.scan.desc(), paths.c.path)):
                found.setdefault(row.sha256, []).append(row)
        return found

    def failures(self, everywhere: bool = False) -> list[Failure]:
        """What could not be read, by path: in the scope of the last look, or in the whole run."""
        with explained(self.file), self._engine.connect() as connection:
            scan = self._scan(connection)
            failed = select(reports.c.path, reports.c.reason).where(reports.c.state == "failed", reports.c.path != "")
            troubled = select(paths.c.path, paths.c.problem).where(paths.c.problem.is_not(None))
            if not everywhere:
                failed, troubled = failed.where(reports.c.scan == scan), troubled.where(paths.c.scan == scan)
            return sorted(
                (Failure(path, reason) for path, reason in connection.execute(failed.union_all(troubled))),
                key=lambda failure: failure.path,
            )

    def count_postponed(self) -> int:
        """Reports in scope that wait for a batch endpoint."""
        with explained(self.file), self._engine.connect() as connection:
            where = (reports.c.scan == self._scan(connection), reports.c.state == "postponed", _waits())
            return connection.scalar(select(func.count()).select_from(reports).where(*where)) or 0

    def count_flagged(self) -> int:
        """Reports in scope that are read and flagged."""
        with explained(self.file), self._engine.connect() as connection:
            where = (reports.c.scan == self._scan(connection), reports.c.state == "read", reports.c.flagged == 1)
            return connection.scalar(select(func.count()).select_from(reports).where(*where)) or 0

    def _pages(self, query: Select[Any]) -> Iterator[Sequence[Row[Any]]]:
        """Rows in the order of their paths, read a page at a time so that none is kept and none is locked."""
        last: tuple[str, str] = ("", "")
        key = tuple_(reports.c.path, reports.c.sha256)
        ordered = query.order_by(reports.c.path, reports.c.sha256).limit(PAGE)
        while True:
            with explained(self.file), self._engine.connect() as connection:
                page = connection.execute(ordered.where(key > last)).all()
            if page:
                yield page
                last = (page[-1].path, page[-1].sha256)
            if len(page) < PAGE:
                return

    # ------------------------------------------------------------ facts

    def content_tag(self) -> str:
        """Changes whenever the records of the run, or the paths to them, do."""
        digest = hashlib.sha256()
        read = select(reports.c.sha256, reports.c.finished, reports.c.attempts).where(reports.c.state == "read")
        stands = select(paths.c.path, paths.c.sha256)
        with explained(self.file), self._engine.connect() as connection:
            for query in (read.order_by(reports.c.sha256), stands.order_by(paths.c.location)):
                for row in connection.execute(query):
                    digest.update(repr(tuple(row)).encode())
        return digest.hexdigest()

    def fact(self, name: str) -> str | None:
        """A small note that the run keeps about itself."""
        with explained(self.file), self._engine.connect() as connection:
            return connection.scalar(select(facts.c.value).where(facts.c.name == name))

    def set_fact(self, name: str, value: str) -> None:
        with explained(self.file), self._engine.begin() as connection:
            _set_fact(connection, name, value)


def _waits() -> ColumnElement[bool]:
    """Whether a report waits for a request that is not answered yet."""
    under_way = requests.c.state.in_(("waiting", "sent"))
    found: ColumnElement[bool] = exists().where(
        needs.c.sha256 == reports.c.sha256, needs.c.key == requests.c.key, under_way
    )
    return found


def _row_of(request: Request) -> dict[str, Any]:
    body = zlib.compress(json.dumps(request.body, ensure_ascii=False).encode())
    return {"key": request.key, "body": body, "rung": request.rung}


def _set_fact(connection: Connection, name: str, value: str) -> None:
    statement = insert(facts).values(name=name, value=value)
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def _upsert_paths(connection: Connection, page: list[Candidate], scan: int) -> None:
    statement = insert(paths)
    kept = ("path", "sha256", "problem", "size", "scan")
    statement = statement.on_conflict_do_update(
        index_elements=["location"], set_={name: statement.excluded[name] for name in kept}
    )
    rows = [
        {"location": c.location, "path": c.path, "sha256": c.sha256, "problem": c.problem, "size": c.size, "scan": scan}
        for c in page
    ]
    connection.execute(statement, rows)


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
    first = select(func.min(paths.c.path)).where(paths.c.sha256 == reports.c.sha256).scalar_subquery()
    connection.execute(update(reports).where(reports.c.path.is_distinct_from(first)).values(path=first))
    scanned = select(paths.c.sha256).where(here)
    connection.execute(update(reports).where(reports.c.sha256.in_(scanned)).values(scan=scan))
