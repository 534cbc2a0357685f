"""Readers under test, all behind one door: files in, a record or a failure for each out.

The project's own readers run through `extract.run`, as they do for a user: same workers, same limits, same model
room. Baselines read in this process.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from eval.baselines import read_by_regex, read_zeros
from extract.document import Document
from extract.doubts import Doubt, as_read
from extract.files import FileError, read_document
from extract.model.reader import ASKED_ISSUES, ASKED_TABLE, UNANSWERED
from extract.run.errors import UsageError
from extract.settings import ModelSettings, Settings
from schemas.form import Form
from schemas.record import Reading, Record, Source

BASELINES = ("zeros", "regex", "plain")
PIPELINE = ("rules", "model", "both", "auto")
WITHOUT_MODEL = frozenset({"rules", "zeros", "regex"})


@dataclass(frozen=True, slots=True)
class Failed:
    """A report that the reader could not read, and what the attempt cost where that is known."""

    reason: str
    spent: Reading | None = None


Outcomes = Mapping[str, Record | Failed]
"""What came of each file, by the name it was given."""


class Reader(Protocol):
    """`name` is what tables and pages call it, `model` the model that it asks, if any."""

    @property
    def name(self) -> str: ...

    @property
    def model(self) -> str | None: ...

    def read(self, sources: Mapping[str, Path]) -> Outcomes: ...


class ReaderError(UsageError):
    """A reader that cannot be had; the message says what it needs."""


def make_readers(names: list[str], models: list[ModelSettings], form: Form) -> list[Reader]:
    """A reader for each name, and one for each model where the reader needs one. Raises `ReaderError`."""
    readers: list[Reader] = []
    for name in names:
        if name not in (*PIPELINE, *BASELINES):
            raise ReaderError("no_such_reader", reader=name, known=(*PIPELINE, *BASELINES))
        if name in WITHOUT_MODEL:
            readers.append(_make(name, name, None, form))
        elif not models:
            raise ReaderError("reader_needs_model", reader=name)
        else:
            called = [f"{name} {model.model}" if len(models) > 1 else name for model in models]
            readers += [_make(name, title, model, form) for title, model in zip(called, models, strict=True)]
    return readers


def _make(name: str, title: str, model: ModelSettings | None, form: Form) -> Reader:
    if name in PIPELINE:
        # An answer from the cache would make every repetition the same.
        uncached = model.model_copy(update={"cache": None}) if model else None
        return PipelineReader(title, Settings.model_validate({"reader": name, "model": uncached}))
    return BaselineReader(
        title, _baseline(name, model, form), model.model if model else None, model.concurrency if model else 1
    )


def _baseline(name: str, model: ModelSettings | None, form: Form) -> Callable[[Document, Source], Record]:
    if name == "zeros":
        return lambda document, source: read_zeros(document, source, form)
    if name == "regex":
        return lambda document, source: read_by_regex(document, source, form)
    from eval.baselines.plain import read_plainly

    if model is None:
        raise ReaderError("reader_needs_model", reader="plain")
    return lambda document, source: read_plainly(document, source, form, model)


@dataclass(frozen=True)
class PipelineReader:
    """The project's own reading, as `gongkai extract` does it."""

    name: str
    settings: Settings

    @property
    def model(self) -> str | None:
        return self.settings.model.model if self.settings.model else None

    def read(self, sources: Mapping[str, Path]) -> Outcomes:
        from extract.run import extract, failures, records

        with tempfile.TemporaryDirectory(prefix="gongkai-eval-") as folder:
            extract(list(sources.values()), folder, self.settings)
            found = {record.source.sha256: record for record in records(folder) if "-" not in record.id}
            reasons = {failure.path: failure.reason for failure in failures(folder)}
        return {name: self._outcome(path, found, reasons) for name, path in sources.items()}

    def _outcome(self, path: Path, found: Mapping[str, Record], reasons: Mapping[str, str]) -> Record | Failed:
        record = found.get(digest(path))
        if record is None:
            return Failed(reasons.get(str(path), "nothing was read"))
        return model_alone(record) if self.settings.reader == "model" else record


def model_alone(record: Record) -> Record:
    """A record of the reader `model` without what the rules put in for answers that failed: these are wrong answers.

    A user is better served by the rules' reading than by none; the score of a model is not.
    """
    failed = [as_read(note).get("what") for note in record.reading.notes if note.code == UNANSWERED]
    asked = [what for what in failed if isinstance(what, Doubt)]
    lost = {what.get("table") for what in asked if what.code == ASKED_TABLE}
    update: dict[str, Any] = {
        "tables": {
            name: {row: dict.fromkeys(cells) if name in lost else cells for row, cells in rows.items()}
            for name, rows in record.tables.items()
        },
        "cells": {address: cell for address, cell in record.cells.items() if _table(address) not in lost},
        "findings": [finding for finding in record.findings if not lost & {_table(cell) for cell in finding.cells}],
    }
    if any(what.code == ASKED_ISSUES for what in asked):
        update |= {"problems": [], "measures": []}
    return record.model_copy(update=update)


def _table(address: str) -> str:
    return address.split(".")[0]


@dataclass(frozen=True)
class BaselineReader:
    """A function from a document to a record, for each file on its own."""

    name: str
    function: Callable[[Document, Source], Record]
    model: str | None = None
    threads: int = 1

    def read(self, sources: Mapping[str, Path]) -> Outcomes:
        with ThreadPoolExecutor(self.threads) as pool:
            return dict(zip(sources, pool.map(self._one, sources.values()), strict=True))

    def _one(self, path: Path) -> Record | Failed:
        began = time.perf_counter()
        try:
            document = read_document(path, Settings().limits)
            source = Source(path=str(path), sha256=digest(path), media_type=document.media_type, pages=document.pages)
            record = self.function(document, source)
            record.reading.seconds = time.perf_counter() - began
            return record
        except FileError as error:
            return Failed(str(error))
        except Exception as error:  # whatever a baseline or its model raises is a failed reading, not a broken eval
            spent = getattr(error, "spent", None)
            return Failed(str(error) if spent else f"{type(error).__name__}: {error}", spent)


def digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
