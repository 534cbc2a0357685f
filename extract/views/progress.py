"""What a run shows while it works, and what it says at its end; all of it on standard error."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

from extract.doubts import doubt
from extract.run.events import INTERRUPTED, Event, OnEvent, RunSummary
from extract.run.events import Progress as Counts
from extract.run.packed import is_flagged
from extract.views.notes import STYLES
from extract.views.plain import plain
from extract.wording import language, phrase, worded
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
        yield Bar(console, progress, progress.add_task("", total=None, counts=phrase("looking")))


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
    said = phrase(INTERRUPTED) if event.message == INTERRUPTED else event.message
    return Text(plain(f"{event.path}: {said}" if event.path else said), style="yellow")


def so_far(counts: Counts) -> str:
    """How many are done of how many, flagged, failed, speed and cost, in a few words."""
    parts = [
        phrase("so_far", done=counts.done, total=counts.total, flagged=counts.flagged),
        phrase("so_many_failed", count=counts.failed),
    ]
    if counts.rate:
        parts.append(phrase("a_second", rate=f"{counts.rate:.1f}"))
    if counts.calls:
        parts.append(phrase("tokens_used", count=f"{counts.input_tokens + counts.output_tokens:,}"))
    if counts.cost is not None:
        parts.append(phrase("cost_so_far", cost=f"{counts.cost:.4f}"))
    return " · ".join(parts)


def failed_line(path: str, reason: str) -> Text:
    return Text.assemble((phrase("failed_word"), "bold red"), plain(path), ": ", plain(reason))


def summarise(summary: RunSummary, records: Iterable[Record], console: Console) -> None:
    """The closing summary: what was read, what is flagged, each failure with its reason.

    `records` are those of the run; they are looked at where the run is small enough to name what is flagged.
    """
    for record in records if summary.flagged and summary.read + summary.skipped <= FEW else ():
        if is_flagged(record):
            console.print(flagged_line(record), soft_wrap=True)
    for failure in summary.failures:
        console.print(failed_line(failure.path, failure.reason), soft_wrap=True)
    console.print(Text(_listed(_totals(summary)), style="bold"), soft_wrap=True)
    if summary.stopped:
        said = phrase(INTERRUPTED) if summary.stopped == INTERRUPTED else summary.stopped
        console.print(Text(plain(said), style="yellow"), soft_wrap=True)


def flagged_line(record: Record) -> Text:
    """A flagged report with what it is flagged for: how much, and the gravest of it."""
    record = worded(record, language())
    severities = list(STYLES)
    findings = sorted(record.findings, key=lambda finding: severities.index(finding.severity))
    suspects = [cell for cell in record.cells.values() if cell.trust == "suspect"]
    counts = {
        "count_errors": sum(finding.severity == "error" for finding in findings),
        "count_warnings": sum(finding.severity == "warning" for finding in findings),
        "count_suspects": len(suspects),
    }
    reasons = [finding.message for finding in findings] + [doubt.text for cell in suspects for doubt in cell.doubts]
    said = _listed(phrase(name, count=count) for name, count in counts.items() if count)
    return Text.assemble(
        (phrase("flagged_word"), "yellow"), plain(record.source.path), f": {said}; ", plain(reasons[0])
    )


def _listed(parts: Iterable[str]) -> str:
    return ("，" if language() == "zh" else ", ").join(parts)


def _totals(summary: RunSummary) -> Iterator[str]:
    counts = summary.progress
    yield phrase("read_in", count=summary.read, seconds=f"{counts.seconds:.1f}")
    if summary.skipped:
        yield phrase("read_before", count=summary.skipped)
    yield phrase("count_flagged", count=summary.flagged)
    yield phrase("so_many_failed", count=len(summary.failures))
    extra = {"given_twice": summary.duplicates, "count_left": summary.left, "waiting_for_batch": summary.waiting}
    yield from (phrase(name, count=count) for name, count in extra.items() if count)
    if summary.ignored:
        yield phrase("passed_over", count=summary.ignored)
    if counts.calls:
        yield phrase(
            "tokens_in_out", calls=counts.calls, given=f"{counts.input_tokens:,}", cached=f"{counts.cached_tokens:,}",
            out=f"{counts.output_tokens:,}",
            cost=None if counts.cost is None else doubt("and_cost", cost=f"{counts.cost:.4f}"),
        )  # fmt: skip
