"""What a printed number is, and what a printed cell says: its number, or why it holds none.

A number is a run of decimal digits of any script or style, with separators of thousands (`,`, full-width too) and a
decimal point, and has at most `MOST_DIGITS` digits; or it is a number in Chinese numerals that stands alone. Raised and
circled digits (², ①) point to notes and are digits of no number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Literal

from extract.text.enumerators import NUMBERED, shape
from extract.text.normal import plain
from extract.text.numerals import COUNTED, numeral_value
from schemas.form import Kind
from schemas.record import State, Value

MARKS = frozenset(
    {"/", "//", "\\", "-", "--", "---", "—", "——", "―", "–", "一一", "*", "无", "不涉及", "无此项", "未发生", "无数据"}
)
"""Printed signs for nothing (form.md), after `plain`."""

NOTE_MARKS = "¹²³⁰⁴-⁹₀-₉①-⒇⓪-⓿❶-➓㉑-㉟㊀-㊉㊱-㊿†‡※"
"""For a regular expression's brackets: characters that point to a note and are no digits of a number."""

MOST_DIGITS = 18
"""More digits are no count and no amount."""

MARK = r"(?:/|-{1,3}|—{1,2}|–|―|无)"
"""A sign for nothing that stands among values without borders; part of a pattern, as are those below."""

THOUSANDS = r"\d{1,3}(?:[,，]\d{3})++(?!\d)"
WHOLE = rf"(?:{THOUSANDS}|\d++)"
NUMBER = rf"(?:{WHOLE}(?:\.\d++)?+)"
BARE = r"(?:\d++(?:\.\d++)?+)"
"""A number where commas part others."""

COUNT = rf"(?:\d{{1,3}}(?:[,，]\d{{3}}){{1,5}}(?!\d)|\d{{1,{MOST_DIGITS}}}(?!\d))"
"""A whole number of no more digits than a number has, for searches in running text."""

MONEY = "万元|亿元|元"
CELL_UNITS = f"{MONEY}|件|条|个|项|次|份|宗"
"""What the cells of the form count, where nothing else says that a number is a cell."""
UNITS = f"人次|人|{CELL_UNITS}|起|篇"
"""What may stand behind the number of a cell."""
PROSE_UNITS = "件次|人次|件|条|份|起|宗|例|项|次|个|篇|部"
"""What prose counts in."""

_MINUS = frozenset({"-", "–", "—", "―", "↓", "减", "减少", "负"})
_ODD_SIGNS = frozenset({"—", "―", "↑", "↓"})
_NUMBER = re.compile(
    rf"(?P<before>[{NOTE_MARKS}]+|共计?|合计|总计)?\s*(?:(?P<sign>[+\-–—―↑↓增减负]|增加|减少|新增)\s*)?"
    r"(?P<digits>\d{1,3}(?P<parted>[,'’])\d{3}(?:(?P=parted)\d{3})*(?:\.\d+)?|\d+(?:\.\d+)?)\s*"
    rf"(?P<unit>{UNITS})?(?P<after>\s*[{NOTE_MARKS}]+)?"
)
_NOTE = re.compile(r"[\[(【〔].*[\])】〕]|[;,。、]?\s*(其中|含|包括|注).*", re.DOTALL)
_SECOND_NUMBER = re.compile(r"[(][\d.,]+[)]")
"""12(3) may be two numbers; 12[3] points to a note."""
_TAIL = re.compile(r"[。;,]|(?<=\d{3})\.|(?P<less>减少?|↓)|增加?|↑")
_JOINED = re.compile(r"\d(?:[\d ]*\d)?(?: ?[.·•‧∙] ?\d(?:[\d ]*\d)?)?")
_AS_JOINED = str.maketrans({" ": None, **dict.fromkeys("·•‧∙", ".")})

