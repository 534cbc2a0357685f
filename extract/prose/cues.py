"""The words by which a passage shows that it states a problem, promises a measure, or only leads over."""

from __future__ import annotations

import re
from typing import Literal

from extract.prose.occasions import looks_forward
from extract.prose.words import compiled

Role = Literal["problem", "measure", "other"]
"""What a passage states; "other" is what is neither, such as the year's achievements."""

DEFICIT = compiled("<lacking>")
"""A passage that states what is lacking."""
PROBLEM_CUE = compiled("<problem_cue>")
"""A passage that speaks of problems, whether it names any or not."""
ABOUT_PROBLEMS = compiled("(?:针对|对于?|<about>)[^，。；：]{0,24}<noun>")
"""A lead-in that says what follows is about the problems before it."""
ALL_OF_THEM = compiled("<all_of_them>")
"""A lead-in that speaks of all problems rather than of the one before it."""
NOTHING = compiled("<nothing>")
"""All that a section says that has nothing to say."""
TOGETHER = compiled("(?:上述|以上|这些|存在)的?(?:主要|突出)?(?:<noun>|情况)")
THIS_ONE = compiled("[这该此本]一?[个项]?<noun>")
NOW = compiled("本年度?|今年|当前|目前|现阶段|仍|还|<pivot>|同时")
"""Where a passage comes back from an earlier year."""
_EARLIER = compiled(
    "[^。；]{0,16}?(?:上一?年度?|去年|以往|此前|20\\d\\d年度?(?:工作)?(?:报告|年报|中|政府信息公开)?[^，。；]{0,6}(?<![不未])(?:存在|指出|提出|反映|所列|列出|查摆))"
    "[^。；，]{0,24}?(?:<noun>|整改)"
)
_SOLVED = compiled("<solved>(?!性|力度|落实|工作|进度|效率|情况|措施|机制|[不还仍较难有])[^，。；、]{1,14}$")
_SOLVED_NOUN = compiled("<solved_noun>[^，。；、]{2,14}$")
_SOUGHT = compiled("<sought>(?:了|自身|工作中?|存在|的)*$")
_DENIED = compiled("<denied>[^，。；：]*$")
_SETTLED = compiled("[^，。；：]{0,8}?(?:<noun>|现象|情况)[^，。；：]{0,6}?<settled>")
_NOUN_BEHIND = compiled("[^，。；]{0,6}?(?:<noun>|现象|情况)")
_GENERIC = compiled("<generic>*+")
PIVOT = compiled("<pivot>")
"""但 and the like, which turn from what is good to what is not."""
_PIVOT_LATER = compiled("[，；](?:<pivot>)")
_COMPARED = compiled(
    "^(?:[^，。]{0,30}?<compared>)[^。]{2,80}?"
    "(?=，?(?:仍|还|尚)?然?(?:有|存在)(?:着|一定|较大|不小|一些|很大|明显|不少|的)*(?:<noun>|距离|空间))"
)
COMPARISON = compiled("^[^，。；：]{0,20}?<compared>[^，。；：]{2,40}?(?:相比|相较|比较)(?:较|而言|来说|来看)?，")
"""What a passage measures against, at its beginning: 与人民群众的期待相比，."""
_SAYS_NOTHING = compiled("(?:<vague_subject>|<generic>)*+")
_PLAN = compiled("<plan>")
_MEASURE_CLAUSE = compiled("<measure_clause>")
_ADDRESSED = compiled("<organ>?<addressed>")
_AHEAD = compiled("<later>|<addressed>|将<steadily>")
_DONE = re.compile("已(?!成)|完成|了(?!解)|得到|：$")
_ANNOUNCES = compiled("<announces>")
_MEASURE_VERB = compiled("<measure_verb>")
_IMPROVES = compiled("(?:<steadily>)?<improve>(?!的|方面|情况|工作(?:的|方面))")
_POINTS_TO = compiled("(?:关于|针对|对于?|就)[^。；]{0,40}<noun>[。：，；]?")
"""An item that only names the problem that something is done about."""
_HEAD_WORDS = compiled("(?:<achieved>|<head_words>)++")
_ACHIEVED = compiled("(?:<achieved>)$")
_NOUN = compiled("<noun>")
_TO_DO = compiled("<to_do>")
_ABOUT_MEASURES = compiled("<noun>的?(?:改进|整改|解决)|针对")
_LABEL = compiled("<label>")
_TOPIC = re.compile(r"[^，。；：]{2,22}(?:方面|工作|情况)(?:存在)?的?(?:主要)?(?:问题|不足)?")
_EXPLAINS = compiled("<explains>")


def deficient(text: str) -> bool:
    """Whether a clause or sentence states what is lacking (and not what is done against it)."""
    return any(not _is_solved(text, *match.span()) for match in DEFICIT.finditer(text))


def _is_solved(text: str, start: int, end: int) -> bool:
    """Whether the words of lacking at `start` to `end` are said to be solved, looked for, or not there at all."""
    low = max(0, start - 20)
    if _SOLVED.search(text, low, start) or _DENIED.search(text, max(0, start - 40), start):
        return True
    if _NOUN.fullmatch(text, start, end) and _SOUGHT.search(text, low, start):
        return True
    if _SETTLED.match(text, end):
        return True
    return _SOLVED_NOUN.search(text, low, start) is not None and _NOUN_BEHIND.match(text, end) is not None


