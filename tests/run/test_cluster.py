"""Runs on a Ray cluster of this machine."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from run_standin import STEPS, Write, count

from extract.run import Options, RunSummary, extract
from extract.settings import ModelSettings, Settings

pytest.importorskip("ray", reason="needs gongkai[ray]")
MODEL = Settings(reader="model", model=ModelSettings(model="stub", concurrency=3))


def run(folder: Path, name: str, options: Options) -> tuple[RunSummary, list[dict[str, object]]]:
    summary = extract([folder], folder.parent / name, MODEL, options, steps=STEPS)
    lines = (folder.parent / name / "reports.jsonl").read_text(encoding="utf-8").splitlines()
    return summary, [json.loads(line) for line in lines]


@pytest.mark.slow
def test_ray_gives_the_records_of_the_local_engine_and_survives_a_killed_worker(
    folder: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))  # the stand-in is installed nowhere
    for number in range(30):
        write(f"{number:02}", "ask" if number % 3 else "flagged", f"第{number}局", 2020 + number % 5)
    once, never = write("m", "crash once"), write("n", "crash")
    ray, from_ray = run(folder, "ray", Options(engine="ray", workers=2))
    assert [Path(failure.path).name for failure in ray.failures] == ["n.txt"]
    assert "brought its process down" in ray.failures[0].reason
    assert (ray.read, count(once, "reads"), count(never, "reads")) == (31, 2, 2)
    local, from_local = run(folder, "local", Options(workers=2))
    assert from_ray == from_local
    assert (local.flagged, local.progress.calls) == (ray.flagged, ray.progress.calls) == (10, 20)
