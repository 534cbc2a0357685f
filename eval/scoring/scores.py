"""Every score, as a function of summed counts. A score that nothing was labelled for is None: not 0, not 1.

Cells that are zero are nine tenths of a report, so that shares over all cells flatter. The headlines look only
where something is to be read: numbers other than zero, tables and reports with such numbers in them. None of them
can be had for nothing: flagging every cell leaves no silent error, and no cell that is right without a flag.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import log
from typing import Literal

from eval.scoring.themes import themes_f1, themes_kappa

Counted = Mapping[str, float]
Score = Callable[[Counted], float | None]


@dataclass(frozen=True)
class Metric:
    """A score: `better` says which way is up, None for plain figures; `headline` puts it into the first table.

    `beside` is a plain number that stands there too, but is no share, and so ranks nobody.
    """

    id: str
    title: str
    score: Score
    better: Literal["higher", "lower"] | None = "higher"
    headline: bool = False
    beside: bool = False
    unit: str = ""


def ratio(above: str | tuple[str, ...], below: str | tuple[str, ...]) -> Score:
    """The sum of some counts over the sum of others; None where the latter is 0."""

    def score(counts: Counted) -> float | None:
        under = _sum(counts, below)
        return _sum(counts, above) / under if under else None

    return score


def f1(kind: str) -> Score:
    """2·hits / (2·hits + false + missed) of one kind of passage."""

    def score(counts: Counted) -> float | None:
        twice = 2 * counts.get(f"{kind}.hits", 0)
        under = twice + counts.get(f"{kind}.false", 0) + counts.get(f"{kind}.missed", 0)
        return twice / under if under else None

    return score


def _sum(counts: Counted, names: str | tuple[str, ...]) -> float:
    return sum(counts.get(name, 0) for name in ((names,) if isinstance(names, str) else names))


def nonzero_f1(counts: Counted) -> float | None:
    due, given = counts.get("nonzero.labelled", 0), counts.get("nonzero.read", 0)
    return 2 * counts.get("nonzero.right", 0) / (due + given) if due + given else None


def empty_f1(counts: Counted) -> float | None:
    """F1 of blank, marked and absent cells, each told as what it is."""
    both = counts.get("empty.labelled", 0) + counts.get("empty.read", 0)
    return 2 * counts.get("empty.right", 0) / both if counts.get("empty.labelled", 0) else None


def sections_f1(counts: Counted) -> float | None:
    both = counts.get("sections.labelled", 0) + counts.get("sections.read", 0)
    return 2 * counts.get("sections.found", 0) / both if counts.get("sections.labelled", 0) else None


def states_balanced(counts: Counted) -> float | None:
    """The mean, over the states that occur (zero, blank, mark, absent), of the share that was told right."""
    classes = ("zero", "blank", "mark", "absent")
    shares = [
        counts.get(f"state.{name}.right", 0) / counts[f"state.{name}.cells"]
        for name in classes
        if counts.get(f"state.{name}.cells", 0)
    ]
    return sum(shares) / len(shares) if shares else None


def risk_coverage(counts: Counted) -> list[tuple[float, float]]:
    """Points (coverage, risk): cells taken in order of trust; cells of one level come in together.

    Only cells where something other than zero is printed or read. Risk is the share of wrong cells among those
    taken. El-Yaniv and Wiener, On the foundations of noise-free selective classification, JMLR 2010.
    """
    levels = sorted({name[len("trust.") : -len(".cells")] for name in counts if _is_level(name) and counts[name]})
    everything = sum(counts[f"trust.{level}.cells"] for level in levels)
    points, taken, wrong = [], 0.0, 0.0
    for level in levels:
        taken += counts[f"trust.{level}.cells"]
        wrong += counts.get(f"trust.{level}.wrong", 0)
        points.append((taken / everything, wrong / taken))
    return points


def _is_level(name: str) -> bool:
    return name.startswith("trust.") and name.endswith(".cells")


def risk_coverage_area(counts: Counted) -> float | None:
    """The area under the curve: 0 for a reader without errors, 1 for one that is always wrong.

    Within a level the order is chance, so its wrong cells come in evenly: wrong(c) is linear there and the risk
    wrong(c)/c has a closed integral.
    """
    points = risk_coverage(counts)
    area, before, wrong_before = 0.0, 0.0, 0.0
    for coverage, risk in points:
        slope = (risk * coverage - wrong_before) / (coverage - before)
        area += slope * (coverage - before)
        if before:
            area += (wrong_before - slope * before) * log(coverage / before)
        before, wrong_before = coverage, risk * coverage
    return area if points else None


def numbers_left(counts: Counted) -> float | None:
    """Numbers left over in all reports; None where nobody kept accounts."""
    return counts.get("left", 0) if counts.get("accounts", 0) else None


def after_review(counts: Counted) -> float | None:
    """The share of right cells once a person has put every flagged cell right."""
    return 1 - counts.get("silent", 0) / counts["cells"] if counts.get("cells") else None


def f1_of_suspicion(counts: Counted) -> float | None:
    """Suspect cells against wrong cells; None where nothing was wrong."""
    both = counts.get("wrong", 0) + counts.get("suspect", 0)
    return 2 * counts.get("suspect.wrong", 0) / both if counts.get("wrong", 0) else None


def findings_f1(counts: Counted) -> float | None:
    """Printed errors that a finding names, against false alarms: whoever doubts everything finds nothing."""
    found, due = counts.get("printed_errors.found", 0), counts.get("printed_errors", 0)
    under = due + found + counts.get("findings.false", 0)
    return 2 * found / under if under else None


def cost_of_exact(counts: Counted) -> float | None:
    """None where calls were made and nobody said what they cost, too: unknown is not free."""
    if counts.get("calls", 0) and not counts.get("priced", 0):
        return None
    return ratio("cost", "whole.telling.exact")(counts)


def verdicts_right(counts: Counted) -> float | None:
    """Of the true findings, the share whose verdict names the right one of source and reading."""
    true = [(name, n) for name, n in counts.items() if name.startswith(("verdict.source.", "verdict.reading."))]
    given = sum(number for _, number in true)
    right = counts.get("verdict.source.source", 0) + counts.get("verdict.reading.reading", 0)
    return right / given if given else None


METRICS: tuple[Metric, ...] = (
    Metric("nonzero.f1", "non-zero cells, F1", nonzero_f1, headline=True),
    Metric("nonzero.precision", "non-zero cells, precision", ratio("nonzero.right", "nonzero.read")),
    Metric("nonzero.recall", "non-zero cells, recall", ratio("nonzero.right", "nonzero.labelled")),
    Metric("nonzero.macro", "non-zero cells, mean F1 of reports", ratio("macro.f1", "macro.reports"), headline=True),
    Metric(
        "tables.exact", "tables exact, of those with numbers",
        ratio("tables.telling.exact", "tables.telling"), headline=True,
    ),
    Metric(
        "whole.exact", "reports exact, of those with numbers",
        ratio("whole.telling.exact", "whole.telling"), headline=True,
    ),
    Metric(
        "silent.share", "silently wrong, of non-zero cells without a flag",
        ratio("telling.silent", "telling.unflagged"), "lower", headline=True,
    ),
    Metric("sound.share", "non-zero cells right and without a flag", ratio("telling.sound", "telling"), headline=True),
    Metric("silent.count", "silent errors", lambda counts: counts.get("silent", 0), "lower", beside=True),
    Metric(
        "verified.wrong", "verified and wrong",
        lambda counts: counts.get("verified.wrong", 0), "lower", beside=True,
    ),
    Metric("left", "numbers left over", numbers_left, "lower", beside=True),
    Metric("cells.right", "all cells right (flatters)", ratio("cells.right", "cells")),
    Metric("tables.all", "tables exact, all", ratio("tables.all.exact", "tables.all")),
    Metric("whole.all", "reports exact, all", ratio("whole.all.exact", "whole.all")),
    Metric("kind.omission", "omissions a report", ratio("kind.omission", "reports"), "lower"),
    Metric("kind.made_up", "made up a report", ratio("kind.made_up", "reports"), "lower"),
    Metric("kind.filled_blank", "blanks filled with 0 a report", ratio("kind.filled_blank", "reports"), "lower"),
    Metric("kind.wrong_digit", "wrong digits a report", ratio("kind.wrong_digit", "reports"), "lower"),
    Metric("kind.misplaced", "misplaced a report", ratio("kind.misplaced", "reports"), "lower"),
    Metric("states.f1", "cells without a number told as printed, F1", empty_f1, headline=True),
    Metric("states.balanced", "states told apart (zero, blank, mark, absent)", states_balanced),
    Metric("states.blank", "blanks kept blank", ratio("state.blank.right", "state.blank.cells")),
    Metric("agency", "agency", ratio("agency.right", "agency")),
    Metric("year", "year", ratio("year.right", "year")),
    Metric("editions", "editions", ratio("editions.right", "editions")),
    Metric("sections.f1", "sections, F1", sections_f1),
    Metric("problems.exact", "problems, F1 exact", f1("problems.exact")),
    Metric("problems.nearly", "problems, F1 at 90% overlap", f1("problems.nearly"), headline=True),
    Metric("measures.exact", "measures, F1 exact", f1("measures.exact")),
    Metric("measures.nearly", "measures, F1 at 90% overlap", f1("measures.nearly"), headline=True),
    Metric("themes.f1", "themes, F1", themes_f1),
    Metric("themes.kappa", "themes, Cohen's κ", themes_kappa),
    Metric("links.f1", "links, F1", f1("links")),
    Metric("findings.f1", "the agencies' own errors, F1", findings_f1, headline=True),
    Metric("findings.recall", "the agencies' own errors found", ratio("printed_errors.found", "printed_errors")),
    Metric("findings.false", "false alarms a report", ratio("findings.false", "reports"), "lower"),
    Metric("findings.verdicts", "verdicts right", verdicts_right),
    Metric("localization.f1", "suspect against wrong cells, F1", f1_of_suspicion),
    Metric("localization.recall", "wrong cells that are suspect", ratio("suspect.wrong", "wrong")),
    Metric("differences.recall", "contradictions of the prose found", ratio("differences.found", "differences")),
    Metric("differences.false", "false contradictions a report", ratio("claims.false", "reports"), "lower"),
    Metric("trust.area", "area under risk–coverage", risk_coverage_area, "lower", headline=True),
    Metric("trust.review", "cells a person reviews", ratio("flagged", "cells"), "lower"),
    Metric("trust.after_review", "cells right after that review", after_review),
    Metric("failed", "readings that failed", ratio("failed", "reports"), "lower"),
    Metric("tokens", "tokens for an exact report", ratio(("tokens.in", "tokens.out"), "whole.telling.exact"), "lower"),
    Metric("calls", "calls a report", ratio("calls", "reports"), "lower"),
    Metric("cost", "cost of an exact report", cost_of_exact, "lower"),
    Metric("seconds", "seconds for an exact report", ratio("seconds", "whole.telling.exact"), "lower", unit="s"),
)  # fmt: skip

HEADLINES: tuple[Metric, ...] = tuple(metric for metric in METRICS if metric.headline)
SHOWN: tuple[Metric, ...] = tuple(metric for metric in METRICS if metric.headline or metric.beside)
"""What the first table holds."""
