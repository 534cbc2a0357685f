"""What runs inside a worker process. Its answers are plain values: no exception crosses the border."""

from __future__ import annotations

import faulthandler
import hashlib
import os
import signal
import threading
import traceback
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import connection, parent_process
from pathlib import Path
from typing import TextIO

from extract.files.errors import FileError
from extract.files.opening import load
from extract.run.packed import Packed, pack
from extract.run.steps import Asking, Job, Refusal, Steps
from extract.settings import Settings


@dataclass(frozen=True, slots=True)
class Refused:
    """A report that could not be read. `detail` is for the log of the run."""

    reason: str
    detail: str | None = None


Outcome = Packed | Asking | Refused


def read(job: Job, steps: Steps, settings: Settings) -> Outcome:
    """One report, as far as it is read without a model."""
    try:
        data = job.data if job.data is not None else load(Path(os.fsdecode(job.location)), settings.limits)
        if hashlib.sha256(data).hexdigest() != job.sha256:
            return Refused("the file changed while the run was under way; give the same command again")
        result = steps.prepare(job, data, settings)
        return result if isinstance(result, Asking) else pack(result, steps.identity(result, settings))
    except FileError as error:
        return Refused(error.reason)
    except Refusal as refusal:
        return Refused(str(refusal))
    except MemoryError:
        return Refused("needs more memory than there is")
    except Exception as error:
        place = Path(traceback.extract_tb(error.__traceback__)[-1].filename).name
        reason = f"could not be read for an error in this program ({type(error).__name__} in {place}); see run.log"
        return Refused(reason, traceback.format_exc())


class _State:
    steps: Steps
    settings: Settings
    seconds: float
    log: TextIO


def start(steps: Steps, settings: Settings, seconds: float, log: Path) -> None:
    """Sets a new process up. `seconds` is the longest that one report may take; how it died is added to `log`."""
    _State.steps, _State.settings, _State.seconds = steps, settings, seconds
    _State.log = log.open("a", encoding="utf-8")
    faulthandler.enable(_State.log)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")  # there is a process for each core already
    _die_first()
    threading.Thread(target=_follow_parent, daemon=True).start()


def run(job: Job) -> Outcome:
    """`read`, under a clock that ends the process: code that hangs in C can be stopped in no other way."""
    faulthandler.dump_traceback_later(_State.seconds, exit=True, file=_State.log)
    try:
        return read(job, _State.steps, _State.settings)
    finally:
        faulthandler.cancel_dump_traceback_later()


def process_id() -> int:
    """The first task of every worker: that it answers shows that the process could be set up."""
    return os.getpid()


def _follow_parent() -> None:
    """Ends this process when the parent was killed; the pipe to it would keep it waiting for ever."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _die_first() -> None:
    """Has the kernel, when memory runs out, end a worker rather than the parent. Linux only."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500")
