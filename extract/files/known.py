"""A page whose letters are known: its ruled lines are looked for on the picture without them."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from extract.document import Box
from extract.files.blocks import Block
from extract.files.cut import closed
from extract.files.ink import Pixels, Rectangle, Sheet
from extract.files.page import is_in, page_blocks
from extract.files.rulings import RuledTable, find_rulings
from extract.files.runs import Run
from extract.files.scan import real_ink, unexplained_cells, without
from extract.files.upright import turned

COARSE = 2
"""Ruled lines are looked for at this part of the resolution where the text is known."""


def text_blocks(letters: Sequence[Run], bare: Pixels, shrunk: float, number: int, turns: int = 0) -> list[Block] | None:
    """The page by its letters and its ruled lines; None where a cell without letters has ink.

    `bare` is the picture of the page in RGB without its letters, `shrunk` times smaller than the one that their boxes
    are in pixels of.
    """
    coarse = turned(closed(np.asarray(cv2.cvtColor(bare, cv2.COLOR_RGB2GRAY), np.uint8)), number, turns)
    rulings = find_rulings(coarse.sheet)
    runs = [coarse.moved(run.scaled(1 / shrunk)) for run in letters]
    if _has_more(without(coarse.sheet, rulings.mask), rulings.tables, runs):
        return None

    def to_box(*edges: float) -> Box:
        box = coarse.box(*edges)
        return Box(number, *(shrunk * edge for edge in (box.left, box.top, box.right, box.bottom)))

    return page_blocks(runs, rulings.tables, to_box)


def _has_more(clean: Sheet, tables: Sequence[RuledTable], runs: Sequence[Run]) -> bool:
    """Whether a cell without letters has ink that is no dirt."""

    def empty(inked: Sequence[Rectangle]) -> bool:
        return any(not any(is_in(run, cell) for run in runs) for cell in inked)

    return empty(unexplained_cells(clean.ink, tables, ())) and empty(unexplained_cells(real_ink(clean), tables, ()))
