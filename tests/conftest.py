"""What all tests share: nobody's own keys and settings, and the command as a real process."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "eval" / "fixtures"
OWN_SETTINGS = ("OPENAI_API_KEY", "OPENAI_BASE_URL", "GONGKAI_MODEL", "COLUMNS", "FORCE_COLOR", "NO_COLOR")

Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(autouse=True)
def _nobodys_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in OWN_SETTINGS:
        monkeypatch.delenv(name, raising=False)


def run_command(*arguments: str | Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """`gongkai ARGUMENTS` as a person starts it, without the settings of whoever runs the tests."""
    clean = {name: value for name, value in os.environ.items() if name not in OWN_SETTINGS}
    return subprocess.run(
        [sys.executable, "-m", "gongkai", *map(str, arguments)],
        capture_output=True, encoding="utf-8", env=clean | (env or {}), stdin=subprocess.DEVNULL, timeout=120,
        check=False,
    )  # fmt: skip


@pytest.fixture
def gongkai() -> Command:
    return run_command


@pytest.fixture(scope="session")
def seed_texts() -> dict[str, Path]:
    """The real reports among the bundled ones, by the name of their fixture."""
    return {path.parent.name: path for path in sorted(FIXTURES.glob("*-202?/report.txt"))}


@pytest.fixture
def report(tmp_path: Path, seed_texts: dict[str, Path]) -> Path:
    """A good report in a folder of its own."""
    copy = tmp_path / "good" / "report.txt"
    copy.parent.mkdir()
    shutil.copy(seed_texts["luolong-government-office-2024"], copy)
    return copy
