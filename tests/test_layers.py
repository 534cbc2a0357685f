"""The rooms import only what stands below them, and only what the work at hand needs."""

from __future__ import annotations

import subprocess
import sys

import pytest

CLIENTS = ("openai", "instructor", "extract.model")


def modules_after(statement: str) -> set[str]:
    """The modules that a fresh Python has loaded after a statement."""
    program = f"{statement}\nimport sys\nprint(*sys.modules, sep='\\n')"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(run.stdout.split())


@pytest.mark.parametrize("room", ["extract.files", "extract.judge", "extract.prose", "extract.tables"])
def test_a_room_that_reads_by_rules_loads_no_model_client(room: str) -> None:
    assert not modules_after(f"import {room}").intersection(CLIENTS)


def test_the_entry_point_loads_no_command_line_library_before_it_is_called() -> None:
    assert not modules_after("import gongkai").intersection({"typer", "rich", "pydantic", "re", "pathlib"})
