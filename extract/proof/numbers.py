"""Every number that a text prints, and what of it stands in no cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extract.document import Document

_HAN = "零〇一二三四五六七八九十百千万两"
_NUMBER = re.compile(r"\d+(?:[,，'’]\d{3}(?!\d))*(?:[.．]\d+)?")
"""Digits of any script (full width, styled), a thousands separator or a decimal point among them."""
_ALONE = re.compile(rf"(?<=[\t|\n])[ 　]*([{_HAN}]+)[ 　]*(?=[\t|\n])")
"""Chinese numerals that fill a cell or a line of their own."""


@dataclass(frozen=True, slots=True)
class Number:
    """A printed number, or what is left of one: `text[start:end]`. `ink`: something no engine could read."""

    start: int
    end: int
    ink: bool = False


def printed_numbers(document: Document) -> list[Number]:
    """The numbers of a document in the order of its text, ink that was not read among them."""
    found = [Number(*match.span()) for match in _NUMBER.finditer(document.text)]
    found += [Number(*match.span(1)) for match in _ALONE.finditer(document.text)]
    found += [
        Number(cell.start, cell.end, ink=True)
        for grid in document.grids
        for cell in grid.cells
        if cell.unread and not any(character.isdigit() for character in document.text[cell.start : cell.end])
    ]
    return sorted(found, key=lambda number: (number.start, number.end))


def uncovered(text: str, number: Number, taken: Sequence[tuple[int, int]]) -> Iterator[Number]:
    """The parts of a number that no cell was read from; `taken` are the cells that overlap it, in order."""
    at = number.start
    for start, end in taken:
        if start > at:
            yield from _digits(text, at, min(start, number.end))
        at = max(at, end)
    if at < number.end:
        yield from _digits(text, at, number.end)


def _digits(text: str, start: int, end: int) -> Iterator[Number]:
    """What of `text[start:end]` says something: a point or a comma that is left says nothing."""
    if any(character.isdigit() or character in _HAN for character in text[start:end]):
        yield Number(start, end)


def merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, those that overlap made one."""
    result: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if result and start < result[-1][1]:
            result[-1] = result[-1][0], max(end, result[-1][1])
        else:
            result.append((start, end))
    return result
