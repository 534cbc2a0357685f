"""Which problem a measure answers: where it says so by its words, or by its place in a list as long as theirs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_FILLER = re.compile(
    r"政府信息(?:与|和)?政务公开|政府信息公开|政务公开|信息公开|政府信息|政务信息|公开|信息|政务|政府|工作|进一步|加强|加大|提高|提升|完善|健全|不断|持续|继续|需要|有待|还需|尚需|仍需|不够|不足"
    r"|存在|问题|部分|个别|一些|少数|情况|方面|开展|推进|推动|强化|深化|优化|增强|改进|我[局镇县市区办委]|各单位|单位|部门|充分|积极|切实|认真|严格|及其|以及|通过|做好|抓好|确保|实现|有效|各类|重点|相关|有关"
    r"|[^\u4e00-\u9fffA-Za-z]"
)
_CONCEPTS = tuple(
    re.compile(words)
    for words in (
        "及时|时效|更新|滞后|同步|动态调整",
        "培训|业务(?!系统)|学习|专业|队伍|人员|素质|本领",
        "渠道|载体|平台|阵地|新媒体|公众号",
        "解读|图解",
        "意识|认识|重视|主动性|积极性|自觉",
        "依申请|申请|答复|办件|案件",
        "制度|机制|程序|流程|规范",
        "内容|范围|广度|深度|领域",
        "监督|考核|检查|督促|督查",
        "网站|栏目|门户",
        "互动|回应|群众|公众|宣传",
        "质量|审核|审查|校对|错别字|差错",
    )
)
_CLEAR = 1.5
"""Shared content that links a measure by its words alone: more than one common word."""


def link(
    problems: Sequence[str], measures: Sequence[str], known: Sequence[int | None], preceded: Sequence[int]
) -> list[list[int]]:
    """For each measure the indices of the problems that it answers.

    `known` is the problem that a measure stands with, where it does; `preceded` is how many problems stand
    before it: improvements that stand before the problems are those of an earlier year and answer none.
    """
    shared = _shared(problems, measures)
    free = [i for i, (own, before) in enumerate(zip(known, preceded, strict=True)) if own is None and before]
    paired = len(free) == len(problems) and all(preceded[i] == len(problems) for i in free)
    parallel = paired and _parallel([shared[i] for i in free])
    result: list[list[int]] = []
    for i, own in enumerate(known):
        if own is not None:
            result.append([own])
        elif not preceded[i]:
            result.append([])
        elif parallel:
            result.append([_in_order(shared[i], free.index(i))])
        else:
            result.append(_by_words(shared[i][: preceded[i]], free.index(i) if paired else None))
    return result


def _parallel(rows: Sequence[Sequence[float]]) -> bool:
    """Whether measures follow the problems in order: most speak of the subject of the problem in their place."""
    plain = sum(row[i] > 0 and row[i] >= max(row) for i, row in enumerate(rows))
    return 2 * plain > len(rows) or (plain == len(rows) == 1)


def _in_order(row: Sequence[float], place: int) -> int:
    """The problem in the measure's place, unless its words clearly point to another."""
    best = max(range(len(row)), key=lambda j: row[j])
    return best if row[best] >= row[place] + 1 and row[place] == 0 else place


def _by_words(row: Sequence[float], place: int | None) -> list[int]:
    least = max(_CLEAR, 0.6 * max(row, default=0))
    found = [j for j, score in enumerate(row) if score >= least]
    if not found and place is not None and row[place] >= 1 and row[place] >= max(row):
        return [place]
    return found


def _shared(problems: Sequence[str], measures: Sequence[str]) -> list[list[float]]:
    """How much content each measure shares with each problem: pairs of characters, and subjects.

    What several problems have in common tells them apart the less.
    """
    told = [_content(problem) for problem in problems]
    common = Counter(piece for pieces in told for piece in pieces)
    rows: list[list[float]] = []
    for measure in measures:
        content = _content(measure)
        rows.append([sum(_weight(piece) / common[piece] for piece in pieces & content) for pieces in told])
    return rows


def _content(text: str) -> set[str]:
    runs = _FILLER.sub(" ", text).split()
    pairs = {run[i : i + 2] for run in runs for i in range(len(run) - 1)}
    subjects = {f"#{i}" for i, concept in enumerate(_CONCEPTS) if concept.search(text)}
    return pairs | subjects


def _weight(piece: str) -> float:
    return 0.7 if piece.startswith("#") else 1.0
