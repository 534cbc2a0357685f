"""What all tests share: nobody's own keys and settings, and the command as a real process."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from command_process import FIXTURES, OWN_SETTINGS, Command, run_command
from hypothesis import HealthCheck, settings

# In CI the same examples each time, so that a build fails for its change and not by chance; elsewhere new ones. Nowhere
# does a test fail because the machine is busy.
settings.register_profile("new", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("new"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "new")


@pytest.fixture(autouse=True)
def _nobodys_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in OWN_SETTINGS:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is said is said in English."""
    monkeypatch.setenv("GONGKAI_LANG", "en")


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
