"""A short fuzz; `make fuzz` goes on for half an hour."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[2] / "benchmarks"))
from fuzz import fuzz


@pytest.mark.slow
def test_a_few_damaged_sources_ledgers_and_answers_bring_nothing_down(tmp_path: Path) -> None:
    made = fuzz(tmp_path, seed=20261128, seconds=12, most=12)
    assert made.failures == []
    assert made.cases.total() > 0
