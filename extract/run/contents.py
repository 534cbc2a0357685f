"""What a run holds: its records, what could not be read, and how it stands. Nothing here changes the ledger."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby, islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import ColumnElement, Connection, Engine, Row, Select, and_, exists, false, func, or_, select, tuple_

from extract.doubts import from_json
from extract.run import tables
from extract.run.damage import DAMAGED, FACTS, damaged_in, facts_are_whole, is_whole, place_is_whole, tell
from extract.run.errors import RunMissing
from extract.run.events import Failure
from extract.run.sources import LEDGER
from extract.run.tables import explained, facts, needs, paths, reports, requests
from extract.run.years import MOST, YearOf, between, crowded
from schemas.form import load_form
from schemas.record import Finding

PAGE = 200
ID = 16
"""Digits of an id: the first ones of the SHA-256."""
HASH = 64
CONTENT = func.substr(reports.c.sha256, 1, HASH)
"""Of the source that a row of `reports` was read from."""
IS_FIRST = func.length(reports.c.sha256) == HASH
"""Rows for the first report of a source, which stand for the source."""
_NUMBER = re.compile(r"(.+)#([2-9]|[1-9]\d+)", re.DOTALL)
"""The path of a further report of a file."""

HAS_RECORD = and_(reports.c.record.is_not(None), reports.c.path != "")
"""Reports that have been read. While one is read anew, or waits for a batch, its last record stands."""
_KNOWN = and_(HAS_RECORD, reports.c.agency_key != "", reports.c.year != 0)
"""Reports whose agency and year are known."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A record as it is kept: packed, the path that it was read under, all the paths that lead to it now, and the
    findings over several reports of its agency."""

    blob: bytes
    read_as: str
    paths: list[str]
    related: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Named:
    """A record's id and the paths that lead to it."""

    id: str
    paths: list[str]