_IN_WORDS = re.compile(rf"[共约]?(?:[{COUNTED}]{{2,}}|[零〇]|[{COUNTED}]+(?:{UNITS}))")
_AMONG = rf"[{COUNTED}余多约近超共达升降]|{UNITS}|左右|以上|以下|上下|不足|增加?|减少?|[至到或和及]"
_FIGURES = re.compile(rf"(?:[^\u3400-\u9fff\uf900-\ufaff]|{_AMONG})++")
_ENUMERATOR = re.compile(shape(*NUMBERED))
_NUMBERED = re.compile(shape("paren"))
_LONGEST_FIGURE = 40


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed cell. `number` keeps the digits as printed, without separators, sign included."""

    state: State
    number: str | None = None
    certain: bool = True
    """False where the digits had to be joined over a space, or are not written as numbers are."""

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


UNREADABLE = Printed("noted", certain=False)
"""A cell with something in it that is no number: it holds its place and gives no value."""


def is_value(text: str) -> bool:
    """Whether a cell or a word is a number, with what may stand around it, or a sign for nothing."""
    printed = read_cell(text)
    return printed is not None and printed.state != "blank"


@lru_cache(maxsize=65536)
def read_cell(text: str) -> Printed | None:
    """A whole cell as printed; None where it holds words that are neither a number nor a mark."""
    stripped = plain(text).strip()
    if not stripped:
        return Printed("blank")
    if stripped in MARKS:
        return Printed("mark")
    found = _NUMBER.match(stripped)
    printed = _number(found, stripped) if found else None
    if printed is None and _JOINED.fullmatch(stripped):
        printed = Printed("number", stripped.translate(_AS_JOINED), certain=False)
    return UNREADABLE if printed and _has_too_many_digits(printed) else printed


def _has_too_many_digits(printed: Printed) -> bool:
    return sum(map(str.isdecimal, printed.number or "")) > MOST_DIGITS


def _number(found: re.Match[str], text: str) -> Printed | None:
    """The number that a text begins with, if what follows only explains it."""
    rest = text[found.end() :].strip()
    tail = _TAIL.fullmatch(text, found.end())
    number, certain = _signed(found), _is_usual(found)
    if tail is not None:
        return Printed("noted", f"-{number.lstrip('-')}" if tail["less"] else number, certain=False)
    if rest:
        certain = certain and not _SECOND_NUMBER.fullmatch(rest)
        return Printed("noted", number, certain) if _NOTE.fullmatch(rest) else None
    noted = any(found.group("before", "parted", "unit", "after"))
    return Printed("noted" if noted else "number", number, certain)


def number_value(printed: str) -> Value:
    """A number in digits or Chinese numerals as the record states it; None for more digits than a number has."""
    digits = plain(printed).replace(",", "")
    if not digits.replace(".", "").isdecimal():
        return numeral_value(digits)
    if len(digits.replace(".", "")) > MOST_DIGITS:
        return None
    return digits if "." in digits else int(digits)


def _signed(found: re.Match[str]) -> str:
    digits = found["digits"].replace(found["parted"] or ",", "")
    return f"-{digits}" if found["sign"] in _MINUS else digits


def _is_usual(found: re.Match[str]) -> bool:
    """Whether a number is written as numbers are: 012 may be two cells, — a sign for nothing before another cell."""
    digits = found["digits"]
    glued = len(digits) > 1 and digits[0] == "0" and digits[1] != "."
    return not glued and found["sign"] not in _ODD_SIGNS and found["parted"] in {None, ","}


def is_figure(text: str) -> bool:
    """Whether the text of a cell that is no number is figures (12万, 10+2=12, 3至5) and no label."""
    if len(text) > _LONGEST_FIGURE or _ENUMERATOR.fullmatch(text) or _NUMBERED.search(text):
        return False
    return bool(_FIGURES.fullmatch(text)) and any(character.isdigit() for character in text)


def is_number_in_words(text: str) -> bool:
    """Whether a cell's text is a number in Chinese numerals of its own (十二, 三件), which may also number a row."""
    return bool(_IN_WORDS.fullmatch(text))


_TOKEN = re.compile(
    r"(?<![\d,.])[1-9]\d{0,2}(?:,\d{3})++(?![\d,])(?:\.\d++)?+(?!\.\d)"
    r"|(?<!\d\.)(?<!\d)\d++\.\d++(?!\.\d)|\d++"
    rf"|(?P<numeral>(?![百千万亿]++(?![{COUNTED}]))[{COUNTED}]++)(?:{UNITS})?+"
)
_RIGHT_ALONE = re.compile(
    rf"[*_]*(?: ?[{COUNTED}]++(?:{UNITS})?+){{0,60}}+[*_]*(?: *(?:$|[\n\t|])|  | (?=[\d/\-—])| ?(?=[{COUNTED}]))"
)
"""Further numerals, then a bound; of more numerals than any row has the rest is not looked at."""


@dataclass(frozen=True, slots=True)
class NumberToken:
    """A printed number; offsets into the text that it was found in.

    `value` is without sign, and None where the digits are too many or the numerals are not written as numbers are.
    """

    start: int
    end: int
    text: str
    kind: Literal["digits", "numeral"]
    value: Decimal | None


def tokens(text: str) -> Iterator[NumberToken]:
    """Every number in `text`, whatever it counts: runs of digits, and Chinese numerals that stand alone.

    Separators of thousands and a decimal point stand inside a token where nothing else can be meant: 1,234 and 2.5 are
    one, 0,123 and 2024.1.5 several. Numerals stand alone where a cell or a line begins or ends, tabs, bars and blanks
    that no word follows among the bounds: 一、 and 第 一 条 hold none. Linear in the length of the text.
    """
    narrow = plain(text)
    for found in _TOKEN.finditer(narrow):
        if found["numeral"] is None:
            yield _token(text, found.start(), found.end(), "digits", _digits_value(found[0]))
        elif found[0] not in MARKS and _stands_alone(narrow, *found.span()):
            start, end = found.span("numeral")
            said = numeral_value(found["numeral"])
            yield _token(text, start, end, "numeral", None if said is None else Decimal(said))


def _token(text: str, start: int, end: int, kind: Literal["digits", "numeral"], value: Decimal | None) -> NumberToken:
    return NumberToken(start, end, text[start:end], kind, value)


def _digits_value(printed: str) -> Decimal | None:
    digits = printed.replace(",", "")
    return Decimal(digits) if len(digits.replace(".", "")) <= MOST_DIGITS else None


def _stands_alone(narrow: str, start: int, end: int) -> bool:
    left = start
    while left and narrow[left - 1] in " *_":
        left -= 1
    bounded = left < start or left == 0 or narrow[left - 1] in "\n\t|"
    return bounded and _RIGHT_ALONE.match(narrow, end) is not None
