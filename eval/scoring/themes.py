"""Themes of the passages that were found: a coder's against the labelled ones, a decision for each theme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

from eval.labels import LabelledMeasure, LabelledProblem
from eval.scoring.spans import NEARLY, match
from extract.summary.codebook import OTHER
from extract.summary.coder import RuleCoder
from schemas.record import Statement

Kind = Literal["problem", "measure"]


def count_themes(
    counts: Counter[str],
    kind: Kind,
    labelled: Sequence[LabelledProblem | LabelledMeasure] | None,
    read: Sequence[Statement],
    coder: RuleCoder,
) -> None:
    """Adds the decisions on passages that were read and whose label is coded; an uncoded one has no score."""
    passages = list(labelled or ())
    themes = [theme.id for theme in coder.codebook.themes(kind)]
    for place, number in match(passages, read, NEARLY).pairs.items():
        truth = set(passages[number].themes)
        if not truth:
            continue
        given = set(coder.code(read[place].text, kind).themes)
        counts["themes.passages"] += 1
        for theme in dict.fromkeys((*themes, OTHER)):
            decision = {(True, True): "both", (True, False): "missed", (False, True): "false"}
            name = decision.get((theme in truth, theme in given), "neither")
            counts[f"themes.{name}"] += 1
            if name != "neither":
                counts[f"theme.{kind}.{theme}.{name}"] += 1


def themes_f1(counts: Mapping[str, float]) -> float | None:
    twice = 2 * counts.get("themes.both", 0)
    under = twice + counts.get("themes.missed", 0) + counts.get("themes.false", 0)
    return twice / under if under else None


def themes_kappa(counts: Mapping[str, float]) -> float | None:
    """Cohen's κ over all decisions pooled (Cohen 1960)."""
    both, missed, false, neither = (counts.get(f"themes.{name}", 0) for name in ("both", "missed", "false", "neither"))
    decisions = both + missed + false + neither
    if not decisions:
        return None
    observed = (both + neither) / decisions
    chance = ((both + missed) * (both + false) + (false + neither) * (missed + neither)) / decisions**2
    return None if chance == 1 else (observed - chance) / (1 - chance)


def by_theme(counts: Mapping[str, float]) -> list[tuple[str, str, int, int, int]]:
    """Kind, theme, and how often it was told right, missed and told falsely."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    for name, amount in counts.items():
        if name.startswith("theme.") and amount:
            _, kind, theme, decision = name.split(".")
            found.setdefault((kind, theme), {})[decision] = int(amount)
    return [
        (kind, theme, told.get("both", 0), told.get("missed", 0), told.get("false", 0))
        for (kind, theme), told in sorted(found.items(), reverse=True)
    ]
