"""Ledgers that are missing, foreign, damaged, or out of room."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from run_standin import STEPS, Write, count, fill, grow

from extract.run import DiskFull, Options, RunCorrupt, RunError, UsageError, extract, records
from extract.settings import Settings

pytestmark = pytest.mark.usefixtures("english")

RULES = Settings(reader="rules")
INLINE = Options(workers=0)


def run(folder: Path, run_dir: Path) -> None:
    extract([folder], run_dir, RULES, INLINE, steps=STEPS)


@pytest.mark.parametrize("workers", [0, 2])
def test_a_full_disk_stops_the_run_clearly_and_the_run_is_good_afterwards(
    folder: Path, write: Write, small_disk: Path, workers: int
) -> None:
    reports = [write(f"{number:02}", "fat") for number in range(40)]
    run_dir = small_disk / "run"
    with pytest.raises(DiskFull, match=r"run\.sqlite: the disk is full; make room and give the same command again"):
        extract([folder], run_dir, RULES, Options(workers=workers), steps=STEPS)
    before = [record.source.path for record in records(run_dir)]
    assert 0 < len(before) < 40
    grow(small_disk)
    assert extract([folder], run_dir, RULES, INLINE, steps=STEPS).left == 0
    assert [record.source.path for record in records(run_dir)] == [str(report) for report in reports]
    assert sum(count(report, "reads") for report in reports if str(report) in before) == len(before)


def test_a_full_disk_leaves_the_last_jsonl_file_as_it_was(folder: Path, write: Write, small_disk: Path) -> None:
    write("a", "fat")
    run_dir = small_disk / "run"
    run(folder, run_dir)
    jsonl = run_dir / "reports.jsonl"
    before = jsonl.read_bytes()
    fill(small_disk)
    write("b", "fat")
    with pytest.raises(DiskFull):
        run(folder, run_dir)
    assert jsonl.read_bytes() == before
    assert not list(run_dir.glob("*.part"))
    grow(small_disk)
    run(folder, run_dir)
    assert len(jsonl.read_bytes().splitlines()) == 2


def test_a_file_that_is_no_ledger_is_named_and_left_alone(folder: Path, write: Write, tmp_path: Path) -> None:
    write("a")
    ledger = tmp_path / "run.sqlite"
    ledger.write_text("no ledger " * 1000)
    with pytest.raises(RunCorrupt, match=r"run\.sqlite: this is no ledger"):
        run(folder, tmp_path)
    with pytest.raises(RunCorrupt, match=r"run\.sqlite: this is no ledger"):
        list(records(tmp_path))
    assert ledger.read_text() == "no ledger " * 1000


def test_the_database_of_another_program_is_left_alone(folder: Path, write: Write, tmp_path: Path) -> None:
    write("a")
    with sqlite3.connect(tmp_path / "run.sqlite") as other:
        other.execute("create table photographs (name)")
    with pytest.raises(RunCorrupt, match="this is no ledger"):
        run(folder, tmp_path)


def test_a_ledger_of_a_later_version_is_not_touched(folder: Path, write: Write, tmp_path: Path) -> None:
    write("a")
    run(folder, tmp_path)
    with sqlite3.connect(tmp_path / "run.sqlite") as ledger:
        ledger.execute("pragma user_version = 99")
    with pytest.raises(RunCorrupt, match="version 99"):
        run(folder, tmp_path)


def test_a_damaged_ledger_is_said_to_be_damaged(folder: Path, write: Write, tmp_path: Path) -> None:
    for number in range(20):
        write(str(number), "fat")
    run(folder, tmp_path)
    ledger = tmp_path / "run.sqlite"
    data = bytearray(ledger.read_bytes())
    data[4096 * 3 : 4096 * 12] = b"\xff" * 4096 * 9
    ledger.write_bytes(data)
    with pytest.raises(RunCorrupt, match="damaged"):
        list(records(tmp_path))


def test_a_ledger_cut_off_before_its_tables_were_made_is_made_anew(folder: Path, write: Write, tmp_path: Path) -> None:
    write("a")
    (tmp_path / "run.sqlite").touch()
    run(folder, tmp_path)
    assert len(list(records(tmp_path))) == 1


def test_a_run_folder_that_is_a_file_is_wrong_usage(folder: Path, write: Write, tmp_path: Path) -> None:
    write("a")
    (tmp_path / "run").touch()
    with pytest.raises(UsageError, match="run: the run folder cannot be made"):
        run(folder, tmp_path / "run")
    with pytest.raises(RunError):
        list(records(tmp_path / "run"))


def test_reading_a_run_changes_nothing_in_it(folder: Path, write: Write, tmp_path: Path) -> None:
    write("a")
    run(folder, tmp_path / "run")
    before = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "run").iterdir()}
    list(records(tmp_path / "run"))
    assert {path.name: path.stat().st_mtime_ns for path in (tmp_path / "run").iterdir()} == before
