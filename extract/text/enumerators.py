"""Enumerators of official text: 一、, （一）, 1., （1）, ①, 一是, 第一，, 其一, 首先, 一方面, 问题一：, bullets.

`SHAPES` is the one list of them. A shape takes brackets and points of both widths and a blank inside, so that it is the
same for narrow text (`normal.plain`), for squeezed and for printed text. Where an enumerator can stand is another
question: in running prose `enumerators` answers it, at the beginning of a line or a cell `opening`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from extract.text.numerals import NUMERALS, numeral_value

_LAST = 99
_TWO = rf"[{NUMERALS}]{{1,2}}"
_THREE = rf"[{NUMERALS}]{{1,3}}"
_COUNTED_IN = "年月日个项件次人名期场条篇部份起宗例万元周小天家户处是季号多余级类"
"""What stands behind a number that is a figure."""
CIRCLED = "①-⑳⑴-⒛㈠-㈩"
"""For a regular expression's brackets: enumerators of one character."""
POINT = r"(?:[、．]|[.](?!\d))"
"""What parts a number from what it numbers."""

SHAPES = {
    "shi": rf"(?<![唯统之同专万归合逐进单第初])(?P<shi>{_TWO})(?:是(?!否)|要(?![求素闻点]))",
    "dash": r"(?P<dash>[—－-])是(?=.)",
    "paren": rf"[（(]\s*(?P<paren>{_THREE})\s*[）)](?:[、.]|是(?!否))?",
    "pnum": r"(?:[（(]\s*)?(?P<pnum>\d{1,2})\s*[）)][、.]?",
    "num": r"(?P<num>\d{1,2})\s*[、．.](?!\d(?!\d{3}年))",
    "bare": rf"(?P<bare>\d{{1,2}})(?=[\u4e00-\u9fff])(?![{_COUNTED_IN}])",
    "circ": rf"(?P<circ>[{CIRCLED}])",
    "di": rf"第(?P<di>{_TWO})(?:[，,、：:]|(?:[点条项]|个?(?:方面|问题))[是，,、：:])",
    "qi": r"其(?P<qi>[一二三四五六])[是，,、：:]?",
    "han": rf"(?P<han>{_THREE})\s*[、．.]",
    "label": rf"(?:问题|措施|不足)(?P<label>[{NUMERALS}]|\d)[：:]",
    "order": r"(?P<order>首先|其次|再次|再者|第三|最后|(?<!另)一方面|另一方面|另外一方面)[，,、是：:]?",
    "bullet": r"(?P<bullet>[•●·◆■▪➢▶○◎✓])",
    "hyphen": r"(?P<hyphen>-)(?=[^\d-])",
    "word": r"(?P<word>首先|其次|再次)[，,、是：:]?|(?P<phrase>再者|第三|最后|此外|一方面|另外?一方面)[，,、：:]",
    "comma": rf"(?P<comma>{_TWO}|\d{{1,2}})\s*[，,]",
    "half": rf"(?P<half>{_THREE})\s*[）)]",
}
"""The shapes by kind, each with a group of that name for what it counts; those first that go before others.

`order` and `bare`, a number that has lost its point, count only in a row of others, `word` at a beginning alone.
`comma` is a misread point, `half` has lost a bracket: both only where a number is to be expected.
"""

PROSE = ("shi", "dash", "paren", "pnum", "num", "bare", "circ", "di", "qi", "han", "label", "order", "bullet", "hyphen")
COUNTED = tuple(kind for kind in PROSE if kind not in ("dash", "bare", "bullet", "hyphen"))
"""The kinds that count, as they open a line of prose."""
NUMBERED = ("paren", "pnum", "han", "num", "half")
"""The kinds that number labels, headings and cells."""
OPENING = ("shi", "paren", "pnum", "num", "circ", "di", "qi", "han", "label", "word")
"""The kinds that open a statement which was taken out of its text."""

