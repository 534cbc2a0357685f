"""Sections whose titles are lost, found by what stands in them: their table, their wording, their order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from extract.prose.landmarks import Landmark
from extract.prose.squeeze import Squeezed
from extract.prose.words import compiled
from schemas.form import Form

Place = tuple[int, int]
"""Of a section that was found: where its heading begins and where its title ends (squeezed indices)."""

_TABLE_HEAD = re.compile(
    r"第二十条第?（.）项|信息内容|（?本列数据的勾稽关系|申请人情况|行政复议行政诉讼|行政复议$|附?表[一二三四\d]|等于第三项"
)
_SUBSECTION = re.compile(r"（[一二三四五六]）|\d[.、]|[一二三四五]是")
_ISSUES = re.compile(r"问题|不足|短板|差距|改进|下一步|下步|今后|整改|有待")
_OTHER = re.compile(r"信息处理费|收费通知|其他需要报告|其他报告事项|需要报告的(?:其他)?事项")
_INTRODUCTION = compiled("<introduction>")
_OPENING = re.compile(r"主动公开|政府信息公开|政务公开|信息公开|坚持|贯彻|落实")


def recover(
    squeezed: Squeezed, found: Mapping[int, Place], landmarks: Sequence[Landmark], form: Form
) -> dict[int, int]:
    """Where the sections begin that are not in `found` but whose contents are in the text."""
    if len(found) < 2 and not landmarks:
        return {}
    places = dict(found)
    tables = {landmark.section: landmark for landmark in landmarks}
    for section in form.sections:
        number = section.number
        if number in places:
            continue
        if section.table:
            start = _table_start(squeezed, places, tables.get(number), number)
        elif number == 1:
            start = _first(squeezed, places, min((table.start for table in landmarks), default=len(squeezed.text)))
        else:
            start = _prose_start(squeezed, places, tables, number)
        if start is not None:
            places[number] = (start, start)
    return {number: start for number, (start, _) in places.items() if number not in found}


def _bounds(squeezed: Squeezed, places: Mapping[int, Place], number: int) -> tuple[int, int]:
    """The stretch in which a section must stand: after the one before it, before the one after it."""
    low = max((end for n, (_, end) in places.items() if n < number), default=0)
    high = min((start for n, (start, _) in places.items() if n > number), default=len(squeezed.text))
    return low, high


def _table_start(squeezed: Squeezed, places: Mapping[int, Place], table: Landmark | None, number: int) -> int | None:
    """The first line of the table's head."""
    low, high = _bounds(squeezed, places, number)
    if table is None or not low <= table.start < high:
        return None
    above = [(max(start, low), end) for start, end in squeezed.lines if low < end and start <= table.start]
    if not above:
        return table.start
    line = len(above) - 1
    while line > 0 and _is_head(squeezed, above[line - 1]):
        line -= 1
    start, end = above[line]
    if table.start - start <= 60:
        return start
    head = _TABLE_HEAD.search(squeezed.text, max(start, table.start - 60), end)  # page text without line breaks
    return min(head.start(), table.start) if head else table.start


def _is_head(squeezed: Squeezed, line: tuple[int, int]) -> bool:
    """Whether a line stands in the head of a table."""
    row = squeezed.text[slice(*line)]
    return _TABLE_HEAD.match(row) is not None or (len(row) <= 20 and row in "申请人情况自然人法人或其他组织总计合计")


def _first(squeezed: Squeezed, places: Mapping[int, Place], tables_from: int) -> int | None:
    """The first paragraph between the introduction and the second section."""
    text = squeezed.text
    high = min(_bounds(squeezed, places, 1)[1], tables_from)
    if high == len(text):
        return None
    for start, end in squeezed.lines:
        end = min(end, high)
        if start >= high:
            return None
        prose = end - start >= 20 and "。" in text[start:end] and _OPENING.search(text, start, end)
        if (prose or _SUBSECTION.match(text, start, end)) and not _INTRODUCTION.search(text, start, end):
            return start
    return None


def _prose_start(
    squeezed: Squeezed, places: Mapping[int, Place], tables: Mapping[int, Landmark], number: int
) -> int | None:
    """The first line or sentence that speaks as the section does, below the last table."""
    low, high = _bounds(squeezed, places, number)
    below = [table.end for n, table in tables.items() if n < number and low <= table.end < high]
    low = max([low, *below])
    cue = _OTHER if any(n == number - 1 for n in places if n >= 5) else _ISSUES
    if not cue.search(squeezed.text, low, high):
        return None
    if cue is _OTHER:
        return _sentence_with(squeezed.text, cue, low, high)
    for start, end in squeezed.lines:
        start, end = max(start, low), min(end, high)
        if start >= end or re.match(r"注[：:]|备注", squeezed.text[start:end]):
            continue
        prose = end - start >= 25 and re.search(r"[。，；：]", squeezed.text[start:end])
        if prose or (_SUBSECTION.match(squeezed.text, start, end) and cue.search(squeezed.text, start, end)):
            return start if cue.search(squeezed.text, start, high) else None
    return None


def _sentence_with(text: str, cue: re.Pattern[str], low: int, high: int) -> int | None:
    """The start of the first sentence in which `cue` stands."""
    match = cue.search(text, low, high)
    if match is None:
        return None
    before = max(text.rfind(mark, low, match.start()) for mark in "。！")
    return before + 1 if before >= low else None
