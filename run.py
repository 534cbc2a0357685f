#!/usr/bin/env python3
"""Sets up a fresh clone and runs it: `python3.11 run.py demo`, `python3.11 run.py test`. Needs Python 3.11, no more.

Makes `.venv` in the checkout, installs the locked packages (checked by hash) and gongkai itself, and goes on.
Only the standard library is used here, since this runs before anything is installed.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if sys.platform == "win32" else "bin")
OLDEST = (3, 11)


def run(*command: str | Path) -> None:
    """Runs a command in the checkout; its failure ends this program with its status."""
    print("+", " ".join(str(part) for part in command), file=sys.stderr, flush=True)
    status = subprocess.run([str(part) for part in command], cwd=ROOT, check=False).returncode
    if status:
        sys.exit(status)


def prepare(requirements: str) -> None:
    """`.venv` with the packages of a lock file and gongkai itself; does nothing where it is so already."""
    lock = (ROOT / requirements).read_bytes() + (ROOT / "pyproject.toml").read_bytes()
    stamp = VENV / f"installed-{requirements}"
    digest = hashlib.sha256(lock).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    if not (BIN / "python").exists() and not (BIN / "python.exe").exists():
        print("Setting up .venv; this takes a minute or two.", file=sys.stderr, flush=True)
        venv.create(VENV, with_pip=True)
    pip = (BIN / "python", "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--quiet")
    run(*pip, "--require-hashes", "--requirement", requirements)
    run(*pip, "--no-deps", "--no-build-isolation", "--config-settings", "editable_mode=compat", "--editable", ".")
    stamp.write_text(digest)


def demo() -> None:
    """Read bundled reports into runs/demo, print what was found, and show one of them."""
    prepare("requirements.txt")
    run(BIN / "gongkai", "demo", "--out", "runs/demo")


def check() -> None:
    """Lint, formatting, types and the layers."""
    prepare("requirements-dev.txt")
    run(BIN / "ruff", "check", ".")
    run(BIN / "ruff", "format", "--check", ".")
    run(BIN / "mypy")
    run(BIN / "lint-imports")


def test() -> None:
    """All checks, then all tests."""
    check()
    run(BIN / "python", "-m", "pytest", "--numprocesses", "auto", "--maxprocesses", "8")


def lock() -> None:
    """Pin the packages of pyproject.toml and all its extras anew, with hashes and without addresses (needs uv)."""
    for output, *more in (["requirements.txt", "--group", "build"], ["requirements-dev.txt", "--group", "dev"]):
        run(
            "uv", "pip", "compile", "pyproject.toml", "--universal", "--generate-hashes", "--no-emit-index-url",
            "--all-extras", "--python-version", "3.11", "--custom-compile-command", "python3.11 run.py lock", "--quiet",
            "--output-file", output, *more,
        )  # fmt: skip


COMMANDS: dict[str, Callable[[], None]] = {"demo": demo, "test": test, "check": check, "lock": lock}


def main() -> None:
    if sys.version_info < OLDEST:
        sys.exit(f"run.py: Python {OLDEST[0]}.{OLDEST[1]} or newer is needed; this is {sys.version.split()[0]}")
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        lines = [f"  python3.11 run.py {name:6} {action.__doc__}" for name, action in COMMANDS.items()]
        sys.exit("\n".join(["Usage:", *lines]))
    COMMANDS[sys.argv[1]]()


if __name__ == "__main__":
    main()
