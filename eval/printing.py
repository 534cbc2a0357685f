"""An evaluation and a comparison in the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

from eval.comparison import Change, Comparison
from eval.evaluation import Evaluation, ReaderScores, spread
from eval.scoring import HEADLINES, METRICS, SHOWN, Interval, Metric
from extract.doubts import doubt
from extract.wording import language, phrase

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
    about = phrase("eval_about", count=len(evaluation.fixtures))
    for first in range(0, len(ranked), abreast):
        table = Table(title=about if first == 0 else None, title_justify="left")
        table.add_column("", min_width=min(TITLE - 4, console.width // 2))
        for reader in ranked[first : first + abreast]:
            table.add_column(reader.name + (" *" if reader.baseline else ""), justify="right")
        for metric in shown:
            cells = [said(metric, scores[r.name].get(metric.id), r) for r in ranked[first : first + abreast]]
            table.add_row(("↓ " if metric.better == "lower" else "") + titled(metric), *cells)
        console.print(table)
    repeated = doubt("eval_deviation") if any(reader.by_run for reader in ranked) else None
    console.print(phrase("eval_legend", repeated=repeated))
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
        console.print(phrase("eval_unconfirmed", names=_listed(evaluation.unconfirmed)))
    for reader in evaluation.readers:
        for name, reason in list(reader.failures.items())[:NAMED]:
            console.print(phrase("eval_unread", reader=reader.name, name=name, reason=reason))
        if len(reader.failures) > NAMED:
            console.print(phrase("eval_unread_more", reader=reader.name, count=len(reader.failures) - NAMED))
    for trouble in evaluation.troubles:
        told = {"reader": trouble.reader, "fixture": trouble.fixture, "error": trouble.error}
        console.print(phrase("eval_trouble", **told))


def print_comparison(comparison: Comparison, tolerance: float, console: Console) -> None:
    """What changed, the losses beyond the tolerance first."""
    worse = comparison.worse(tolerance)
    table = Table(title=phrase("eval_against", count=len(comparison.fixtures)), title_justify="left")
    for heading in ("", phrase("eval_reader"), phrase("eval_score")):
        table.add_column(heading)
    for heading in (phrase("eval_before"), phrase("eval_after"), phrase("eval_difference")):
        table.add_column(heading, justify="right")
    for change in [*worse, *(change for change in comparison.changes if change not in worse)]:
        table.add_row(
            _changed(change, change in worse),
            change.reader,
            titled(change.metric),
            "–" if change.before is None else number(change.before),
            "–" if change.after is None else number(change.after),
            _signed(change.difference),
        )
    if comparison.changes:
        console.print(table)
    elif comparison.empty:
        console.print(phrase("eval_nothing_common"))
    else:
        console.print(phrase("eval_unchanged", count=len(comparison.fixtures)))
    for what, names in (
        ("eval_missing", comparison.missing),
        ("eval_changed", comparison.changed),
        ("eval_added", comparison.added),
        ("eval_readers_missing", comparison.readers),
    ):
        if names:
            console.print(phrase(what, names=_listed(names)))


def titled(metric: Metric) -> str:
    """What a score is called."""
    return phrase(f"metric_{metric.id.replace('.', '_')}")


def _changed(change: Change, worse: bool) -> str:
    if worse:
        return phrase("eval_worse")
    return phrase("eval_better") if _better(change.metric, change.difference.value) else ""


def _better(metric: Metric, difference: float) -> bool:
    return (difference > 0) == (metric.better == "higher")


def _signed(difference: Interval) -> str:
    if difference.low is None or difference.high is None:
        return f"{difference.value:+.4f}"
    return f"{difference.value:+.4f} [{difference.low:+.4f}, {difference.high:+.4f}]"


def _listed(names: Sequence[str]) -> str:
    rest = len(names) - NAMED
    shown = ("、" if language() == "zh" else ", ").join(names[:NAMED])
    return phrase("eval_and_more", names=shown, count=rest) if rest > 0 else shown
