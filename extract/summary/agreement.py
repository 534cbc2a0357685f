"""How far two coders agree: Cohen's κ for each theme, Krippendorff's α over all, F1 of one against the other.

Each theme of each statement is one decision, present or absent. κ after Cohen (1960); α nominal over all decisions
of a kind (Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011, section C).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

Themes = frozenset[str]


@dataclass(frozen=True)
class ThemeAgreement:
    """One theme: statements coded so by both, by one alone, by neither."""

    theme: str
    both: int
    first_only: int
    second_only: int
    neither: int

    @property
    def kappa(self) -> float | None:
        """Cohen's κ; None where both coders never, or both always, chose the theme."""
        return _kappa(self.both, self.first_only, self.second_only, self.neither)

    @property
    def f1(self) -> float | None:
        """F1 of the second against the first; None where neither has the theme."""
        total = 2 * self.both + self.first_only + self.second_only
        return 2 * self.both / total if total else None


@dataclass(frozen=True)
class Agreement:
    """The agreement of two coders over the same statements."""

    statements: int
    themes: tuple[ThemeAgreement, ...]
    alpha: float | None

    @property
    def kappa(self) -> float | None:
        """κ over all decisions pooled."""
        pooled = [(part.both, part.first_only, part.second_only, part.neither) for part in self.themes]
        return _kappa(*(sum(column) for column in zip(*pooled, strict=True))) if pooled else None

    @property
    def micro_f1(self) -> float | None:
        both = sum(part.both for part in self.themes)
        total = 2 * both + sum(part.first_only + part.second_only for part in self.themes)
        return 2 * both / total if total else None

    @property
    def macro_f1(self) -> float | None:
        """The mean over the themes that either coder chose."""
        scores = [part.f1 for part in self.themes if part.f1 is not None]
        return sum(scores) / len(scores) if scores else None


def _kappa(both: int, first: int, second: int, neither: int) -> float | None:
    total = both + first + second + neither
    if not total:
        return None
    observed = (both + neither) / total
    by_chance = ((both + first) * (both + second) + (second + neither) * (first + neither)) / total**2
    return None if by_chance == 1 else (observed - by_chance) / (1 - by_chance)


def compare(pairs: Iterable[tuple[Themes, Themes]], themes: Sequence[str]) -> Agreement:
    """The agreement over (first, second) sets of themes, one pair a statement."""
    pairs = list(pairs)
    parts = tuple(_theme(pairs, theme) for theme in themes)
    return Agreement(len(pairs), parts, _alpha(pairs, themes))


def _theme(pairs: Sequence[tuple[Themes, Themes]], theme: str) -> ThemeAgreement:
    both = sum(theme in first and theme in second for first, second in pairs)
    first_only = sum(theme in first and theme not in second for first, second in pairs)
    second_only = sum(theme not in first and theme in second for first, second in pairs)
    return ThemeAgreement(theme, both, first_only, second_only, len(pairs) - both - first_only - second_only)


def _alpha(pairs: Sequence[tuple[Themes, Themes]], themes: Sequence[str]) -> float | None:
    return nominal_alpha([theme in coded for coded in pair] for pair in pairs for theme in themes)


def nominal_alpha(units: Iterable[Sequence[Hashable | None]]) -> float | None:
    """Krippendorff's α of nominal codes: `units` holds the codes that one unit was given, None where a coder gave none.

    A unit with fewer than two codes has nothing to compare and is left out. In the terms of Krippendorff (2011;
    Content Analysis, 4th ed., 2018, ch. 12): α = 1 − (n − 1) · Σ_u (m_u² − Σ_c n_uc²) / (m_u − 1) / (n² − Σ_c n_c²),
    where unit u has m_u codes, n_uc of them c, and n and n_c are their sums over the units. None where no two codes
    differ, so that nothing could have been told apart.
    """
    compared = [counts for unit in units if (counts := Counter(code for code in unit if code is not None)).total() > 1]
    totals: Counter[Hashable] = sum(compared, Counter())
    n = totals.total()
    expected = n**2 - _squares(totals)
    if not expected:
        return None
    observed = sum((counts.total() ** 2 - _squares(counts)) / (counts.total() - 1) for counts in compared)
    return 1 - (n - 1) * observed / expected


def _squares(counts: Counter[Hashable]) -> int:
    return sum(count**2 for count in counts.values())
