"""The report's title wherever it stands: on lines of its own, in page metadata, in the introduction.

A title names a body and a year around 政府信息公开工作年度报告, in any order (洛龙区…局2024年…, 2025年…办公厅…,
…局政府信息公开工作2024年度报告), and recognition breaks it over lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from extract.prose.furniture import AGENCY, ENDS_AS_AGENCY
from extract.prose.words import compiled
from extract.text.dates import DATE, YEAR, year_of
from extract.text.page_lines import PAGE_LINE
from extract.text.squeezed import Squeezed

Standing = Literal["line", "metadata", "sentence"]

_TOPIC = re.compile(
    rf"(?:政府信息(?:与|和|及)政务公开|政务公开和政府信息公开|政府信息公开|政务信息公开|政务公开|信息公开)(?:工作|情况)?的?"
    rf"(?:（?(?P<inner>{YEAR})年?度?）?)?(?:工作)?(?:情况)?的?(?P<annual>年度)?(?:工作)?(?:情况)?的?(?:总结)?(?P<kind>报告|年报)"
    rf"(?:（(?P<after>{YEAR})年?度?）)?"
)
_YEAR_BEFORE = re.compile(rf"(?P<year>{YEAR})(?:年度|年)?")
_NOT_A_TITLE = compiled("的?<not_a_title>")
_BOUND = "。；：！？>》|，/\t"
_NAVIGATION = compiled("<navigation_above>")
_VERBS = compiled("<introduces>")
_PUBLISHER = compiled(r"(?P<agency>[^\W\d_]{2,30}?<body>)[现特](?:将|就|公布|发布|公开|向|予)")
"""Who publishes the report, in front of the verb."""
_TRAILING = compiled(
    r"(?:（(?:机关|本级|本部|部门)）|关于(?:做好|开展|<made_public>)?|[的（《“”\-—_,、·]|年度"
    r"|(?<=\D)[\dA-Za-z〇○]{4}年度?)+$"
)
"""What stands between the body's name and 政府信息公开; a misread year (2O2Z年) too."""
_LEADING = compiled(
    r"^(?:关于(?:<made_public>)?|[）》”《“\-—_、·.]|标题|现[将就]?|附件\d?|\d{4,}|[A-Za-z][A-Za-z0-9.]*[-—]?)+"
)
_SUBTITLE = compiled(
    rf"（?(?:(?P<agency>[^\W\d]{{2,40}}<body>)?[，、·—-]?(?P<year>{YEAR})年?度?"
    rf"|(?P<year2>{YEAR})年?度?[，、·—-]?(?P<agency2>[^\W\d]{{2,40}}<body>))）?"
    r"|（(?P<agency3>[^\W\d]{2,40}<body>)）"
)
_BRACKETED = re.compile("（[^（）]*）")
_NO_BODY = re.compile(
    r"中华人民共和国|年度|附件|本|全文|\d+|(?:法定主动公开内容|政府|政务|信息|公开|工作|年报|年度报告|情况)+"
    r"|(?:\d{2,4}年?度?)?(?:我|本)(?:[局县市区镇乡办委厅街院校馆站所处]|单位|机关|部门|中心|街道)"
)
_FULL_TITLE = "政府信息公开工作年度报告"
_PLACE = re.compile(r"[省市县区镇乡州旗盟国]|街道")
_BEGINS = re.compile(r"根据|依据|按照|为|现|本|一、|总体情况|20\d\d年|来源|发布")
"""How a report goes on where its title is glued to it."""
_LINES_ABOVE = 3


@dataclass(frozen=True, slots=True)
class Title:
    """A title as printed: `agency` and `year` where it names them; `start` and `end` in squeezed indices."""

    standing: Standing
    start: int
    end: int
    agency: str | None
    year: int | None


def find_titles(squeezed: Squeezed, end: int) -> list[Title]:
    """The titles in the first `end` characters of the squeezed text, in order."""
    found: list[Title] = []
    floor = 0
    for topic in _TOPIC.finditer(squeezed.text, 0, end):
        title = _title(squeezed, topic, floor)
        if title is not None:
            found.append(title)
            floor = title.end
    return found or list(_misread(squeezed, end))


