"""Themes: a coder's on the passages that were read against the labelled ones, a decision for each theme."""

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
    """Adds the decisions on passages that were found and whose label is coded; an uncoded one has no score.

    The themes of a coded passage that was not found are missed, and those of one that nobody labelled are false,
    where every labelled passage is coded.
    """
    passages = list(labelled or ())
    found = match(passages, read, NEARLY).pairs
    for number, passage in enumerate(passages):
        if number not in found.values():
            _lone(counts, kind, "missed", passage.themes)
    for place, statement in enumerate(read):
        given = coder.code(statement.text, kind).themes
        if place not in found and passages and all(passage.themes for passage in passages):
            _lone(counts, kind, "false", given)
        elif place in found and passages[found[place]].themes:
            _decide(counts, kind, coder, set(passages[found[place]].themes), set(given))


def _decide(counts: Counter[str], kind: Kind, coder: RuleCoder, truth: set[str], given: set[str]) -> None:
    """A decision for each theme of the codebook, on one passage."""
    counts["themes.passages"] += 1
    for theme in (*(theme.id for theme in coder.codebook.themes(kind)), OTHER):
        decision = {(True, True): "both", (True, False): "missed", (False, True): "false"}
        name = decision.get((theme in truth, theme in given), "neither")
        counts[f"themes.{name}"] += 1
        if name != "neither":
            counts[f"theme.{kind}.{theme}.{name}"] += 1


def _lone(counts: Counter[str], kind: Kind, name: Literal["missed", "false"], themes: Sequence[str]) -> None:
    """Themes of a passage that stands on one side only: errors, and no decisions that two coders could agree on."""
    for theme in themes:
        counts[f"themes.lone.{name}"] += 1
        counts[f"theme.{kind}.{theme}.{name}"] += 1


def themes_f1(counts: Mapping[str, float]) -> float | None:
    twice = 2 * counts.get("themes.both", 0)
    wrong = ("themes.missed", "themes.false", "themes.lone.missed", "themes.lone.false")
    under = twice + sum(counts.get(name, 0) for name in wrong)
    return twice / under if under else None


def themes_kappa(counts: Mapping[str, float]) -> float | None:
    """Cohen's κ over all decisions on the passages that were found, pooled (Cohen 1960)."""
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
