"""Single problems in a sentence without enumerators: the words that lead them in and round them off cut away."""

from __future__ import annotations

import re

from extract.prose.cues import COMPARISON, DEFICIT, PROBLEM_CUE, deficient, generic
from extract.prose.words import compiled

Span = tuple[int, int]

_PIVOT = compiled("(?:^|[，；。])<pivot>(?:也|同时|与此同时)?，?")
_SAYS = {
    verb: compiled(
        f"(?P<subject>(?:^|(?<=[，；：、]))[^，；：、]*?)(?P<lead><adverb>*(?:{verb})(?:着|了|以下|如下|下列)?)(?P<core>.+)$"
    )
    for verb in ("存在|面临", "有")
}
"""Who has what: the subject, 仍存在, and what is said to be there."""
_CLOSING = compiled(
    "(?:等等?)?(?:(?:几|[一二三四五两多])?个?方面|诸多|一些|各种|一系列)?的?<wider_noun>(?:[和与及、]?<noun>)*$"
)
_AND_SO_ON = re.compile(r"等等?(?:方面)?$")
_LEFT_TO_DO = compiled("，(?:[均都]|这些[均都]?)<left_to_do>(?:今后|进一步|予以|加以|高度)+[^，。]{0,14}$")
_NAMED_ONLY = compiled("存在(?:着|了)?(?P<what>[^，。；：]{0,6}?)<noun>(?:[和与及、]?<noun>)*")
_OPENER = compiled(
    "^(?:[^，；：]{0,40}?<noun>[^，；：]{0,6}?(?:有|为|：|<such_as>)"
    "|[^，；：]{0,12}?主要(?:是|表现[在为]|体现[在为]|存在|有|包括)(?:以下|如下)?<noun>?)[：，]?"
)
_SUCH_AS = compiled("(?:存在|有)(?:着|了)?[^，；：]{0,8}?<noun>(?:[和与及、]<noun>)*，?<such_as>")
_ADVERB = re.compile(r"^(?:(?:仍|还|依)然|仍|还|也|同时|此外|另外|一是|首先|主要|目前|当前|，|：|是|即|如|由于)+(?=..)")
_NOTICED = compiled("^[^，。；：]{0,14}?<noticed>[：，]")
_VAGUE_SUBJECT = compiled("<vague_subject>*+")
_NO_PROBLEM = compiled(
    "(?:[^，。]{0,20}，)?[^，。]{0,24}?<no_problem>(?:存在)?[^，。]{0,14}?(?:<noun>|情况|情形)?(?:和<noun>)?。?"
)
_CONJUNCTION = re.compile(r"，?(?:以及|及其|还有)|(?<=[^，])[和与]")
_NESTED = {"“": "”", "《": "》", "（": "）"}
_LEAST = 4


def problems_in(text: str, start: int, end: int) -> list[Span]:
    """The problems that `text[start:end]`, one sentence, states; [] if it states none of its own.

    The list is split at 、 and ；. A part that says of nothing that it is lacking goes with the next one (内容、
    形式不够丰富 is one problem), a part without a subject with the one before (更新不及时、不全面).
    """
    start, end = _after_pivot(text, start, end)
    start, end = _trim(text, start, end)
    if _NO_PROBLEM.fullmatch(text[start:end]) and not DEFICIT.search(text[start:end]):
        return []
    start = _after_opener(text, start, end)
    start, end = _framed(text, start, end)
    start, end = _trim(text, start, end)
    if end - start < _LEAST or generic(text[start:end]):
        return []
    if comparison := COMPARISON.match(text[start:end]):
        start, end = _trim(text, start + comparison.end(), end)
    return [part for part in _conjoined(text, _split(text, start, end)) if _is_problem(text, *part)]


def _after_pivot(text: str, start: int, end: int) -> Span:
    for pivot in reversed(list(_PIVOT.finditer(text[start:end]))):
        behind = start + pivot.end()
        if PROBLEM_CUE.search(text, behind, end) or deficient(text[behind:end]):
            return behind, end
    return start, end


