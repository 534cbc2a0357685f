"""Small files that would take the machine, and what is said of them; memory and time of one report."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from run_standin import STEPS, Write

import gongkai
from extract.run import Options, extract
from extract.settings import Limits, Settings

sys.path.append(str(Path(__file__).resolve().parents[2] / "benchmarks"))
import limits

pytestmark = pytest.mark.usefixtures("english")

TIGHT = Settings(reader="rules", limits=Limits(max_memory=250_000_000))


def test_a_form_that_draws_itself_takes_no_more_memory_than_it_may_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "bomb.pdf").write_bytes(limits.form_in_itself())
    (tmp_path / "report.txt").write_bytes(limits.report_with(""))
    summary = extract([tmp_path], tmp_path / "run", TIGHT, Options(workers=1))
    (failure,) = summary.failures
    assert failure.path.endswith("bomb.pdf")
    assert failure.reason.startswith("takes more than 250 MB of memory")
    assert summary.read == 1


def test_a_program_that_reads_one_report_is_told_and_lives_on() -> None:
    with pytest.raises(gongkai.FileError, match="takes more than 250 MB"):
        gongkai.read(limits.form_in_itself(), TIGHT)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (limits.long_page(), "1 × 100,000,000 points"),
        (limits.docx(lambda part: part.write(b"<w:p/>" * 3000)), "3,004 tags"),
        (limits.docx_with_a_flipped_bit(), "damaged"),
        (limits.long_picture(1, 70_000), "1 × 70,000 pixels"),
    ],
)
def test_what_is_far_beyond_any_report_is_refused_with_the_reason(data: bytes, said: str) -> None:
    with pytest.raises(gongkai.FileError, match=said):
        gongkai.read(data, Settings(reader="rules", limits=Limits(max_elements=1000)))


def test_a_text_with_control_characters_is_not_said_to_be_no_utf_8() -> None:
    with pytest.raises(gongkai.FileError, match="byte 0 is the control character 0x1B"):
        gongkai.read(b"\x1b\x07" * 500)


def test_a_script_without_a_main_guard_reads_a_pdf(tmp_path: Path) -> None:
    (tmp_path / "page.pdf").write_bytes(limits.long_page())
    script = tmp_path / "script.py"
    script.write_text(
        "import gongkai\ntry:\n    gongkai.read('page.pdf')\nexcept gongkai.FileError as error:\n    print(error)"
    )
    root = str(Path(__file__).resolve().parents[2])
    environment = os.environ | {"PYTHONPATH": root}
    command = [sys.executable, str(script)]
    ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert "as no paper is" in ran.stdout, ran.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel ends a busy worker on Linux only")
def test_a_worker_busy_in_a_pdf_does_not_outlive_a_killed_main(tmp_path: Path) -> None:
    (tmp_path / "busy.pdf").write_bytes(limits.nested_forms(times=3))
    command = [sys.executable, "-m", "gongkai", "extract", str(tmp_path / "busy.pdf"), "--out", str(tmp_path / "run")]
    main = subprocess.Popen([*command, "--reader", "rules"], stderr=subprocess.DEVNULL, start_new_session=True)
    worker = _busy_child(main.pid)
    main.send_signal(signal.SIGKILL)
    main.wait()
    assert _gone(worker, within=2.0)


def _busy_child(pid: int) -> psutil.Process:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        for child in psutil.Process(pid).children():
            if child.cpu_times().user > 1.5:  # beyond what its imports take
                return child
        time.sleep(0.05)
    raise AssertionError("no worker was busy")


def _gone(process: psutil.Process, within: float) -> bool:
    end = time.monotonic() + within
    while time.monotonic() < end:
        if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.02)
    return False


def test_two_interrupts_end_a_run_that_reads_in_its_own_process(folder: Path, write: Write) -> None:
    from test_stopping import process, wait_for

    write("a")
    write("b", "slow 30")
    with process(folder, "rules", "0") as running:
        wait_for(running, "read")
        for _ in range(2):
            os.kill(running.pid, signal.SIGINT)
            time.sleep(0.3)
        assert running.wait(timeout=5) == 131


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="no terminals that hang up")
def test_a_terminal_that_is_closed_finishes_what_is_in_flight(folder: Path, write: Write) -> None:
    from test_stopping import process, wait_for

    for number in range(20):
        write(f"{number:02}", "slow 0.2")
    with process(folder) as running:
        wait_for(running, "read")
        os.kill(running.pid, signal.SIGHUP)
        assert "stopped_on_request" in wait_for(running, "stopping")
        assert running.wait(timeout=10) == 130


def test_the_steps_of_a_worker_are_those_of_whoever_started_it(folder: Path, write: Write) -> None:
    write("a", agency="某局", year=2023)
    summary = extract([folder], folder.parent / "run", Settings(reader="rules"), Options(workers=1), steps=STEPS)
    assert summary.read == 1
