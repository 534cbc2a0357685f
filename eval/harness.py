"""The evaluation: readers × fixtures → counts, failures, wrong cells; and curves over made damage."""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from eval.evaluation import Evaluation, FixtureFacts, ReaderScores, Robustness, Trouble, WrongCell, WrongPassage
from eval.fixture import HOME, Fixture, FixtureSet, load_fixtures
from eval.labels import Labels
from eval.made import made_report
from eval.passages import wrong_passages
from eval.readers import BASELINES, WITHOUT_MODEL, Failed, Outcomes, Reader, make_readers
from eval.scoring import METRICS, Counts, Scored, count, total
from eval.wrong import worst_first, wrong_cells
from extract.settings import ModelSettings
from extract.summary.codebook import load_codebook
from extract.summary.coder import RuleCoder
from schemas.form import Form, load_form

LEVELS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
DAMAGED_LAYOUTS = ("tabs", "tabs_shifted", "spaces", "pdf_wrapped", "html", "markdown_row_tables", "cell_per_line_bare")
SUFFIXES = {"text/html": ".html", "text/markdown": ".md", "text/plain": ".txt"}


@dataclass(frozen=True)
class Request:
    """What to evaluate. `damaged_seeds` made reports of each of `DAMAGED_LAYOUTS` draw the robustness curves of
    readers without a model (0: no curves)."""

    fixtures: Path = HOME
    readers: Sequence[str] = ("rules",)
    models: Sequence[ModelSettings] = ()
    filters: Sequence[str] = ()
    limit: int | None = None
    repeat: int = 1
    baselines: bool = True
    damaged_seeds: int = 3


@dataclass
class _Tally:
    """The counts of one reader while its runs go on."""

    reports: dict[str, Counts] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    wrong: list[WrongCell] = field(default_factory=list)
    passages: list[WrongPassage] = field(default_factory=list)
    by_run: list[dict[str, float]] = field(default_factory=list)


Told = Callable[[str], None]


def evaluate(request: Request, told: Told = lambda line: None) -> Evaluation:
    """The evaluation. `told` hears what is being done, a line at a time.

    Raises `FixtureError`, `ReaderError`; what goes wrong with one report is in the evaluation.
    """
    began = time.perf_counter()
    form = load_form()
    chosen = load_fixtures(request.fixtures, form, request.filters, request.limit)
    evaluation = Evaluation(
        version=version("gongkai"),
        fixtures={fixture.name: _facts(fixture) for fixture in chosen.fixtures},
        unconfirmed=list(chosen.unconfirmed),
    )
    for reader, baseline in _readers(request, form):
        told(f"{reader.name}: {len(chosen.fixtures)} reports")
        evaluation.readers.append(_run(reader, baseline, chosen, request, evaluation, form))
    if request.damaged_seeds:
        for reader in make_readers([name for name in request.readers if name in WITHOUT_MODEL], [], form):
            told(f"{reader.name}: robustness")
            evaluation.robustness.append(robustness(reader, range(request.damaged_seeds), form))
    evaluation.seconds = round(time.perf_counter() - began, 2)
    return evaluation


def _readers(request: Request, form: Form) -> Iterator[tuple[Reader, bool]]:
    """The readers asked for, then the baselines, each once."""
    models = list(request.models)
    yield from ((reader, False) for reader in make_readers(list(dict.fromkeys(request.readers)), models, form))
    if request.baselines:
        beside = [name for name in BASELINES if name not in request.readers and (models or name in WITHOUT_MODEL)]
        yield from ((reader, True) for reader in make_readers(beside, models[:1], form))


