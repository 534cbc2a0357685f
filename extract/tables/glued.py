"""Cells printed without any separator: 15130000154 for 151 3 0 0 0 0 154.

A parting is taken only where it is the sole one that fits the edit rules of the row and, where several fit it,
of the columns. Blanks that are printed are borders; a number has no leading zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product

from extract.tables.columns import Fits
from extract.tables.layouts.rows import Run
from extract.tables.lines.tokens import Token
from extract.text.numbers import read_cell

Parting = tuple[int, ...]
"""Offsets of the first digits of the parts within the run's digits, joined."""

_WIDE = 6
_MOST = 4000
_MOST_JOINT = 20_000
_MOST_STEPS = 300_000
_LONGEST = 60


def looks_glued(runs: Sequence[tuple[Run, int]]) -> bool:
    """Whether cells of these runs (each with its number of columns) are glued.

    A number that begins with 0 and goes on shows it; one as long as a wide row does where no row is complete.
    """
    wide = [(run, size) for run, size in runs if size > 1 and can_be_glued(run)]
    texts = [token.text for run, _ in wide for token in run.values if token.text.isdecimal()]
    if any(len(text) > 1 and text[0] == "0" for text in texts):
        return True
    complete = any(len(run.values) == size for run, size in wide)
    return not complete and any(
        token.text.isdecimal() and len(token.text) >= max(size, _WIDE) for run, size in wide for token in run.values
    )


def can_be_glued(run: Run) -> bool:
    """Digits, and signs for nothing among them, without cell borders."""
    return not run.bordered and any(t.text.isdecimal() for t in run.tokens) and all(map(_is_plain, run.tokens))


def _is_plain(token: Token) -> bool:
    return token.text.isdecimal() or (token.printed is not None and token.printed.state == "mark")


def counted(text: str) -> int:
    """A part's count; a sign for nothing counts as zero."""
    return int(text) if text.isdecimal() else 0


def partings(run: Run, size: int, ends: Mapping[int, Fits]) -> list[tuple[Token, ...]]:
    """Every way to part the run's digits into `size` numbers that fits; empty where there are too many.

    `ends`: after so many numbers, the test of those since the test before.
    """
    tokens = run.values
    texts = [token.text for token in tokens]
    if len(texts) > size or sum(map(len, texts)) > _LONGEST:
        return []
    found: list[tuple[Token, ...]] = []
    for parts in islice(_Search(texts, size, ends).parts(), _MOST + 1):
        found.append(tuple(_part(tokens[index], at, text) for index, at, text in parts))
    return found if len(found) <= _MOST else []


class _Search:
    """Depth first over where numbers end; gives up after so many steps, since then nothing is decided anyway."""

    def __init__(self, texts: Sequence[str], size: int, ends: Mapping[int, Fits]) -> None:
        self.texts, self.size, self.ends = texts, size, ends
        self.most = [sum(map(len, texts[index:])) for index in range(len(texts))]
        """The most numbers that each text and those behind it can be."""
        self.steps = 0
        self.taken: list[tuple[int, int, str]] = []

    def parts(self) -> Iterator[list[tuple[int, int, str]]]:
        """(token, offset, digits) of each number."""
        yield from self._from(0, 0, 0)

    def _from(self, index: int, at: int, tested: int) -> Iterator[list[tuple[int, int, str]]]:
        if index == len(self.texts):
            if len(self.taken) == self.size == tested:
                yield list(self.taken)
            return
        text = self.texts[index]
        left = self.size - len(self.taken)
        if left <= 0 or left > self.most[index] - at or self.steps > _MOST_STEPS:
            return
        for length in self._lengths(index, at, left):
            self.steps += 1
            self.taken.append((index, at, text[at : at + length]))
            after = self._tested(tested)
            if after is not None:
                ended = at + length == len(text)
                yield from self._from(index + ended, 0 if ended else at + length, after)
            self.taken.pop()

    def _lengths(self, index: int, at: int, left: int) -> Sequence[int]:
        """How many digits the next number can have: the last one all that are left, others enough for those behind."""
        text, rest = self.texts[index], len(self.texts[index]) - at
        if not text.isdecimal():
            return (len(text),)
        if left == 1:
            return (rest,) if rest == self.most[index] - at and (rest == 1 or text[at] != "0") else ()
        return range(1, 2 if text[at] == "0" else min(rest, self.most[index] - at - left + 1) + 1)

    def _tested(self, tested: int) -> int | None:
        """How many numbers have passed their test; None where the last test failed."""
        test = self.ends.get(len(self.taken))
        if test is None:
            return tested
        counts = [counted(text) for _, _, text in self.taken[tested:]]
        return len(self.taken) if test(counts) else None


def _part(token: Token, at: int, text: str) -> Token:
    start = token.start + at
    return Token("value", text, start, start + len(text), None, read_cell(text), token.confidence)


def only_joint_choice(
    choices: Mapping[str, Sequence[tuple[Token, ...]]], fits: Fits
) -> dict[str, tuple[Token, ...]] | None:
    """The one choice for every row with which `fits` holds for all rows together; None where not just one does.

    `fits` gets the counts of all rows in the mapping's order, one after the other.
    """
    total = 1
    for options in choices.values():
        total *= max(1, len(options))
    if total > _MOST_JOINT:
        return None
    found: list[tuple[tuple[Token, ...], ...]] = []
    for combination in product(*choices.values()):
        if fits([counted(token.text) for tokens in combination for token in tokens]):
            found.append(combination)
            if len(found) > 1:
                return None
    return dict(zip(choices, found[0], strict=True)) if found else None
