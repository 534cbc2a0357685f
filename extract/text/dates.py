"""Years, dates and periods as reports print them: 2024年, 二〇二四年, 2024-01-05, 上年, 本年度.

Patterns take squeezed text; functions any.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from extract.text.lookalikes import ROUND
from extract.text.normal import plain
from extract.text.numerals import NUMERALS, ONES, numeral_value

_HAN_YEAR = rf"二[零{ROUND}{ONES}]{{3}}"
YEAR = rf"(?:(?:19|20)\d\d|[二2][零{ROUND}{ONES}]{{3}}|2[0{ROUND}][\d{ROUND}]{{2}})"
"""A year in four digits, Chinese or not, some letters O read for 0."""
_MONTH = rf"(?:\d{{1,2}}|[{NUMERALS}]{{1,2}}|元)"
_DAY = rf"(?:\d{{1,2}}|[{NUMERALS}]{{1,3}})"
DATE = rf"(?P<year>{YEAR})(?:年(?P<month>{_MONTH})月(?:{_DAY}日?)?|[-./](?P<month2>\d{{1,2}})[-./]\d{{1,2}}日?)"
"""A date with its month."""
LAST_YEAR = r"(?:上一?年|去年)"
THIS_YEAR = r"(?:本年|今年)"
FIRST, LAST = 2008, 2079
"""Years a report can be of: the 条例 has been in force since 2008."""

_DIGIT = str.maketrans(dict(zip(f"零{ROUND}{ONES}", f"0{'0' * len(ROUND)}123456789", strict=True)))
_NAMED = re.compile(rf"(?<!\d)(20\d\d|{_HAN_YEAR})(?:年|[)]|$)")
_BEFORE = re.compile(r"去年|上期|上一?年度?(?=同期|末|总|合计|数|情况|对比|处理|制发|废止|收费|有效|[ （(）)：:]|$)")
"""Words for last year, where what follows cannot be a misread label of the form (上年结转, 上一年项目数量)."""
_A_YEAR = rf"(?:20\d\d|{_HAN_YEAR}) ?年?度?"
_PERIOD = re.compile(rf"\s*(?:{_A_YEAR}|上一?年度?|去年|本年度?|今年|上年同期|去年同期)\s*(?:数据?|情况)?\s*")
_OF_YEAR = re.compile(rf"20\d\d ?年度?|{_HAN_YEAR} ?年度?")


def year_of(printed: str) -> int | None:
    """The year of four printed digits, Chinese or not; None for one that no report can be of."""
    digits = printed.translate(_DIGIT)
    if not re.fullmatch(r"\d{4}", digits):
        return None
    return int(digits) if FIRST <= int(digits) <= LAST else None


def month_of(printed: str | None) -> int | None:
    """The number of a printed month; None where there is none."""
    if printed is None:
        return None
    if printed.isdecimal():
        return int(printed)
    return 1 if printed == "元" else numeral_value(printed)


def reported_on(year: int, month: int | None) -> int:
    """The year that a report signed or published at this date is of: the one before, except in December."""
    return year if month == 12 else year - 1


def is_other_year(text: str, year: int | None) -> bool:
    """Whether a piece names a year, and not the report's."""
    years, before = _named(text)
    return (bool(years) and year is not None and year not in years) or (not years and before)


def names_year(text: str) -> bool:
    """Whether a piece names any year at all."""
    years, before = _named(text)
    return bool(years) or before


def is_period(text: str) -> bool:
    """Whether a piece is nothing but the name of a year."""
    return bool(_PERIOD.fullmatch(plain(text)))


def without_year(text: str) -> str:
    """A piece without the year that it names."""
    return _OF_YEAR.sub("", plain(text))


def latest(texts: Iterable[str]) -> int | None:
    """The latest year that is named: this year's, where the report does not say."""
    return max((year for text in texts for year in _named(text)[0]), default=None)


def _named(text: str) -> tuple[set[int], bool]:
    narrow = plain(text).replace(" ", "")
    years = {int(found.translate(_DIGIT)) for found in _NAMED.findall(narrow)}
    return years, bool(_BEFORE.search(narrow))
