"""What a printed cell says: its number, or why it holds none."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from schemas.form import Kind
from schemas.record import State, Value

MARKS = frozenset(
    {"/", "//", "\\", "-", "--", "---", "—", "——", "―", "–", "一一", "*", "无", "不涉及", "无此项", "未发生", "无数据"}
)
"""Printed signs for nothing (form.md), after `plain`."""

_UNIT = "件|条|个|项|份|人次|人|次|宗|起|篇|元|万元|亿元"
_NUMBER = re.compile(
    rf"(?P<sign>[+\-增减]|增加|减少|新增)?\s*(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*(?P<unit>{_UNIT})?"
)
_NOTE = re.compile(r"[\[(（].*[\])）]|[;,。、]?\s*(其中|含|包括|注).*", re.DOTALL)


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """`text` with full-width forms narrowed one character for one, so that offsets stay valid."""
    return "".join(_narrow(character) for character in text)


@lru_cache(maxsize=8192)
def _narrow(character: str) -> str:
    if character in "\u2212\uff0d\u2011\u2010\ufe63":
        return "-"
    if character.isspace() and character != "\n" and character != "\t":
        return " "
    if character in "\ufeff\u200b\u200c\u200d\u2060\u00ad":
        return " "
    if character in "│┃║┆┇┊┋":
        return "|"
    narrowed = unicodedata.normalize("NFKC", character)
    return narrowed if len(narrowed) == 1 and narrowed != "\n" else character


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed cell. `number` keeps the digits as printed, without separators, sign included."""

    state: State
    number: str | None = None
    certain: bool = True
    """False where the digits had to be joined over a space."""

    def value(self, kind: Kind) -> Value:
        """The number as the record states it: an int, or for amounts a decimal string."""
        if self.number is None:
            return None
        try:
            amount = Decimal(self.number)
        except InvalidOperation:
            return None
        if kind == "amount":
            return f"{amount:f}"
        return int(amount) if amount == amount.to_integral_value() else f"{amount:f}"


@lru_cache(maxsize=65536)
def read_cell(text: str) -> Printed | None:
    """A whole cell as printed; None where it holds words that are neither a number nor a mark."""
    stripped = plain(text).strip()
    if not stripped:
        return Printed("blank")
    if stripped in MARKS:
        return Printed("mark")
    found = _NUMBER.match(stripped)
    if found is None:
        joined = re.fullmatch(r"\d(?:[\d ]*\d)?", stripped)
        return Printed("number", joined.group().replace(" ", ""), certain=False) if joined else None
    rest = stripped[found.end() :].strip()
    number = _signed(found)
    if not rest:
        state: State = "noted" if found.group("unit") or "," in found.group() else "number"
        return Printed(state, number)
    if _NOTE.fullmatch(rest):
        return Printed("noted", number)
    if re.fullmatch(r"[\d ]+", stripped):
        return Printed("number", stripped.replace(" ", ""), certain=False)
    return None


def _signed(found: re.Match[str]) -> str:
    sign = found.group("sign") or ""
    digits = found.group("digits").replace(",", "")
    return f"-{digits}" if sign in {"-", "减", "减少"} else digits
