"""Reading many reports into a run, and reading a run."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import ValidationError

from extract.doubts import doubt
from extract.failing import os_fault
from extract.run.contents import Kept, Named, open_run
from extract.run.damage import DAMAGED, OUTDATED
from extract.run.engine import Engine
from extract.run.errors import RunCorrupt, RunMissing, UsageError, writing
from extract.run.events import Event, Failure, OnEvent, Progress, RunSummary
from extract.run.ledger import Due, Ledger, Only, Scope
from extract.run.local import InlineWorker, LocalWorkers, Workers, cores
from extract.run.lock import locked
from extract.run.output import write_jsonl
from extract.run.packed import unpacked
from extract.run.repair import Standing, listed, salvage
from extract.run.sources import LEDGER, Candidate, Sources
from extract.run.steps import Steps
from extract.settings import Settings
from extract.wording import phrase
from schemas.record import Record

if TYPE_CHECKING:
    from extract.run.batch import BatchEndpoint

log = logging.getLogger("extract.run")

LOG = "run.log"
RULES = "rules.toml"
"""The user's own rules by which the run was read, for whoever judges it again."""
PAUSE = 10.0
"""Seconds between two words about the files looked through."""
INLINE_REPORTS = 20
INLINE_BYTES = 300_000
"""Up to so many light reports of so many bytes in all are read in this process."""


EngineName = Literal["local", "ray"]


@dataclass(frozen=True)
class Options:
    """How a run is worked."""

    retry_failed: bool = False
    """Only what failed, and what lacks its model part."""
    fresh: bool = False
    """Everything anew."""
    workers: int | None = None
    """Worker processes; None: one a processor, 0: none, all in this process."""
    engine: EngineName = "local"
    address: str | None = None
    """Of a Ray cluster; None: one of this machine, for this run only."""
    repair: bool = False
    """Only what a damaged ledger has lost; what is whole in it is kept."""
    batch: bool = False
    """The model's part through the Batch endpoints: sends, and later collects what is ready."""


def extract(
    paths: Iterable[str | os.PathLike[str]],
    run_dir: str | os.PathLike[str],
    settings: Settings,
    options: Options = Options(),
    on_event: OnEvent = lambda event: None,
    steps: Steps | None = None,
) -> RunSummary:
    """Reads every report under `paths` into the run folder, and takes a stopped run up where it was left.

    Ctrl-C (or SIGTERM, or SIGHUP) finishes what is in flight; a second one ends at once with `KeyboardInterrupt`.
    `options.repair` takes no paths: the files of the run are looked for where they were. Raises
    `UsageError` before anything is started, `RunLocked`, `RunCorrupt`, `DiskFull` and other `RunError`s.
    """
    steps = steps or _steps()
    folder = Path(run_dir)
    _check(settings, options)
    given = None if options.repair else Sources(paths, steps.suffixes)
    _make(folder, options)
    settings = _keeping_answers(settings, folder, options)
    with locked(folder), _logging(folder), _ledger(folder, settings, options, on_event) as ledger:
        if not options.repair:
            _keep_rules(folder / RULES, settings.rules)
        sources = given or Standing([*ledger.places(), *listed(folder)])
        scope = ledger.register(_telling(sources, on_event), options.fresh)
        for path in ledger.forget_damaged():
            _note(on_event, phrase("at_place", place=path, said=doubt("damaged_read_again", what=doubt(DAMAGED))))
        with _batches(ledger, settings, options, folder) as batches:
            stopped = batches and batches.collect()
            if batches:
                steps = batches.postponing(steps)
            engine, due = _engine(ledger, folder, steps, settings, options, on_event)
            scanned = _scanned(scope, sources, engine.progress)
            log.info("%s; reader %s, model %s", scanned, settings.reader, settings.model and settings.model.model)
            on_event(Event("scanned", engine.progress, message=scanned))
            if stopped:
                engine.stop(stopped)
            elif engine.progress.total:
                asyncio.run(_interruptible(engine, due))
            if batches and not engine.stopped and (stopped := batches.submit()):
                engine.stop(stopped)
        write_jsonl(ledger, folder)
        summary = _summary(ledger, scope, sources, engine)
        log.info("%s", _ended(summary))
        return summary


def _ledger(folder: Path, settings: Settings, options: Options, on_event: OnEvent) -> Ledger:
    if options.repair and (said := salvage(folder)):
        _note(on_event, said)
    return Ledger(folder, durable=settings.model is not None)