def _title(squeezed: Squeezed, topic: re.Match[str], floor: int) -> Title | None:
    text = squeezed.text
    line_start, line_end = _line_around(squeezed, topic.start(), topic.end())
    if _NOT_A_TITLE.match(text, topic.end(), line_end):
        return None
    start = _left_bound(text, max(line_start, floor), topic.start())
    standing = _standing(text, line_start, start, topic.end(), line_end)
    name, year = _parts(text, start, topic.start())
    if standing == "line" and start == line_start:
        start, name, year = _with_lines_above(squeezed, start, topic.start(), floor, name, year)
    printed_year = year or topic["inner"] or topic["after"]
    if not (topic["annual"] or topic["kind"] == "年报" or printed_year):
        return None
    if standing == "sentence":
        name = _after_verbs(text, name)
    if topic.group().startswith("信息公开"):
        name = _without_misread_topic(text, name)
    agency = _agency(squeezed, name)
    if standing == "sentence" and agency is None and (publisher := _PUBLISHER.match(text, start, topic.start())):
        agency = squeezed.printed(*publisher.span("agency"))
    if standing == "line" and (below := _subtitle(squeezed, topic.end(), line_end, agency is not None)):
        agency = agency or below["agency"] or below["agency2"] or below["agency3"]
        printed_year = printed_year or below["year"] or below["year2"]
    if agency is None and printed_year is None and standing != "line":
        return None
    return Title(standing, start, topic.end(), agency, year_of(printed_year) if printed_year else None)


def _subtitle(squeezed: Squeezed, topic_end: int, line_end: int, named: bool) -> re.Match[str] | None:
    """The line right below a title, where it is the body and the year, or one of them in brackets.

    A year alone may also be the next entry of the page's navigation, unless the title is `named` for a body.
    """
    below = next((line for line in squeezed.lines if line[0] >= line_end), None)
    if topic_end != line_end or below is None:
        return None
    alone = not named and re.fullmatch(rf"{YEAR}年?度?", squeezed.text[slice(*below)])
    return None if alone else _SUBTITLE.fullmatch(squeezed.text, *below)


def _line_around(squeezed: Squeezed, start: int, end: int) -> tuple[int, int]:
    """First and last bound of the lines that `start` and `end` stand in."""
    first = max((a for a, _ in squeezed.lines if a <= start), default=0)
    last = min((b for _, b in squeezed.lines if b >= end), default=len(squeezed.text))
    return first, last


def _left_bound(text: str, low: int, high: int) -> int:
    """Where the title begins on its line: behind punctuation and page navigation."""
    start = 1 + max((text.rfind(mark, low, high) for mark in _BOUND), default=-1)
    start = max(start, low)
    for match in _NAVIGATION.finditer(text, start, high):
        start = match.end()
    return start


def _standing(text: str, line_start: int, start: int, end: int, line_end: int) -> Standing:
    label = text[line_start:start]
    if re.fullmatch(r".{0,4}(?:标题|题目|名称)：", label):
        return "metadata"
    rest = text[end:line_end]
    if not label and (_BEGINS.match(rest) or (len(rest) <= 30 and not re.search(r"[。，；]", rest))):
        return "line"
    if _NAVIGATION.search(label) and label[-1] != "，" and not re.match(r"[。，；》”]", rest):
        return "line"
    return "sentence"


def _parts(text: str, start: int, end: int) -> tuple[tuple[int, int], str | None]:
    """The stretch that names the body, and the year as printed, of what stands before the topic."""
    years = list(_YEAR_BEFORE.finditer(text, start, end))
    if not years:
        return (start, end), None
    year = years[-1]
    before, after = (start, year.start()), (year.end(), end)
    behind = _TRAILING.sub("", text[slice(*after)])
    named_behind = ENDS_AS_AGENCY.fullmatch(_LEADING.sub("", behind)) is not None
    named_before = year.start() > start
    return (after if named_behind or (len(behind) >= 2 and not named_before) else before), year["year"]


