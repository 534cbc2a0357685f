"""`eval.html`: one self-contained page with every score, curve and wrong cell of an evaluation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import wrap
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape

from eval.comparison import versus
from eval.evaluation import Evaluation, ReaderScores, Robustness
from eval.printing import number, ranking, said
from eval.scoring import HEADLINES, METRICS, SHOWN, Interval, Metric
from eval.scoring.cells import ERROR_KINDS
from eval.scoring.counting import total
from eval.scoring.judgement import verdict_confusion
from eval.scoring.scores import risk_coverage
from eval.scoring.themes import by_theme

CURVES = ("nonzero.f1", "tables.exact", "silent.share", "problems.nearly")
STATES = ("zero", "blank", "mark", "absent")
READ_AS = ("nonzero", "zero", "blank", "mark", "absent")

AXIS = 24
"""Characters of an axis title on one line."""

_BY_ID = {metric.id: metric for metric in METRICS}

Figure = dict[str, Any]
"""Data and layout of a chart, as Plotly takes them."""


def write_page(evaluation: Evaluation, path: Path) -> None:
    path.write_text(page(evaluation), encoding="utf-8")


def page(evaluation: Evaluation) -> str:
    """The page. Whatever stems from a report is escaped, in HTML and in scripts."""
    from plotly.offline import get_plotlyjs  # type: ignore[import-untyped]

    readers = ranking(evaluation.readers)
    own = [reader for reader in readers if not reader.baseline]
    templates = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=select_autoescape())
    return templates.get_template("page.html").render(
        evaluation=evaluation,
        readers=readers,
        headlines=_score_rows(readers, SHOWN),
        scores=_score_rows(readers, METRICS),
        groups=[_group(evaluation, readers, trait) for trait in ("layout", "kind", "edition")],
        others=[reader.name for reader in readers if reader is not readers[0]],
        differences=_differences(readers),
        charts=_charts(evaluation, readers),
        states=[(reader.name, _states(reader)) for reader in readers],
        verdicts=[(reader.name, _verdicts(reader)) for reader in own],
        reliability=[(reader.name, reader.reliability) for reader in own if reader.reliability],
        themes=[(reader.name, by_theme(total(reader.counts()))) for reader in own],
        repeated=any(reader.by_run for reader in readers),
        read_as=READ_AS,
        wrong={reader.name: [cell.model_dump() for cell in reader.wrong] for reader in own},
        passages=[(reader.name, reader.passages) for reader in own if reader.passages],
        plotly=get_plotlyjs(),
    )


# ---------------------------------------------------------------- tables


def _score_rows(readers: Sequence[ReaderScores], metrics: Sequence[Metric]) -> list[tuple[Metric, list[str]]]:
    scores = [reader.scores() for reader in readers]
    return [
        (metric, [said(metric, found.get(metric.id), r) for found, r in zip(scores, readers, strict=True)])
        for metric in metrics
        if any(metric.id in found for found in scores)
    ]


def _group(evaluation: Evaluation, readers: Sequence[ReaderScores], trait: str) -> dict[str, Any]:
    """Scores of each layout (kind, edition): reports, and for each reader F1, exact tables and silent errors."""
    values = sorted({getattr(facts, trait) for facts in evaluation.fixtures.values()})
    rows = []
    for value in values:
        names = evaluation.named(trait, value)
        cells = [_group_cell(reader.values(names)) for reader in readers]
        rows.append((value, len(names), cells))
    return {"trait": trait, "rows": rows}


def _group_cell(values: Mapping[str, float]) -> str:
    shown = [number(values[name]) if name in values else "–" for name in ("nonzero.f1", "tables.exact", "silent.count")]
    return " · ".join(shown)


def _differences(readers: Sequence[ReaderScores]) -> list[tuple[str, list[str]]]:
    """For each headline, how much higher the best reader's score is than each other reader's."""
    first, *others = readers
    found = [versus(first, other) for other in others]
    return [
        (metric.title, [_signed(one[metric.id]) if metric.id in one else "–" for one in found])
        for metric in HEADLINES
        if any(metric.id in one for one in found)
    ]


def _signed(difference: Interval) -> str:
    if difference.low is None or difference.high is None:
        return f"{difference.value:+.3f}"
    return f"{difference.value:+.3f} [{difference.low:+.3f}, {difference.high:+.3f}]"


def _states(reader: ReaderScores) -> list[tuple[str, int, list[int]]]:
    """For each state as labelled: cells, and how many were read as each state."""
    counts = total(reader.counts())
    rows = []
    for state in STATES:
        cells = int(counts.get(f"state.{state}.cells", 0))
        read = [
            int(counts.get(f"state.{state}.{'right' if other == state else 'as.' + other}", 0)) for other in READ_AS
        ]
        if cells:
            rows.append((state, cells, read))
    return rows


def _verdicts(reader: ReaderScores) -> list[tuple[str, str, int]]:
    found = verdict_confusion(total(reader.counts()))
    return [(truth, given, amount) for (truth, given), amount in sorted(found.items())]


# ---------------------------------------------------------------- charts


def _charts(evaluation: Evaluation, readers: Sequence[ReaderScores]) -> dict[str, Figure]:
    charts = {"headline": _headline_chart(readers), "risk": _risk_chart(readers), "kinds": _kinds_chart(readers)}
    for metric in CURVES if evaluation.robustness else ():
        charts[f"robustness-{metric.replace('.', '-')}"] = _robustness_chart(evaluation.robustness, _BY_ID[metric])
    return charts


def _headline_chart(readers: Sequence[ReaderScores]) -> Figure:
    """Bars with intervals, the first score on top; scores that are better when lower are turned round."""
    data = []
    for reader in readers:
        scores = reader.scores()
        known = [metric for metric in HEADLINES if metric.id in scores]
        turned = [_turned(metric, scores[metric.id]) for metric in known]
        data.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": reader.name,
                "y": [_on_lines(("1 − " if metric.better == "lower" else "") + metric.title) for metric in known],
                "x": [value for value, _, _ in turned],
                "error_x": {
                    "type": "data",
                    "symmetric": False,
                    "array": [high - value for value, _, high in turned],
                    "arrayminus": [value - low for value, low, _ in turned],
                },
            }
        )
    axes = {"xaxis": {"range": [0, 1.05]}, "yaxis": {"automargin": True, "autorange": "reversed"}}
    return {"data": data, "layout": {"barmode": "group", **axes}}


def _on_lines(title: str) -> str:
    return "<br>".join(wrap(title, AXIS))


def _turned(metric: Metric, score: Interval) -> tuple[float, float, float]:
    low = score.value if score.low is None else score.low
    high = score.value if score.high is None else score.high
    return (1 - score.value, 1 - high, 1 - low) if metric.better == "lower" else (score.value, low, high)


def _risk_chart(readers: Sequence[ReaderScores]) -> Figure:
    data = []
    for reader in readers:
        points = risk_coverage(total(reader.counts()))
        if points:
            xs, ys = [0.0, *(x for x, _ in points)], [points[0][1], *(y for _, y in points)]
            data.append({"type": "scatter", "mode": "lines+markers", "name": reader.name, "x": xs, "y": ys})
    axes = {"xaxis": {"title": {"text": "coverage"}, "range": [0, 1]}, "yaxis": {"title": {"text": "risk"}}}
    return {"data": data, "layout": axes}


def _kinds_chart(readers: Sequence[ReaderScores]) -> Figure:
    """Wrong cells of each reader by kind."""
    data = []
    for kind in ERROR_KINDS:
        amounts = [total(reader.counts()).get(f"kind.{kind}", 0) for reader in readers]
        bars = {"type": "bar", "name": kind.replace("_", " "), "x": [r.name for r in readers], "y": amounts}
        data.append(bars)
    return {"data": data, "layout": {"barmode": "stack", "yaxis": {"title": {"text": "cells"}}}}


def _robustness_chart(curves: Sequence[Robustness], metric: Metric) -> Figure:
    data = []
    for curve in curves:
        points = [(float(level), values[metric.id]) for level, values in curve.levels.items() if metric.id in values]
        line = {"x": [x for x, _ in points], "y": [y for _, y in points], "name": curve.reader}
        data.append({"type": "scatter", "mode": "lines+markers", **line})
    axes = {"xaxis": {"title": {"text": "share of labels damaged"}}, "yaxis": {"range": [-0.02, 1.05]}}
    return {"data": data, "layout": {"title": {"text": metric.title}, **axes}}
