"""Runs on Ray: processes of this machine, and a cluster of two."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest
from run_standin import STEPS, StandInRoom, Write, count

from extract.run import Options, RunSummary, WorkersUnusable, extract
from extract.settings import ModelSettings, Settings

pytest.importorskip("ray", reason="needs gongkai[ray]")
MODEL = Settings(reader="model", model=ModelSettings(model="stub", concurrency=3))


def run(folder: Path, name: str, options: Options) -> tuple[RunSummary, list[dict[str, object]]]:
    summary = extract([folder], folder.parent / name, MODEL, options, steps=STEPS)
    lines = (folder.parent / name / "reports.jsonl").read_text(encoding="utf-8").splitlines()
    return summary, [json.loads(line) for line in lines]


@pytest.fixture(autouse=True)
def _standin_for_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))  # the stand-in is installed nowhere


def local_records(folder: Path) -> list[dict[str, object]]:
    return run(folder, "local", Options(workers=0))[1]


@pytest.mark.slow
@pytest.mark.usefixtures("english")
def test_ray_gives_the_records_of_the_local_engine_and_a_crash_costs_its_report_one_retry(
    folder: Path, write: Write
) -> None:
    for number in range(30):
        write(f"{number:02}", "ask" if number % 3 else "flagged", f"第{number}局", 2020 + number % 5)
    once, never = write("m", "crash once"), write("n", "crash")
    ray, from_ray = run(folder, "ray", Options(engine="ray", workers=2))
    assert [Path(failure.path).name for failure in ray.failures] == ["n.txt"]
    assert "brought its process down" in ray.failures[0].reason
    assert (ray.read, count(once, "reads"), count(never, "reads")) == (31, 2, 2)
    assert (ray.flagged, ray.progress.calls) == (10, 20)
    never.write_text("refuse", encoding="utf-8")  # in this process, a crash would be the end of the tests
    assert from_ray == local_records(folder)


@pytest.mark.long
def test_a_cluster_survives_a_killed_worker_and_asks_the_model_no_more_than_it_may(
    folder: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ray.cluster_utils import Cluster

    monkeypatch.setenv("STANDIN_SECONDS", "0.1")
    StandInRoom.most = 0
    reports = [write(f"{number:02}", "ask") for number in range(30)]
    reports += [write(f"s{number}", "slow 1") for number in range(4)]
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    try:
        cluster.add_node(num_cpus=1)
        killer = threading.Thread(target=kill_worker, args=(reports[-4:],))
        killer.start()
        summary, from_ray = run(folder, "ray", Options(engine="ray", address=cluster.address))
        killer.join()
    finally:
        cluster.shutdown()  # type: ignore[no-untyped-call]
    assert (summary.read, summary.failures, summary.progress.calls) == (34, (), 30)
    assert StandInRoom.most == 3
    assert sum(count(report, "reads") for report in reports) == 34 + 1
    assert from_ray == local_records(folder)


def kill_worker(slow: list[Path]) -> None:
    """SIGKILL, from outside, for the process that reads the first of these reports to be taken up."""
    while not any(count(report, "pid") for report in slow):
        time.sleep(0.01)
    (noted, *_) = [path for report in slow if (path := Path(f"{report}.pid")).exists()]
    os.kill(int(noted.read_text()), signal.SIGKILL)


@pytest.mark.usefixtures("english")
def test_a_cluster_that_does_not_answer_is_named(folder: Path, write: Write) -> None:
    write("a")
    with pytest.raises(WorkersUnusable, match=r"127\.0\.0\.1:1: no Ray cluster answers"):
        run(folder, "ray", Options(engine="ray", address="127.0.0.1:1"))