_ORDER = {
    "首先": 1, "其次": 2, "再次": 3, "再者": 3, "第三": 3, "最后": _LAST, "一方面": 1, "另一方面": 2, "另外一方面": 2,
}  # fmt: skip
_KIND = {"dash": "shi", "hyphen": "bullet", "word": "order", "phrase": "order", "bare": "num"}
_ANYWHERE = ("shi", "circ")
_IN_ROW = ("order", "di", "qi", "num", "pnum", "han")
_AFTER_COMMA = ("order", "di", "qi", "num", "pnum", "paren")
_AFTER_HEADING = ("num", "bare", "pnum", "paren")
_HEADING_ENDS = ("问题", "不足", "措施", "打算", "情况", "计划", "方向", "如下", "举措")
_BEFORE = "。；：！？”）"


def any_of(kinds: Iterable[str]) -> str:
    """The shapes of these kinds as one pattern with their groups."""
    return "|".join(SHAPES[kind] for kind in kinds)


def shape(*kinds: str) -> str:
    """The shapes of these kinds as a pattern without groups, to be part of another."""
    return f"(?:{re.sub(r'[?]P<[a-z0-9]+>', '?:', any_of(kinds))})"


_ANY = re.compile(any_of(PROSE))
ENUMERATED_LINE = re.compile(any_of(COUNTED))
"""An enumerator at the start of a line."""
SECTION_NUMBER = re.compile(
    rf"第?(?P<han>{_TWO})(?:部分|章|节)?[、.，：；。]{{1,2}}|第(?P<part>[{NUMERALS}])(?:部分|章)"
    rf"|（(?P<paren>[{NUMERALS}])）[、.]?|(?P<digit>\d{{1,2}})[、.](?!\d)|附?表(?P<caption>[{NUMERALS}\d])[：、.]?"
)
"""The number of a section or a caption, points misread among it; for squeezed text."""
SECTION_INSIDE = re.compile(rf"[{NUMERALS}][、.](?=[^\d{NUMERALS}])")
"""The number of a section that may stand inside running text; for squeezed text."""


@dataclass(frozen=True, slots=True)
class Enumerator:
    """An enumerator at `start` to `end`; `ordinal` is 0 for bullets, which count nothing."""

    kind: str
    ordinal: int
    start: int
    end: int


@lru_cache(maxsize=32)
def _compiled(kinds: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(any_of(kinds))


def opening(text: str, kinds: tuple[str, ...] = COUNTED) -> Enumerator | None:
    """The enumerator of one of these kinds that a text begins with, blanks before it aside."""
    found = _compiled(kinds).match(text, len(text) - len(text.lstrip()))
    return _enumerator(found) if found else None


def _enumerator(found: re.Match[str]) -> Enumerator:
    group = found.lastgroup or ""
    return Enumerator(_KIND.get(group, group), ordinal(found[group]), *found.span())


def enumerators(text: str, breaks: Collection[int]) -> list[Enumerator]:
    """The enumerators of a squeezed text, in order; `breaks` are indices where a line of thought begins."""
    found: list[Enumerator] = []
    alone: set[int] = set()
    """Where enumerators begin that need no others of their kind beside them."""
    match = _ANY.search(text)
    while match is not None:
        group = match.lastgroup or ""
        opens = _opens(text, match.start(), group, breaks)
        if opens:
            found.append(_enumerator(match))
            alone |= {match.start()} if _stands_alone(text, found[-1], group, breaks) else set()
        match = _ANY.search(text, match.end() if opens else match.start() + 1)
    return _plausible(found, alone)


def _stands_alone(text: str, number: Enumerator, group: str, breaks: Collection[int]) -> bool:
    """Whether a number counts though no other of its kind is there: the only item of a list, or a heading's number."""
    if group not in ("num", "pnum", "han"):
        return False
    at_break = number.start == 0 or number.start in breaks
    announced = number.start > 0 and text[number.start - 1] in (_BEFORE if at_break else "：")
    return (number.ordinal == 1 and at_break) or (announced and (at_break or number.ordinal == 1))


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


def ordinal(printed: str) -> int:
    """What an enumerator counts, without its brackets and points; 0 where it counts nothing."""
    if printed in _ORDER:
        return _ORDER[printed]
    if printed in "—－-":
        return 1
    if printed.isdecimal():
        return int(printed)
    return numeral_value(printed) or int(unicodedata.numeric(printed, 0) if len(printed) == 1 else 0)


def _plausible(found: list[Enumerator], alone: Collection[int]) -> list[Enumerator]:
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
    return [e for e in kept if e.kind not in _IN_ROW or len(counted[e.kind]) > 1 or e.start in alone]
