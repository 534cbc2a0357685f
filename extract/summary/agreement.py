"""How far two coders agree: Cohen's κ for each theme, Krippendorff's α over all, F1 of one against the other.

Each theme of each statement is one decision, present or absent. κ after Cohen (1960); α nominal over all decisions
of a kind (Krippendorff 2011), by the `krippendorff` package.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import krippendorff

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
    rows = [[int(theme in coded[coder]) for coded in pairs for theme in themes] for coder in (0, 1)]
    if len({value for row in rows for value in row}) < 2:
        return None
    return float(krippendorff.alpha(reliability_data=rows, value_domain=[0, 1], level_of_measurement="nominal"))
