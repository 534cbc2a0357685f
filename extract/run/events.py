"""What a run tells whoever watches it, and what it comes to in the end."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from extract.doubts import Doubt
from extract.wording import language, said

EventKind = Literal["scanned", "read", "failed", "retried", "postponed", "stopping", "note"]


@dataclass
class Progress:
    """Counts of one run so far. `total` reports are to be read; `skipped` had been read before, and `waiting` were
    waiting for a batch endpoint already."""

    total: int = 0
    skipped: int = 0
    waiting: int = 0
    read: int = 0
    flagged: int = 0
    failed: int = 0
    postponed: int = 0
    calls: int = 0
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = None
    started: float = field(default_factory=time.monotonic)
    _recent: deque[float] = field(default_factory=lambda: deque(maxlen=200), repr=False)

    @property
    def done(self) -> int:
        """Reports that are finished for now: read, failed, or handed to a batch endpoint."""
        return self.read + self.failed + self.postponed

    @property
    def rate(self) -> float:
        """Reports a second over the last 200; 0 before there are two."""
        span = time.monotonic() - self._recent[0] if self._recent else 0.0
        return (len(self._recent) - 1) / span if len(self._recent) > 1 and span > 0 else 0.0

    @property
    def seconds(self) -> float:
        """Since the run was started."""
        return time.monotonic() - self.started

    def tick(self) -> None:
        """One more report is done."""
        self._recent.append(time.monotonic())


@dataclass(frozen=True)
class Event:
    """Something happened. `message` is one line for a person, where there is something to say.

    `scanned`: the totals are known; `read`, `failed`; `retried`: a worker died over `path`; `postponed`: its
    questions go to a batch endpoint; `stopping`; `note`.
    """

    kind: EventKind
    progress: Progress
    path: str | None = None
    message: str | None = None
    flagged: bool = False


OnEvent = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class Failure:
    """A report, or a path, that could not be read."""

    path: str
    why: Doubt

    @property
    def reason(self) -> str:
        """The sentence, in the language of whoever reads it."""
        return said(self.why, language())


@dataclass(frozen=True)
class RunSummary:
    """What `extract` comes to. Counts are of the reports under the given paths."""

    found: int
    """Different reports, by content."""
    duplicates: int
    """Paths whose content had been given under another path."""
    ignored: int
    """Files in folders that are no kind of report."""
    read: int
    """Read this time."""
    skipped: int
    """Read before, by the same reader."""
    flagged: int
    """Of those that are read, now or before: with a suspect cell, or a finding that is an error or a warning."""
    failures: tuple[Failure, ...]
    left: int
    """Not read because the run was stopped."""
    stopped: str | None
    """Why the run ended early, and how to go on."""
    waiting: int
    """Sent to a batch endpoint, to be collected by the same command later."""
    progress: Progress

    @property
    def exit_status(self) -> int:
        """0: every report was read; 1: some could not be read or are left; 130: stopped by Ctrl-C."""
        if self.stopped == INTERRUPTED:
            return 130
        return 1 if self.failures or self.stopped else 0


INTERRUPTED = "stopped_on_request"
"""The code of what is said then."""
