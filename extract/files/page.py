"""One page to lines and tables: ruled tables first, then the lines around them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np

from extract.files.blocks import Block, Cell, Table
from extract.files.columns import in_reading_order
from extract.files.ink import Rectangle
from extract.files.rulings import RuledTable
from extract.files.runs import Run, ToBox, cell_lines, in_lines, joined, merged
from extract.files.unruled import unruled_tables


def page_blocks(
    runs: Sequence[Run], tables: Sequence[RuledTable], to_box: ToBox, unread: frozenset[Rectangle] = frozenset()
) -> list[Block]:
    """The lines and tables of a page from top to bottom.

    `runs` are letters or words; those inside a cell of `tables` are its text. `unread` are the boxes of cells with
    ink that could not be read.
    """
    inside, outside = _sorted_into(runs, tables)
    placed: list[tuple[float, int, Block]] = [
        (table.box[1], 0, _table(table, cells, to_box, unread)) for table, cells in zip(tables, inside, strict=True)
    ]
    words = [word for line in in_lines(outside) for word in merged(line)]
    unruled = unruled_tables(words, to_box)
    placed += [(found.top, 0, found.table) for found in unruled]
    taken = {id(word) for found in unruled for word in found.words}
    lines = in_lines(word for word in words if id(word) not in taken)
    tops = [top for top, _, _ in placed]
    for _, part in groupby(lines, key=lambda line: sum(top < line[0].centre[1] for top in tops)):
        stretch = [*part]
        start = stretch[0][0].centre[1]
        placed += [(start, number, joined(line, to_box)) for number, line in enumerate(in_reading_order(stretch))]
    return [block for *_, block in sorted(placed, key=lambda place: place[:2])]


def _sorted_into(
    runs: Sequence[Run], tables: Sequence[RuledTable]
) -> tuple[list[dict[Rectangle, list[Run]]], list[Run]]:
    """The runs of each table by cell, and those in no cell. Of tables in each other, the innermost has them."""
    inside: list[dict[Rectangle, list[Run]]] = [{cell.box: [] for cell in table.cells} for table in tables]
    inwards = sorted(zip(tables, inside, strict=True), key=lambda place: -sum(o.holds(place[0]) for o in tables))
    left = list(runs)
    for _, cells in inwards:
        boxes = list(cells)
        places = _places(left, boxes)
        for run, place in zip(left, places, strict=True):
            if place is not None:
                cells[boxes[place]].append(run)
        left = [run for run, place in zip(left, places, strict=True) if place is None]
    return inside, left


def _places(runs: Sequence[Run], boxes: Sequence[Rectangle]) -> list[int | None]:
    """The number of the first of `boxes` that each run is in."""
    if not runs or not boxes:
        return [None] * len(runs)
    x, y = np.array([run.centre for run in runs]).T[:, :, None]
    left, top, right, bottom = np.array(boxes).T
    within = (left <= x) & (x < right) & (top <= y) & (y < bottom)
    return [
        first if found else None
        for first, found in zip(within.argmax(axis=1).tolist(), within.any(axis=1).tolist(), strict=True)
    ]


def is_in(run: Run, box: Rectangle) -> bool:
    """Whether the middle of `run` lies in `box`."""
    x, y = run.centre
    return box[0] <= x < box[2] and box[1] <= y < box[3]


def _table(
    table: RuledTable, contents: dict[Rectangle, list[Run]], to_box: ToBox, unread: frozenset[Rectangle]
) -> Table:
    return Table([
        Cell(
            cell.row, cell.column, cell_lines(contents[cell.box], to_box),
            cell.row_span, cell.column_span, to_box(*cell.box), cell.box in unread,
        )
        for cell in table.cells
    ])  # fmt: skip
