"""Each fault of an endpoint over a whole report: calls made, time taken, how the record ended.

The faults are those of `tests/model/test_model_faults.py`, met by the question about one table while the others are
answered; waits are real. `--timeout` is that of a call.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from threading import Lock

sys.path.append(str(Path(__file__).resolve().parent.parent / "tests" / "model"))

from model_simulated import SimulatedReader
from model_stub import Body, Reply, Script, Stub
from model_taught import issues_answer, report, task, teach
from test_model_faults import FAILING, INVALID, PASSING

from extract.doubts import texts
from extract.model.room import Completed, ModelRoom
from extract.settings import ModelSettings

SEED, LAYOUT = 3, "tabs"
FAULTY = "\nlitigation_direct "
"""The question that meets the fault: it is about the table that has this row."""


def playing(replies: tuple[Reply, ...], for_ever: bool, right: Script) -> Script:
    """The replies in turn for one question, the last one for ever or followed by what is right."""
    lock, played = Lock(), [0]

    def script(body: Body) -> Reply:
        if FAULTY not in str(body["messages"][0]["content"]):
            return right(body)
        with lock:
            turn = played[0]
            played[0] += 1
        if turn >= len(replies) and not for_ever:
            return right(body)
        return replies[min(turn, len(replies) - 1)]

    return script


async def complete(stub: Stub, timeout: float) -> tuple[Completed, float]:
    room = ModelRoom(ModelSettings(model="stub", base_url=stub.url, timeout=timeout))
    began = time.perf_counter()
    done = await room.complete(task(SEED, LAYOUT, "model"))
    seconds = time.perf_counter() - began
    await room.reader.close()
    return done, seconds


def run(name: str, script: Script, timeout: float) -> None:
    with Stub(script) as stub:
        done, seconds = asyncio.run(complete(stub, timeout))
        calls = sum(FAULTY in str(request.body["messages"][0]["content"]) for request in stub.requests)
    suspect = sum(cell.trust == "suspect" for cell in done.record.cells.values())
    ended = "read whole" if done.complete else "rules kept for what is missing"
    stopped = f"; run stops: {done.stop.code}" if done.stop else ""
    notes = "；".join(texts(done.record.reading.notes))
    print(f"{name:52} {calls:2} calls  {seconds:5.1f} s  {ended}, {suspect} suspect{stopped}  {notes}", flush=True)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--timeout", type=float, default=0.5)
    given = arguments.parse_args()
    made, _ = report(SEED, LAYOUT)
    reader = SimulatedReader()
    teach(reader, task(SEED, LAYOUT, "model"), made)

    def right(body: Body) -> Reply:
        return Reply(reader.answer(body) or issues_answer(made))

    run("(none, and the client imported)", right, 30.0)
    for name, case in PASSING.items():
        run(name, playing(case.replies, False, right), given.timeout)
    failing: Mapping[str, Reply] = {name: case.reply for name, case in FAILING.items()} | INVALID
    for name, reply in failing.items():
        run(name, playing((reply,), True, right), given.timeout)


if __name__ == "__main__":
    main()
