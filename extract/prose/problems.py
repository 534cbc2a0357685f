"""Single problems in a sentence without enumerators: the words that lead them in and round them off cut away."""

from __future__ import annotations

import re
from itertools import pairwise

from extract.prose.cues import COMPARISON, DEFICIT, PROBLEM_CUE, deficient, generic, names_nothing
from extract.prose.words import compiled
from extract.text.enumerators import shape
from extract.text.numerals import SPOKEN

Span = tuple[int, int]

_PIVOT = compiled("(?:^|[，；。])<pivot>(?:也|同时|与此同时)?，?")
_VERBS = ("存在|面临", "有(?![待所关些效的])")
_SAYS = {
    verb: compiled(
        f"(?P<subject>(?:^|(?<=[，；：、]))[^，；：、]*?)(?P<lead><adverb>*(?:{verb})(?:着|了|以下|如下|下列)?)(?P<core>.+)$"
    )
    for verb in _VERBS
}
"""Who has what: the subject, 仍存在, and what is said to be there."""
_CLOSING = compiled(
    "(?:等等?)?(?:(?:几|[" + SPOKEN + "多])?个?方面|诸多|一些|各种|一系列)?的?<wider_noun>(?:[和与及、]?<noun>)*$"
)
_AND_SO_ON = re.compile(r"等等?(?:方面)?$")
_LEFT_TO_DO = compiled("，(?:[均都]|这些[均都]?)<left_to_do>(?:今后|进一步|予以|加以|高度)+[^，。]{0,14}$")
_NAMED_ONLY = compiled("存在(?:着|了)?(?P<what>[^，。；：]{0,6}?)<noun>(?:[和与及、]?<noun>)*")
_OPENER = compiled(
    "^(?:(?:表现|体现|反映)[在为]|[^，；：]{0,40}?<noun>[^，；：]{0,6}?(?:有|为|：|<such_as>)"
    "|[^，；：]{0,12}?(?:(?:主要|具体|集中|突出)(?:是|表现[在为]|体现[在为]|反映在|存在|有|包括))(?:以下|如下)?<noun>?)[：，]?"
)
_COMPARED = re.compile("[^，]{2,}?(?:与|同|和)[^，]{2,}?相比[^，]*，")
_ANNOUNCED = compiled("(?:以下|如下|下列|[几两三四五]个?)[^，。；：]{0,6}：")
_SUCH_AS = compiled("(?:存在|有)(?:着|了)?[^，；：]{0,8}?<noun>(?:[和与及、]<noun>)*，?<such_as>")
_ADVERB = re.compile(
    rf"^(?:(?:仍|还|依)然|仍|还|也|同时|{shape('shi', 'word')}|此外|另外|主要|目前|当前|，|：|是|即|如|由于)+(?=..)"
)
_NOTICED = compiled("^[^，。；：]{0,14}?<noticed>[：，]")
_VAGUE_SUBJECT = compiled("<vague_subject>*+")
_NO_PROBLEM = compiled(
    "(?:[^，。]{0,20}，)?[^，。]{0,24}?<no_problem>(?:存在)?[^，。]{0,14}?(?:<noun>|情况|情形)?(?:和<noun>)?。?"
)
_CONJUNCTION = re.compile(r"，?(?:以及|及其|还有)|(?<=[^，])[和与]")
_NESTED = {"“": "”", "《": "》", "（": "）"}
_LEAST = 4
_SUBJECT = 2
"""Characters of a subject at least."""
_POINTS_BACK = compiled("(?:对于?|针对|就|面对)?<these>")
_CAUSE = compiled("(?:由于|因为?(?!此)|随着|受|鉴于|在|从|就)")
"""How a clause begins that leads over to the problem behind it."""
_REASON = re.compile("由于|因(?!此|而|素)|受")
"""How a clause begins that gives the reason of the problem behind it, be it something lacking itself."""
_OCCASION = compiled(
    "<organ>?在[^，]*(?:同时|基础上|(?<!过程)中)|(?:面对|对照|对标|按照|根据|虽然?|尽管)[^，]*|从[^，]*看|总[体的]来[看说]|此外|目前|当前|同时|另外|具体(?:来[看说]|而言)"
    "|(?:我[们局镇]|本[局镇])?[^，]{0,8}<noticed>"
)
"""A clause that says when and on what occasion, and nothing of the problem."""
_GOES_ON = compiled(
    "(?:<adverb>|而?且|并|且|又|甚至)*(?:<explains>|不(?!动产)|未(?!成年|来)|没有?|无(?!障碍|线)|缺|欠|难(?!点)|需(?!求)|应(?!急|对|用|答)"
    "|要(?!素|闻|点)|使得?|影响|从而|因而|因此|以致|致使|即便|容易|常常|往往|时常|只|仅|大多(?!数)|多为|而|并|且|以及|有时|有(?=待|所|一?定|差))"
    "|个别|有的"
)
"""How a clause begins that goes on with the one before or explains it."""
_RESULTS = re.compile(
    r"(?:使得?)?(?:人民)?(?:群众|公众|百姓|居民|村民|企业|读者|用户|办事人员?|纳税人|家长|师生|患者|当事人|申请人|老[年人]*)[^，]{0,6}?"
    r"(?:[看找听查搞]不|难以|不[便易]|无法|错过|(?:理解|阅读|查[找阅询]|获取|办理|知晓)[^，]{0,4}(?:不|难|困难|有难度))"
)
"""What follows for the public from the problem before: 群众看不懂."""
_EFFECT = re.compile("影响|导致|造成|致使|使得?|以致|从而")
_SHARED = re.compile(r"(?<!等)的(?:情况|现象|问题|情形)[^，；、等]{0,10}(?:存在|突出|发生|严重|普遍)$")
"""A predicate that all parts of a list share: 找不到、看不懂的情况还不同程度存在."""
_EXISTS = compiled("<adverb>*存在(?:着|了)?")


