"""Years and dates as reports print them: 2024年, 二〇二四年, 2024-01-05."""

from __future__ import annotations

import re

_DIGITS = {digit: str(value) for value, digits in enumerate(("〇零○Oo0", *"一二三四五六七八九")) for digit in digits}
_HAN_DIGIT = "[〇零○O一二三四五六七八九]"

YEAR = rf"(?:(?:19|20)\d\d|[二2]{_HAN_DIGIT}{{3}}|2[Oo〇○0][\dOo〇○]{{2}})"
"""A year in four digits, some letters O read for 0; for squeezed text."""
_MONTH = r"(?:\d{1,2}|[一二三四五六七八九十]{1,2}|元)"
_DAY = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
DATE = rf"(?P<year>{YEAR})(?:年(?P<month>{_MONTH})月(?:{_DAY}日?)?|[-./](?P<month2>\d{{1,2}})[-./]\d{{1,2}}日?)"
"""A date with its month; for squeezed text."""
FIRST, LAST = 2008, 2079
"""Years a report can be of: the 条例 has been in force since 2008."""


def year_of(printed: str) -> int | None:
    """The year of four printed digits, Chinese or not; None for one that no report can be of."""
    digits = "".join(_DIGITS.get(digit, digit) for digit in printed)
    if not re.fullmatch(r"\d{4}", digits):
        return None
    return int(digits) if FIRST <= int(digits) <= LAST else None


def month_of(printed: str | None) -> int | None:
    """The number of a printed month; None where there is none."""
    if printed is None:
        return None
    if printed.isdigit():
        return int(printed)
    if printed == "元":
        return 1
    tens, _, ones = printed.rpartition("十") if "十" in printed else ("", "", printed)
    value = (10 if "十" in printed else 0) + (int(_DIGITS.get(ones, "0")) if ones else 0)
    return value if not tens else None


def reported_on(year: int, month: int | None) -> int:
    """The year that a report signed or published at this date is of: the one before, except in December."""
    return year if month == 12 else year - 1
