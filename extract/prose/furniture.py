"""What stands on a page besides the report: page numbers, navigation, the signature at the end."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract.prose.words import compiled
from extract.text.dates import DATE, month_of, year_of
from extract.text.page_lines import PAGE_LINE
from extract.text.squeezed import Squeezed

_NAVIGATION = compiled("<navigation_below>")
ENDS_AS_AGENCY = compiled(r"\w*<body>")
AGENCY = compiled(r"[\w·（）、]{2,40}<body>(?:（盖?章）)?")
"""A name that ends as the names of administrative bodies do; `fullmatch` it."""
_DATE_LINE = re.compile(rf"（?(?:日期：|时间：)?{DATE}）?(?:印发)?")
_SIGNED_LINE = re.compile(rf"(?P<agency>{AGENCY.pattern}?)（?{DATE}）?(?:印发)?")
_GLUED = re.compile(rf"[。；！](?P<agency>{AGENCY.pattern}?)?（?{DATE}）?$")
_REACH = 12
"""Lines from the end among which the signature is looked for."""


@dataclass(frozen=True, slots=True)
class Closing:
    """The end of a report: `end` of its body (index of the squeezed text), and what the signature says."""

    end: int
    agency: str | None = None
    year: int | None = None
    month: int | None = None


def closing(squeezed: Squeezed, after: int = 0) -> Closing:
    """The signature below `after`, and the end of the body before it and before the page's navigation."""
    lines = [(max(start, after), end) for start, end in squeezed.lines if end > after]
    text = squeezed.text
    lines = lines[: _first_navigation(text, lines)]
    lines = _without_page_numbers(text, lines)
    if not lines:
        return Closing(after)
    signed = _signature(squeezed, lines)
    return signed or _glued(squeezed, lines[-1])


def _first_navigation(text: str, lines: list[tuple[int, int]]) -> int:
    """The index of the first line that a web page prints below an article; a sentence broken over lines has none."""
    longest = max((end - start for start, end in lines), default=0)
    for i, (start, end) in enumerate(lines):
        above = lines[i - 1] if i else (start, start)
        broken = above[1] - above[0] > 0.8 * longest and text[above[1] - 1] not in "。！？；：）"
        if not broken and _NAVIGATION.match(text, start, end) and (end - start <= 60 or i + 3 >= len(lines)):
            return i
    return len(lines)


def _without_page_numbers(text: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    count = len(lines)
    while count and PAGE_LINE.fullmatch(text, *lines[count - 1]):
        count -= 1
    return lines[:count]


def _signature(squeezed: Squeezed, lines: list[tuple[int, int]]) -> Closing | None:
    """A last line that is a date, an agency, or both."""
    text = squeezed.text
    signed = _SIGNED_LINE.fullmatch(text, *lines[-1])
    if signed:
        return _closing(squeezed, lines[:-1], lines[-1][0], signed, signed.span("agency"))
    dated = _DATE_LINE.fullmatch(text, *lines[-1])
    above = _without_page_numbers(text, lines[:-1] if dated else lines)[-_REACH:]
    named = above[-1] if above and _is_agency(text, *above[-1], dated=dated is not None) else None
    if dated is None and named is None:
        return None
    rest = above[:-1] if named else above
    return _closing(squeezed, rest, (named or lines[-1])[0], dated, named)


def _is_agency(text: str, start: int, end: int, *, dated: bool) -> bool:
    """Whether a line is a body's name; above a date it may be as short as 县委."""
    pattern = ENDS_AS_AGENCY if dated else AGENCY
    return end - start <= 30 and pattern.fullmatch(text, start, end) is not None


def _glued(squeezed: Squeezed, line: tuple[int, int]) -> Closing:
    """A signature or navigation behind the last sentence of a line."""
    text = squeezed.text
    start, end = line
    stop = text.rfind("。", start, end) + 1
    if stop and end - stop <= 200 and _NAVIGATION.match(text, stop, end):
        end = stop
    signed = _GLUED.search(text, max(start, end - 60), end)
    if signed is None:
        return Closing(end)
    agency = squeezed.printed(*signed.span("agency")) if signed["agency"] else None
    return Closing(signed.start() + 1, agency, *_date(signed))


def _closing(
    squeezed: Squeezed,
    rest: list[tuple[int, int]],
    start: int,
    dated: re.Match[str] | None,
    named: tuple[int, int] | None,
) -> Closing:
    rest = _without_page_numbers(squeezed.text, rest)
    agency = squeezed.printed(*named) if named else None
    year, month = _date(dated) if dated else (None, None)
    return Closing(rest[-1][1] if rest else start, agency, year, month)


def _date(match: re.Match[str]) -> tuple[int | None, int | None]:
    return year_of(match["year"]), month_of(match["month"] or match["month2"])
