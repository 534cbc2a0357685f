"""How long `gongkai --help` takes to start, as a multiple of `python -c pass`. Aim: 5 at most.

Run with the Python of the environment that gongkai is installed in: `.venv/bin/python benchmarks/start.py`.
The commands take turns, so that whatever else the machine does falls on all of them; medians of wall time.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 40
COMMAND = shutil.which("gongkai", path=str(Path(sys.executable).parent)) or "gongkai"
CASES = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "gongkai --help": [COMMAND, "--help"],
    "python -c 'import typer'": [sys.executable, "-c", "import typer"],
}


def seconds(command: list[str]) -> float:
    """Wall time of one run."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    times: dict[str, list[float]] = {name: [] for name in CASES}
    for _ in range(ROUNDS):
        for name, command in CASES.items():
            times[name].append(seconds(command))
    base = statistics.median(times["python -c pass"])
    for name, measured in times.items():
        median = statistics.median(measured)
        print(f"{name:26} {median * 1000:7.1f} ms {median / base:6.2f} x")


if __name__ == "__main__":
    main()
