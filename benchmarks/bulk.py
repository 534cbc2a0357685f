"""What a run costs beyond reading: 20,000 generated text reports, by rules, through the ledger and the workers.

`.venv/bin/python benchmarks/bulk.py [COUNT] [--workers N] [--engine ray]`. Shows reports a second, the overhead a
report over calling the reader in a loop, memory at a tenth of the reports and at all of them, the size of the
ledger, and the time of a second run with nothing to do (aims: flat memory, under 2% of the first run).

Reports are made by `eval.made` in every layout; each has a line of its own, so that no two are the same.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from eval.made import LAYOUTS, made_report
from extract.run import Options, extract
from extract.run.local import cores
from extract.run.reports import prepare
from extract.run.steps import Job
from extract.settings import Settings

DIFFERENT = 1000
"""Reports that are made; beyond them they differ by a line only."""
RULES = Settings(reader="rules")


def make(folder: Path, count: int) -> None:
    """Writes `count` reports, a thousand to a folder."""
    layouts = [name for name in LAYOUTS if made_report(0, name).media_type != "text/html"]
    texts = [made_report(seed, layouts[seed % len(layouts)]).text for seed in range(min(count, DIFFERENT))]
    for number in range(count):
        path = folder / f"{number // 1000:04}" / f"{number:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{texts[number % len(texts)]}\n\n第{number}号\n", encoding="utf-8")


@dataclass
class Cost:
    """Of one run: wall and processor seconds (all, and of the process of the run alone), and the largest memory of
    that process and of one worker, in MB."""

    wall: float
    cpu: float
    own: float
    parent: float
    worker: float
    summary: dict[str, int]


def run(folder: Path, run_dir: Path, options: list[str]) -> Cost:
    """A run in a process of its own."""
    command = [sys.executable, __file__, "--inner", str(folder), str(run_dir), *options]
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        parent = worker = 0.0
        spent: dict[int, float] = {}
        while process.poll() is None:
            for number, (memory, seconds) in _processes(process.pid).items():
                spent[number] = seconds
                if number == process.pid:
                    parent = max(parent, memory)
                else:
                    worker = max(worker, memory)
            time.sleep(0.1)
        assert process.stdout is not None
        said = json.loads(process.stdout.read())
    return Cost(time.perf_counter() - began, sum(spent.values()), spent[process.pid], parent, worker, said)


def _processes(session: int) -> dict[int, tuple[float, float]]:
    """Resident memory in MB and processor seconds so far, by number of each process of a session. Linux only."""
    found: dict[int, tuple[float, float]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                told = (folder / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:  # it has just ended
                continue
            if int(told[3]) == session:
                seconds = (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")
                found[int(folder.name)] = (int(told[21]) * os.sysconf("SC_PAGE_SIZE") / 1e6, seconds)
    return found


def loop(folder: Path, count: int) -> float:
    """Processor seconds a report of calling the reader in a loop, in this process."""
    paths = sorted(folder.rglob("*.txt"))[:count]
    jobs = [(Job(str(path), os.fsencode(path), "0" * 64), path.read_bytes()) for path in paths]
    for job, data in jobs[:20]:
        prepare(job, data, RULES)
    began = time.process_time()
    for job, data in jobs:
        prepare(job, data, RULES)
    return (time.process_time() - began) / len(jobs)


def inner(folder: str, run_dir: str, options: Options) -> None:
    """What the process of `run` does."""
    summary = extract([folder], run_dir, RULES, options)
    json.dump({"read": summary.read, "skipped": summary.skipped, "failed": len(summary.failures)}, sys.stdout)


def main(count: int, options: list[str]) -> None:
    root = Path(tempfile.mkdtemp(prefix="gongkai-bulk-"))
    try:
        made = root / "reports"
        make(made, count)
        bare = loop(made, min(count, 1000))
        few = root / "few"
        shutil.copytree(made / "0000", few / "0000")
        if count >= 20_000:
            shutil.copytree(made / "0001", few / "0001")
        small = run(few, root / "small", options)
        whole = run(made, root / "whole", options)
        again = run(made, root / "whole", options)
        report(count, bare, small, whole, again, root)
    finally:
        shutil.rmtree(root)


def report(count: int, bare: float, small: Cost, whole: Cost, again: Cost, root: Path) -> None:
    spent = whole.cpu / count
    ledger = (root / "whole" / "run.sqlite").stat().st_size
    jsonl = (root / "whole" / "reports.jsonl").stat().st_size
    print(f"{count} reports, {whole.summary['failed']} failed, {cores()} processors")
    print(f"{count / whole.wall:8.1f} reports a second ({whole.wall:.1f} s)")
    print(f"{1000 * bare:8.2f} ms a report in a loop, {1000 * spent:.2f} ms of all processors in the run")
    own = whole.own / count
    print(f"{1000 * (spent - bare):8.2f} ms overhead a report, {1000 * own:.2f} of it in the process of the run")
    few = small.summary["read"]
    print(f"{small.parent:8.0f} MB at {few} reports, {whole.parent:.0f} MB at {count} (the process of the run)")
    print(f"{small.worker:8.0f} MB at {few} reports, {whole.worker:.0f} MB at {count} (a worker)")
    print(f"{ledger / 1e6:8.1f} MB ledger ({ledger / count:.0f} bytes a report), reports.jsonl {jsonl / 1e6:.0f} MB")
    print(f"{again.wall:8.2f} s second run, {again.wall / whole.wall:.2%} of the first")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", nargs="?", type=int, default=20_000)
    parser.add_argument("--workers", type=int)
    parser.add_argument("--engine", choices=["local", "ray"], default="local")
    parser.add_argument("--inner", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inner:
        reports, target = given.inner
        inner(reports, target, Options(workers=given.workers, engine=given.engine))
    else:
        more = ["--engine", given.engine] + (["--workers", str(given.workers)] if given.workers else [])
        main(given.count, more)
