"""Texts made comparable: normalised, masked, cut into overlapping runs of characters (shingles).

Normalised is NFKC without spaces and punctuation; masked are the agency's names, dates and numbers, so that last
year's text with this year's figures is the same text. After Broder (1997), on characters, since Chinese has no spaces.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from extract.text.dates import YEAR
from extract.text.normal import name_key, normal
from extract.text.numerals import ONES

LENGTH = 5
"""Characters in a shingle."""

Hashes = npt.NDArray[np.uint64]

_BASE = np.uint64(1_000_003)
_SPREAD = np.uint64(0x9E3779B97F4A7C15)

_YEARS = rf"(?:19|20)\d\d(?:年度?)?|{YEAR}年度?"
_NUMBERS = rf"\d+(?:[.,]\d+)*%?|[{ONES}十百千万]+(?=[个条件次份名人项期场篇家])"
_SELF = r"(?:我|本|全)(?:省|市|州|盟|县|区|旗|镇|乡|街道|局|委|办|院|厅|处|所|校|站|中心|单位|机关|部门|系统)(?:直|级)?"
_NAMED = (
    r"[一-鿿]{2,4}(?:省|市|州|县|区|镇|乡|街道)(?:委|人民政府|政府|级)"
    r"|(?:省|市|州|县|区|镇|乡)(?:委|政府)"
)
_MASKED = re.compile(f"(?P<year>{_YEARS})|(?P<number>{_NUMBERS})|(?P<self>{_SELF})|(?P<named>{_NAMED})")
_MARKS = {"year": "Y", "number": "0", "self": "S", "named": "S"}
_DIVISION = re.compile("^.{2,11}?(?:省|市|州|县|区|旗|镇|乡|街道)")


@dataclass(frozen=True)
class Comparable:
    """A text as it is compared; `places[i]` is the offset in the original of its i-th character."""

    text: str
    places: tuple[int, ...]

    @cached_property
    def hashes(self) -> Hashes:
        """The hash of the shingle that begins at each character."""
        return _rolling(self.text)

    @cached_property
    def unique(self) -> Hashes:
        return np.unique(self.hashes)


def comparable(text: str, agency: str | None) -> Comparable:
    """A text as it is compared, the names of its agency masked."""
    form = normal(text, keep=lambda character: character.isalnum() or character in "%.")
    return _masked(form.text, form.offsets, _names(agency))


def _names(agency: str | None) -> list[str]:
    """The names by which a text may call its own agency: whole, without its division, the division alone."""
    name = name_key(agency or "")
    names = {name}
    rest = name
    while division := _DIVISION.match(rest):
        names.add(division[0])
        rest = rest[division.end() :]
        names.add(rest)
    return sorted((each for each in names if len(each) >= 2), key=len, reverse=True)


def _masked(text: str, places: Sequence[int], names: list[str]) -> Comparable:
    pattern = _MASKED
    if names:
        pattern = re.compile(f"(?P<own>{'|'.join(map(re.escape, names))})|{_MASKED.pattern}")
    out: list[str] = []
    offsets: list[int] = []
    last = 0
    for found in pattern.finditer(text):
        out.append(text[last : found.start()])
        offsets.extend(places[last : found.start()])
        out.append(_MARKS.get(found.lastgroup or "", "S"))
        offsets.append(places[found.start()])
        last = found.end()
    out.append(text[last:])
    offsets.extend(places[last:])
    return Comparable(
        "".join(out).replace(".", ""),
        tuple(offset for mark, offset in zip("".join(out), offsets, strict=True) if mark != "."),
    )


def _rolling(text: str) -> Hashes:
    """A 64-bit hash of each shingle, the same on every machine."""
    points = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    if len(points) < LENGTH:
        return np.empty(0, dtype=np.uint64)
    count = len(points) - LENGTH + 1
    hashes = np.zeros(count, dtype=np.uint64)
    for offset in range(LENGTH):
        hashes = hashes * _BASE + points[offset : offset + count]
    hashes ^= hashes >> np.uint64(29)
    hashes *= _SPREAD
    return hashes ^ (hashes >> np.uint64(32))
