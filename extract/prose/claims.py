"""Figures in the prose that speak of cells: received, concluded, carried over, results, reviews, documents.

A claim keeps its passage and its scope; whether it agrees with the tables is for the judge to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from extract.prose.patterns import ClaimPattern, claim_patterns
from extract.prose.squeeze import Squeezed
from schemas.form import Form
from schemas.record import Claim, Value

_SENTENCE = re.compile(r"[。；！？]|(?<=\D)：")
_CLAUSE = re.compile(r"[，。；：！？、（）]")
_OTHER_SUBJECT = re.compile(
    r"工单|热线|留言|诉求|提案|(?<!复)议案|来信|来电|来访|信访件|咨询|信件|网民|投诉(?!类)|举报(?!投诉)|举报件|问卷|评议|许可|网友"
)
"""What else is received and answered, none of it in the tables."""
_CONTEXT = 160
"""Characters before a claim in which its subject has to be named."""
_PERIOD = re.compile(
    r"上半年|下半年|[一二三四1-4]季度|历年|近年|近[三五两]年|去年(?!结转)|上年度?(?!结转|转)|上一年度?(?!结转|转)|截至目前|[1-9]月份"
)
_YEAR = re.compile(r"(20\d\d)年")
_WHOLE = re.compile(r"全[省市区县州旗镇乡街]|各级|所属|下属|辖区|政府系统|各单位|各部门|[省市区县]直|各[镇乡街]")
_CHANNEL = re.compile(r"线上|网上|网络|网站|平台|信函|邮寄|书面|当面|现场|传真|邮件|邮箱|窗口")
_OFFICE = re.compile(r"(?:政府|管委会|党政)办(?:公室)?|办公室|我办|本机关|[省市区县]本级")
_COMPARED = re.compile(r"(?:同比|较上年|比上年|较去年|比去年|与上年|与去年)")
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2}


def find_claims(
    stretches: Iterable[Squeezed], form: Form, year: int | None = None, patterns: Sequence[ClaimPattern] | None = None
) -> list[Claim]:
    """The claims of a report's prose, in order. `year` is the year reported on; other years have scope "period".

    Scopes: "own" (the body itself, the whole year), "office" (an office of it is named), "whole" (all of a city,
    district or system), "part" (one channel of several), "period" (another year or a part of this one). Where a
    number is stated, a sentence that there was none speaks of something narrower and is no claim.
    """
    used = claim_patterns(form) if patterns is None else patterns
    claims = [claim for stretch in stretches for claim in _in_stretch(stretch, year, used)]
    counted = {claim.kind for claim in claims if claim.value != 0 and claim.scope != "period"}
    claims = [claim for claim in claims if claim.value != 0 or claim.kind not in counted]
    return sorted(claims, key=lambda claim: (claim.start, claim.end, claim.kind))


def _in_stretch(squeezed: Squeezed, year: int | None, patterns: Sequence[ClaimPattern]) -> Iterator[Claim]:
    taken: set[tuple[str, int]] = set()
    """What has been claimed: a number by its place; that there was none by the kind and the sentence."""
    for pattern in patterns:
        for match in pattern.regex.finditer(squeezed.text) if pattern.literal in squeezed.text else ():
            sentence = _begin(squeezed.text, match.start(), _SENTENCE)
            at = (pattern.kind, sentence) if pattern.zero else ("", match.start("value"))
            if at not in taken and _is_about(squeezed.text, match, pattern.about):
                taken.add(at)
                yield _claim(squeezed, pattern, match, year)


def _is_about(text: str, match: re.Match[str], about: re.Pattern[str] | None) -> bool:
    """Whether the text up to the claim speaks of its subject, and of nothing else since."""
    if about is None:
        return True
    before = text[max(0, match.start() - _CONTEXT) : match.end()]
    spoken = [found.end() for found in about.finditer(before)]
    others = [found.end() for found in _OTHER_SUBJECT.finditer(before)]
    return bool(spoken) and (not others or spoken[-1] >= others[-1])


def _claim(squeezed: Squeezed, pattern: ClaimPattern, match: re.Match[str], year: int | None) -> Claim:
    start, end = squeezed.span(*match.span())
    return Claim(
        kind=pattern.kind,
        value=0 if pattern.zero else _value(match["value"]),
        scope=_scope(squeezed.text, match, year),
        quote=squeezed.source[start:end],
        start=start,
        end=end,
    )


def _value(printed: str) -> Value:
    digits = printed.replace("，", "")
    if digits.isascii():
        return digits if "." in digits else int(digits)
    tens, ten, ones = digits.partition("十")
    if not ten:
        return _DIGITS[digits[0]]
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def _scope(text: str, match: re.Match[str], year: int | None) -> str:
    """Whom and when the figure counts, by what its sentence says up to it."""
    sentence = text[_begin(text, match.start(), _SENTENCE) : match.end()]
    clause = text[_begin(text, match.start(), _CLAUSE) : match.end()]
    named = [int(stated) for stated in _YEAR.findall(sentence.split("结转")[0])]
    if _PERIOD.search(_COMPARED.sub("", sentence)) or (year is not None and named and year not in named):
        return "period"
    if _CHANNEL.search(clause):
        return "part"
    if _WHOLE.search(sentence):
        return "whole"
    return "office" if _OFFICE.search(sentence) else "own"


def _begin(text: str, before: int, boundary: re.Pattern[str]) -> int:
    """Where the sentence or clause around `before` begins."""
    begin = max(0, before - 200)
    for mark in boundary.finditer(text, begin, before):
        begin = mark.end()
    return begin