def _after_opener(text: str, start: int, end: int) -> int:
    """Where the contents begin behind 存在的主要问题是 or 主要表现为."""
    noticed = _NOTICED.match(text[start:end])
    start += noticed.end() if noticed else 0
    opener = _OPENER.match(text[start:end]) or _SUCH_AS.search(text[start:end])
    if opener and end - start - opener.end() >= _LEAST and DEFICIT.search(text, start + opener.end(), end):
        return start + opener.end()
    colon = text.find("：", start, end)
    if colon >= 0 and PROBLEM_CUE.search(text, start, colon + 1) and end - colon > _LEAST:
        return colon + 1
    return start


def _framed(text: str, start: int, end: int) -> Span:
    """The stretch between 存在 and 等问题; where a subject stands before 存在, the subject too."""
    for ending in (_LEFT_TO_DO, _AND_SO_ON):
        closed = ending.search(text[start:end])
        if closed and deficient(text[start : start + closed.start()]):
            end = start + closed.start()
    closing = _CLOSING.search(text[start:end])
    if closing is None:
        return start, end
    says = _last_says(text[start : start + closing.start()])
    if says is None:
        return (start, end - len(closing.group())) if closing.group().startswith("等") else (start, end)
    core = (start + says.start("core"), start + closing.start())
    subject = says["subject"]
    listed = len(_split(text, *core)) > 1
    if _VAGUE_SUBJECT.fullmatch(subject) or listed:
        return core
    return start + says.start("subject"), end


def _last_says(text: str) -> re.Match[str] | None:
    """The last 存在 (or, where there is none, 有) whose object says what is lacking."""
    found: re.Match[str] | None = None
    for verb in ("存在|面临", "有"):
        pattern = _SAYS[verb]
        match = pattern.search(text)
        while match is not None:
            if deficient(match["core"]):
                found = match
            match = pattern.search(text, match.end("lead"))
        if found is not None:
            return found
    return None


def _trim(text: str, start: int, end: int) -> Span:
    while end > start and text[end - 1] in "。；！？：，、.":
        end -= 1
    while start < end and text[start] in "。；！？：，、.":
        start += 1
    adverb = _ADVERB.match(text[start:end])
    return (start + adverb.end() if adverb else start), end


def _split(text: str, start: int, end: int) -> list[Span]:
    parts: list[Span] = []
    begun = seen = start
    for cut in [*_separators(text, start, end), end]:
        lacking = deficient(text[seen:cut])
        seen = cut + 1
        if not lacking and text[cut : cut + 1] == "、":
            continue  # 内容、形式不够丰富: the subject of the next part
        if parts and (not lacking or _subjectless(text[begun:cut])):
            parts[-1] = (parts[-1][0], cut)
        else:
            parts.append((begun, cut))
        begun = cut + 1
    return parts


def _conjoined(text: str, parts: list[Span]) -> list[Span]:
    """The parts, the last of several (or one with 以及) parted at its conjunction: …薄弱，以及公开渠道单一."""
    if not parts:
        return parts
    start, end = parts[-1]
    for conjunction in _CONJUNCTION.finditer(text[start:end]):
        before, after = (start, start + conjunction.start()), (start + conjunction.end(), end)
        joined = len(parts) > 1 or len(conjunction.group()) > 1
        if joined and all(
            _is_problem(text, *part) and not _subjectless(text[slice(*part)]) for part in (before, after)
        ):
            return [*parts[:-1], before, after]
    return parts


def _separators(text: str, start: int, end: int) -> list[int]:
    """Indices of 、 and ； outside quotation marks and brackets."""
    found: list[int] = []
    closer = ""
    for i in range(start, end):
        if closer:
            closer = "" if text[i] == closer else closer
        elif text[i] in _NESTED:
            closer = _NESTED[text[i]]
        elif text[i] in "、；":
            found.append(i)
    return found


def _subjectless(part: str) -> bool:
    """Whether a part only goes on about the subject before it: 不全面."""
    match = DEFICIT.match(part)
    return match is not None and len(part) <= _LEAST and part[0] in "不未没欠偏较过"


def _is_problem(text: str, start: int, end: int) -> bool:
    told = _NAMED_ONLY.sub(lambda named: named.group() if deficient(named["what"]) else "", text[start:end])
    return end - start >= _LEAST and deficient(told)
