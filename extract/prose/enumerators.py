"""Enumerators of Chinese official prose: 一是, （一）, 1., （1）, ①, 第一，, 其一, 首先, 一方面, 问题一：, bullets."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

_HAN = "一二三四五六七八九十"
_LAST = 99
_PATTERNS = {
    "shi": rf"(?<![唯统之同专万归合逐进单第初])(?P<shi>[{_HAN}]{{1,2}})(?:是(?!否)|要(?![求素闻点]))",
    "dash": r"(?P<dash>[—－-])是(?=.)",
    "paren": rf"（(?P<paren>[{_HAN}]{{1,3}})）[、.]?",
    "pnum": r"（?(?P<pnum>\d{1,2})）[、.]?",
    "num": r"(?P<num>\d{1,2})[.、](?!\d)",
    "circ": r"(?P<circ>[①-⑳])",
    "di": rf"第(?P<di>[{_HAN}]{{1,2}})(?:[，、：]|(?:[点条项]|个?(?:方面|问题))[是，、：])",
    "qi": r"其(?P<qi>[一二三四五六])[是，、：]?",
    "han": rf"(?P<han>[{_HAN}]{{1,2}})[、.]",
    "label": rf"(?:问题|措施|不足)(?P<label>[{_HAN}]|\d)[：:]",
    "order": r"(?P<order>首先|其次|再次|再者|第三|最后|(?<!另)一方面|另一方面|另外一方面)[，、是：]?",
    "bullet": r"(?P<bullet>[•●·◆■▪➢▶○◎✓])",
    "hyphen": r"(?P<hyphen>-)(?=[^\d-])",
}
_ANY = re.compile("|".join(_PATTERNS.values()))
_ORDER = {
    "首先": 1, "其次": 2, "再次": 3, "再者": 3, "第三": 3, "最后": _LAST, "一方面": 1, "另一方面": 2, "另外一方面": 2,
}  # fmt: skip
_KIND = {"dash": "shi", "hyphen": "bullet"}
_ANYWHERE = ("shi", "circ")
_IN_ROW = ("order", "di", "qi", "num", "pnum", "han")
_AFTER_COMMA = ("order", "di", "qi", "num", "pnum", "paren")
_AFTER_HEADING = ("num", "pnum", "paren")
_HEADING_ENDS = ("问题", "不足", "措施", "打算", "情况", "计划", "方向", "如下", "举措")
_BEFORE = "。；：！？”）"
ENUMERATED_LINE = re.compile("|".join(p for kind, p in _PATTERNS.items() if kind not in ("bullet", "hyphen", "dash")))
"""An enumerator at the start of a line."""


@dataclass(frozen=True, slots=True)
class Enumerator:
    """An enumerator at `start` to `end`; `ordinal` is 0 for bullets, which count nothing."""

    kind: str
    ordinal: int
    start: int
    end: int


def enumerators(text: str, breaks: Collection[int]) -> list[Enumerator]:
    """The enumerators of a squeezed text, in order; `breaks` are indices where a line of thought begins."""
    found: list[Enumerator] = []
    match = _ANY.search(text)
    while match is not None:
        group = match.lastgroup or ""
        opens = _opens(text, match.start(), group, breaks)
        if opens:
            kind = _KIND.get(group, group)
            found.append(Enumerator(kind, _ordinal(match.group(group)), match.start(), match.end()))
        match = _ANY.search(text, match.end() if opens else match.start() + 1)
    return _plausible(found)


def _opens(text: str, start: int, group: str, breaks: Collection[int]) -> bool:
    """Whether what looks like an enumerator of this group stands where one can stand."""
    at_break = start == 0 or start in breaks
    if group in ("bullet", "hyphen"):
        return at_break
    if at_break or group in _ANYWHERE or text[start - 1] in _BEFORE:
        return True
    if group in _AFTER_HEADING and text[max(0, start - 2) : start] in _HEADING_ENDS:
        return True
    return group in _AFTER_COMMA and text[start - 1] in "，、"


def _ordinal(printed: str) -> int:
    if printed in _ORDER:
        return _ORDER[printed]
    if printed.isdigit() and printed.isascii():
        return int(printed)
    if "①" <= printed <= "⑳":
        return ord(printed) - ord("①") + 1
    if printed in "—－-":
        return 1
    if printed[0] not in _HAN:
        return 0
    if len(printed) == 1:
        return _HAN.index(printed) + 1
    tens = 10 if printed[0] == "十" else 10 * (_HAN.index(printed[0]) + 1)
    ones = printed[-1]
    return tens + (_HAN.index(ones) + 1 if ones != "十" else 0)


def _plausible(found: list[Enumerator]) -> list[Enumerator]:
    """Without single words that look like an enumerator: 首先, 第一，, 其一 and numbers count only in a row."""
    kept: list[Enumerator] = []
    last: dict[str, int] = {}
    for enumerator in found:
        repeated = enumerator.ordinal != 1 and last.get(enumerator.kind, 0) >= enumerator.ordinal
        if repeated and enumerator.kind in _IN_ROW:
            continue
        last[enumerator.kind] = enumerator.ordinal
        kept.append(enumerator)
    counted: dict[str, set[int]] = {}
    for enumerator in kept:
        counted.setdefault(enumerator.kind, set()).add(enumerator.ordinal)
    return [e for e in kept if e.kind not in _IN_ROW or len(counted[e.kind]) > 1]
