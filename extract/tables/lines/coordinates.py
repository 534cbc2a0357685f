"""What engines print of a page: a line for each word or cell, its box beside its text, in whatever order.

The printed rows are put together from the boxes: what stands at one height is one line, from left to right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from extract.tables.lines.block import Block, numbered_lines
from extract.tables.lines.line import Line
from extract.tables.lines.tokens import Token, cell_tokens

_NUMBER = r"-?\d+(?:\.\d+)?"
_NAMED = rf"(?:[a-z]\w{{0,5}} ?[:=] ?)?{_NUMBER}"
_GAP = r"[\s,;\])}\[({]{1,8}"
_BOX = re.compile(rf"[\[({{][\s\[({{]*{_NAMED}(?:{_GAP}{_NAMED}){{3}}(?:(?:{_GAP}{_NUMBER}){{4}})?[\s\])}}]*[\])}}]")
"""Four or eight numbers in brackets: two corners, or a corner and a size, or four corners."""
_CONFIDENCE = re.compile(r"(?<=[^\s,;:(\[])[\s,;:(\['\"]+(?:(?:conf|score|prob)\w*\W{1,3})?(?:0?\.\d+|1\.0+)[\s)\]}]*$")
_EDGES = " \t\r,;:|()[]{}'\"“”"
_LEAST = 6
"""So many lines with boxes are an engine's."""


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    numbers: tuple[float, ...]
    left: float = 0
    top: float = 0
    right: float = 0
    bottom: float = 0

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def blocks(text: str, start: int) -> Iterator[Block]:
    """Stretches of lines each of which holds a box and a text."""
    if not _BOX.search(text):
        return
    found: list[tuple[int, int, _Word]] = []
    for at, line in [*numbered_lines(text), (len(text), "")]:
        word = _word(line, at)
        if word is not None:
            found.append((at, at + len(line), word))
        elif line.strip() or at == len(text):
            if len(found) >= _LEAST:
                yield Block(found[0][0], found[-1][1], _lines([word for _, _, word in found], start))
            found = []


def _word(line: str, at: int) -> _Word | None:
    box = _BOX.search(line)
    if box is None:
        return None
    before, behind = line[: box.start()], line[box.end() :]
    body, offset = (behind, box.end()) if len(behind.strip(_EDGES)) >= len(before.strip(_EDGES)) else (before, 0)
    body = _CONFIDENCE.sub("", body) if body is behind else body
    lead = len(body) - len(body.lstrip(_EDGES))
    text = body.strip(_EDGES)
    numbers = tuple(float(number) for number in re.findall(_NUMBER, box[0]))
    return _Word(text, at + offset + lead, numbers) if text and len(numbers) in (4, 8) else None


def _lines(words: Sequence[_Word], start: int) -> list[Line]:
    """The printed lines from top to bottom."""
    placed = sorted(_placed(words), key=lambda word: word.middle)
    height = median(word.bottom - word.top for word in placed)
    rows: list[list[_Word]] = []
    for word in placed:
        if rows and word.middle - rows[-1][0].middle < height / 2:
            rows[-1].append(word)
        else:
            rows.append([word])
    return [_line(sorted(row, key=lambda word: word.left), start) for row in rows]


def _placed(words: Sequence[_Word]) -> Iterator[_Word]:
    """The words with their edges; the last two of four numbers are a size where they are no second corner."""
    four = [word.numbers for word in words if len(word.numbers) == 4]
    sized = any(third < first or fourth < second for first, second, third, fourth in four)
    for word in words:
        across, down = word.numbers[0::2], word.numbers[1::2]
        right, bottom = max(across), max(down)
        if sized and len(word.numbers) == 4:
            right, bottom = across[0] + across[1], down[0] + down[1]
        yield _Word(
            word.text, word.start, word.numbers, across[0] if sized else min(across), down[0] if sized else min(down),
            right, bottom,
        )  # fmt: skip


def _line(words: Sequence[_Word], start: int) -> Line:
    tokens: list[Token] = []
    for word in words:
        for token in cell_tokens(word.text, start + word.start, None):
            token.left, token.right = round(word.left), round(word.right)
            tokens.append(token)
    return Line(tuple(tokens))