def problems_in(text: str, start: int, end: int, *, announced: bool = False, single: bool = False) -> list[Span]:
    """The problems that `text[start:end]`, one sentence, states; [] if it states none of its own.

    A list is split at 、 and ；, and at ， where each clause names a subject and a lack of its own (更新不及时，渠道
    单一). A part that says of nothing that it is lacking goes with the next one (内容、形式不够丰富 is one problem), a
    part without a subject, or that explains, with the one before (更新不及时、不全面). Of a list that is `announced` as
    one of problems, be it by its own opening words, every part between ； is one. A `single` problem is one of such a
    list on lines of their own.
    """
    start, end = _after_pivot(text, start, end)
    start, end = _trim(text, start, end)
    if _POINTS_BACK.fullmatch(text[start:end]):
        return []
    if _NO_PROBLEM.fullmatch(text[start:end]) and not DEFICIT.search(text[start:end]):
        return []
    opened = _after_opener(text, start, end)
    start, announced = opened, announced or opened > start
    start, end = _framed(text, start, end)
    start, end = _trim(text, start, end)
    if end - start < _LEAST or generic(text[start:end]):
        return []
    if comparison := COMPARISON.match(text[start:end]):
        start, end = _trim(text, start + comparison.end(), end)
    single = single or _is_parted(text, start, end)
    clauses = [_bared(text, *clause) for clause in _clauses(text, start, end, "；" if single else "，；")]
    parts = clauses if single else [_bared(text, *part) for clause in clauses for part in _split(text, *clause)]
    parts = _conjoined(text, parts)
    found = [part for part in parts if _is_problem(text, *part)]
    return parts if announced and len(parts) == len(clauses) and 2 * len(found) > len(parts) else found


def _is_parted(text: str, start: int, end: int) -> bool:
    """Whether a list is parted by ；: then ， and 、 stand inside its problems."""
    parts = [start - 1, *_separators(text, start, end, "；"), end]
    return sum(deficient(text[one + 1 : other]) for one, other in pairwise(parts)) > 1


def _clauses(text: str, start: int, end: int, marks: str) -> list[Span]:
    """The stretch cut at each mark behind which another problem begins; clauses that name no problem are left out."""
    listed = marks == "；"
    cuts = [start - 1, *_separators(text, start, end, marks), end]
    found: list[Span] = []
    waiting: int | None = None
    """Where a clause begins that only leads over to the next one: 由于人员调整，."""
    for mark, cut in pairwise(cuts):
        begun = _behind_occasions(text, mark + 1, cut) if listed else mark + 1
        clause = text[begun:cut]
        if _OCCASION.fullmatch(clause) or (deficient(clause) and names_nothing(clause)):
            waiting = None
        elif not listed and (_REASON.match(clause) or (not deficient(clause) and (not found or _CAUSE.match(clause)))):
            waiting = begun if waiting is None else waiting
        elif found and waiting is None and not listed and not _begins_anew(clause, text[mark] == "；"):
            found[-1] = (found[-1][0], cut)
        else:
            found.append((begun if waiting is None else waiting, cut))
            waiting = None
    if waiting is not None and found:
        found[-1] = (found[-1][0], end)
    return found


def _behind_occasions(text: str, start: int, end: int) -> int:
    """Where a part begins behind clauses that only say on what occasion: 我们也看到，."""
    comma = text.find("，", start, end)
    while comma > 0 and (_OCCASION.fullmatch(text, start, comma) or names_nothing(text[start:comma])):
        start = comma + 1
        comma = text.find("，", start, end)
    return start


