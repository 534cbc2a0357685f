"""`extract` on a real terminal: the bar, and Ctrl-C as a person presses it."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from command_process import OWN_SETTINGS

from extract.run import records

INTERRUPT = b"\x03"
LONGEST = 60.0


class Terminal:
    """`gongkai ARGUMENTS` with a terminal of its own as standard input, output and error."""

    def __init__(self, *arguments: str | Path) -> None:
        command = [sys.executable, "-m", "gongkai", *map(str, arguments)]
        environment = {name: value for name, value in os.environ.items() if name not in OWN_SETTINGS}
        self.process, self._file = pty.fork()
        if self.process == 0:
            os.execve(command[0], command, environment | {"GONGKAI_LANG": "en", "TERM": "xterm", "COLUMNS": "120"})
        self.shown = ""

    def wait_for(self, seen: Callable[[], bool] = lambda: False) -> None:
        """Reads what is shown until `seen`, or until the end."""
        end = time.monotonic() + LONGEST
        while not seen() and time.monotonic() < end:
            if select.select([self._file], [], [], 0.02)[0]:
                try:
                    self.shown += os.read(self._file, 1 << 16).decode(errors="replace")
                except OSError:  # Linux: the other side was closed
                    return

    def press(self, key: bytes) -> None:
        os.write(self._file, key)

    def status(self) -> int:
        """The exit status of the command, once it has ended."""
        self.wait_for()
        os.close(self._file)
        return os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])


@pytest.fixture
def many(report: Path) -> Path:
    """A folder of reports, more than are read before a key is pressed."""
    text = report.read_text(encoding="utf-8")
    for number in range(300):
        (report.parent / f"{number:03}.txt").write_text(f"{text}\n{number}\n", encoding="utf-8")
    return report.parent


def test_a_terminal_is_shown_a_bar_and_the_totals(report: Path, tmp_path: Path) -> None:
    for number in range(3):
        shutil.copy(report, report.with_name(f"{number}.txt"))
        report.with_name(f"{number}.txt").open("a", encoding="utf-8").write(f"\n{number}\n")
    terminal = Terminal("extract", report.parent, "--out", tmp_path / "run", "--reader", "rules", "--workers", "1")
    assert terminal.status() == 0
    assert re.search(r"4/4 \d flagged · 0 failed", terminal.shown)
    assert "4 read in" in terminal.shown
    assert "an error in this program" not in terminal.shown


@pytest.mark.slow
@pytest.mark.parametrize("presses", [1, 2])
def test_ctrl_c_ends_a_run_and_says_how_to_go_on(many: Path, tmp_path: Path, presses: int) -> None:
    run = tmp_path / "run"
    terminal = Terminal("extract", many, "--out", run, "--reader", "rules", "--workers", "1")
    terminal.wait_for(lambda: "/301 " in terminal.shown and " 0/301 " not in terminal.shown[-400:])
    for _ in range(presses):
        terminal.press(INTERRUPT)
    assert terminal.status() == 130
    assert "give the same command again to go on" in terminal.shown
    assert "Traceback" not in terminal.shown
    assert 0 < len(list(records(run))) < 301
