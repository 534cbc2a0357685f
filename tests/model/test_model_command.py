"""`gongkai extract` with a model: the record of a run, what stops it, and the key that stands nowhere."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from model_help import KEY
from model_simulated import SimulatedReader
from model_stub import Reply, Script, Stub, failed
from model_taught import issues_answer, report, task, teach

Command = Callable[..., "subprocess.CompletedProcess[str]"]
pytestmark = pytest.mark.slow


def taught(seed: int = 3) -> Script:
    made, _ = report(seed, "tabs")
    simulated = SimulatedReader()
    teach(simulated, task(seed, "tabs", "model"), made)
    return lambda body: Reply(simulated.answer(body) or issues_answer(made))


def extract(gongkai: Command, tmp_path: Path, script: Script, *options: str) -> tuple[Any, Path, int]:
    made, _ = report(3, "tabs")
    source, run = tmp_path / "report.txt", tmp_path / "run"
    source.write_text(made.text, encoding="utf-8")
    with Stub(script) as stub:
        env = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": stub.url, "GONGKAI_MODEL": "stub"}
        done = gongkai("extract", source, "--out", run, *options, env=env)
        return done, run, stub.calls


def record_of(run: Path) -> dict[str, Any]:
    (line,) = (run / "reports.jsonl").read_text(encoding="utf-8").splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


def bytes_of(run: Path) -> bytes:
    """Everything in the run folder, the ledger with its journal in it."""
    for ledger in run.rglob("*.sqlite"):
        sqlite3.connect(ledger).execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return b"".join(path.read_bytes() for path in run.rglob("*") if path.is_file())


def test_a_run_by_the_model_records_what_it_cost(gongkai: Command, tmp_path: Path) -> None:
    done, run, calls = extract(gongkai, tmp_path, taught(), "--reader", "model", "--price-in", "1", "--price-out", "2")
    assert done.returncode == 0, done.stderr
    reading = record_of(run)["reading"]
    assert (reading["reader"], reading["model"], reading["calls"]) == ("model", "stub", calls) == ("model", "stub", 4)
    assert reading["cost"] == pytest.approx((reading["input_tokens"] + 2 * reading["output_tokens"]) / 1e6)
    assert set(reading["prompts"]) == {"table", "issues"}


def test_a_wrong_key_stops_the_run_and_is_not_printed(gongkai: Command, tmp_path: Path) -> None:
    done, run, calls = extract(
        gongkai, tmp_path, lambda _: failed(401, f"Incorrect API key: {KEY}"), "--reader", "model"
    )
    assert calls == 1
    assert "OPENAI_API_KEY" in done.stderr
    assert "Traceback" not in done.stderr
    assert KEY not in done.stdout + done.stderr
    assert KEY.encode() not in bytes_of(run)


def test_the_key_stands_in_no_file_of_a_run(gongkai: Command, tmp_path: Path) -> None:
    _, run, _ = extract(gongkai, tmp_path, taught(), "--reader", "auto")
    assert b"stub" in bytes_of(run)
    assert KEY.encode() not in bytes_of(run)


def test_a_model_that_fails_leaves_the_rules_reading_and_says_so(gongkai: Command, tmp_path: Path) -> None:
    _, run, _ = extract(gongkai, tmp_path, lambda _: Reply(None, refusal="no"), "--reader", "model")
    record = record_of(run)
    made, _ = report(3, "tabs")
    assert record["tables"]["applications"]["new"]["total"] == made.truth["applications.new.total"]
    assert sum(note["code"] == "model_unanswered" for note in record["reading"]["notes"]) == 4
