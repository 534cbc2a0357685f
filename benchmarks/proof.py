"""The property on many harmed reports: no wrong cell without a flag, no verified cell wrong.

    python benchmarks/proof.py [REPORTS] [FIRST_SEED]

Lays reports out, harms their text (`eval.made.harm`) and compares what is read with what the harmed text prints.
Prints the cells that are wrong and unflagged, wrong and verified, right and unflagged, and the seeds at fault.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from random import Random

from eval.made.harm import HARMS, Harmed, harmed_report
from eval.scoring.cells import equal
from extract.report import NotAReport, read
from schemas.record import Record

LAYOUTS = (
    "tabs", "spaces", "markdown", "aligned", "cell_per_line", "labels_around", "labels_broken", "pdf_wrapped",
    "numbers_first", "numbers_above", "one_line", "some_unlabelled", "labels_apart", "three_tables", "flowing",
    "folded_boxes", "cells_between_tabs", "numbers_in_column",
)  # fmt: skip


def drawn(seed: int) -> tuple[str, list[str]]:
    """The layout and the harms of a seed."""
    rng = Random(f"proof {seed}")
    return rng.choice(LAYOUTS), rng.sample(sorted(HARMS), rng.randrange(3))


def judged(record: Record, harmed: Harmed) -> Iterator[tuple[str, str]]:
    """Each cell's address with what became of it: right or wrong, and flagged, unflagged or verified."""
    named = {cell for one in record.findings if one.severity in ("error", "warning") for cell in one.cells}
    trusted = {address.split(".")[0] for address, cell in record.cells.items() if cell.trust != "suspect"}
    for address, value in harmed.truth.items():
        table, row, column = address.split(".")
        cell = record.cells.get(address)
        read_value = record.tables.get(table, {}).get(row, {}).get(column)
        flagged = address in named or (cell.trust == "suspect" if cell else table not in trusted)
        right = "right" if equal(read_value, value) else "wrong"
        yield address, f"{right} {'flagged' if flagged else 'unflagged'}"
        if right == "wrong" and cell is not None and cell.trust == "verified":
            yield address, "wrong verified"


def main(reports: int = 500, first: int = 0) -> None:
    count: Counter[str] = Counter()
    for seed in range(first, first + reports):
        layout, harms = drawn(seed)
        harmed = harmed_report(seed, layout, harms)
        try:
            record = read(harmed.text.encode(), name="report.md" if layout == "markdown" else "report.txt")
        except NotAReport:
            count["refused"] += 1
            continue
        found = list(judged(record, harmed))
        count.update(kind for _, kind in found)
        silent = [address for address, kind in found if kind in ("wrong unflagged", "wrong verified")]
        count["reports"] += 1
        count["reports with a silent error"] += bool(silent)
        if silent:
            print(seed, layout, "+".join(harms) or "unharmed", len(silent), *silent[:3])
    print(", ".join(f"{kind} {number:,}" for kind, number in sorted(count.items())))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