def _begins_anew(clause: str, parted: bool) -> bool:
    """Whether a clause names a subject and a lack of its own; `parted` by ； from the one before, or by ，."""
    if parted:
        return deficient(clause) and not _subjectless(clause)
    if not deficient(clause) or _GOES_ON.match(clause) or _RESULTS.match(clause):
        return False
    framed = _EXISTS.match(clause)
    return _has_subject(clause[framed.end() :] if framed else clause)


def _has_subject(clause: str) -> bool:
    """Whether something stands before the words of lacking that it is said of."""
    lacking = DEFICIT.search(clause)
    return lacking is not None and (lacking.start() >= _SUBJECT or lacking.end() - lacking.start() > _LEAST)


def _bared(text: str, start: int, end: int) -> Span:
    """A part without 存在 before and 等问题 behind what is lacking."""
    exists = _EXISTS.match(text, start, end)
    closing = _CLOSING.search(text[start:end])
    if closing and (exists or closing.group().startswith("等")) and deficient(text[start : start + closing.start()]):
        end = start + closing.start()
    if exists and deficient(text[exists.end() : end]) and _has_subject(text[exists.end() : end]):
        start = exists.end()
    return _trim(text, start, end)


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
    if (
        opener
        and _COMPARED.match(text[start : start + opener.end()])
        and not names_nothing(text[start : start + opener.end()])
    ):
        opener = None  # 信息量与需求相比还有差距，主要是…: it names the problem itself
    if opener and end - start - opener.end() >= _LEAST and DEFICIT.search(text, start + opener.end(), end):
        return start + opener.end()
    colon = text.find("：", start, end)
    announced = colon >= 0 and (PROBLEM_CUE.search(text, start, colon + 1) or _ANNOUNCED.search(text, start, colon + 1))
    if announced and end - colon > _LEAST:
        return colon + 1
    return start


def _framed(text: str, start: int, end: int) -> Span:
    """The stretch between 存在 and 等问题; where a subject stands before 存在, the subject too."""
    for ending in (_LEFT_TO_DO, _AND_SO_ON):
        closed = ending.search(text[start:end])
        if closed and deficient(text[start : start + closed.start()]):
            end = start + closed.start()
    end = _without_last_remark(text, start, end)
    closing = _CLOSING.search(text[start:end])
    if closing is None:
        return start, end
    says = _last_says(text[start : start + closing.start()])
    if says is None:
        return (start, end - len(closing.group())) if closing.group().startswith("等") else (start, end)
    core = (start + says.start("core"), start + closing.start())
    if _names_before(text[start : start + says.start()]):
        return start, end  # 重视不足，存在配合度不够等问题: 存在 is in one of several clauses
    subject = says["subject"]
    listed = len(_split(text, *core)) > 1
    if _VAGUE_SUBJECT.fullmatch(subject) or listed:
        return core
    return start + says.start("subject"), end


def _names_before(text: str) -> bool:
    """Whether the clauses in front of 存在 name a problem themselves."""
    return any(deficient(clause) and not names_nothing(clause) for clause in re.split("[，；]", text) if clause)


def _without_last_remark(text: str, start: int, end: int) -> int:
    """The end without a last clause that only says that there are problems: ，与群众要求有一定差距."""
    cut = text.rfind("，", start, end)
    if cut > start and names_nothing(text[cut + 1 : end]) and deficient(text[start:cut]):
        return cut
    return end


def _last_says(text: str) -> re.Match[str] | None:
    """The last 存在 (or, where there is none, 有) whose object says what is lacking."""
    found: re.Match[str] | None = None
    for verb in _VERBS:
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


def without_result(text: str) -> str:
    """A sentence without a last clause that says what follows for the public."""
    before, comma, last = text.rpartition("，")
    return before if comma and (_RESULTS.match(last) or _EFFECT.match(last)) else text


def _split(text: str, start: int, end: int) -> list[Span]:
    if _SHARED.search(text, start, end):
        return [(start, end)]
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


def _separators(text: str, start: int, end: int, marks: str = "、；") -> list[int]:
    """Indices of the marks outside quotation marks and brackets."""
    found: list[int] = []
    closer = ""
    for i in range(start, end):
        if closer:
            closer = "" if text[i] == closer else closer
        elif text[i] in _NESTED:
            closer = _NESTED[text[i]]
        elif text[i] in marks:
            found.append(i)
    return found


def _subjectless(part: str) -> bool:
    """Whether a part only goes on about the subject before it: 不全面."""
    match = DEFICIT.match(part)
    return match is not None and len(part) <= _LEAST and (part[0] in "不未没欠偏较过" or part[1] == "不")


def _is_problem(text: str, start: int, end: int) -> bool:
    told = _NAMED_ONLY.sub(lambda named: named.group() if deficient(named["what"]) else "", text[start:end])
    return end - start >= _LEAST and deficient(told)
