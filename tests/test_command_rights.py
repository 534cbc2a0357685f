"""Files and folders that may not be read or written: named, with the reason, and no traceback."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from command_process import Command, run_command

ROOT = os.geteuid() == 0
# Root may do anything; without these two capabilities it is met by the rights of a file like anybody.
UNDER = ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all") if ROOT else ()


@pytest.fixture(scope="module")
def gongkai() -> Command:
    if ROOT and (not shutil.which("setpriv") or subprocess.run([*UNDER, "true"], check=False).returncode):
        pytest.skip("root, and no setpriv to give up its rights")
    return partial(run_command, under=UNDER)


@pytest.fixture
def closed(report: Path) -> Iterator[Path]:
    """A folder with a good report, one that may not be read, and a folder that may not be opened."""
    folder = report.parent
    (folder / "private.txt").write_text("x", encoding="utf-8")
    (folder / "private.txt").chmod(0)
    (folder / "vault").mkdir(mode=0)
    yield folder
    (folder / "vault").chmod(0o700)


@pytest.fixture(scope="module")
def run(gongkai: Command, seed_texts: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A run in a folder that may not be written to."""
    folder = tmp_path_factory.mktemp("closed") / "run"
    (report, *_) = seed_texts.values()
    assert gongkai("extract", report, "--out", folder, "--reader", "rules").returncode == 0
    folder.chmod(0o500)
    yield folder
    folder.chmod(0o700)


def test_files_and_folders_that_may_not_be_read_are_named_and_the_others_are_read(
    gongkai: Command, closed: Path, tmp_path: Path
) -> None:
    done = gongkai("extract", closed, "--out", tmp_path / "run", "--reader", "rules")
    assert done.returncode == 1
    failed = sorted(line for line in done.stderr.splitlines() if line.startswith("failed "))
    assert failed == [
        f"failed {closed}/private.txt: cannot be read (permission denied)",
        f"failed {closed}/vault: the folder cannot be opened (permission denied)",
    ]
    assert "1 read" in done.stderr


def test_a_folder_that_may_not_be_opened_is_not_called_empty(gongkai: Command, closed: Path, tmp_path: Path) -> None:
    done = gongkai("extract", closed / "vault", "--out", tmp_path / "run", "--reader", "rules")
    assert done.returncode == 1
    assert "cannot be opened" in done.stderr
    assert "holds no report" not in done.stderr


@pytest.mark.parametrize("command", [("check",), ("export", "--to", "xlsx"), ("export", "--to", "csv")])
def test_a_run_folder_that_may_not_be_written_to_is_named(
    gongkai: Command, run: Path, command: tuple[str, ...]
) -> None:
    done = gongkai(command[0], run, *command[1:])
    assert done.returncode == 1
    assert f"gongkai: {run}/" in done.stderr
    assert "cannot be written (permission denied)" in done.stderr


def test_a_run_that_may_not_be_written_to_can_be_shown(gongkai: Command, run: Path) -> None:
    assert gongkai("show", run, "report.txt").returncode == 0


def test_extract_into_a_run_folder_that_may_not_be_written_to_is_told_so(
    gongkai: Command, run: Path, report: Path
) -> None:
    done = gongkai("extract", report, "--out", run, "--reader", "rules")
    assert done.returncode == 1
    assert done.stderr.startswith(f"gongkai: {run}")
    assert "check the rights" in done.stderr
