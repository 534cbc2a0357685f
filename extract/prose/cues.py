"""The words by which a passage shows that it states a problem, promises a measure, or only leads over."""

from __future__ import annotations

import re
from typing import Literal

Role = Literal["problem", "measure"]

_TRAITS = (
    "足|够|到位|及时|深入|全面|规范|完善|完备|均衡|平衡|充分|熟悉|健全|理想|紧密|密切|明显|丰富|一致|统一|准确|完整|清晰|明确|清楚|积极|主动|自觉|重视"
    "|严谨|严格|严密|合理|科学|便捷|方便|便利|便民|顺畅|流畅|扎实|精准|精细|精确|突出|适应|匹配|协调|理解|了解|熟练|专业|系统|持续|连贯|易懂|直观|生动|有力|得力"
    "|固定|稳定|标准|具体|详细|详尽|合规|适当|恰当|牢固|牢靠|相符|同步|满意|多样|多元|活跃|广泛|快捷|灵活|高效|匀|畅|透彻|彻底|常态|显著|成熟|敏锐|敏感|强烈|理想"
)
_IMPROVE = (
    "加强|提高|提升|完善|优化|强化|改进|改善|增强|拓展|拓宽|丰富|加大|深化|规范|细化|巩固|健全|增加|创新|加快|推进|落实|扩大|充实|理顺|畅通|统一|提质|压实|夯实|解决|克服|突破|更新|探索"
    "|加以|予以|努力|下功夫|发力|转变|明确|严格|深入|重视|跟进|聚焦|均衡|精准|开发|挖掘|磨合|建设|建立|形成|发挥|扩展|延伸|补齐|学习"
)
DEFICIT = re.compile(
    rf"不(?:太|很|那么|甚|尽|大|是很|够|能)?(?:{_TRAITS}|[高强大多深细实准全广快严熟精透新佳齐顺清易便])"
    rf"|(?:有|尚|仍|还|亟)待|(?:还|尚|仍|亟|急|也|均|都|亦|应|更|但|仍然|依然)(?:需|须|要)|(?:需要?|须|应当?|要)(?:在.{{1,15}})?(?:进一步|继续|不断|持续|再|更加?|着力|大力|切实)(?:.{{0,6}})?(?:{_IMPROVE})"
    rf"|(?:需要?|须)(?:{_IMPROVE})|有(?:提升|改进|提高|改善|优化)(?:的)?(?:空间|余地|必要)|(?:提升|改进|提高|改善)空间"
    r"|不足|欠[缺佳妥]|缺[乏少失位口]|[紧短空奇]缺|人手(?:少|紧)|单[一调薄]|滞后|薄弱|有限|局限|狭窄|匮乏|偏[低少弱慢窄差软]|[较过很太略稍][少弱低慢差窄浅]|较为?(?:单一|单调|薄弱|滞后|被动|简单|传统|粗放|困难|繁琐|分散|零散|紧张|有限|局限|不)"
    r"|[性力度率量](?:少|弱|低|差|小)|数量少|内容少|形式少|人员少|难以|难度(?:较?大)?|较难|困难|未能|未(?!来|成年|发生|收到|发现|出现|接到|受理|产生|因|涉及|被|有|雨|必)"
    r"|没有(?:完全|充分|及时|有效|形成|得到|很好|建立|做到|达到|专)|缓慢|参差不齐|良莠不齐|流于形式|形式化|脱节|遗漏|错漏|缺漏|漏项|疏漏|纰漏|差错|错别字|错链|断链|空白|失真|逾期|超期|淡薄|松懈|弱化|生硬|晦涩|陈旧|老化|隐患|漏洞|盲区|瓶颈|堵点|痛点|短板|弱项"
    r"|停留在|仅限于|大都局限|重[^，。；]{1,6}轻|差距|差异|不平衡|不一|兼职|流动性|频繁|不佳|粗放|被动|分散于|过[于长]|消极|懈怠|碎片化|同质化|老套|单兵"
)
"""A passage that states what is lacking."""
_SOLVED = re.compile(r"(?:解决|克服|避免|防止|杜绝|消除|改变|破解|纠正|整改|补齐|弥补|补足|查找|攻克|打通|化解|扭转|突破|减少|降低|针对|聚焦|围绕|防范|严防)[^，。；]{0,14}$")

