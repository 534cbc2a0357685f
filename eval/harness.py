"""The evaluation: readers × fixtures → counts, failures, wrong cells; and curves over made damage."""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path

from eval.damage import can_be_damaged, damaged_report
from eval.evaluation import Evaluation, FixtureFacts, ReaderScores, Robustness, Trouble, WrongCell, WrongPassage
from eval.fixture import HOME, PLAIN_TEXT, Fixture, FixtureSet, load_fixtures
from eval.labels import Labels, source_text
from eval.passages import wrong_passages
from eval.readers import BASELINES, WITHOUT_MODEL, Failed, Outcomes, Reader, make_readers
from eval.scoring import METRICS, Counts, Scored, count, total
from eval.wrong import worst_first, wrong_cells
from extract.files.encoding import decode
from extract.settings import ModelSettings
from extract.summary.codebook import load_codebook
from extract.summary.coder import RuleCoder
from schemas.form import Form, load_form

LEVELS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
WEB_PAGES = frozenset({".html", ".htm"})
READ_AS_TEXT = PLAIN_TEXT | WEB_PAGES
"""Kinds of files whose text can be damaged and read again."""


@dataclass(frozen=True)
class Request:
    """What to evaluate. `damaged` of the reports, at each level of `LEVELS`, draw the robustness curves (0: none);
    those of readers with a model only where `damage_models` says so, since every reading is paid."""

    fixtures: Path = HOME
    readers: Sequence[str] = ("rules",)
    models: Sequence[ModelSettings] = ()
    filters: Sequence[str] = ()
    limit: int | None = None
    repeat: int = 1
    baselines: bool = True
    damaged: int = 20
    damage_models: bool = False


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
        scores = _run(reader, baseline, chosen, request, evaluation, form)
        scores.reliability = [] if baseline else evaluation.reliability(scores)
        evaluation.readers.append(scores)
    some = damageable(chosen.fixtures, request.damaged, form)
    for reader, _ in _readers(request, form) if some else ():
        if reader.model is None or request.damage_models:
            told(f"{reader.name}: robustness")
            evaluation.robustness.append(robustness(reader, some, form))
    evaluation.seconds = round(time.perf_counter() - began, 2)
    return evaluation


def _readers(request: Request, form: Form) -> Iterator[tuple[Reader, bool]]:
    """The readers asked for, then the baselines, each once."""
    models = list(request.models)
    yield from ((reader, False) for reader in make_readers(list(dict.fromkeys(request.readers)), models, form))
    if request.baselines:
        beside = [name for name in BASELINES if name not in request.readers and (models or name in WITHOUT_MODEL)]
        yield from ((reader, True) for reader in make_readers(beside, models, form))


def _run(
    reader: Reader, baseline: bool, chosen: FixtureSet, request: Request, evaluation: Evaluation, form: Form
) -> ReaderScores:
    """One reader over all fixtures, as many times as asked for; without a model once, since nothing would change."""
    tally = _Tally()
    runs = request.repeat if reader.model else 1
    for number in range(runs):
        outcomes = reader.read({fixture.name: fixture.source for fixture in chosen.fixtures})
        keep = number == 0 and not baseline
        counts = dict(_scored(chosen.fixtures, outcomes, reader, evaluation, tally, form, keep))
        for name, report in counts.items():
            tally.reports.setdefault(name, Counter()).update(report)
        summed = total(counts.values())
        tally.by_run.append(_values(summed))
    return ReaderScores(
        name=reader.name,
        model=reader.model,
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
    for fixture in fixtures:
        outcome = outcomes[fixture.name]
        if isinstance(outcome, Failed):
            tally.failures[fixture.name] = outcome.reason
        record, spent = (None, outcome.spent) if isinstance(outcome, Failed) else (outcome, None)
        try:
            scored: Scored = count(fixture.labels, record, form, _coder(), spent)
            if keep:
                tally.wrong += wrong_cells(fixture, record, scored.cells)
                tally.passages += wrong_passages(fixture, record)
        except Exception as error:  # a fault of the harness must not look like one of the reader
            trouble = Trouble(fixture=fixture.name, reader=reader.name, error=f"{type(error).__name__}: {error}")
            evaluation.troubles.append(trouble)
            continue
        yield fixture.name, scored.counts


@cache
def _coder() -> RuleCoder:
    return RuleCoder(load_codebook())


def _facts(fixture: Fixture) -> FixtureFacts:
    traits = fixture.traits()
    labelled = fixture.labels.model_dump_json(exclude={"notes", "origin"})
    digest = hashlib.sha256((fixture.sha256 + labelled).encode()).hexdigest()[:16]
    return FixtureFacts(kind=traits["kind"], layout=traits["layout"], edition=traits["edition"], digest=digest)


# ---------------------------------------------------------------- robustness


def damageable(fixtures: Sequence[Fixture], most: int, form: Form) -> list[Fixture]:
    """At most so many of the fixtures whose text can be damaged, spread over all of them."""
    fit = [
        fixture
        for fixture in (fixtures if most else ())
        if fixture.source.suffix.lower() in READ_AS_TEXT and can_be_damaged(fixture.labels, _text(fixture.source), form)
    ]
    step = max(1, -(-len(fit) // most)) if most else 1
    return fit[::step]


def robustness(reader: Reader, fixtures: Sequence[Fixture], form: Form) -> Robustness:
    """Scores of a reader over the reports at each level of damage to the labels of their tables."""
    with tempfile.TemporaryDirectory(prefix="gongkai-damage-") as folder:
        damaged = {
            (level, fixture.name): _written(Path(folder) / f"{number}-{level:g}", fixture, level, form)
            for level in LEVELS
            for number, fixture in enumerate(fixtures)
        }
        outcomes = reader.read({f"{level:g} {name}": source for (level, name), (source, _) in damaged.items()})
    counts: dict[str, Counts] = {f"{level:g}": Counter() for level in LEVELS}
    for (level, name), (_, labels) in damaged.items():
        outcome = outcomes[f"{level:g} {name}"]
        scored = count(labels, None if isinstance(outcome, Failed) else outcome, form)
        counts[f"{level:g}"].update(scored.counts)
    return Robustness(
        reader=reader.name,
        layouts=sorted({fixture.labels.layout for fixture in fixtures}),
        reports=len(fixtures),
        levels={level: _values(summed) for level, summed in counts.items()},
    )


def _values(counts: Counts) -> dict[str, float]:
    return {metric.id: value for metric in METRICS if (value := metric.score(counts)) is not None}


def _written(stem: Path, fixture: Fixture, level: float, form: Form) -> tuple[Path, Labels]:
    """A fixture at a level of damage, as a file, and its labels."""
    text, labels = damaged_report(_text(fixture.source), fixture.labels, level, 0, form)
    source = stem.with_name(stem.name + fixture.source.suffix)
    source.write_text(text, encoding="utf-8")
    return source, labels


def _text(source: Path) -> str:
    """The text that is damaged: of a web page, its markup."""
    if source.suffix.lower() in WEB_PAGES:
        return decode(source.read_bytes()).text
    return source_text(source)
