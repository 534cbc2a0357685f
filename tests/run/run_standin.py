"""Steps that stand in for the readers: a report is a text whose first line says what shall happen to it.

`fine`, `flagged`, `fat`, `refuse`, `raise`, `crash`, `crash once`, `hang`, `ask`, `ask fail`, `ask stop`,
`slow SECONDS`. Every reading and every call is noted in a file beside the report, by appending a byte: the tests
count them.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from extract.run.errors import StopRun
from extract.run.steps import Asking, Incomplete, Job, Refusal, Steps
from extract.settings import Settings
from schemas.record import Finding, Reading, Record, Source

Write = Callable[..., Path]


def mark(location: str | bytes, what: str) -> int:
    """Notes one more `what` of a report; the count so far, this one included."""
    with open(f"{os.fsdecode(location)}.{what}", "ab", buffering=0) as file:
        file.write(b"x")
        return file.tell()


def count(report: Path, what: str) -> int:
    noted = Path(f"{report}.{what}")
    return noted.stat().st_size if noted.exists() else 0


def record(job: Job, calls: int = 0) -> Record:
    text = Path(os.fsdecode(job.location)).read_text(encoding="utf-8")
    name, year = [*text.split("\n"), "", ""][1:3]
    message = "made"
    if text.startswith("fat"):  # does not compress
        message = random.Random(text).randbytes(20_000).hex()
    findings = [Finding(rule="made", severity="error", message=message)] if text.startswith(("flagged", "fat")) else []
    return Record(
        id=job.sha256[:16], source=Source(path=job.path, sha256=job.sha256, media_type="text/plain"),
        agency=name or None, year=int(year) if year.isdigit() else None, editions={}, tables={}, cells={},
        findings=findings, reading=Reading(reader="model" if calls else "rules", calls=calls, input_tokens=7 * calls),
    )  # fmt: skip


def prepare(job: Job, data: bytes, settings: Settings) -> Sequence[Record] | Asking:
    times = mark(job.location, "reads")
    order = data.decode().split("\n")[0]
    if order == "refuse":
        raise Refusal("this is no report")
    if order == "raise":
        raise ZeroDivisionError("secret words of the report")
    if order == "crash" or (order == "crash once" and times == 1):
        os.kill(os.getpid(), signal.SIGSEGV)
    if order == "hang":
        time.sleep(60)
    if order.startswith("slow "):
        Path(f"{os.fsdecode(job.location)}.pid").write_text(str(os.getpid()), encoding="utf-8")
        time.sleep(float(order.split()[1]))
    if order.startswith("ask"):
        return Asking([(order, job)])
    return [record(job)]


@dataclass
class StandInRoom:
    seconds: float = 0.0
    under_way: int = 0
    most: ClassVar[int] = 0
    """Calls that were ever under way at once, in this process."""

    async def complete(self, payload: Any) -> Record:
        order, job = payload
        mark(job.location, "calls")  # an endpoint counts what it is asked, not what it comes to answer
        self.under_way += 1
        StandInRoom.most = max(StandInRoom.most, self.under_way)
        await asyncio.sleep(self.seconds)
        self.under_way -= 1
        if order == "ask stop":
            raise StopRun("the key was refused; set another and give the same command again")
        if order == "ask fail":
            raise Incomplete(record(job))
        return record(job, calls=1)


@asynccontextmanager
async def room(settings: Settings) -> AsyncIterator[StandInRoom]:
    yield StandInRoom(float(os.environ.get("STANDIN_SECONDS", "0")))


def identity(record: Record | None, settings: Settings) -> str:
    return json.dumps([settings.reader, settings.model.model if settings.model else None])


def is_current(known: str, settings: Settings) -> bool:
    return known == identity(None, settings)


STEPS = Steps(prepare, identity, is_current, room)


def grow(disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=32m", str(disk)], check=True)


def fill(disk: Path) -> None:
    subprocess.run(["dd", "if=/dev/zero", f"of={disk / 'filler'}", "bs=4k"], check=False, capture_output=True)
