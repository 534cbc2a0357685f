"""Counts in Chinese numerals (零, 十二, 三百零五件), where a table is filled in with them.

A numeral alone may as well number a row or a section, so that those of a table count only where they outnumber its
figures and do not simply count on from row to row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from extract.tables.lines.line import Line
from extract.tables.lines.tokens import Token
from extract.text.normal import plain
from extract.text.numbers import CELL_UNITS, Printed
from extract.text.numerals import COUNTED, numeral_value

_NUMERAL = re.compile(rf"[{COUNTED}]{{1,12}}(?=(?:{CELL_UNITS})?$)")
_BRACKETED = re.compile(r"[(\[](\d{1,9})[)\]]")
_LEAST = 3


def with_numbers(lines: Sequence[Line]) -> list[Line]:
    """The lines, their numerals as values where the table is written in numerals."""
    pieces = [numbers for line in lines if (numbers := [_number(part) for t in line.tokens for part in _parts(t)])]
    numerals = [number for numbers in pieces for number in numbers if number is not None]
    figures = sum(token.printed is not None and token.printed.number is not None for x in lines for token in x.values)
    if len(numerals) < _LEAST or len(numerals) <= figures or _counts_on(numerals):
        return list(lines)
    return [replace(line, tokens=tuple(_read(line))) for line in lines]


def other_number(token: Token) -> Token | None:
    """A piece that is one number in numerals, or in brackets (which may mean another one); None for any other."""
    bracketed = _BRACKETED.fullmatch(plain(token.text))
    number = int(bracketed[1]) if bracketed else numeral_value(token.text)
    if number is None:
        return None
    printed = Printed("noted" if bracketed else "number", str(number), not bracketed)
    return replace(token, kind="value", printed=printed)


def _parts(token: Token) -> list[str]:
    return token.text.split() if token.kind == "label" or _is_in_words(token) else []


def _is_in_words(token: Token) -> bool:
    return token.kind == "value" and token.printed is not None and token.printed.number is None


def _number(part: str) -> int | None:
    found = _NUMERAL.match(part)
    return numeral_value(found[0]) if found else None


def _counts_on(numerals: Sequence[int]) -> bool:
    """Whether the numerals only number what they stand before."""
    return all(after == before + 1 for before, after in pairwise(numerals))


def _read(line: Line) -> Iterator[Token]:
    for token in line.tokens:
        parts = _parts(token)
        if not parts or _number(parts[-1]) is None:
            yield token
            continue
        yield from _cut(token)


def _cut(token: Token) -> Iterator[Token]:
    """A piece with the numerals at its end as values."""
    words = list(re.finditer(r"\S+", token.text))
    first = len(words)
    while first and _number(words[first - 1][0]) is not None:
        first -= 1
    if first:
        yield replace(token, kind="label", text=token.text[: words[first - 1].end()], printed=None)
    for word in words[first:]:
        number, start = _number(word[0]), token.start + word.start()
        printed = Printed("number" if _NUMERAL.fullmatch(word[0]) else "noted", str(number))
        yield replace(token, kind="value", text=str(number), start=start, end=start + len(word[0]), printed=printed)
