"""``python -m eval.scans [FIRST [LAST]]``: reads the scans of the seeds FIRST to LAST and prints their figures."""

from __future__ import annotations

import sys

from eval.scans.figures import Result, figures, read_scans


def main(first: int = 1, last: int = 8) -> None:
    results: list[Result] = []
    for result in read_scans(range(first, last + 1)):
        results.append(result)
        wrong = [cell for cell in result.cells if not cell.right]
        sys.stderr.write(f"{result.scan}: {len(wrong)} of {len(result.cells)} cells wrong\n")
        for cell in wrong:
            silent = " SILENT" if cell.silent else ""
            sys.stderr.write(f"  {cell.address}: printed {cell.label}, read {cell.read}, {cell.read_state}{silent}\n")
    for level in figures(results):
        sys.stdout.write(level.line() + "\n")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:3]))
