"""How many reports a second are read by rules on one core, from the file's bytes to the record. Aim: 100 and more.

`.venv/bin/python benchmarks/rules.py [FOLDER]`: every text and web page below the folder (the bundled reports by
default), read over and over for some seconds after one round to warm up. One process, no ledger.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

from extract.report import read

SECONDS = 10.0
SHOWN = 8
"""The slowest so many are listed."""
SUFFIXES = (".txt", ".md", ".html", ".htm")
BUNDLED = Path(__file__).resolve().parent.parent / "eval" / "fixtures"


def main(folder: Path) -> None:
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)
    reports = [(path.read_bytes(), path) for path in paths]
    for data, path in reports:
        read(data, name=str(path))
    times: dict[Path, list[float]] = {path: [] for path in paths}
    start = time.process_time()
    while time.process_time() - start < SECONDS:
        for data, path in reports:
            began = time.process_time()
            read(data, name=str(path))
            times[path].append(time.process_time() - began)
    count = sum(len(measured) for measured in times.values())
    for path, measured in sorted(times.items(), key=lambda item: -statistics.fmean(item[1]))[:SHOWN]:
        print(f"{1000 * statistics.fmean(measured):7.2f} ms  {path.relative_to(folder)}")
    rate = count / (time.process_time() - start)
    print(f"{rate:.1f} reports a second on one core ({count} readings of {len(paths)} reports)")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else BUNDLED)