class Contents:
    """An open ledger; a context manager."""

    def __init__(self, run_dir: Path, engine: Engine) -> None:
        self.file = run_dir / LEDGER
        self._engine = engine
        with explained(self.file):
            tables.prepare(engine, self.file)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._engine.dispose()

    def _scan(self, connection: Connection) -> int:
        return int(connection.scalar(select(facts.c.value).where(facts.c.name == "scan")) or 0)

    def records(self, beginning: str = "") -> Iterator[Kept]:
        """Every record of the run, or those whose id begins so; by path, streamed."""
        names = ("sha256", "path", "record", "checksum", *FACTS)
        columns = [reports.c[name] for name in names]
        query = select(*columns).where(HAS_RECORD, _begins(beginning))
        for page in self._pages(query):
            places = self._places(page)
            related = self._related(page)
            for row in page:
                if not is_whole(row._mapping):
                    tell(self.file.parent, row.path, DAMAGED)
                    continue
                paths_now = _paths_of(row, places) or [row.read_as]
                yield Kept(row.record, row.read_as, paths_now, related.get(row.sha256, []))

    def called(self, name: str) -> list[Named]:
        """The records whose id begins with `name`, or one of whose paths is or ends with it; by path."""
        begins = _begins(name.lower()) if len(name.partition("-")[0]) <= ID else false()
        further = _NUMBER.fullmatch(name)
        of_file = _is_at(further[1], f"-{further[2]}") if further else false()
        return self._named(or_(begins, _is_at(name), of_file))

    def containing(self, part: str) -> list[Named]:
        """The records one of whose paths contains `part`; by path."""
        return self._named(_stands(paths.c.path.contains(part, autoescape=True)))

    def locations(self, report_id: str) -> list[bytes]:
        """Where the source of a record stands as the file system has it; the places found last come first."""
        query = select(paths.c.location).where(paths.c.sha256.startswith(report_id.partition("-")[0]))
        with explained(self.file), self._engine.connect() as connection:
            return list(connection.scalars(query.order_by(paths.c.scan.desc(), paths.c.path)))

    def _named(self, condition: ColumnElement[bool]) -> list[Named]:
        query = select(reports.c.sha256).where(HAS_RECORD, condition).order_by(reports.c.path)
        with explained(self.file), self._engine.connect() as connection:
            found = connection.execute(query).all()
        named = []
        for place in range(0, len(found), PAGE):
            page = found[place : place + PAGE]
            places = self._places(page)
            named += [Named(_id(row), _paths_of(row, places)) for row in page]
        return named

    def _related(self, page: Sequence[Row[Any]]) -> dict[str, list[Finding]]:
        """Findings over the other reports of the agencies of some rows, by content."""
        known = _KNOWN, reports.c.agency_key.in_({row.agency_key for row in page if row.agency_key})
        counted = select(reports.c.agency_key, func.count()).where(*known).group_by(reports.c.agency_key)
        with explained(self.file), self._engine.connect() as connection:
            counts: dict[str, int] = {row[0]: row[1] for row in connection.execute(counted)}
            several = [agency for agency, count in counts.items() if 1 < count <= MOST]
            found = _related(connection.execute(_years().where(reports.c.agency_key.in_(several))).all())
        crowds = {agency: crowded(count) for agency, count in counts.items() if count > MOST}
        return found | {row.sha256: [crowds[row.agency_key]] for row in page if row.agency_key in crowds and row.year}

    def _places(self, page: Sequence[Row[Any]]) -> dict[str, list[Any]]:
        """Where the sources of some rows stand, by content; the places found last come first."""
        query = select(paths.c.sha256, paths.c.path, paths.c.location, paths.c.checksum)
        query = query.where(paths.c.sha256.in_({row.sha256[:HASH] for row in page}))
        found: dict[str, list[Any]] = {}
        with explained(self.file), self._engine.connect() as connection:
            for row in connection.execute(query.order_by(paths.c.scan.desc(), paths.c.path)):
                if place_is_whole(row._mapping):
                    found.setdefault(row.sha256, []).append(row)
        return found

    def damaged(self) -> list[tuple[str, str]]:
        """Key and path of the reports whose record is not what was written, and of the files of which a report is lost;
        every record is looked at."""
        columns = [reports.c[name] for name in ("sha256", "path", "record", "checksum", *FACTS)]
        query = select(*columns).where(reports.c.record.is_not(None))
        with explained(self.file), self._engine.connect() as connection:
            rows = connection.execute(query.execution_options(yield_per=PAGE))
            found, number = [], Counter[str]()
            several: dict[str, Row[Any]] = {}
            for row in rows:
                whole = is_whole(row._mapping)
                number[row.sha256[:HASH]] += 1
                if not whole:
                    found.append((row.sha256, row.path or row.read_as))
                elif '"reports"' in row.figures:
                    several[row.sha256] = row
        lacking = [row for key, row in several.items() if number[key] < json.loads(row.figures)["reports"]]
        return found + [(row.sha256, row.path or row.read_as) for row in lacking]

    def failures(self, everywhere: bool = False) -> list[Failure]:
        """What could not be read, by path: in the scope of the last look, or in the whole run.

        Each path that leads to the same bad content is named, since each has to be seen to.
        """
        with explained(self.file), self._engine.connect() as connection:
            failed = select(paths.c.path, reports.c.reason).join(reports, reports.c.sha256 == paths.c.sha256)
            failed = failed.where(reports.c.state == "failed")
            troubled = select(paths.c.path, paths.c.problem).where(paths.c.problem.is_not(None))
            if not everywhere:
                here = paths.c.scan == self._scan(connection)
                failed, troubled = failed.where(here), troubled.where(here)
            found = [
                Failure(path, from_json(reason)) for path, reason in connection.execute(failed.union_all(troubled))
            ]
        found += [Failure(path, damaged_in(self.file.parent)) for _, path in self.damaged()]
        return sorted(found, key=lambda failure: failure.path)

    def count_postponed(self) -> int:
        """Reports in scope that wait for a batch endpoint."""
        with explained(self.file), self._engine.connect() as connection:
            where = (reports.c.scan == self._scan(connection), reports.c.state == "postponed", waits())
            return connection.scalar(select(func.count()).select_from(reports).where(*where)) or 0

    def count_flagged(self) -> int:
        """Reports in scope that are read and flagged, by what they print or by another report of the agency."""
        with explained(self.file), self._engine.connect() as connection:
            scan = self._scan(connection)
            here = (reports.c.scan == scan, HAS_RECORD, reports.c.flagged == 1)
            flagged = connection.scalar(select(func.count()).select_from(reports).where(*here)) or 0
            rows = connection.execute(_years().execution_options(yield_per=1000))
            for _, group in groupby(rows, key=lambda row: row.agency_key):
                first = list(islice(group, MOST + 1))
                related = _related(first)
                for row in chain(first, group):
                    matters = len(first) > MOST or _matters(related.get(row.sha256, ()))
                    flagged += row.scan == scan and not row.flagged and matters
            return flagged

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

    def content_tag(self) -> str:
        """Changes whenever the records of the run, or the paths to them, do."""
        digest = hashlib.sha256()
        read = select(reports.c.sha256, reports.c.finished, reports.c.attempts).where(HAS_RECORD)
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


