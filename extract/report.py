"""From a file to the record of each report in it: the whole order of the work.

opened → parted → read by rules → a scan looked at again → asked of a model, where there is one → judged → record.
`read_all` does it all; `prepared` and `answered` are its halves, for a run that reads in many processes and asks in
one. `read` is for the usual file, which holds one report.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from extract.document import Document
from extract.files.opening import load, read_bytes
from extract.files.render import render_bytes
from extract.judge.rulebook import parse_rulebook
from extract.recording import is_proven, record_by_rules
from extract.rules import InFile, NotAReport, RulesReading
from extract.settings import Limits, Settings
from extract.several import first_of, read_each
from schemas.form import load_form
from schemas.record import Record, Source

if TYPE_CHECKING:
    from PIL import Image

    from extract.model.room import Completed
    from extract.model.task import Task

__all__ = ["Given", "NotAReport", "answered", "given", "prepared", "read", "read_all"]

BY_RULES = Settings(reader="rules")


@dataclass(frozen=True)
class Given:
    """A report as it is given: the path under which it is known and its bytes, or its document where it was opened."""

    path: str
    data: bytes = b""
    document: Document | None = None

    @property
    def suffix(self) -> str:
        return Path(self.path).suffix

    def opened(self, limits: Limits) -> Document:
        """Raises `FileError`."""
        return self.document or read_bytes(self.data, limits, self.suffix)

    def source(self, document: Document, place: InFile) -> Source:
        digest, path = sha256(self.data).hexdigest(), self.path + place.mark("#")
        return Source(path=path, sha256=digest, media_type=document.media_type, pages=document.pages)

    def page(self, limits: Limits) -> Callable[[int], Image.Image]:
        """The picture of a page (from 1), in whose pixels the document's boxes are."""
        return partial(_page, self.data, self.suffix, limits)


def _page(data: bytes, suffix: str, limits: Limits, page: int) -> Image.Image:
    return render_bytes(data, suffix, page, limits)


def given(report: Path | str | bytes | Given, limits: Limits, name: str | None = None) -> Given:
    """A report given as a path, as the bytes of a file, or as text (a `str` of more than one line).

    `name` is the name of the file where only its bytes are given: its ending is a hint. Raises `FileError`.
    """
    if isinstance(report, Given):
        return report
    if isinstance(report, bytes):
        return Given(name or "", report)
    if isinstance(report, str) and "\n" in report:
        return Given(name or "report.txt", report.encode())
    return Given(str(name or report), load(Path(report), limits))


def _within_bounds(source: Given, settings: Settings) -> Sequence[Record | Task]:
    """`prepared`, in a process of its own where it needs bounds: that of whoever calls is never limited."""
    from extract.run.apart import needs_bounds, prepared_apart

    return prepared_apart(source, settings) if needs_bounds(source) else prepared(source, settings)


def read(report: Path | str | bytes | Given, settings: Settings = BY_RULES, *, name: str | None = None) -> Record:
    """The record of one report: a path, the bytes of a file, or its text; a warning in it tells of others in the file.

    Raises `NotAReport` for a document that is no 政府信息公开工作年度报告 and `FileError` for a file that cannot be
    opened. What a model could not be asked stands in `reading.notes` of the record.
    """
    return first_of(read_all(report, settings, name=name))


def read_all(
    report: Path | str | bytes | Given, settings: Settings = BY_RULES, *, name: str | None = None
) -> list[Record]:
    """The records of all reports of a file, in order: the second has an id with `-2` behind and the path `path#2`.

    Raises as `read` does.
    """
    source = given(report, settings.limits, name)
    made = _within_bounds(source, settings)
    return [one if isinstance(one, Record) else asyncio.run(answered(one, settings)).record for one in made]


def prepared(report: Given, settings: Settings) -> list[Record] | list[Task]:
    """What needs no model, for each report of the file: the records, or what is to be asked of one.

    Raises `NotAReport` and `FileError`.
    """
    whole = report.opened(settings.limits)
    rulebook = parse_rulebook(settings.rules, load_form())
    name = Path(report.path).name
    try:
        read = read_each(whole, name, rulebook)
    except NotAReport:
        whole = _as_words(whole, report, settings)
        read = read_each(whole, name, rulebook)
    parts = [(document, _looked_again(rules, document, report, settings)) for document, rules in read]
    if settings.model is None or settings.reader == "rules":
        return [record_by_rules(d, report.source(d, r.in_file), r, settings.reader) for d, r in parts]
    return [_task(report, document, rules, settings, whole) for document, rules in parts]


def _task(report: Given, document: Document, rules: RulesReading, settings: Settings, whole: Document) -> Task:
    if settings.model is None:
        raise ValueError(f"the reader {settings.reader!r} needs a model")
    from extract.model.task import Task, shown

    source, claims = report.source(document, rules.in_file), settings.model.claims
    rest = None if document is whole else whole
    task = Task(document, source, rules, settings.reader, claims=claims, whole=rest)
    return shown(task, report.page(settings.limits), load_form()) if settings.model.vision else task


async def answered(task: Task, settings: Settings) -> Completed:
    """What a model made of a task; a room for the one report. Raises `ValueError` for settings without a model."""
    from extract.model.room import model_room

    if settings.model is None:
        raise ValueError(f"the reader {settings.reader!r} needs a model")
    async with model_room(settings.model) as room:
        return await room.complete(task)


def _as_words(document: Document, report: Given, settings: Settings) -> Document:
    """The document as its scanned pages read without ruled lines, where it has any: lines may have misled the first."""
    from extract.page_reading import read_pages

    return read_pages(document, report.page(settings.limits), settings.limits.max_text) or document


def _looked_again(rules: RulesReading, document: Document, report: Given, settings: Settings) -> RulesReading:
    """What is in doubt looked at again: recognised anew where recognition read it, and the pages read anew where that
    leaves doubts; held against the picture where a text layer did."""
    if not document.words:
        return rules
    began = time.perf_counter()
    if all(word.confidence is None for word in document.words):
        from extract.drawn import held_against_pages

        rules = replace(rules, tables=held_against_pages(rules.tables, report.page(settings.limits), rules.rulebook))
    else:
        rules = _recognised_again(rules, document, report, settings)
    return replace(rules, seconds=rules.seconds + time.perf_counter() - began)


def _recognised_again(rules: RulesReading, document: Document, report: Given, settings: Settings) -> RulesReading:
    from extract.page_reading import page_tables
    from extract.rereading import looked_again

    rules = replace(rules, tables=looked_again(rules.tables, report.page(settings.limits), rules.rulebook))
    if is_proven(document, rules):
        return rules
    again = _as_words(document, report, settings)
    return replace(rules, page=page_tables(again, rules.identity.year) if again is not document else {})
