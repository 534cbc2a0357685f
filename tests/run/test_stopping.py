"""Runs that are stopped, killed, met by a second process, or short of room."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from run_standin import STEPS, Write, count

from extract.run import Options, RunLocked, RunMissing, extract, records
from extract.run.lock import locked
from extract.settings import Settings

pytestmark = pytest.mark.usefixtures("english")

HERE = Path(__file__).parent
RULES = Settings(reader="rules")


@contextmanager
def process(folder: Path, *more: str, seconds: float = 0.0) -> Iterator[subprocess.Popen[str]]:
    """The run of `folder` in a process of its own, with its own process group as a terminal gives it."""
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parent.parent)]),
        "STANDIN_SECONDS": str(seconds),
    }
    command = [sys.executable, str(HERE / "run_process.py"), str(folder), str(folder.parent / "run"), *more]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    ) as running:
        try:
            yield running
        finally:
            if running.poll() is None:
                running.kill()


def wait_for(running: subprocess.Popen[str], word: str) -> str:
    assert running.stdout is not None
    said = []
    for line in running.stdout:
        said.append(line)
        if line.startswith(word):
            return line
    raise AssertionError("".join(said))


def alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def gone_within(group: int, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not alive(group):
            return True
        time.sleep(0.02)
    return False


def test_the_first_interrupt_finishes_what_is_in_flight_and_says_how_to_go_on(folder: Path, write: Write) -> None:
    for number in range(30):
        write(f"{number:02}", "slow 0.1")
    with process(folder) as running:
        wait_for(running, "read")
        os.killpg(running.pid, signal.SIGINT)  # as a terminal does: the workers get it too
        assert "stopped_on_request" in wait_for(running, "stopping")
        assert running.wait(timeout=10) == 130
    done = len(list(records(folder.parent / "run")))
    assert 1 <= done < 10
    read = sum(count(report, "reads") for report in folder.glob("*.txt"))
    assert read == done
    lines = (folder.parent / "run" / "reports.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == done


def test_the_second_interrupt_stops_at_once_and_leaves_no_process(folder: Path, write: Write) -> None:
    write("a")
    for number in range(4):
        write(f"b{number}", "slow 30")
    with process(folder) as running:
        wait_for(running, "read")
        os.killpg(running.pid, signal.SIGINT)
        wait_for(running, "stopping")
        os.killpg(running.pid, signal.SIGINT)
        assert running.wait(timeout=5) == 131
        assert gone_within(running.pid, 5)
    assert len(list(records(folder.parent / "run"))) == 1


def test_workers_do_not_outlive_a_killed_run(folder: Path, write: Write) -> None:
    write("a")
    write("b", "slow 30")
    with process(folder) as running:
        wait_for(running, "read")
        running.kill()
        running.wait()
        assert gone_within(running.pid, 5)


def test_a_worker_needs_neither_the_ledger_nor_its_library(folder: Path) -> None:
    code = "import extract.run.worker, sys; sys.exit('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=HERE.parent.parent, check=False).returncode == 0


def test_a_second_process_on_one_run_is_told_so(folder: Path, write: Write) -> None:
    write("a")
    run_dir = folder.parent / "run"
    run_dir.mkdir()
    with locked(run_dir), process(folder) as second:
        line = wait_for(second, "error")
        assert second.wait(timeout=10) == 1
    assert f"another process (number {os.getpid()}) works on this run" in line
    with locked(run_dir), pytest.raises(RunLocked):
        extract([folder], run_dir, RULES, Options(workers=0), steps=STEPS)


def test_a_run_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RunMissing, match="there is no run here"):
        list(records(tmp_path))


def torture(folder: Path, seed: int, total: int, kills: int) -> None:
    """Kills a run of `total` reports `kills` times, then lets it end, and counts."""
    chance = random.Random(seed)
    for number in range(total):
        (folder / f"{number:03}.txt").write_text(f"{'ask' if number % 2 else 'fine'}\n\n\n{number}", encoding="utf-8")
    for _ in range(kills):
        with process(folder, "model", "2", seconds=0.05) as running:
            wait_for(running, "read")
            time.sleep(chance.uniform(0.0, 2.0 * total / 300 / kills))
            running.kill()
            running.wait()
    with process(folder, "model", "2") as running:
        assert running.wait(timeout=60) == 0
    assert len(list(records(folder.parent / "run"))) == total
    in_flight = kills * (2 * 2 + 4 + 4)  # in the workers, waiting for the model, being asked about
    reads = sum(count(report, "reads") for report in folder.glob("*.txt"))
    calls = sum(count(report, "calls") for report in folder.glob("*.txt"))
    sys.stdout.write(f"seed {seed}: {kills} kills, read again {reads - total}, calls paid again {calls - total // 2}\n")
    assert reads - total <= in_flight
    assert calls - total // 2 <= kills * 4


@pytest.mark.slow
def test_a_run_killed_several_times_loses_nothing_and_pays_nothing_twice(folder: Path) -> None:
    torture(folder, seed=1, total=100, kills=2)