def _note(on_event: OnEvent, message: str) -> None:
    log.warning("%s", message)
    on_event(Event("note", Progress(), message=message))


def _telling(sources: Sources | Standing, on_event: OnEvent) -> Iterator[Candidate]:
    """The sources, with a word now and then: to look through a hundred gigabytes of scans takes its time."""
    told = time.monotonic()
    for count, candidate in enumerate(sources, 1):
        yield candidate
        if time.monotonic() - told > PAUSE:
            told = time.monotonic()
            on_event(Event("note", Progress(), message=phrase("looked_through", count=count)))


def _check(settings: Settings, options: Options) -> None:
    needy = settings.reader in ("model", "both")
    if settings.model is None and (needy or options.batch):
        raise UsageError("reader_needs_model", reader=settings.reader) if needy else UsageError("batch_needs_model")


def _engine(
    ledger: Ledger, folder: Path, steps: Steps, settings: Settings, options: Options, on_event: OnEvent
) -> tuple[Engine, Iterator[Due]]:
    """The engine for what is due in scope."""
    only: Only = "lost" if options.repair else "failed" if options.retry_failed else None
    current = [identity for identity in ledger.identities() if steps.is_current(identity, settings)]
    progress = Progress(
        total=ledger.count_due(current, only),
        skipped=ledger.count_read(current, only),
        waiting=ledger.count_postponed(),
    )
    due = ledger.due(current, only)
    first = list(islice(due, INLINE_REPORTS + 1))
    workers = _workers(first, progress.total, steps, settings, options, folder / LOG)
    return Engine(ledger, steps, settings, workers, progress, on_event), chain(first, due)


@contextmanager
def _batches(ledger: Ledger, settings: Settings, options: Options, folder: Path) -> Iterator[BatchEndpoint | None]:
    if not options.batch or settings.model is None or settings.reader == "rules":
        yield None
        return
    from extract.run.batch import BatchEndpoint

    with BatchEndpoint(settings.model, ledger.requests(), folder) as batches:
        yield batches


def _keeping_answers(settings: Settings, folder: Path, options: Options) -> Settings:
    """Keeps the model's answers in the run unless they have a place: what was paid for outlives a killed process.

    `fresh` asks anew, so it forgets those that the run kept.
    """
    if settings.model is None or settings.model.cache is not None:
        return settings
    if options.fresh:
        for file in folder.glob("answers.sqlite*"):
            file.unlink()
    return settings.model_copy(update={"model": settings.model.model_copy(update={"cache": folder})})


def _keep_rules(file: Path, rules: str | None) -> None:
    with writing(file):
        if rules is None:
            file.unlink(missing_ok=True)
        else:
            file.write_text(rules, encoding="utf-8")


def own_rules(run_dir: str | os.PathLike[str]) -> Path | None:
    """The file of the user's own rules by which the run was read; None where it was read by the form's alone."""
    file = Path(run_dir) / RULES
    return file if file.is_file() else None


def _steps() -> Steps:
    from extract.run.reports import STEPS

    return STEPS


