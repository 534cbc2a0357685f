"""An evaluation and a comparison in the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

from eval.comparison import Comparison
from eval.evaluation import Evaluation, ReaderScores, spread
from eval.scoring import HEADLINES, METRICS, SHOWN, Interval, Metric

TITLE, WITH_BOUNDS = 42, 26
"""Columns of a terminal that the titles take, and a score with its bounds."""

NAMED = 12
"""Fixtures and troubles that are named before the rest is only counted."""


def print_evaluation(evaluation: Evaluation, console: Console, full: bool = False) -> None:
    """The headline scores of every reader, best first, with 95% intervals; with `full` every score.

    As many readers stand in one table as there is room for, the others in further ones below it.
    """
    metrics = METRICS if full else SHOWN
    ranked = ranking(evaluation.readers)
    scores = {reader.name: reader.scores() for reader in ranked}
    shown = [metric for metric in metrics if any(metric.id in found for found in scores.values())]
    abreast = max(1, (console.width - TITLE) // WITH_BOUNDS)
    about = f"{len(evaluation.fixtures)} reports, 95% intervals over reports"
    for first in range(0, len(ranked), abreast):
        table = Table(title=about if first == 0 else None, title_justify="left")
        table.add_column("", min_width=min(TITLE - 4, console.width // 2))
        for reader in ranked[first : first + abreast]:
            table.add_column(reader.name + (" *" if reader.baseline else ""), justify="right")
        for metric in shown:
            cells = [said(metric, scores[r.name].get(metric.id), r) for r in ranked[first : first + abreast]]
            table.add_row(("↓ " if metric.better == "lower" else "") + metric.title, *cells)
        console.print(table)
    repeated = "   ± standard deviation over runs" if any(reader.by_run for reader in ranked) else ""
    console.print(f"* baseline   ↓ lower is better   – no such score{repeated}")
    _print_remarks(evaluation, console)


def ranking(readers: Sequence[ReaderScores]) -> list[ReaderScores]:
    """Readers by the mean of their headline scores, lower-is-better ones turned round; the best first.

    A score that others have and a reader has not (nothing it vouches for, no finding at all) is its worst.
    """
    values = {id(reader): reader.values() for reader in readers}
    scored = [metric for metric in HEADLINES if any(metric.id in found for found in values.values())]
    return sorted(readers, key=lambda reader: -standing(values[id(reader)], scored))


def standing(values: Mapping[str, float], scored: Sequence[Metric]) -> float:
    """The mean of some scores, each turned so that higher is better; 0 for one that is not there."""
    known = [(metric, values[metric.id]) for metric in scored if metric.id in values]
    return sum(1 - value if metric.better == "lower" else value for metric, value in known) / max(1, len(scored))


def said(metric: Metric, score: Interval | None, reader: ReaderScores) -> str:
    """A score as a table shows it: with its bounds, and its spread over the runs where there were several."""
    if score is None:
        return "–"
    text = number(score.value)
    if score.low is not None and score.high is not None and score.low != score.high:
        text += f" [{number(score.low)}, {number(score.high)}]"
    deviation = spread(reader.by_run, metric.id)
    return text if deviation is None else f"{text} ±{number(deviation)}"


def number(value: float) -> str:
    if value == int(value) and abs(value) < 1e6:
        return str(int(value))
    return f"{value:.3f}" if abs(value) < 100 else f"{value:,.0f}"


def _print_remarks(evaluation: Evaluation, console: Console) -> None:
    if evaluation.unconfirmed:
        console.print(f"left out, labels unconfirmed: {_listed(evaluation.unconfirmed)}")
    for reader in evaluation.readers:
        for name, reason in list(reader.failures.items())[:NAMED]:
            console.print(f"{reader.name} could not read {name}: {reason}")
        if len(reader.failures) > NAMED:
            console.print(f"{reader.name} could not read {len(reader.failures) - NAMED} more")
    for trouble in evaluation.troubles:
        console.print(f"not scored, a fault of the harness: {trouble.reader} on {trouble.fixture}: {trouble.error}")


def print_comparison(comparison: Comparison, tolerance: float, console: Console) -> None:
    """What changed, the losses beyond the tolerance first."""
    worse = comparison.worse(tolerance)
    table = Table(
        title=f"against the old evaluation, on {len(comparison.fixtures)} common reports", title_justify="left"
    )
    for heading in ("", "reader", "score", "before", "after", "difference, 95%"):
        table.add_column(heading, justify="left" if heading in ("", "reader", "score") else "right")
    for change in [*worse, *(change for change in comparison.changes if change not in worse)]:
        table.add_row(
            "worse" if change in worse else "better" if _better(change.metric, change.difference.value) else "",
            change.reader,
            change.metric.title,
            "–" if change.before is None else number(change.before),
            "–" if change.after is None else number(change.after),
            _signed(change.difference),
        )
    if comparison.changes:
        console.print(table)
    elif comparison.empty:
        console.print("nothing to compare: no report with the same labels, or no reader, is in both evaluations")
    else:
        console.print(f"no score changed on the {len(comparison.fixtures)} common reports")
    for what, names in (
        ("not in the new evaluation", comparison.missing),
        ("other sources or labels, so not compared", comparison.changed),
        ("not in the old evaluation", comparison.added),
        ("readers not in the new evaluation", comparison.readers),
    ):
        if names:
            console.print(f"{what}: {_listed(names)}")


def _better(metric: Metric, difference: float) -> bool:
    return (difference > 0) == (metric.better == "higher")


def _signed(difference: Interval) -> str:
    if difference.low is None or difference.high is None:
        return f"{difference.value:+.4f}"
    return f"{difference.value:+.4f} [{difference.low:+.4f}, {difference.high:+.4f}]"


def _listed(names: Sequence[str]) -> str:
    rest = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {rest} more" if rest > 0 else "")