def open_run(run_dir: Path) -> Contents:
    """The ledger of a run, to be read. Raises `RunMissing`, `RunCorrupt` or `RunError`."""
    file = run_dir / LEDGER
    if not file.is_file():
        raise RunMissing("no_run_here", place=run_dir, run=str(run_dir))
    return Contents(run_dir, tables.connect(file, write=False))


def _stands(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether one of the paths of a report's source fulfils a condition."""
    return CONTENT.in_(select(paths.c.sha256).where(condition))


def _is_at(name: str, number: str = "") -> ColumnElement[bool]:
    """Whether one of the paths of a source is a name or ends with it, and a report the first or `-2`, … of it."""
    called = or_(paths.c.path == name, paths.c.path.endswith(f"/{name}", autoescape=True))
    return reports.c.sha256.in_(select(paths.c.sha256 + number).where(called))


def _is_number(number: str) -> ColumnElement[bool]:
    """Whether a report is the second, third, … of its source."""
    return func.substr(reports.c.sha256, HASH + 1) == f"-{number}"


def _begins(report_id: str) -> ColumnElement[bool]:
    """Whether the id of a report is this one or, of fewer digits, begins with it."""
    digits, dash, number = report_id.partition("-")
    begins = reports.c.sha256.startswith(digits, autoescape=True)
    if dash:
        return and_(begins, _is_number(number))
    return and_(begins, IS_FIRST) if len(digits) == ID else begins


def _id(row: Row[Any]) -> str:
    return str(row.sha256[:ID] + row.sha256[HASH:])


def _paths_of(row: Row[Any], places: Mapping[str, Sequence[Row[Any]]]) -> list[str]:
    """The paths that lead to a report, in order."""
    mark = row.sha256[HASH:].replace("-", "#")
    return sorted(place.path + mark for place in places.get(row.sha256[:HASH], ()))


def waits() -> ColumnElement[bool]:
    """Whether a report waits for a request that is not answered yet."""
    under_way = requests.c.state.in_(("waiting", "sent"))
    found: ColumnElement[bool] = exists().where(
        needs.c.sha256 == reports.c.sha256, needs.c.key == requests.c.key, under_way
    )
    return found


def _years() -> Select[Any]:
    """What is needed of each report to relate it to the others of its agency, agency by agency."""
    names = ("sha256", "path", "scan", "checksum", *FACTS)
    columns = [reports.c[name] for name in names]
    return select(*columns).where(_KNOWN).order_by(reports.c.agency_key, reports.c.year, reports.c.path)


def _related(rows: Sequence[Row[Any]]) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    whole = [row for row in rows if facts_are_whole(row._mapping)]
    for _, group in groupby(whole, key=lambda row: row.agency_key):
        reports_of_one = list(group)
        if 1 < len(reports_of_one) <= MOST:
            found |= between([_year_of(row) for row in reports_of_one], load_form())
    return found


def _matters(findings: Sequence[Finding]) -> bool:
    return any(finding.severity != "info" for finding in findings)


def _year_of(row: Row[Any]) -> YearOf:
    kept = json.loads(row.figures)
    return YearOf(row.sha256, row.path, row.agency, row.year, kept["editions"], kept["tables"])
