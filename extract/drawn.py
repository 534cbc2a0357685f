"""A text layer held against the picture of its page, in the cells that a broken rule names.

A typeface can draw other digits than its text layer states: before a report is said to contradict itself, the picture
has to agree. What the picture shows is evidence for a cell or a doubt; no value is changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from extract.doubts import Doubt
from extract.files import FileError, shown
from extract.judge import EMPTY, Rulebook, judge
from extract.reading import CellReading, TableReading

if TYPE_CHECKING:
    from PIL import Image

Picture = Callable[[int], "Image.Image"]
"""The picture of a page (from 1), in whose pixels the boxes are. May raise `FileError`."""

DRAWN_OTHERWISE = Doubt("drawn_otherwise")
MOST = 60
"""Cells beyond which a report is not held against its pages one by one: its typefaces were compared when it was
opened."""


def held_against_pages(
    tables: Mapping[str, TableReading], picture: Picture, rulebook: Rulebook = EMPTY
) -> dict[str, TableReading]:
    """The tables, what the picture says of a cell noted on it; the same tables where no rule is broken."""
    named = [
        a for found in judge([tables], rulebook=rulebook).findings if found.severity == "error" for a in found.cells
    ]
    wanted = list(dict.fromkeys(named))
    held = dict(tables)
    drawn = lru_cache(maxsize=2)(picture)
    for address in wanted if len(wanted) <= MOST else ():
        table = held[address.partition(".")[0]]
        if address in table.cells:
            cells = {**table.cells, address: _held(table.cells[address], drawn)}
            held[table.table.id] = replace(table, cells=cells)
    return held


def _held(cell: CellReading, picture: Picture) -> CellReading:
    where = cell.where
    if cell.value is None or where is None or where.box is None or where.page is None:
        return cell
    try:
        agrees = shown(picture(where.page), where, cell.text)
    except FileError:
        return cell
    if agrees:
        return replace(cell, evidence=cell.evidence | {"recognition"})
    return cell if agrees is None else cell.doubted(DRAWN_OTHERWISE)
