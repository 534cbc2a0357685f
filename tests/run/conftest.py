from __future__ import annotations

from pathlib import Path

import pytest
from run_standin import Write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "reports"
    made.mkdir()
    return made


@pytest.fixture
def write(folder: Path) -> Write:
    """Writes a report: `write("a", "fine", "某县教育局", 2024)`."""

    def write(name: str, order: str = "fine", agency: str = "", year: int | str = "") -> Path:
        path = folder / f"{name}.txt"
        path.write_text(f"{order}\n{agency}\n{year}\n{name}", encoding="utf-8")
        return path

    return write
