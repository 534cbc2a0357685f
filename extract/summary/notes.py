"""What a reader of the summary must know besides: what could not be used, what is not known, what the figures mean."""

from __future__ import annotations

from collections.abc import Iterator

from extract.summary.codebook import KINDS
from extract.summary.corpus import Corpus, State
from extract.summary.facts import Findings, stating_in
from extract.summary.outcome import Language
from extract.summary.places import UNKNOWN
from extract.summary.writing import FEWEST_A_YEAR

UNUSABLE: dict[State, tuple[str, str]] = {
    "none": ("第五节写明没有问题", "Section five says that there is nothing"),
    "empty": (
        "第五节是空的、只写着“无”，或没有读出问题和措施",
        "Section five is empty or says 无 (nothing), or no problem or measure was read from it",
    ),
    "missing": ("没有找到第五节", "Section five was not found"),
    "whole": (
        "第五节中含有表格（抄录了整份报告，或标题缺失），未计入",
        "Section five takes in the tables (a copy of the whole report, or a lost heading): not counted",
    ),
}


def notes(findings: Findings, language: Language) -> list[str]:
    """Sentences, in the language of the summary."""
    return [english if language == "en" else chinese for chinese, english in _notes(findings)]


def _notes(findings: Findings) -> Iterator[tuple[str, str]]:
    corpus = findings.corpus
    if not corpus.reports:
        yield (
            "本次运行中没有报告，因此没有可汇总的内容。",
            "The run holds no reports, so there is nothing to summarise.",
        )
        return
    if not corpus.statements:
        yield "没有一份报告的第五节陈述了问题或措施。", "No report states a problem or a measure in section five."
        return
    yield from _thin(corpus)
    yield from _few(findings)
    yield from _unknown(corpus)
    mute = [theme for kind in KINDS for theme in findings.codebook.themes(kind) if not (theme.cues or theme.faint)]
    if mute:
        yield (
            f"主题表中{'、'.join(theme.zh for theme in mute)}没有cues，规则不会编为这些主题。",
            f"{', '.join(theme.en for theme in mute)}: no cues in the codebook, so the rules never choose them.",
        )
    yield (
        "机关数按机关名称计，同一机关多年、多份报告只计一次；独立表述数把文字相同（机关名、日期、数字除外）和照抄的陈述合为一种。",
        "Agencies are told apart by name and counted once; statements of the same wording (but for names, dates and "
        "numbers) and copied ones are one text.",
    )
    if findings.copies.short:
        count = findings.copies.short
        yield (
            f"{count}份报告的第五节除通用语外过短，无法判断是否照抄。",
            f"Section five of {count} reports is too short, template wording apart, to tell whether it was copied.",
        )
    if findings.copies.method == "minhash":
        yield (
            "文本较多，照抄的候选由MinHash给出后再逐对核对，长短悬殊的文本对可能遗漏。",
            "MinHash proposed the pairs that were compared, the texts being many; pairs of very unlike length may be "
            "missing.",
        )


def _thin(corpus: Corpus) -> Iterator[tuple[str, str]]:
    if corpus.agencies == 1:
        yield "只有一个机关，机关之间无从比较。", "There is one agency only: nothing to compare it with."
    if len(corpus.years) == 1:
        yield "只有一个年度，历年变化无从判断。", "There is one year only: nothing can be said of change."


def _few(findings: Findings) -> Iterator[tuple[str, str]]:
    years = findings.corpus.years
    if len(years) < 2:
        return
    fewest, year = min((len(stating_in(findings, "problem", year)), year) for year in (years[0], years[-1]))
    if fewest < FEWEST_A_YEAR:
        yield (
            f"{year}年陈述问题的机关只有{fewest}个，不足{FEWEST_A_YEAR}个，正文不比较历年占比。",
            f"Only {fewest} agencies state problems in {year}, fewer than {FEWEST_A_YEAR}: shares are not compared "
            "over the years.",
        )


def _unknown(corpus: Corpus) -> Iterator[tuple[str, str]]:
    unnamed = sum(report.agency is None for report in corpus.reports)
    undated = sum(report.year is None for report in corpus.reports)
    nowhere = len({report.key for report in corpus.reports if report.place.region == UNKNOWN})
    if unnamed:
        yield (
            f"{unnamed}份报告没有读出机关名称，各按一个机关计。",
            f"{unnamed} reports name no agency and count as one each.",
        )
    if undated:
        yield f"{undated}份报告没有读出年度。", f"No year was read from {undated} reports."
    if nowhere:
        yield (
            f"{nowhere}个机关的名称不能确定所在省份，列为未知。",
            f"The names of {nowhere} agencies do not tell their province: unknown.",
        )
