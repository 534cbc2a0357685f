"""Totals in the prose and the parts that they are said to have, shares and rates that can be computed.

Most lists after 其中 name some parts only, so parts that fall short say nothing unless the list ends with the rest
(其他); parts that exceed their total do. All are warnings with the passage.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal

from extract.doubts import doubt, finding
from extract.text.numbers import COUNT, PROSE_UNITS
from extract.text.squeezed import Squeezed
from schemas.record import Finding

_N = rf"(?<!\d)(?:{COUNT}(?:\.\d{{1,9}})?)"
"""A whole run of digits: to search at each of its digits would take the square of its length."""
_MOST_SHARES = 200
"""Of a sentence; what has more is no sentence."""
_UNIT = rf"(?:{PROSE_UNITS}|万元|元|期|场|户)"
_LISTED = re.compile(
    rf"(?P<total>{_N})余?(?P<unit>{_UNIT})(?P<between>[^。；（）\d]{{0,16}}[，。；]?)其中[，：]?(?P<list>[^。！？]+)"
    rf"|(?P<total2>{_N})余?(?P<unit2>{_UNIT})（(?P<list2>[^（）。]+)）"
)
_PART = re.compile(rf"(?P<label>[^，、；：（）\d]{{1,24}})(?P<value>{_N})(?P<unit>{_UNIT})")
_REST = re.compile(r"其他|其它|其余|另外")
_RATE = re.compile(
    rf"(?P<whole>{_N}){_UNIT}[^。；\d]{{0,20}}?(?P<did>[\u4e00-\u9fff]{{2}})[^。；\d%]{{0,12}}?(?P<part>{_N}){_UNIT}"
    rf"[^。；\d]{{0,6}}?(?P=did)率(?:达到|达|为|约)?(?P<rate>\d+(?:\.\d+)?)%"
)
_SHARE = re.compile(rf"(?P<part>{_N}){_UNIT}（(?:占比|占)?(?P<rate>\d+(?:\.\d+)?)%[^）]{{0,20}}）")
_WHOLE = re.compile(rf"(?P<whole>{_N}){_UNIT}")


def part_findings(stretches: Iterable[Squeezed]) -> list[Finding]:
    """A warning for each total that its parts contradict and each rate that its numbers contradict."""
    found: list[Finding] = []
    for stretch in stretches:
        found += (*_totals(stretch), *_rates(stretch), *_shares(stretch))
    return found


def _totals(squeezed: Squeezed) -> Iterator[Finding]:
    for match in _LISTED.finditer(squeezed.text):
        total = _number(match["total"] or match["total2"])
        unit = match["unit"] or match["unit2"]
        listed = match["list"] or match["list2"]
        parts = _contradicting(total, unit, listed)
        if parts:
            summed, stated = _said(sum(parts)), _said(total)
            said = doubt(
                "parts_differ", quote=_cut(match.group()), sum=summed, total=stated, parts=tuple(map(_said, parts))
            )
            yield finding("prose.parts", "warning", said, left=summed, right=stated)


def _contradicting(total: Decimal, unit: str, listed: str) -> list[Decimal]:
    """The parts of a list where they contradict the total; empty where they add up or need not."""
    parts: list[Decimal] = []
    last, together = "", Decimal(0)
    for segment in listed.split("；"):
        for part in _PART.finditer(_without_brackets(segment)):
            if part["unit"] == unit:
                parts.append(_number(part["value"]))
                last, together = part["label"], together + parts[-1]
            if together == total:
                return []
        if len(parts) > 1 and together > total:
            return parts
    return parts if len(parts) > 1 and _REST.search(last) else []


def _without_brackets(text: str) -> str:
    return re.sub(r"（[^（）]*）", "", text)


def _rates(squeezed: Squeezed) -> Iterator[Finding]:
    """报送695条，采用628条，采用率90.4%."""
    for match in _RATE.finditer(squeezed.text):
        whole, part, rate = _number(match["whole"]), _number(match["part"]), Decimal(match["rate"])
        if whole and not _is_share(part, whole, rate):
            yield _percent_finding(match.group(), part, whole, rate)


def _shares(squeezed: Squeezed) -> Iterator[Finding]:
    """Shares in brackets, all of one whole: the number that most of them fit, in the sentence or the one before."""
    before: set[Decimal] = set()
    for sentence in re.finditer(r"[^。！？]+", squeezed.text):
        shares = [(_number(m["part"]), Decimal(m["rate"]), m) for m in _SHARE.finditer(sentence.group())]
        here = {_number(m["whole"]) for m in _WHOLE.finditer(sentence.group())} - {Decimal(0)}
        wholes, before = here | before, here
        if not 3 <= len(shares) <= _MOST_SHARES or not wholes:
            continue
        whole = max(wholes, key=lambda base: sum(_is_share(part, base, rate) for part, rate, _ in shares))
        wrong = [share for share in shares if not _is_share(share[0], whole, share[1])]
        if len(wrong) * 2 < len(shares):
            for part, rate, match in wrong:
                yield _percent_finding(match.group(), part, whole, rate)


def _is_share(part: Decimal, whole: Decimal, rate: Decimal) -> bool:
    return bool(_percent(part, whole, rate) == rate)


def _percent(part: Decimal, whole: Decimal, like: Decimal) -> Decimal:
    return (100 * part / whole).quantize(Decimal(1).scaleb(int(like.as_tuple().exponent)), ROUND_HALF_UP)


def _percent_finding(quote: str, part: Decimal, whole: Decimal, rate: Decimal) -> Finding:
    exact = _percent(part, whole, rate)
    said = doubt(
        "percent_differs", quote=_cut(quote), part=_said(part), whole=_said(whole), exact=str(exact), rate=str(rate)
    )
    return finding("prose.percent", "warning", said, left=str(rate), right=str(exact))


def _number(printed: str) -> Decimal:
    return Decimal(printed.replace("，", ""))


def _said(figure: Decimal | int) -> str:
    return format(Decimal(figure).normalize(), "f")


def _cut(quote: str) -> str:
    return quote if len(quote) <= 60 else f"{quote[:60]}…"
