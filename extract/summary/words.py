"""The words of the written summary and of its page, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from extract.summary.outcome import Language

LEVELS: Mapping[str, tuple[str, str]] = {
    "national": ("国家", "National"), "province": ("省级", "Province"), "city": ("市级", "City"),
    "county": ("县级", "County"), "township": ("乡级", "Township"), "unknown": ("未知", "Unknown"),
}  # fmt: skip

_TEXTS: Mapping[str, tuple[str, str]] = {
    "title": ("存在的问题与改进情况：跨机关汇总", "What the agencies say is wrong: a summary across agencies"),
    "lang": ("zh-CN", "en"),
    "by_rules": ("由规则按主题表编码", "Coded by rules"),
    "by_model": ("由模型编码", "Coded by a model"),
    "by_both": ("由规则和模型分别编码，以规则为准", "Coded by rules and by a model; the rules' codes are used"),
    "and": ("；", "; "),
    "codebook": ("主题表", "Codebook"),
    "theme": ("主题", "Theme"),
    "problems": ("问题", "Problems"),
    "measures": ("措施", "Measures"),
    "agencies": ("机关", "Agencies"),
    "texts": ("独立表述", "Independent texts"),
    "statements": ("条数", "Statements"),
    "share": ("占比", "Share"),
    "unanswered": ("没有措施回应", "Without a measure"),
    "spread": ("机关的分布", "The agencies by group"),
    "as_table": (
        "以表格列出（机关数；表头括号内为陈述了问题的机关数）",
        "As a table (agencies; in brackets those that state problems)",
    ),
    "for_example": ("例如：", "For example: "),
    "counts": ("各主题计数", "Counts of the themes"),
    "frequency": ("主题出现频次", "Themes by frequency"),
    "over_years": ("历年变化（提出该问题的机关占比，%）", "Over the years (agencies that state it, %)"),
    "by": ("主题与机关分类", "Themes by group of agencies"),
    "by_body": ("按机关类别", "By kind of body"),
    "by_level": ("按层级", "By level"),
    "by_region": ("按省份", "By province"),
    "repeated": ("多个年度重复提出的问题", "Problems repeated over the years"),
    "agency": ("机关", "Agency"),
    "years": ("年度", "Years"),
    "same_wording": ("措辞基本相同", "Nearly the same words"),
    "copies": ("照抄的章节", "Sections taken over"),
    "self": ("沿用本机关往年", "From its own earlier report"),
    "other": ("与其他机关雷同", "The same as another agency's"),
    "overlap": ("重合", "Overlap"),
    "templates": (
        "通用语（许多机关共用，不算照抄）",
        "Template wording (used by many agencies, not counted as copying)",
    ),
    "agreement": ("两种编码的一致程度", "Agreement of the two coders"),
    "disagreements": ("不一致的条目", "Disagreements"),
    "proposals": ("模型建议的新主题（未采用）", "Themes that the model proposes (not used)"),
    "model": ("模型", "Model"),
    "rejected": ("未通过核对而略去的句子", "Sentences left out because they failed the check"),
    "notes": ("说明", "Notes"),
    "unusable": ("未计入的报告", "Reports not counted"),
    "quotes": ("引文", "Quotes"),
    "unknown": ("未知", "unknown"),
    "unnamed": ("（未读出机关名称）", "(agency not read)"),
    "search": ("搜索引文、机关、地点", "Search quotes, agencies, places"),
    "found": ("条引文", "quotes"),
    "more": ("显示更多", "Show more"),
    "close": ("关闭", "Close"),
    "yes": ("是", "yes"),
    "answered": ("对应的措施", "Answered by"),
    "hint": ("点按任一图形或数字可查看其引文。", "Select any bar, cell or number to read the quotes behind it."),
    "none_found": ("没有符合的引文", "No quote matches"),
    "words": ("依据", "Decided by"),
    "and_more": ("其余{count}项见 summary.json", "{count} more in summary.json"),
}


def texts(language: Language) -> dict[str, str]:
    """The words of a language, by name."""
    place = 1 if language == "en" else 0
    return {name: pair[place] for name, pair in _TEXTS.items()}


def level_name(level: str, language: Language) -> str:
    return LEVELS[level][1 if language == "en" else 0]
