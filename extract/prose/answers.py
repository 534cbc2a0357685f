"""Which problem a measure answers: where it says so by its words, or by its place in a list as long as theirs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

_FILLER = re.compile(
    r"政府信息(?:与|和)?政务公开|政府信息公开|政务公开|信息公开|政府信息|政务信息|公开|信息|政务|政府|工作|进一步|加强|加大|提高|提升|完善|健全|不断|持续|继续|需要|有待|还需|尚需|仍需|不够|不足"
    r"|存在|问题|部分|个别|一些|少数|情况|方面|开展|推进|推动|强化|深化|优化|增强|改进|我[局镇县市区办委]|各单位|单位|部门|充分|积极|切实|认真|严格|及其|以及|通过|做好|抓好|确保|实现|有效|各类|重点|相关|有关|方式|方法|要求|水平|能力|效果|力度|作用|基础|措施|落实|机关|办公室|及时|规范化|标准化|常态化|制度化|科学化|精细化|规范|建设|责任|组织|领导"
    r"|[^\u4e00-\u9fffA-Za-z]"
)
_SUBJECTS = (
    "及时|时效|更新|滞后|同步|动态调整|时限|工作日|逾期|延期",
    "培训|业务(?!系统)|学习|专业|队伍|人员|素质|本领|跟班|专职|兼职|人手",
    "渠道|载体|平台|阵地|新媒体|公众号|宣传栏|公示栏",
    "解读|图解",
    "意识|认识|重视|主动性|积极性|自觉|思想|职责清单",
    "依申请|申请|答复|办件|案件",
    "制度|机制|程序|流程",
    "内容|范围|广度|深度|领域|目录",
    "监督|考核|检查|督促|督查|通报|评议",
    "整改|销号|回头看",
    "网站|栏目|门户|检索|查询|查找|页面",
    "互动|回应|留言|征集|参与|诉求|关切",
    "宣传|知晓|氛围",
    "质量|审核|审查|校对|错别字|差错|三审|初审",
    "保密|隐私|个人信息|涉密|泄密|隐去",
    "协调|配合|联席|联动|沟通|会商|衔接|共享",
    "规范性文件|文件管理|文件库|清理",
    "历史|存量|补录|归档|档案",
    "标准|指引|事项清单",
    "村居|村（|社区|基层",
)
_CONCEPTS = tuple(re.compile(words) for words in _SUBJECTS)
"""Subjects of these sections, each with the words that name it."""


@dataclass(slots=True)
class Item:
    """A problem or a measure, in indices of a passage. Items of one list or block are of one `group`.

    Of a measure, `answers` is the problem that it stands with, if any, `preceded` how many problems stand before it,
    and `addressed` whether its lead-in says that it is about the problems before it.
    """

    start: int
    end: int
    group: int = 0
    answers: int | None = None
    preceded: int = 0
    addressed: bool = False
    reach: int = 0
    """Of a problem: where the sentences that explain it end."""


_CLEAR = 1.0
"""Shared content that links a measure by its words alone: a word that no other problem uses."""


def link(text: str, problems: Sequence[Item], measures: Sequence[Item]) -> list[list[int]]:
    """For each measure the indices of the problems that it answers; items are stretches of `text`.

    Improvements that stand before the problems are those of an earlier year and answer none.
    """
    shared = _shared([text[p.start : max(p.end, p.reach)] for p in problems], [text[m.start : m.end] for m in measures])
    result: list[list[int]] = [[] for _ in measures]
    for _, together in groupby(range(len(measures)), key=lambda i: measures[i].group):
        group = list(together)
        own = _paired(problems, measures[group[0]])
        in_order = len(group) == len(own) and _parallel([[shared[i][j] for j in own] for i in group])
        for place, i in enumerate(group):
            known = measures[i].answers
            if known is not None:
                result[i] = [known]
            elif in_order:
                result[i] = [_in_order(shared[i], own[place])]
            elif measures[i].addressed and len(own) == 1:
                result[i] = own
            else:
                result[i] = _by_words(shared[i][: measures[i].preceded], own[place] if len(group) == len(own) else None)
    return result


def _paired(problems: Sequence[Item], measure: Item) -> list[int]:
    """The problems that a group of measures stands below: those of the last group before it."""
    if not measure.preceded:
        return []
    group = problems[measure.preceded - 1].group
    return [j for j in range(measure.preceded) if problems[j].group == group]


def _parallel(rows: Sequence[Sequence[float]]) -> bool:
    """Whether measures follow the problems in order: some share their subject, and few clearly share another's."""
    agreeing = sum(row[i] > 0 and row[i] >= max(row) for i, row in enumerate(rows))
    crossing = sum(max(row) >= max(1.0, row[i] + 1) for i, row in enumerate(rows))
    return agreeing > 0 and agreeing >= crossing and 2 * crossing < len(rows)


def _in_order(row: Sequence[float], place: int) -> int:
    """The problem in the measure's place, unless its words clearly point to another."""
    best = max(range(len(row)), key=lambda j: row[j])
    return best if row[best] >= row[place] + 1 and row[place] == 0 else place


def _by_words(row: Sequence[float], place: int | None) -> list[int]:
    least = max(_CLEAR, max(row, default=0) / 2)
    found = [j for j, score in enumerate(row) if score >= least]
    if not found and place is not None and place < len(row) and row[place] >= 1 and row[place] >= max(row):
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