def ends_deficient(text: str) -> bool:
    """Whether the last clause states what is lacking."""
    return deficient(re.split(r"[，；]", text.rstrip("。；，！"))[-1])


def heading_role(text: str) -> Role | Literal["both"] | None:
    """What a block heading announces: problems, measures, both, something else; None for what is no such heading."""
    title = text.rstrip("。：；.，")
    if not 2 <= len(title) <= 30 or not _HEAD_WORDS.fullmatch(title):
        return None
    problem = _NOUN.search(title) is not None
    measure = _TO_DO.search(title)
    if _ACHIEVED.search(title) and not problem and not measure:
        return "other"
    if problem and measure:
        return "measure" if _ABOUT_MEASURES.search(title) else "both"
    return "measure" if measure else ("problem" if problem else None)


def label_role(text: str) -> tuple[Role, int] | None:
    """The role that a label at the start of a passage gives it (存在问题：, 改进措施：), and the label's length."""
    match = _LABEL.match(text)
    if match is None:
        return None
    return ("measure" if _TO_DO.search(match.group()) else "problem"), match.end()


def find_label(text: str, start: int, end: int) -> int | None:
    """Where a label such as 改进措施： begins a clause inside the stretch."""
    for match in _LABEL.finditer(text, start, end):
        if match.start() == start or text[match.start() - 1] in "。；，！）":
            return match.start()
    return None


def turns_to_measures(sentence: str) -> int | None:
    """Index of the clause of `sentence` that turns to what is or will be done; None if none does."""
    for start in _clause_starts(sentence):
        match = _MEASURE_CLAUSE.match(sentence, start)
        if match is None:
            continue
        rest = sentence[match.start() :]
        still_lacking = _turns_back(rest) or (ends_deficient(rest) and not re.search("将|采取|措施", rest))
        if (_PLAN.search(rest) or _ADDRESSED.match(rest) or looks_forward(rest, 0)) and not still_lacking:
            return start
    return None


def _turns_back(rest: str) -> bool:
    """Whether a sentence turns to problems later on: 2023年，我县将公开纳入考核，但仍存在…."""
    pivot = _PIVOT_LATER.search(rest)
    return pivot is not None and PROBLEM_CUE.search(rest, pivot.end()) is not None


def looks_ahead(text: str) -> bool:
    """Whether a passage is about what comes next or about problems told before, not about the year's work."""
    return _AHEAD.search(text) is not None


def settled_earlier(text: str) -> bool:
    """Whether a passage tells what was done about problems of an earlier year, or leads over to it."""
    return _EARLIER.match(text) is not None and not looks_ahead_only(text) and not ends_deficient(text)


def looks_ahead_only(text: str) -> bool:
    """Whether a passage begins with the time to come or says what will be done, and nothing as done."""
    return _AHEAD.search(text) is not None and _DONE.search(text) is None


def _clause_starts(sentence: str) -> list[int]:
    return [0, *(m.end() for m in re.finditer(r"[，；：]", sentence))]


def only_announces(sentence: str) -> bool:
    """Whether a sentence about measures only says that there are some: 将采取以下措施."""
    return _ANNOUNCES.search(sentence.rstrip("。：；，")) is not None


def problem_like(text: str) -> bool:
    if _POINTS_TO.fullmatch(text):
        return False
    return ends_deficient(text) or (deficient(text) and not _MEASURE_VERB.match(text))


def improves(text: str) -> bool:
    """Whether a passage begins with a verb of improving, and says of nothing that it is lacking: 加强培训."""
    return _IMPROVES.match(text) is not None and not deficient(text)


def measure_like(text: str) -> bool:
    return _MEASURE_VERB.match(text) is not None and not deficient(text)


def torn_heading(text: str) -> bool:
    """Whether an enumerated text is too short for an item: what recognition left of a heading."""
    return len(text.rstrip("。：")) <= 4 and not ends_deficient(text) and _HEAD_WORDS.search(text) is not None


def topic_only(text: str) -> bool:
    """Whether a first sentence only names a subject: 主动公开方面."""
    title = text.rstrip("。：")
    return _TOPIC.fullmatch(title) is not None and not deficient(title) and not _MEASURE_VERB.match(title)


def explains(text: str) -> bool:
    """Whether a sentence only explains the problem before it."""
    return _EXPLAINS.match(text) is not None


def generic(text: str) -> bool:
    """Whether words name no problem of their own: 一些差距和不足, 离群众期盼还有差距; but …相比，深度仍有差距 does."""
    if comparison := COMPARISON.match(text):
        return _SAYS_NOTHING.fullmatch(text, comparison.end()) is not None
    return _GENERIC.fullmatch(_COMPARED.sub("", text)) is not None


def names_nothing(text: str) -> bool:
    """Whether a clause only says that there are problems: 我局公开工作还存在一些不足."""
    return generic(text) or _SAYS_NOTHING.fullmatch(text) is not None
