"""Sections whose titles are lost, found by what stands in them: their table, their wording, their order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from extract.prose.landmarks import Landmark
from extract.prose.words import compiled
from extract.text.enumerators import shape
from extract.text.normal import canonical
from extract.text.squeezed import Squeezed
from schemas.form import Form

Place = tuple[int, int]
"""Of a section that was found: where its heading begins and where its title ends (squeezed indices)."""

_TABLE_HEAD = re.compile(
    r"第二十条第?（.）项|信息内容|（?本列数据的勾稽关系|申请人情况|行政复议行政诉讼|行政复议$|附?表[一二三四\d]|等于第三项"
)
_SUBSECTION = re.compile(shape("paren", "num", "shi"))
_ISSUES = re.compile(r"问题|不足|短板|差距|改进|下一步|下步|今后|整改|有待")
_OTHER = re.compile(r"信息处理费|收费通知|其他需要报告|其他报告事项|需要报告的(?:其他)?事项")
_NOTHING = compiled("<nothing>。?")
_INTRODUCTION = compiled("<introduction>")
_OPENS = re.compile(r"(?:20\d\d年|本?年度?|今年|一年来|近年来|全年)")
_NUMBERS = re.compile(r"(?:总计|合计|\d+?(?=20\d\d年)|\d+(?![\d年])|[.\s/—-]|无(?=[\d/—-]))+")
_HEAD_LINES = 12
"""Lines that the head of a table takes at most, a cell a line."""
_HEAD_LINE = 45


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
            start = _table_start(squeezed, places, tables.get(number), form)
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


# ---------------------------------------------------------------- sections with a table


def _table_start(squeezed: Squeezed, places: Mapping[int, Place], table: Landmark | None, form: Form) -> int | None:
    """The first line of the table's head."""
    if table is None:
        return None
    low, high = _bounds(squeezed, places, table.section)
    if not low <= table.start < high:
        return None
    above = [(max(start, low), end) for start, end in squeezed.lines if low < end and start <= table.start]
    line = len(above) - 1
    own, others = _labels(form)[table.table]
    while line > max(0, len(above) - _HEAD_LINES) and _is_head(squeezed.text[slice(*above[line - 1])], own, others):
        line -= 1
    if above and table.start - above[-1][0] <= _HEAD_LINE:
        return above[line][0]
    head = _TABLE_HEAD.search(squeezed.text, max(low, table.start - 60), high)  # page text without line breaks
    return min(head.start(), table.start) if head else table.start


def _is_head(line: str, own: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether a line stands in the head of a table: its labels, or short words without figures."""
    if _TABLE_HEAD.match(line):
        return True
    if len(line) > _HEAD_LINE or re.search(r"[。，；：]", line) or line.startswith(others):
        return False
    return line.startswith(own) or not re.search(r"\d", line)


@lru_cache(maxsize=4)
def _labels(form: Form) -> Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """For each table its own labels, and those that only other tables have."""
    own: dict[str, set[str]] = {}
    for table_id in form.table_ids:
        tables = form.variants_of(table_id)
        rows = {row.label for table in tables for row in table.rows} | {r.printed() for t in tables for r in t.rows}
        own[table_id] = {canonical(w) for w in rows | {column.label for table in tables for column in table.columns}}
    return {
        table_id: (tuple(sorted(labels)), tuple(sorted(set().union(*own.values()) - labels)))
        for table_id, labels in own.items()
    }


# ---------------------------------------------------------------- sections of prose


def _first(squeezed: Squeezed, places: Mapping[int, Place], tables_from: int) -> int | None:
    """The first paragraph between the introduction and the second section."""
    text = squeezed.text
    high = min(_bounds(squeezed, places, 1)[1], tables_from)
    if high == len(text):
        return None
    introduces = False
    for start, end in squeezed.lines:
        end = min(end, high)
        if start >= high:
            return None
        line = text[start:end]
        if _SUBSECTION.match(line) or (not introduces and _is_paragraph(line)):
            return start
        if introduces or (_is_prose(line) and _INTRODUCTION.search(line)):
            introduces = line[-1] not in "。："
    return None


def _is_paragraph(line: str) -> bool:
    """Whether a line begins a paragraph of section 一 rather than the introduction or the page's head."""
    return _is_prose(line) and (_INTRODUCTION.search(line) is None or _OPENS.match(line) is not None)


def _is_prose(line: str) -> bool:
    return len(line) >= 12 and re.search(r"[，。]", line) is not None


def _prose_start(
    squeezed: Squeezed, places: Mapping[int, Place], tables: Mapping[int, Landmark], number: int
) -> int | None:
    """The first line or sentence that speaks as the section does, below the last table."""
    low, high = _bounds(squeezed, places, number)
    below = [table.end for n, table in tables.items() if n < number and low <= table.end < high]
    low = max([low, *below])
    if any(n == number - 1 for n in places if n >= 5):
        return _last_remark(squeezed, low, high)
    for start, end in squeezed.lines:
        start, end = _behind_numbers(squeezed.text, max(start, low), min(end, high))
        line = squeezed.text[start:end]
        if not line or re.match(r"注：|备注", line):
            continue
        prose = len(line) >= 25 and re.search(r"[。，；：]", line)
        if prose or (_SUBSECTION.match(line) and _ISSUES.search(line)):
            return start if _ISSUES.search(squeezed.text, start, high) else None
    return None


def _behind_numbers(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without the figures of a table that it begins with."""
    numbers = _NUMBERS.match(text, start, end)
    return (numbers.end() if numbers else start), end


def _last_remark(squeezed: Squeezed, low: int, high: int) -> int | None:
    """The paragraph on fees that ends most reports, or a line that says there is nothing more to say."""
    lines = [(max(start, low), min(end, high)) for start, end in squeezed.lines if end > low and start < high]
    for i, (start, end) in enumerate(lines):
        if _NOTHING.fullmatch(squeezed.text, start, end) and i:
            return start
        cue = _OTHER.search(squeezed.text, start, end)
        if cue is None:
            continue
        while i and squeezed.text[lines[i][0] - 1] not in "。：；":  # a wrapped paragraph
            i -= 1
        if i:
            return lines[i][0]
        before = max(squeezed.text.rfind(mark, low, cue.start()) for mark in "。！")
        return before + 1 if before >= low else None
    return None
