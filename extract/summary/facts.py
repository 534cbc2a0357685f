"""The computed numbers that a summary may state, each with the statements behind it.

A sentence, by template or by a model, never holds a number of its own: it names facts, and `fill` puts them in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from extract.summary.codebook import Codebook, Kind
from extract.summary.copying import Copies
from extract.summary.corpus import Corpus, Report, Statement
from extract.summary.counts import Answered, Repeated, ThemeCount, agencies_of

SLOT = re.compile(r"\{([a-z_0-9.]+)\}")
DIGITS = re.compile(r"\d+(?:\.\d+)?")
EXAMPLES = 3
"""Quotes that a sentence cites."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A computed number. `label` says in Chinese what it counts; `refs` cite statements that it counts."""

    id: str
    value: int
    label: str
    refs: tuple[str, ...]


@dataclass(frozen=True)
class Findings:
    """Everything that was computed of a run."""

    corpus: Corpus
    codebook: Codebook
    problems: Sequence[ThemeCount]
    measures: Sequence[ThemeCount]
    answered: Answered
    repeated: Sequence[Repeated]
    copies: Copies
    compared: Sequence[Report]
    """The reports whose sections were compared, in the order of `copies.texts`."""

    def stating(self, kind: str) -> int:
        """Agencies that state anything of a kind."""
        return agencies_of(self.corpus.problems if kind == "problem" else self.corpus.measures)


def examples(statements: Iterable[Statement], count: int = EXAMPLES) -> tuple[str, ...]:
    """A few statements, of different agencies and wordings where there are, the same ones every time; those first that
    state the fewest themes, since they show best what is meant."""
    chosen: list[Statement] = []
    rest: list[Statement] = []
    for statement in sorted(statements, key=lambda each: len(each.themes)):
        fresh = all(statement.report.key != other.report.key and statement.wording != other.wording for other in chosen)
        (chosen if fresh else rest).append(statement)
        if len(chosen) == count:
            break
    return tuple(statement.ref for statement in (*chosen, *rest)[:count])


def percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0


def fill(template: str, facts: Mapping[str, Fact]) -> tuple[str, list[int]]:
    """The sentence with its numbers put in, and the numbers. Raises `KeyError` for a fact that there is not."""
    used = [facts[name].value for name in SLOT.findall(template)]
    return SLOT.sub(lambda found: str(facts[found[1]].value), template), used


def collect(findings: Findings) -> dict[str, Fact]:
    """All facts by id."""
    return {fact.id: fact for fact in (*_scope(findings), *_themes(findings), *_answers(findings), *_copies(findings))}


def _scope(findings: Findings) -> list[Fact]:
    corpus = findings.corpus
    stated = corpus.with_state("stated")
    some = examples(corpus.statements)
    numbers = [
        ("reports", len(corpus.reports), "报告份数"),
        ("agencies", corpus.agencies, "机关数"),
        ("stated", len(stated), "第五节陈述了内容的报告份数"),
        ("stating", len({report.key for report in stated}), "第五节陈述了内容的机关数"),
        ("unstated", len(corpus.reports) - len(stated), "没有可用第五节的报告份数"),
        ("stating_problems", findings.stating("problem"), "陈述了问题的机关数"),
        ("stating_measures", findings.stating("measure"), "陈述了措施的机关数"),
        ("problems", len(corpus.problems), "问题条数"),
        ("measures", len(corpus.measures), "措施条数"),
    ]
    years = (
        [("first_year", corpus.years[0], "最早年份"), ("last_year", corpus.years[-1], "最近年份")]
        if corpus.years
        else []
    )
    return [Fact(name, value, label, some) for name, value, label in (*numbers, *years)]


def _themes(findings: Findings) -> list[Fact]:
    facts = []
    for counted in (*findings.problems, *findings.measures):
        if not counted.statements:
            continue
        name = findings.codebook.theme(counted.kind, counted.theme).zh
        word = "问题" if counted.kind == "problem" else "措施"
        base = f"{counted.kind}.{counted.theme}"
        refs = examples(counted.statements)
        share = percent(counted.agencies, findings.stating(counted.kind))
        facts.append(Fact(f"{base}.agencies", counted.agencies, f"{word}“{name}”的机关数", refs))
        facts.append(Fact(f"{base}.share", share, f"{word}“{name}”的机关所占百分比", refs))
        facts.append(Fact(f"{base}.texts", counted.texts, f"{word}“{name}”的独立表述数", refs))
        facts.append(Fact(f"{base}.statements", len(counted.statements), f"{word}“{name}”的条数", refs))
        facts.extend(_by_year(findings, counted, base, f"{word}“{name}”", refs))
    return facts


def stating_in(findings: Findings, kind: Kind, year: int) -> set[str]:
    """The agencies that state anything of a kind in a year."""
    return {each.report.key for each in findings.corpus.of_kind(kind) if each.report.year == year}


def _by_year(findings: Findings, counted: ThemeCount, base: str, said: str, refs: tuple[str, ...]) -> list[Fact]:
    facts = []
    for year in findings.corpus.years:
        among = len(stating_in(findings, counted.kind, year))
        here = [statement for statement in counted.statements if statement.report.year == year]
        share = percent(counted.by["year"].get(str(year), 0), among)
        facts.append(Fact(f"{base}.share_{year}", share, f"{year}年{said}的机关所占百分比", examples(here) or refs))
    return facts


def _answers(findings: Findings) -> list[Fact]:
    groups = [
        ("answered.linked", findings.answered.linked, "有对应措施的问题条数"),
        ("answered.by_theme", findings.answered.by_theme, "仅有同主题措施的问题条数"),
        ("answered.none", findings.answered.unanswered, "没有措施回应的问题条数"),
    ]
    some = examples(findings.corpus.problems)
    return [Fact(name, len(group), label, examples(group) or some) for name, group, label in groups]


def _copies(findings: Findings) -> list[Fact]:
    repeated = findings.repeated
    some = examples(statement for each in repeated for statement in each.statements[:2])
    agencies = len({each.agency for each in repeated})
    same = sum(each.same_wording for each in repeated)
    facts = [
        Fact("repeated.agencies", agencies, "多年提出同一主题问题的机关数", some),
        Fact("repeated.cases", len(repeated), "机关与反复主题的组合数", some),
        Fact("repeated.same", same, "其中措辞基本相同的组合数", some),
    ]
    for relation, label in (("self", "沿用本机关往年章节"), ("other", "与其他机关章节雷同")):
        pairs = [pair for pair in findings.copies.pairs if pair.relation == relation]
        later = [findings.compared[pair.second] for pair in pairs]
        refs = examples(statement for report in later[:20] for statement in report.statements)
        facts.append(Fact(f"copies.{relation}", len(pairs), f"{label}的章节对数", refs))
        facts.append(
            Fact(f"copies.{relation}_agencies", len({report.key for report in later}), f"{label}的机关数", refs)
        )
    return facts
