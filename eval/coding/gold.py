"""The hand-coded statements.

`statements.tsv` holds what was written for the purpose and what the seeds print, `codes_first.tsv` their themes by
hand, `codes_second.tsv` those of a third of them a second time, from shuffled copies without codes. `half` says
whether a statement was looked at while the rules were written (`development`), kept apart (`held_out`), or is a seed.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from extract.summary.codebook import Kind

FOLDER = Path(__file__).parent
FIRST = "codes_first.tsv"
SECOND = "codes_second.tsv"


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement with its themes by hand."""

    id: str
    kind: Kind
    half: str
    text: str
    themes: frozenset[str]


def statements(codes: str = FIRST, folder: Path = FOLDER) -> list[Statement]:
    """The statements that `codes` has themes for, in the order of the file."""
    themes = {row["id"]: frozenset(row["themes"].split()) for row in _rows(folder / codes)}
    return [
        Statement(
            row["id"], "problem" if row["kind"] == "problem" else "measure", row["half"], row["text"], themes[row["id"]]
        )
        for file in ("statements.tsv",)
        for row in _rows(folder / file)
        if row["id"] in themes
    ]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
