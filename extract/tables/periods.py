"""Which year a piece of a table speaks of: last year's columns, rows and tables stand beside this year's."""

from __future__ import annotations

import re
from collections.abc import Iterable

from extract.text.normal import plain

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?:年|[)]|$)")
_BEFORE = re.compile(r"去年|上期|上一?年度?(?=同期|末|总|合计|数|情况|对比|处理|制发|废止|收费|有效|[ （(）)：:]|$)")
"""Words for last year, where what follows cannot be a misread label of the form (上年结转, 上一年项目数量)."""
_PERIOD = re.compile(r"\s*(?:20\d\d ?年?度?|上一?年度?|去年|本年度?|今年|上年同期|去年同期)\s*(?:数据?|情况)?\s*")


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
    return re.sub(r"20\d\d ?年度?", "", plain(text))


def latest(texts: Iterable[str]) -> int | None:
    """The latest year that is named: this year's, where the report does not say."""
    return max((year for text in texts for year in _named(text)[0]), default=None)


def _named(text: str) -> tuple[set[int], bool]:
    narrow = plain(text).replace(" ", "")
    return {int(found) for found in _YEAR.findall(narrow)}, bool(_BEFORE.search(narrow))