def _run(
    reader: Reader, baseline: bool, chosen: FixtureSet, request: Request, evaluation: Evaluation, form: Form
) -> ReaderScores:
    """One reader over all fixtures, as many times as asked for; without a model once, since nothing would change."""
    tally = _Tally()
    runs = 1 if reader.name in WITHOUT_MODEL else request.repeat
    for number in range(runs):
        outcomes = reader.read({fixture.name: fixture.source for fixture in chosen.fixtures})
        keep = number == 0 and not baseline
        counts = dict(_scored(chosen.fixtures, outcomes, reader, evaluation, tally, form, keep))
        for name, report in counts.items():
            tally.reports.setdefault(name, Counter()).update(report)
        summed = total(counts.values())
        tally.by_run.append(_values(summed))
    models = [model.model for model in request.models if reader.name.endswith(model.model)]
    return ReaderScores(
        name=reader.name,
        model=models[0] if models else None,
        baseline=baseline,
        runs=runs,
        reports={name: {k: n for k, n in counts.items() if n} for name, counts in tally.reports.items()},
        failures=tally.failures,
        by_run=tally.by_run if runs > 1 else [],
        wrong=worst_first(tally.wrong),
        passages=tally.passages,
    )


def _scored(
    fixtures: Sequence[Fixture],
    outcomes: Outcomes,
    reader: Reader,
    evaluation: Evaluation,
    tally: _Tally,
    form: Form,
    keep: bool,
) -> Iterator[tuple[str, Counts]]:
    """Counts of each report. A failed reading is wrong everywhere; a report that the harness cannot score is no
    score at all, and is told of."""
    coder = None if reader.name in BASELINES else RuleCoder(load_codebook())
    for fixture in fixtures:
        outcome = outcomes[fixture.name]
        if isinstance(outcome, Failed):
            tally.failures[fixture.name] = outcome.reason
        record = None if isinstance(outcome, Failed) else outcome
        try:
            scored: Scored = count(fixture.labels, record, form, coder)
            if keep:
                tally.wrong += wrong_cells(fixture, record, scored.cells)
                tally.passages += wrong_passages(fixture, record)
        except Exception as error:  # a fault of the harness must not look like one of the reader
            trouble = Trouble(fixture=fixture.name, reader=reader.name, error=f"{type(error).__name__}: {error}")
            evaluation.troubles.append(trouble)
            continue
        yield fixture.name, scored.counts


def _facts(fixture: Fixture) -> FixtureFacts:
    traits = fixture.traits()
    labelled = fixture.labels.model_dump_json(exclude={"notes", "origin"})
    digest = hashlib.sha256((fixture.sha256 + labelled).encode()).hexdigest()[:16]
    return FixtureFacts(kind=traits["kind"], layout=traits["layout"], edition=traits["edition"], digest=digest)


# ---------------------------------------------------------------- robustness


def robustness(
    reader: Reader, seeds: Sequence[int], form: Form, layouts: Sequence[str] = DAMAGED_LAYOUTS
) -> Robustness:
    """Scores of a reader over made reports in several layouts, at each level of damage to their labels."""
    with tempfile.TemporaryDirectory(prefix="gongkai-damage-") as folder:
        made = {
            f"{level:g}-{layout}-{seed}": _written(Path(folder), level, layout, seed)
            for level in LEVELS
            for layout in layouts
            for seed in seeds
        }
        outcomes = reader.read({name: source for name, (source, _) in made.items()})
    counts: dict[str, Counts] = {f"{level:g}": Counter() for level in LEVELS}
    for name, (_, labels) in made.items():
        outcome = outcomes[name]
        scored = count(labels, None if isinstance(outcome, Failed) else outcome, form)
        counts[name.split("-")[0]].update(scored.counts)
    return Robustness(
        reader=reader.name,
        layouts=list(layouts),
        reports=len(seeds) * len(layouts),
        levels={level: _values(summed) for level, summed in counts.items()},
    )


def _values(counts: Counts) -> dict[str, float]:
    return {metric.id: value for metric in METRICS if (value := metric.score(counts)) is not None}


def _written(folder: Path, level: float, layout: str, seed: int) -> tuple[Path, Labels]:
    """A made report at a level of damage, as a file, and its labels."""
    made = made_report(seed, layout, level)
    source = folder / f"{level:g}-{layout}-{seed}{SUFFIXES[made.media_type]}"
    source.write_text(made.text, encoding="utf-8")
    return source, made.labels
