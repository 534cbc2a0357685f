"""Body and year in the opening sentences, for reports whose title line is lost.

Whoever leads, is to be asked, or prepared the report is not yet the body that reports: an office within a body is
stripped to the body (石桥镇人民政府党政办公室 → 石桥镇人民政府).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from extract.prose.furniture import AGENCY
from extract.prose.words import compiled
from extract.text.dates import YEAR, year_of
from extract.text.numerals import NUMERALS
from extract.text.squeezed import Squeezed

_STOPS = "。；：！？，、"
_SHORT_LINE = 20
_CLAUSE = re.compile(r"[^，。；：！？\n]+")
_NAME = r"[^\W\d_]{1,24}?"
_SUBJECT = compiled(rf"(?:{YEAR}年度?(?:以来)?)?(?P<agency>{_NAME}<body>(?:（[^（）]{{1,8}}）)?)(?=<begins_to_tell>|$)")
_NOT_NAMED = re.compile(
    r"[我本全各在为按根由对与和据将把其该此这请现特]|.*[我本][局县市区镇乡办委厅街院单机部]|政府|政务|信息|公开|工作|领导|机关|单位|部门|[省市县区州旗镇乡街](?:委|政府|人民|直|级)|局党"
    r"|一年|今年|去年|年[初度]|上[级年]|有关|相关|主动|依申请"
)
"""How what is no name of a body begins: we, those above, the subject of the report."""
_PREPARED = re.compile(rf"由(?P<agency>{AGENCY.pattern}?)(?:根据|按照|依据|汇总|组织|负责)?[^。由]{{0,80}}?编[制写]")
_CONTACT = re.compile(rf"(?:请与|联系单位：|请联系|请致电)(?P<agency>{AGENCY.pattern})(?:联系|（|，|。)")
_OFFICE = re.compile(
    r"(?:党政(?:综合)?|综合|行政|秘书)?办(?:公室)?|(?:政府信息公开|政务公开|信息公开)(?:工作)?(?:领导小组)?(?:办公室)?|[^省市县区镇乡局委厅府]{2,8}[科股室]"
)
_WITHIN = compiled(r"[\w·（）、]{2,36}?(?:人民政府|政府|街道|办事处|委员会|管委会|[镇乡局委厅院署队社馆]|中心)")
_ABOVE_TOWN = re.compile(r"(?<![镇乡])(?:人民)?政府$")
_GOVERNMENT_OFFICE = re.compile(r"办公[室厅]?|办")
_TOLD = compiled(
    rf"(?:^|[，。；：！？）\n]|\d[.、])(?:截[至止]到?|[^\W\d_]{{2,24}}?<body>)?(?P<year>{YEAR})年(?P<said>[^。；！？\n]{{2,80}})"
)
_OF_ANOTHER_YEAR = re.compile(
    r"^(?:\d{1,2}月\d{1,2}日|[^，]{0,6}(?:相比|相较|同期)|[^，]{0,12}(?:印发|修订|施行|实施|出台)"
    rf"|[{NUMERALS}\d]+月.{{0,6}}(?:印发|修订))|〔"
)
_AHEAD = re.compile(r"^(?:度|，)*(?:[^，]{0,6}(?:将|拟|计划|打算|要)|[^，。]{0,4}(?:继续|进一步))")


@dataclass(frozen=True, slots=True)
class Named:
    """A body and the words that it was taken from; None where those name nobody for certain."""

    agency: str | None
    printed: str


def paragraphs(squeezed: Squeezed, start: int, end: int) -> str:
    """The squeezed text from `start` to `end`, with a line break behind each line that is whole or short."""
    lines = [squeezed.text[max(a, start) : min(b, end)] for a, b in squeezed.lines if a < end and b > start]
    ended = [line if len(line) > _SHORT_LINE and line[-1] not in _STOPS else f"{line}\n" for line in lines]
    return "".join(ended).rstrip("\n")


def subject(opening: str) -> str | None:
    """The body that the first sentences tell of: 在区委领导下，望江街道办事处认真…."""
    sentence_end = opening.find("。", 40)
    for clause in _CLAUSE.finditer(opening, 0, sentence_end if sentence_end > 0 else len(opening)):
        found = _SUBJECT.match(clause.group())
        if found and not _NOT_NAMED.match(found["agency"]) and _tells(found, clause, opening):
            return found["agency"]
    return None


def _tells(found: re.Match[str], clause: re.Match[str], opening: str) -> bool:
    """Whether something is told of the name: in its own clause, or behind the comma after it."""
    if found.end() < len(clause.group()):
        return True
    return opening[clause.end() : clause.end() + 1] == "，"


def preparer(text: str) -> Named | None:
    """Who prepared the report, as `text` says: a government's office reports itself, any other's is its body's."""
    match = _PREPARED.search(text)
    if match is None:
        return None
    printed = match["agency"]
    body = _body_of(printed)
    return Named(printed if _is_government_office(printed, body) else body, printed)


def contact(text: str) -> Named | None:
    """Whose office is to be asked; of a government's office nobody can tell whether it or the government reports."""
    match = _CONTACT.search(text)
    if match is None:
        return None
    printed = match["agency"]
    body = _body_of(printed)
    return Named(None if body == printed or _is_government_office(printed, body) else body, printed)


def _body_of(printed: str) -> str:
    """The body that an office within it belongs to; the name itself where it is no such office."""
    for match in _prefixes(printed):
        if _OFFICE.fullmatch(printed, match):
            return printed[:match]
    return printed


def _prefixes(printed: str) -> Iterator[int]:
    """Where a body's name can end within a longer one, the nearest first."""
    for end in range(3, len(printed)):
        if _WITHIN.fullmatch(printed, 0, end):
            yield end


def _is_government_office(printed: str, body: str) -> bool:
    rest = printed[len(body) :]
    return _ABOVE_TOWN.search(body) is not None and _GOVERNMENT_OFFICE.fullmatch(rest) is not None


def told_year(text: str) -> int | None:
    """The year that most sentences and clauses of a stretch tell of; plans and comparisons name another."""
    counted = Counter(year for match in _TOLD.finditer(text) if (year := _told(match)) is not None)
    return max(counted, key=lambda year: (counted[year], year), default=None)


def _told(match: re.Match[str]) -> int | None:
    said = match["said"]
    if _OF_ANOTHER_YEAR.search(said) or _AHEAD.search(said):
        return None
    return year_of(match["year"])
