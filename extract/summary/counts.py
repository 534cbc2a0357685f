"""Counting: themes over agencies, texts, years and places; problems with and without a measure; problems repeated."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from extract.summary.codebook import OTHER, Codebook, Kind
from extract.summary.corpus import Corpus, Statement
from extract.summary.places import UNKNOWN

Dimension = Literal["year", "region", "level", "body"]
DIMENSIONS: dict[Dimension, Callable[[Statement], str]] = {
    "year": lambda statement: str(statement.report.year) if statement.report.year is not None else UNKNOWN,
    "region": lambda statement: statement.report.place.region,
    "level": lambda statement: statement.report.place.level,
    "body": lambda statement: statement.report.place.kind,
}


@dataclass(frozen=True)
class ThemeCount:
    """One theme. `agencies` state it; `texts` are independent wordings; `by` counts agencies by dimension."""

    kind: Kind
    theme: str
    statements: Sequence[Statement]
    agencies: int
    texts: int
    by: dict[Dimension, dict[str, int]]


@dataclass(frozen=True)
class Answered:
    """Problems by what answers them: a measure that the report links, only one on the same theme, none."""

    linked: Sequence[Statement]
    by_theme: Sequence[Statement]
    unanswered: Sequence[Statement]
    answering: dict[str, tuple[str, ...]]
    """Problem → measures, refs."""


@dataclass(frozen=True)
class Repeated:
    """A theme that an agency states in several years. `same_wording`: in words that hardly differ, in two of them."""

    agency: str
    theme: str
    years: tuple[int, ...]
    statements: Sequence[Statement]
    same_wording: bool

    @property
    def running(self) -> int:
        """The longest run of consecutive years."""
        best = run = 1
        for before, year in zip(self.years, self.years[1:], strict=False):
            run = run + 1 if year == before + 1 else 1
            best = max(best, run)
        return best


def count_themes(corpus: Corpus, codebook: Codebook, kind: Kind) -> list[ThemeCount]:
    """Every theme of a kind, the most stated first; `other` last. Themes that nobody states have empty counts."""
    by_theme: dict[str, list[Statement]] = defaultdict(list)
    for statement in corpus.of_kind(kind):
        for theme in statement.themes:
            by_theme[theme].append(statement)
    order = [theme.id for theme in codebook.themes(kind)]
    counted = [_count(kind, theme, by_theme.get(theme, [])) for theme in (*order, OTHER)]
    return sorted(counted, key=lambda each: (each.theme == OTHER, -each.agencies, -len(each.statements)))


def _count(kind: Kind, theme: str, statements: Sequence[Statement]) -> ThemeCount:
    return ThemeCount(
        kind, theme, statements, agencies_of(statements), len({statement.wording for statement in statements}),
        {name: agencies_by(statements, of) for name, of in DIMENSIONS.items()},
    )  # fmt: skip


def agencies_of(statements: Iterable[Statement]) -> int:
    """How many agencies made the statements."""
    return len({statement.report.key for statement in statements})


def agencies_by(statements: Iterable[Statement], of: Callable[[Statement], str]) -> dict[str, int]:
    """Agencies by a property of the statements, each once for every value."""
    counts = Counter(value for value, _ in {(of(statement), statement.report.key) for statement in statements})
    return dict(sorted(counts.items()))


def answered(corpus: Corpus, codebook: Codebook) -> Answered:
    """Which problems are answered, by the links of the reports' reader, else by themes within one report."""
    linked: list[Statement] = []
    by_theme: list[Statement] = []
    without: list[Statement] = []
    answering: dict[str, tuple[str, ...]] = {}
    answers = {theme.id: set(theme.answers) for theme in codebook.measures}
    for report in corpus.reports:
        for problem in report.problems:
            direct = [measure.ref for measure in report.measures if problem.ref in measure.answers]
            akin = [
                measure.ref
                for measure in report.measures
                if any(answers.get(theme, set()) & set(problem.themes) for theme in measure.themes)
            ]
            (linked if direct else by_theme if akin else without).append(problem)
            if direct or akin:
                answering[problem.ref] = tuple(direct or akin)
    return Answered(linked, by_theme, without, answering)


def repeated(corpus: Corpus) -> list[Repeated]:
    """Themes of problems that an agency states in two years or more, the longest runs first. Not `other`."""
    found: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for problem in corpus.problems:
        if problem.report.year is not None and problem.report.agency:
            for theme in problem.themes:
                if theme != OTHER:
                    found[problem.report.key, theme].append(problem)
    repeats = [_repeat(theme, statements) for (_, theme), statements in found.items()]
    return sorted(
        (each for each in repeats if len(each.years) > 1),
        key=lambda each: (-each.running, -len(each.years), each.agency, each.theme),
    )


def _repeat(theme: str, statements: list[Statement]) -> Repeated:
    years = tuple(sorted({statement.report.year for statement in statements if statement.report.year is not None}))
    wordings = {(statement.wording, statement.report.year) for statement in statements}
    same = len({wording for wording, _ in wordings}) < len(wordings)
    ordered = sorted(statements, key=lambda statement: (statement.report.year or 0, statement.start))
    return Repeated(statements[0].report.agency or "", theme, years, ordered, same)
