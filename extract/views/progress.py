"""What a run shows while it works, and what it says at its end; all of it on standard error."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

from extract.run.events import INTERRUPTED, Event, OnEvent, RunSummary
from extract.run.events import Progress as Counts
from extract.run.packed import is_flagged
from extract.views.notes import SEVERITIES
from extract.views.plain import plain
from schemas.record import Record

PAUSE = 10.0
"""Seconds between two lines where there is no terminal."""
FEW = 50
"""Reports of a run up to which the closing summary names those that are flagged."""


@contextmanager
def watching(console: Console) -> Iterator[OnEvent]:
    """A callback for the events of a run: a bar on a terminal, plain lines now and then elsewhere."""
    if not console.is_terminal:
        yield Lines(console)
        return
    columns = (BarColumn(), TextColumn("{task.fields[counts]}", markup=False), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        # Nothing is known of the total before the paths are looked through.
        yield Bar(console, progress, progress.add_task("", total=None, counts="looking through the paths"))


@dataclass
class Bar:
    """The events of a run as a bar, its messages above it."""

    console: Console
    progress: Progress
    task: TaskID

    def __call__(self, event: Event) -> None:
        counts = event.progress
        if event.kind != "note":
            self.progress.update(self.task, total=counts.total, completed=counts.done, counts=so_far(counts))
        if line := message(event):
            self.console.print(line)


@dataclass
class Lines:
    """The events of a run as plain lines: messages at once, counts at most every `PAUSE` seconds."""

    console: Console
    last: float = field(default_factory=time.monotonic)

    def __call__(self, event: Event) -> None:
        if line := message(event):
            self.console.print(line, soft_wrap=True)
        if time.monotonic() - self.last >= PAUSE:
            self.last = time.monotonic()
            counts = event.progress
            self.console.print(so_far(counts), soft_wrap=True)


def message(event: Event) -> Text | None:
    """The one line that an event is worth, if it is worth one.

    Failures are named at the end, all together, and so is why a run ended that nobody asked to.
    """
    of_itself = event.kind == "stopping" and event.message != INTERRUPTED
    if event.message is None or event.kind == "failed" or of_itself:
        return None
    return Text(plain(f"{event.path}: {event.message}" if event.path else event.message), style="yellow")


def so_far(counts: Counts) -> str:
    """How many are done of how many, flagged, failed, speed and cost, in a few words."""
    parts = [f"{counts.done}/{counts.total} {counts.flagged} flagged", f"{counts.failed} failed"]
    if counts.rate:
        parts.append(f"{counts.rate:.1f}/s")
    if counts.calls:
        parts.append(f"{counts.input_tokens + counts.output_tokens:,} tokens")
    if counts.cost is not None:
        parts.append(f"cost {counts.cost:.4f}")
    return " · ".join(parts)


def failed_line(path: str, reason: str) -> Text:
    return Text.assemble(("failed ", "bold red"), plain(path), ": ", plain(reason))


def summarise(summary: RunSummary, records: Iterable[Record], console: Console) -> None:
    """The closing summary: what was read, what is flagged, each failure with its reason.

    `records` are those of the run; they are looked at where the run is small enough to name what is flagged.
    """
    for record in records if summary.flagged and summary.read + summary.skipped <= FEW else ():
        if is_flagged(record):
            console.print(flagged_line(record), soft_wrap=True)
    for failure in summary.failures:
        console.print(failed_line(failure.path, failure.reason), soft_wrap=True)
    console.print(Text(", ".join(_totals(summary)), style="bold"), soft_wrap=True)
    if summary.stopped:
        console.print(Text(plain(summary.stopped), style="yellow"), soft_wrap=True)


def flagged_line(record: Record) -> Text:
    """A flagged report with what it is flagged for: how much, and the gravest of it."""
    severities = list(SEVERITIES)
    findings = sorted(record.findings, key=lambda finding: severities.index(finding.severity))
    suspects = [cell for cell in record.cells.values() if cell.trust == "suspect"]
    counts = {
        "errors": sum(finding.severity == "error" for finding in findings),
        "warnings": sum(finding.severity == "warning" for finding in findings),
        "suspect cells": len(suspects),
    }
    reasons = [finding.message for finding in findings] + [doubt.text for cell in suspects for doubt in cell.doubts]
    said = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    return Text.assemble(("flagged ", "yellow"), plain(record.source.path), f": {said}; ", plain(reasons[0]))


def _totals(summary: RunSummary) -> Iterator[str]:
    counts = summary.progress
    yield f"{summary.read} read in {counts.seconds:.1f} s"
    if summary.skipped:
        yield f"{summary.skipped} read before"
    yield f"{summary.flagged} flagged"
    yield f"{len(summary.failures)} failed"
    extra = {"given twice": summary.duplicates, "left": summary.left, "waiting for a batch": summary.waiting}
    yield from (f"{count} {name}" for name, count in extra.items() if count)
    if summary.ignored:
        yield f"{summary.ignored} files of other kinds passed over"
    if counts.calls:
        tokens = f"{counts.input_tokens:,} tokens in ({counts.cached_tokens:,} cached), {counts.output_tokens:,} out"
        yield f"{counts.calls} calls, {tokens}" + ("" if counts.cost is None else f", cost {counts.cost:.4f}")
