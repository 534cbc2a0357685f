"""Every reader and baseline on the made text fixtures, the model simulated with set error rates behind the stub.

    python benchmarks/eval_readers.py [--rate 0.15] [--readers rules model both] [--limit 20] [--out FOLDER]

Each table that the simulated model answers carries, with the given chance, one error of each kind (a wrong digit,
shifted rows, swapped columns, a dropped zero, a made-up row). The plain call answers with the same errors, and
with 0 for blanks, as models like to.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from pathlib import Path
from random import Random
from typing import Any

from rich.console import Console

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "model"))

from model_simulated import KINDS, SimulatedReader, damage, rows_of
from model_stub import Body, Reply, Stub
from model_taught import issues_answer, printed_in, teach

from eval.command import Output, run_eval
from eval.fixture import HOME
from eval.harness import Request
from eval.made import Made, made_report
from eval.planting import PLAN
from extract.files import read_bytes
from extract.model.task import Task
from extract.rules import read_by_rules
from extract.settings import Limits, ModelSettings
from schemas.form import Row, load_form
from schemas.record import Source

SUFFIXES = {"text/html": ".html", "text/markdown": ".md"}
FORM = load_form()


class Simulated:
    """Answers for every report of the plan, to the project's own questions and to the plain one."""

    def __init__(self, rate: float) -> None:
        self.reader = SimulatedReader(dict.fromkeys(KINDS, rate))
        self.reports = [_made(entry) for entry in tomllib.loads(PLAN.read_text(encoding="utf-8"))["text"]]
        for made in self.reports:
            document = read_bytes(made.text.encode(), Limits(), SUFFIXES.get(made.media_type, ".txt"))
            source = Source(path="report", sha256="0" * 64, media_type=document.media_type)
            teach(self.reader, Task(document, source, read_by_rules(document), "model"), made)

    def script(self, body: Body) -> Reply:
        answer = self.reader.answer(body)
        if answer is not None:
            return Reply(answer)
        asked = str(body["messages"][-1]["content"])
        made = self._meant(asked)
        return Reply(self._plain(made) if "提取全部数据" in asked else issues_answer(made))

    def _meant(self, asked: str) -> Made:
        """The report whose problems the question quotes."""
        squeezed = "".join(asked.split())
        return max(self.reports, key=lambda made: sum("".join(p.quote.split()) in squeezed for p in _quoted(made)))

    def _plain(self, made: Made) -> str:
        """One nested answer over the newest edition, with the same kinds of errors, and 0 for blanks."""
        read: dict[str, list[Any]] = {}
        for table in made.labels.layouts(FORM):
            rng = Random(f"{made.labels.agency} {made.labels.year} {table.id}")
            kind = next((kind for kind in KINDS if rng.random() < self.reader.rates[kind]), None)
            printed = printed_in(made, table)
            read |= damage(printed, kind, rng) if kind else rows_of(printed)
        tables = {
            name: {row.id: _named(row, read.get(row.id, [])) for row in table.rows}
            for name, table in FORM.editions[-1].tables.items()
        }
        problems, measures = ([p.quote for p in part or ()] for part in (made.labels.problems, made.labels.measures))
        head = {"agency": made.labels.agency, "year": made.labels.year}
        return json.dumps(head | tables | {"problems": problems, "measures": measures}, ensure_ascii=False)


def _quoted(made: Made) -> list[Any]:
    return [*(made.labels.problems or ()), *(made.labels.measures or ())]


def _named(row: Row, values: list[Any]) -> dict[str, float]:
    """Numbers by column; what is no number, or missing, is 0."""
    numbers = [value if isinstance(value, int) else 0 for value in values] + [0] * len(row.columns)
    return {column.id: number for column, number in zip(row.columns, numbers, strict=False)}


def _made(entry: dict[str, Any]) -> Made:
    damage = entry.get("damage", 0.0)
    return made_report(entry["seed"], entry["layout"], damage, entry.get("style"), entry.get("issues"))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rate", type=float, default=0.15)
    arguments.add_argument("--readers", nargs="*", default=["rules", "model", "both", "auto"])
    arguments.add_argument("--limit", type=int)
    arguments.add_argument("--out", type=Path)
    given = arguments.parse_args()
    with Stub(Simulated(given.rate).script) as stub:
        model = ModelSettings(model="simulated", base_url=stub.url, price_in=1.0, price_out=4.0)
        filters = ("name=made-*", "kind!=pdf", "kind!=docx")
        request = Request(HOME, given.readers, (model,), filters, given.limit, damaged=0)
        said = Console(width=200)
        sys.exit(run_eval(request, Output(given.out, full=True), said, lambda line: said.print(line)))


if __name__ == "__main__":
    main()
