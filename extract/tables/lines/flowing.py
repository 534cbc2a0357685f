"""Running text: a table printed as one paragraph that is broken where a line is full, not where a row ends."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from extract.tables import thresholds
from extract.tables.lines.block import Block, numbered_lines
from extract.tables.lines.line import Line, display_width
from extract.tables.lines.tokens import cell_tokens

_BORDERED = re.compile(r"[\t|。]|  ")
_NUMBERS = re.compile(r"(?<!\S)\d+(?!\S)")
_LEAST_LINES = 4
_LEAST_NUMBERS = 8
_GOES_ON = re.compile(r" ?\d+(?: |$)")
"""A line that begins in the middle of a row."""

Numbered = tuple[int, str]


def blocks(text: str, start: int) -> Iterator[Block]:
    """Paragraphs of full lines with a table's numbers in them, each as one line."""
    paragraph: list[Numbered] = []
    for at, line in [*numbered_lines(text), (len(text), "")]:
        if line.strip() and not _BORDERED.search(line.strip()):
            paragraph.append((at, line))
            continue
        if _flows(paragraph):
            begin, stop = paragraph[0][0], paragraph[-1][0] + len(paragraph[-1][1])
            joined = text[begin:stop].replace("\n", " ")
            yield Block(begin, stop, [Line(tuple(cell_tokens(joined, start + begin, None)))])
        paragraph = []


def _flows(paragraph: Sequence[Numbered]) -> bool:
    lines = [line.rstrip("\r") for _, line in paragraph]
    numbers = [len(_NUMBERS.findall(line)) for line in lines]
    if len(lines) < _LEAST_LINES or sum(numbers) < _LEAST_NUMBERS or not any(map(_GOES_ON.match, lines)):
        return False
    filled = [count for count in numbers if count]
    if max(map(filled.count, filled)) > thresholds.MOST * len(filled):
        return False
    return any(_are_full(lines, measure) for measure in (len, display_width))


def _are_full(lines: Sequence[str], measure: Callable[[str], int]) -> bool:
    widths = [measure(line) for line in lines]
    most = max(widths)
    full = sum(
        width + 1 + measure(after.split()[0]) > most for width, (_, after) in zip(widths, pairwise(lines), strict=False)
    )
    return full >= thresholds.FULL * (len(lines) - 1)