def _with_lines_above(
    squeezed: Squeezed, start: int, topic: int, floor: int, name: tuple[int, int], year: str | None
) -> tuple[int, tuple[int, int], str | None]:
    """The title with the lines above it that belong to it: the body's name, or its first part."""
    above = [line for line in squeezed.lines if floor <= line[0] < start][-_LINES_ABOVE:]
    while above:
        line = above.pop()
        agency = _agency(squeezed, name)
        if not _is_part(squeezed, line, start, agency, year):
            break
        start = line[0]
        name, found = _parts(squeezed.text, start, topic)
        year = found or year
    return start, name, year


def _is_part(squeezed: Squeezed, line: tuple[int, int], below: int, agency: str | None, year: str | None) -> bool:
    """Whether the line above a title is part of it."""
    text = squeezed.text[slice(*line)]
    if len(text) > 30 or re.search(r"[。，：；>|]", text) or PAGE_LINE.fullmatch(text) or _NAVIGATION.search(text):
        return False
    if re.search(rf"{DATE}|^[附第]|网$|平台$|年报$", text) or len(text) < 2:
        return False
    if not _adjacent(squeezed, line[1], below):
        return agency is None and AGENCY.fullmatch(text) is not None
    if re.fullmatch(rf"{YEAR}年?度?", text):
        return agency is None and year is None
    if agency is None:
        return ENDS_AS_AGENCY.fullmatch(text) is not None
    return not _PLACE.search(agency[:9]) or re.fullmatch(r"\w+[省市县区州盟旗]", text) is not None


def _adjacent(squeezed: Squeezed, end: int, start: int) -> bool:
    """Whether no empty line stands between two squeezed positions."""
    return squeezed.source[squeezed.offset(end - 1) : squeezed.offset(start)].count("\n") <= 1


def _after_verbs(text: str, name: tuple[int, int]) -> tuple[int, int]:
    start, end = name
    for verb in _VERBS.finditer(text, start, end):
        start = verb.end()
    return start, end


def _without_misread_topic(text: str, name: tuple[int, int]) -> tuple[int, int]:
    """The name without a misread 政府 of 政府信息公开 at its end: …人民政府政俯."""
    start, end = name
    last = text[max(start, end - 2) : end]
    misread = len(last) == 2 and (last[0] == "政" or last[1] == "府")
    return (start, end - 2) if misread and ENDS_AS_AGENCY.fullmatch(text, start, end - 2) else name


def _agency(squeezed: Squeezed, name: tuple[int, int]) -> str | None:
    """The body that a stretch names, in the characters of the source."""
    start, end = name
    end -= len(squeezed.text[start:end]) - len(_TRAILING.sub("", squeezed.text[start:end]))
    stretch = squeezed.text[start:end]
    start += len(stretch) - len(_LEADING.sub("", stretch))
    start = squeezed.text.rfind("《", start, end) + 1 or start  # X关于公布《X
    if _BRACKETED.fullmatch(squeezed.text, start, end):
        start, end = start + 1, end - 1
    if squeezed.text.endswith("人民", start, end) and squeezed.text.startswith("政府", end):
        end += 2  # …镇人民政府信息公开: the name and the topic share a word
    stretch = squeezed.text[start:end]
    if not 2 <= len(stretch) <= 40 or _NO_BODY.fullmatch(stretch) or not re.search(r"[\u4e00-\u9fff]", stretch):
        return None
    return squeezed.printed(start, end)


def _misread(squeezed: Squeezed, end: int) -> Iterator[Title]:
    """Titles with misread characters: short lines in the head that nearly say 政府信息公开工作年度报告."""
    lines = [line for line in squeezed.lines if line[1] <= end][:40]
    for i, (start, stop) in enumerate(lines):
        for last in [stop, *(b for _, b in lines[i + 1 : i + 2])]:
            if not len(_FULL_TITLE) - 3 <= last - start <= 60:
                continue
            match = fuzz.partial_ratio_alignment(_FULL_TITLE, squeezed.text[start:last], score_cutoff=80)
            if match is None or re.search("格式|通知|编制", squeezed.text[start:last]):
                continue
            topic = start + match.dest_start
            begin = _left_bound(squeezed.text, start, topic)
            title_start, name, year = _with_lines_above(squeezed, begin, topic, 0, *_parts(squeezed.text, begin, topic))
            yield Title("line", title_start, last, _agency(squeezed, name), year_of(year) if year else None)
            return
