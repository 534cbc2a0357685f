"""A simulated reader with set error rates behind the stub: how many of its errors end up silent.

Each kind of error (wrong digit, shifted rows, swapped columns, dropped zero, made-up row) is made once in every table
of made reports in every layout, and the reports are read by `model` and by `both`.

    python benchmarks/model_silent.py [--seeds 1] [--rate 1.0] [--reader both] [--layout tabs ...]
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections import Counter
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / "tests" / "model"))

from model_simulated import KINDS, Kind, SimulatedReader
from model_stub import Body, Reply, Stub
from model_taught import issues_answer, report, task, teach

from eval.made import LAYOUTS
from eval.scoring import count
from extract.model.room import ModelRoom
from extract.settings import ModelSettings, ReaderName
from schemas.form import load_form

READERS: tuple[ReaderName, ...] = ("model", "both")


async def read(seed: int, layout: str, reader: ReaderName, kind: Kind, rate: float) -> Counter[str]:
    """The counts of one report: tables with an error, wrong cells, silent ones."""
    asked, (made, _) = task(seed, layout, reader), report(seed, layout)
    simulated = SimulatedReader({kind: rate}, seed)
    teach(simulated, asked, made)

    def script(body: Body) -> Reply:
        return Reply(simulated.answer(body) or issues_answer(made))

    with Stub(script) as stub:
        room = ModelRoom(ModelSettings(model="stub", base_url=stub.url))
        done = await room.complete(asked)
        await room.reader.close()
    scored = count(made.labels, done.record, load_form())
    for cell in scored.cells:
        if cell.silent:
            print(f"  silent: {reader} {kind} {layout} {seed} {cell.address}: {cell.label} read as {cell.read}")
    wrong = sum(not cell.right for cell in scored.cells)
    return Counter(errors=len(simulated.errors), wrong=wrong, silent=scored.counts["silent"], cells=len(scored.cells))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--seeds", type=int, default=1)
    arguments.add_argument("--rate", type=float, default=1.0, help="chance of the error in each table")
    arguments.add_argument("--reader", nargs="*", choices=READERS, default=READERS)
    arguments.add_argument("--layout", nargs="*", default=list(LAYOUTS))
    given = arguments.parse_args()
    for reader in given.reader:
        for kind in KINDS:
            counts: Counter[str] = Counter()
            for layout in given.layout:
                for seed in range(5, 5 + given.seeds):
                    counts += asyncio.run(read(seed, layout, reader, kind, given.rate))
            print(
                f"{reader:6} {kind:8} tables with an error {counts['errors']}, cells wrong in the record "
                f"{counts['wrong']} of {counts['cells']}, silent {counts['silent']}",
                flush=True,
            )


if __name__ == "__main__":
    main()
