"""The command as a real process, and the bundled reports it is tried on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "eval" / "fixtures"
OWN_SETTINGS = (
    "GONGKAI_LANG",
    "OPENAI_API_KEY",
    "OPENAI_BASE_URL",
    "GONGKAI_MODEL",
    "COLUMNS",
    "FORCE_COLOR",
    "NO_COLOR",
)

Command = Callable[..., "subprocess.CompletedProcess[str]"]


def run_command(
    *arguments: str | Path, env: dict[str, str] | None = None, under: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    """`gongkai ARGUMENTS` as a person starts it, without the settings of whoever runs the tests, in English.

    `under` is a command that starts it.
    """
    clean = {name: value for name, value in os.environ.items() if name not in OWN_SETTINGS}
    return subprocess.run(
        [*under, sys.executable, "-m", "gongkai", *map(str, arguments)],
        capture_output=True, encoding="utf-8", env=clean | {"GONGKAI_LANG": "en"} | (env or {}),
        stdin=subprocess.DEVNULL, timeout=600, check=False,
    )  # fmt: skip
