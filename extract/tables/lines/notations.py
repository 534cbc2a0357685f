"""Notations that take more than one line to tell: code, coordinates, boxes, cells on lines of their own.

Each says which stretches of a text are written in it, and what printed lines these hold. They are asked in the order
of `NOTATIONS`; what one has taken no other gets. A new notation is one file and one entry.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from extract.tables.lines import bars, between_tabs, commas, coordinates, flowing, folded, latex, objects
from extract.tables.lines.block import Block


class Notation(Protocol):
    """Finds what is written in one notation."""

    def __call__(self, text: str, start: int) -> Iterator[Block]:
        """The stretches of `text`, by offsets in it, with their lines; `start` is where the text begins."""


NOTATIONS: tuple[Notation, ...] = (
    latex.blocks,
    coordinates.blocks,
    objects.blocks,
    folded.blocks,
    bars.blocks,
    between_tabs.blocks,
    commas.blocks,
    flowing.blocks,
)


def blocks_of(text: str, start: int) -> list[Block]:
    """The stretches of a text that are written in some notation, in their order, none over another."""
    taken: list[Block] = []
    for notation in NOTATIONS:
        for block in notation(text, start):
            if all(block.stop <= other.begin or other.stop <= block.begin for other in taken):
                taken.append(block)
    return sorted(taken, key=lambda block: block.begin)