def _make(folder: Path, options: Options) -> None:
    if options.repair and not (folder / LEDGER).is_file():
        raise RunMissing("no_run_to_repair", place=folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError("run_not_made", place=folder, error=os_fault(error)) from None


class _Quiet(logging.FileHandler):
    """Loses lines that a full disk does not take, rather than fill the terminal with tracebacks."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        return

    def close(self) -> None:
        with suppress(OSError):
            super().close()


@contextmanager
def _logging(folder: Path) -> Iterator[None]:
    """The log file of the run, in UTF-8, for as long as the run is worked on."""
    with writing(folder / LOG):
        handler = _Quiet(folder / LOG, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    level = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.setLevel(level)
        handler.close()


def _workers(
    first: list[Due], total: int, steps: Steps, settings: Settings, options: Options, log_file: Path
) -> Workers:
    if options.engine == "ray":
        from extract.run.cluster import RayWorkers

        return RayWorkers(options.workers or None, steps, settings, options.address)
    light = all(Path(report.path).suffix.lower() in steps.light for report in first)
    handful = len(first) <= INLINE_REPORTS and sum(report.size for report in first) <= INLINE_BYTES
    if options.workers == 0 or (options.workers is None and light and handful):
        return InlineWorker(steps, settings, log_file)
    return LocalWorkers(min(options.workers or cores(), max(total, 1)), steps, settings, log_file)


async def _interruptible(engine: Engine, due: Iterator[Due]) -> None:
    """Runs the engine; the first signal stops it gently, the second at once."""
    work = asyncio.ensure_future(engine.run(due))
    loop = asyncio.get_running_loop()

    def interrupted() -> None:
        if engine.stopped is None:
            engine.stop()
        else:
            engine.workers.kill()
            work.cancel()

    caught = []
    for number in (signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])):
        try:
            loop.add_signal_handler(number, interrupted)
            caught.append(number)
        except (NotImplementedError, RuntimeError, ValueError):  # Windows, or not the main thread
            pass
    try:
        await work
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None
    finally:
        for number in caught:
            loop.remove_signal_handler(number)


def _scanned(scope: Scope, sources: Sources | Standing, progress: Progress) -> str:
    counts = {
        "same_content": scope.duplicates,
        "read_before": progress.skipped,
        "wait_for_batch": progress.waiting,
        "passed_over": sources.ignored,
    }
    more = tuple(doubt(name, count=count) for name, count in counts.items() if count)
    return phrase("scanned", count=scope.found, more=doubt("scanned_more", parts=more) if more else None)


def _ended(summary: RunSummary) -> str:
    counts = summary.progress
    said = f"{summary.read} read in {counts.seconds:.1f} s, {len(summary.failures)} failed, {summary.left} left"
    return f"{said}; {counts.calls} calls, {counts.input_tokens} tokens in, {counts.output_tokens} out"


def _summary(ledger: Ledger, scope: Scope, sources: Sources | Standing, engine: Engine) -> RunSummary:
    progress = engine.progress
    return RunSummary(
        found=scope.found, duplicates=scope.duplicates, ignored=sources.ignored, read=progress.read,
        skipped=progress.skipped, flagged=ledger.count_flagged(), failures=tuple(ledger.failures()),
        left=progress.total - progress.done, stopped=engine.stopped, waiting=ledger.count_postponed(),
        progress=progress,
    )  # fmt: skip


def records(run_dir: str | os.PathLike[str]) -> Iterator[Record]:
    """The records of a run, ordered by source path, one at a time. Raises `RunMissing`, `RunCorrupt`."""
    with open_run(Path(run_dir)) as run:
        for kept in run.records():
            _Last.path = kept.paths[0]
            yield _record(kept)
    _Last.path = None


class _Last:
    """The report that whoever goes through a run has in hand."""

    path: str | None = None


def last_given() -> str | None:
    """The path of the record that was given out last, until all were: what an error arose over."""
    return _Last.path


def _record(kept: Kept) -> Record:
    """Raises `RunCorrupt` for the record of another version of this program."""
    try:
        return Record.model_validate_json(unpacked(kept.blob, kept.read_as, kept.paths, kept.related))
    except ValidationError:
        raise RunCorrupt("give_extract_again", place=kept.paths[0], what=doubt(OUTDATED)) from None


def called(run_dir: str | os.PathLike[str], name: str) -> list[Named]:
    """Ids and paths of the records whose id begins with `name`, or one of whose paths is or ends with it."""
    with open_run(Path(run_dir)) as run:
        return run.called(name)


def containing(run_dir: str | os.PathLike[str], part: str) -> list[Named]:
    """Ids and paths of the records one of whose paths contains `part`."""
    with open_run(Path(run_dir)) as run:
        return run.containing(part)


def locations(run_dir: str | os.PathLike[str], report_id: str) -> list[Path]:
    """The files that hold, or held, the source of a record; those found last come first."""
    with open_run(Path(run_dir)) as run:
        return [Path(os.fsdecode(location)) for location in run.locations(report_id)]


def record_of(run_dir: str | os.PathLike[str], report_id: str) -> Record:
    """The record of an id. Raises `KeyError` where there is none."""
    with open_run(Path(run_dir)) as run:
        for kept in run.records(report_id):
            _Last.path = kept.paths[0]
            return _record(kept)
    raise KeyError(report_id)


def failures(run_dir: str | os.PathLike[str]) -> list[Failure]:
    """What could not be read of a run, by path."""
    with open_run(Path(run_dir)) as run:
        return run.failures(everywhere=True)