NOUN = r"(?:问题|不足(?:之处|的地方)?|短板|弱项|薄弱环节|薄弱点|差距|困难|缺陷|缺点|欠缺|困境|瓶颈|难点|堵点|薄弱之处|有待改进的地方|需要改进的地方|改进之处)"
_SAYS = r"(?:存在|面临|有|出现|暴露出?)"
PROBLEM_CUE = re.compile(
    rf"{_SAYS}[^，。；：]{{0,40}}?{NOUN}|{NOUN}(?:主要|有|是|如下|表现|体现|在于|为|：)|不足之处|主要(?:是|表现|体现|有|存在)|表现(?:在|为)|仍需[^。]{{0,12}}[：:]?$|{NOUN}[：:]?$"
)
NO_PROBLEM = re.compile(
    rf"^(?:[^，。]{{0,20}}，)?[^，。]{{0,24}}?(?:不存在|未发现|没有发现|暂?无|没有|未出现|未存在)(?:存在)?[^，。]{{0,14}}?(?:{NOUN}|情况|情形)?(?:和{NOUN})?[。]?$"
)
_GENERIC = re.compile(
    rf"(?:一些|一定|以下|如下|下列|几个|几点|几方面|[一二三四五六两几\d]+[个点]?方面?|不少|诸多|许多|部分|某些|这样那样|相当|明显|较大|很大|突出|薄弱|主要|很多|多方面|的|了|着|方面|地方|程度|和|与|及|、|，|{NOUN}|需要?|有待|改进|完善|提高|提升|加强|解决|进一步|亟待|亟需|值得|仍然?|还|也|尚|有|存在)*"
)

_COMPARED = re.compile(
    rf"^(?:[^，。]{{0,30}}?(?:与|同|离|距离?|对照|对标|按照|较之|比照))[^。]{{2,80}}?(?=，?(?:仍|还|尚)?然?(?:有|存在)(?:着|一定|较大|不小|一些|很大|明显|不少|的)*(?:{NOUN}|距离|空间))"
)

ORGAN = r"(?:我|本|全)(?:们|[局办镇乡县市区委厅院站处所队省州旗校会街盟村部署馆]|中心|单位|街道|机关|部门|支队|大队|总队|社区|分局|管委会|办公室|政府|开发区|系统|区域)+"
_PLAN = re.compile(
    rf"将(?!其|信息|文件|政府信息|政务公开(?:工作)?(?:纳入|列入|作为)|县直|该|有关|相关|各类|重点|应|属于)|拟|计划|打算|要(?:进一步|继续|持续|不断|着力|坚持|切实|认真|积极|加强|加大|严格|加快)|采取|改进(?:措施|情况|如下|计划)?|整改|措施|着力|加强|加大|强化|提升|完善|推进|优化|深化|提高|落实|开展|坚持|继续|建立|健全|做好|抓好|努力"
)
_NEXT = (
    rf"(?:在)?(?:下一?步|下阶段|下一阶段|接下来|今后|未来|后续|往后|以后|新的一年|新一年|明年|来年|20\d\d年度?(?=[^。；]{0,40}(?:将|要|拟|计划|打算)))(?:的?[^，。；：]{{0,12}}(?:中|里|上|内|起))?"
    rf"|针对[^，。；：]{{0,40}}|为此|对此|为了?(?:解决|进一步|更好|切实|做好|弥补|改进|克服|有效|此)[^，。；：]{{0,30}}|(?:围绕|根据|结合|就|对照|正视|面对)[^，。；：]{{0,24}}{NOUN}"
)
_MEASURE_CLAUSE = re.compile(
    rf"(?:同时，|因此，|所以，|而且，|并且，)?(?:{_NEXT})|(?:因此，?)?{ORGAN}[^，。；：]{{0,10}}?将(?!其|信息|文件|县直)|将(?=进一步|继续|持续|不断|着力|重点|采取|从|在|以|按照|认真|切实|坚持|加大|加强|强化|严格|积极|努力|深入|全面|围绕|结合)"
    r"|(?:改进|整改|解决)(?:措施|办法|方向|计划|情况)|下一?步(?:工作)?(?:打算|计划|措施|安排)|(?:要|应)(?:进一步|继续|持续|不断|着力|坚持|切实|认真|积极)(?:加强|加大|强化|提高|提升|完善|健全|优化|推进|深化|规范)"
)
"""The start of a clause that turns to what is to be done."""
_ANNOUNCES = re.compile(
    r"以下|如下|下列|(?:几|[一二三四五六两\d])+个?方面(?:入手|着手|着力|努力|发力|改进|抓好|做起|推进|下功夫|加强|工作|进行)|从以下|措施(?:加以|予以|进行|来|逐一)?(?:改进|整改|推进|解决|完善)?$"
    r"|(?:改进|整改|工作)(?:计划|措施|方向|打算|思路|安排|情况)$|(?:进行了?|加以|予以|作了|做了|做出了?)(?:及时|积极|认真)?(?:的)?(?:针对性)?(?:地|的)?(?:改进|整改|完善|解决)$|针对性(?:的|地)?(?:改进|整改)|逐[项条一个]+(?:改进|整改|解决)$|(?:重点|主要|着力)(?:做好|抓好|从)$|^(?:下一?步|今后)$"
)
_MEASURE_VERB = re.compile(
    rf"(?:将|要|应|继续|进一步|持续|不断|积极|认真|切实|着力|大力|全力|努力|充分|全面|深入|严格|坚持|{_IMPROVE}|推动|组织|拓展|确保|定期|及时|做好|抓好|做实|做优|做强|围绕|注重|统筹|结合|利用|通过|按照|根据|以|对|针对|培训"
    r"|督促|严把|严守|紧扣|立足|依托|构建|打造|促进|实行|实施|设立|配备|配强|选派|梳理|树立|牢固树立|高度重视|多|狠抓|紧盯|压紧|用好|守好|织密|开展|安排|制定|协调|争取|借助|运用|聚力|完成|引导|鼓励|保障|搭建|发布|公开|常态化|主动)"
)
_HEAD_WORDS = re.compile(
    rf"(?:20\d\d年?度?|上一?年度?|去年|本年度?|当前|目前|我[局镇乡县市区办委街]|本(?:单位|机关|部门)|关于|政府|政务|信息|公开|工作|年报|年度报告|中|上|方面|仍|还|所|需要?|存在|面临|有|的|主要|突出|具体|{NOUN}|原因|及其|及|和|与|以及|或|、|，|针对|上述|以上|改进|整改|解决|落实|下一?步|下阶段|今后|未来|努力|工作|重点|方向|思路|情况|措施|打算|计划|安排|办法|举措|对策|建议|意见|目标|任务|推进|提升|完善|：)+"
)
_TO_DO = re.compile(r"改进|整改|解决|措施|打算|计划|下一?步|下阶段|今后|未来|对策|举措|办法|思路|努力|安排|建议")
ABOUT_PROBLEMS = re.compile(rf"(?:针对|围绕|根据|结合|就|对于?)[^，。；：]{{0,24}}{NOUN}")
"""A lead-in that says what follows is about the problems before it."""
_LABEL = re.compile(
    rf"(?:存在)?的?(?:主要)?{NOUN}[：:]|不足之处[：:]|(?:改进|整改|解决|应对)?(?:措施|情况|办法|方向|举措|对策)[：:]|下一?步(?:工作)?(?:打算|计划|措施|安排|思路|改进措施)?[：:]|(?:改进|整改|打算)[：:]"
)
_TOPIC = re.compile(r"[^，。；：]{2,22}(?:方面|工作|情况)(?:存在)?(?:的)?(?:主要)?(?:问题|不足)?")
_EXPLAINS = re.compile(
    r"(?:例|比|诸)?如[，：]?|其中|主要是?(?:由于|因为|原因)|(?:主要)?原因|究其|由于|因为|这|特别是|尤其|具体(?:来看|表现|而言|来说|为|：)|导致|造成|表现[在为]|主要表现|体现在|有的|个别的|也就是|即"
)


