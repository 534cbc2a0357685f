"""`findings.html`: one self-contained page with every flagged report of a run.

Each report shows its flagged tables as the form lays them out, the reasons below them and the source beside them.
Whatever stems from a report is escaped by the template engine; the page loads nothing.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Self

from extract.judge.again import layout_of
from extract.run.errors import writing
from extract.views.findings_layout import Drawn, draw
from extract.views.findings_source import Beside, SourceFile
from extract.views.notes import STYLES, Notes, severity
from extract.views.report import suggested
from extract.wording import Lang, language, phrase, worded
from schemas.form import Form, Table, load_form
from schemas.record import Finding, Record, Severity, Suggestion

if TYPE_CHECKING:
    from jinja2 import Template

FINDINGS = "findings.html"
"""Name of the page in a run folder."""


@dataclass(frozen=True, slots=True)
class TablePart:
    """A table of the page: as drawn, its numbered notes, its suggestions, its source."""

    title: str
    drawn: Drawn
    notes: Sequence[tuple[int, str, str]]
    """Number, kind and text."""
    suggestions: Sequence[tuple[str, str]]
    """Kind and text."""
    beside: Beside
    said: Notes


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents: a flagged report."""

    id: str
    agency: str
    year: str
    path: str
    counts: dict[Severity, int]
    suspects: int
    rules: tuple[str, ...] = ()
    """Of its findings, each once."""


class FindingsPage:
    """The page, written as records pass: `with FindingsPage(path) as page: page.add(record)`.

    The file appears when the block ends without an exception. Raises `RunError` where it cannot be written.
    """

    def __init__(self, path: Path, form: Form | None = None) -> None:
        self._path, self._form = path, form or load_form()
        self._entries: list[Entry] = []
        self._seen = 0
        self._body: IO[str]

    def __enter__(self) -> Self:
        with writing(self._path):
            self._body = tempfile.TemporaryFile("w+", encoding="utf-8", dir=self._path.parent)
        return self

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        with writing(self._path), self._body:
            if failed is None:
                self._write()

    def add(self, record: Record) -> None:
        """Put a record on the page if a person should look at it."""
        self._seen += 1
        record = worded(record, language())
        if not _is_flagged(record):
            return
        entry = _entry(record)
        self._entries.append(entry)
        tables = list(_tables(record, self._form))
        remaining = [f for f in record.findings if not any(part.said.has(f) for part in tables)]
        part = _template("report", language()).render(entry=entry, tables=tables, findings=list(map(_said, remaining)))
        with writing(self._path):
            self._body.write(part)

    def passing(self, records: Iterable[Record]) -> Iterator[Record]:
        """The records, each put on the page as it passes."""
        for record in records:
            self.add(record)
            yield record

    def _write(self) -> None:
        temporary = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        head = _template("head", language()).render(
            entries=self._entries, seen=self._seen, severities={name: severity(name) for name in STYLES}
        )
        self._body.seek(0)
        with temporary.open("w", encoding="utf-8") as file:
            file.write(head)
            while chunk := self._body.read(1 << 20):
                file.write(chunk)
            file.write(_template("foot", language()).render())
        temporary.replace(self._path)


@lru_cache(maxsize=4)
def _template(part: str, lang: Lang) -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"t": phrase, "lang": lang}
    return environment.get_template(f"findings_{part}.html")


def _is_flagged(record: Record) -> bool:
    return any(cell.trust == "suspect" for cell in record.cells.values()) or any(
        finding.severity != "info" for finding in record.findings
    )


def _entry(record: Record) -> Entry:
    counts: dict[Severity, int] = {name: sum(f.severity == name for f in record.findings) for name in STYLES}
    return Entry(
        record.id,
        record.agency or phrase("agency_unread"),
        phrase("of_year", year=record.year) if record.year else phrase("year_unread"),
        record.source.path,
        counts,
        sum(cell.trust == "suspect" for cell in record.cells.values()),
        tuple(dict.fromkeys(finding.rule for finding in record.findings)),
    )


def _tables(record: Record, form: Form) -> Iterator[TablePart]:
    """The tables with something flagged in them."""
    source = SourceFile(record)
    for section in form.sections:
        if section.table is None:
            continue
        table = layout_of(record, section.table, form)
        flagged = set(_flagged(record, table))
        if not flagged:
            continue
        notes = Notes(record, table)
        edition = phrase("of_edition", edition=table.edition) if table.id in record.editions else ""
        yield TablePart(
            f"{section.title}{edition}",
            draw(record, table, notes),
            [(number, kind, text) for number, (kind, _), text in notes.lines()],
            [(phrase(f"suggestion_{s.kind}"), _suggested(s, table)) for s in record.suggestions if s.cell in flagged],
            source.beside(record, table, flagged),
            notes,
        )


def _flagged(record: Record, table: Table) -> Iterator[str]:
    """Suspect cells; the cells of warnings; those of an error only where no cell of it is suspect."""
    suspects = {a for a in table.addresses if a not in record.cells or record.cells[a].trust == "suspect"}
    yield from suspects
    for finding in record.findings:
        if finding.severity == "warning" or (finding.severity == "error" and suspects.isdisjoint(finding.cells)):
            yield from (address for address in finding.cells if address in table.column_of)


def _suggested(suggestion: Suggestion, table: Table) -> str:
    says = {rule.id: rule.says for rule in table.rules} if language() == "zh" else {}
    return suggested(suggestion, "；".join(says.get(rule, rule) for rule in suggestion.why.split("+")))


def _said(finding: Finding) -> tuple[Severity, str, str, str]:
    return finding.severity, severity(finding.severity)[0], finding.rule, finding.message
