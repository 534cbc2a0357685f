"""Writes the pages that are generated from the commands: `docs/help.md` and `gongkai/help.txt`.

A test compares both with what the commands say; `make help-pages` writes them anew.
"""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from gongkai.commands import app

ROOT = Path(__file__).resolve().parent.parent
FRONT = ROOT / "gongkai" / "help.txt"
MANUAL = ROOT / "docs" / "help.md"
HEAD = "# The commands\n\n[中文](help.zh-CN.md)\n\nGenerated from the commands by `docs/write_help.py`; do not edit.\n"


def page(*command: str) -> str:
    """What `gongkai COMMAND --help` prints."""
    return CliRunner().invoke(app, [*command, "--help"], prog_name="gongkai").output


def names() -> list[str]:
    """The commands, in the order of the help."""
    return [info.name or info.callback.__name__ for info in app.registered_commands if info.callback]


def manual() -> str:
    """Every page of the help, as Markdown."""
    parts = [("gongkai", page()), *((f"gongkai {name}", page(name)) for name in names())]
    return HEAD + "".join(f"\n## {title}\n```text\n{text.rstrip()}\n```\n" for title, text in parts)


if __name__ == "__main__":
    FRONT.write_text(page(), encoding="utf-8")
    MANUAL.write_text(manual(), encoding="utf-8")