def deficient(text: str) -> bool:
    """Whether a clause or sentence states what is lacking (and not what is done against it)."""
    return any(not _SOLVED.search(text, max(0, m.start() - 20), m.start()) for m in DEFICIT.finditer(text))


def ends_deficient(text: str) -> bool:
    """Whether the last clause states what is lacking."""
    return deficient(re.split(r"[，；]", text.rstrip("。；，！"))[-1])


def heading_role(text: str) -> Role | None | Literal["both"]:
    """What a block heading announces: problems, measures, both; None for what is no such heading."""
    title = text.rstrip("。：；.，")
    if not 2 <= len(title) <= 30 or not _HEAD_WORDS.fullmatch(title):
        return None
    problem = re.search(NOUN, title) is not None
    measure = _TO_DO.search(title)
    if problem and measure:
        about = re.search(rf"{NOUN}的?(?:改进|整改|解决)|针对", title)
        return "measure" if about else "both"
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
        still_lacking = ends_deficient(rest) and not re.search("将|采取|措施", rest)
        if _PLAN.search(rest) and not still_lacking:
            return start
    return None


def _clause_starts(sentence: str) -> list[int]:
    return [0, *(m.end() for m in re.finditer(r"[，；：]", sentence))]


def only_announces(sentence: str) -> bool:
    """Whether a sentence about measures only says that there are some: 将采取以下措施."""
    return _ANNOUNCES.search(sentence.rstrip("。：；，")) is not None


def problem_like(text: str) -> bool:
    return ends_deficient(text) or (deficient(text) and not _MEASURE_VERB.match(text))


def measure_like(text: str) -> bool:
    return _MEASURE_VERB.match(text) is not None and not ends_deficient(text)


def topic_only(text: str) -> bool:
    """Whether a first sentence only names a subject: 主动公开方面."""
    title = text.rstrip("。：")
    return _TOPIC.fullmatch(title) is not None and not deficient(title)


def explains(text: str) -> bool:
    """Whether a sentence only explains the problem before it."""
    return _EXPLAINS.match(text) is not None


def generic(text: str) -> bool:
    """Whether words name no problem of their own: 一些差距和不足, 离群众期盼还有差距."""
    return _GENERIC.fullmatch(_COMPARED.sub("", text)) is not None
