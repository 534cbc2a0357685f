"""How well scans are read: cells, reports, flags and silent errors for each level of damage."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from eval.scans.damage import LEVELS, Level
from eval.scans.making import Scan, made_scan
from eval.scoring.cells import CellOutcome, compare_cells, is_nonzero
from extract.files import read_bytes
from extract.report import Given, NotAReport, read
from extract.settings import Limits
from schemas.form import load_form
from schemas.record import Record


@dataclass(frozen=True)
class Result:
    """One scan, read by the rules: every cell compared with its label."""

    scan: str
    level: str
    cells: Sequence[CellOutcome]
    pages: int
    seconds: float


@dataclass(frozen=True)
class Figures:
    """What the scans of one level add up to."""

    level: str
    reports: int
    whole: int
    """Reports with every cell right."""
    cells: int
    right: int
    nonzero: int
    nonzero_right: int
    flagged: int
    silent: int
    pages: int
    seconds: float

    def line(self) -> str:
        return (
            f"{self.level:13} {self.reports:3} reports, {self.whole:3} whole   cells {self.right}/{self.cells}"
            f" ({self.right / max(self.cells, 1):.2%})   non-zero {self.nonzero_right}/{self.nonzero}"
            f"   flagged {self.flagged}   silent {self.silent}   {self.seconds / max(self.pages, 1):.1f} s/page"
        )


def read_scan(scan: Scan) -> Result:
    """The scan as `gongkai extract --reader rules` reads it."""
    start = time.process_time()
    document = read_bytes(scan.pdf, Limits(), ".pdf")
    record: Record | None = None
    with suppress(NotAReport):
        record = read(Given(f"{scan.name}.pdf", scan.pdf, document))
    seconds = time.process_time() - start
    cells = compare_cells(scan.made.labels, record, load_form())
    return Result(scan.name, scan.level.name, cells, document.pages or 0, seconds)


def read_scans(seeds: Iterable[int], levels: Sequence[Level] = LEVELS) -> Iterator[Result]:
    """Every seed at every level."""
    for seed in seeds:
        for level in levels:
            yield read_scan(made_scan(seed, level))


def figures(results: Sequence[Result]) -> list[Figures]:
    """The figures of each level, in the order in which the levels first come."""
    return [
        _figures(level, [result for result in results if result.level == level])
        for level in dict.fromkeys(result.level for result in results)
    ]


def _figures(level: str, results: Sequence[Result]) -> Figures:
    cells = [cell for result in results for cell in result.cells]
    nonzero = [cell for cell in cells if is_nonzero(cell.label)]
    return Figures(
        level, len(results), sum(all(cell.right for cell in result.cells) for result in results),
        len(cells), sum(cell.right for cell in cells),
        len(nonzero), sum(cell.right for cell in nonzero),
        sum(cell.flagged for cell in cells), sum(cell.silent for cell in cells),
        sum(result.pages for result in results), sum(result.seconds for result in results),
    )  # fmt: skip
