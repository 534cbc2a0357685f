"""Intervals, comparisons and the harness, against values worked out by hand."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any
from unittest import mock

from eval_build import (
    CARRIED,
    GRANTED,
    NEW,
    REVIEW,
    labelled_problem,
    labels,
    record,
)  # fmt: skip
from eval_checking import FORM, check, near, scoring

from eval.labels import save_labels
from eval.made import made_report
from schemas.record import Record


@check
def an_interval_has_the_width_that_theory_gives() -> None:
    room = scoring()
    right = room.count(labels({NEW: 5}), record({NEW: 5}), FORM).counts
    wrong = room.count(labels({NEW: 5}), record(), FORM).counts
    recall = [metric for metric in room.METRICS if metric.id == "nonzero.recall"]
    interval = room.intervals([right, wrong] * 50, recall)["nonzero.recall"]
    assert near(interval.value, 0.5)
    assert abs(interval.low - (0.5 - 1.96 * 0.05)) < 0.03
    assert abs(interval.high - (0.5 + 1.96 * 0.05)) < 0.03
    assert room.intervals([right], recall)["nonzero.recall"].low is None
    alone = room.intervals([right] * 9, recall)["nonzero.recall"]
    assert (alone.low, alone.high) == (1, 1)


@check
def readers_are_compared_on_the_same_draws_of_common_reports() -> None:
    room = scoring()
    right = room.count(labels({NEW: 5, CARRIED: 2}), record({NEW: 5, CARRIED: 2}), FORM).counts
    half = room.count(labels({NEW: 5, CARRIED: 2}), record({NEW: 5}), FORM).counts
    wrong = room.count(labels({NEW: 5, CARRIED: 2}), record(), FORM).counts
    ones = {"a": right, "b": half, "c": right, "only here": wrong}
    others = {"a": half, "b": wrong, "c": half, "only there": right}
    recall = [metric for metric in room.METRICS if metric.id == "nonzero.recall"]
    difference = room.paired(ones, others, recall)["nonzero.recall"]
    assert near(difference.value, 0.5)
    assert near(difference.low, 0.5)
    assert near(difference.high, 0.5)
    difference = room.paired(ones | {"d": wrong}, others | {"d": wrong}, recall)["nonzero.recall"]
    assert near(difference.value, 3 / 8)


@check
def runs_are_averaged_and_not_added_up() -> None:
    from eval.evaluation import ReaderScores

    room = scoring()
    read = room.count(labels({NEW: 5, CARRIED: 2}), record({NEW: 5}), FORM).counts
    once = ReaderScores(name="model", reports={"a": dict(read)})
    thrice = ReaderScores(name="model", runs=3, reports={"a": {name: 3 * n for name, n in read.items()}})
    assert once.values() == thrice.values()
    assert near(thrice.values()["silent.count"], 1)


@check
def zeros_rank_below_any_reader_that_reads() -> None:
    from eval.evaluation import ReaderScores
    from eval.printing import ranking

    room = scoring()
    printed = labels({NEW: 5, CARRIED: 2}, problems=[labelled_problem(0, 9)])
    some = room.count(printed, record({NEW: 5}), FORM).counts
    none = room.count(printed, record(), FORM).counts
    readers = [ReaderScores(name=name, reports={"a": dict(c)}) for name, c in (("zeros", none), ("some", some))]
    assert [reader.name for reader in ranking(readers)] == ["some", "zeros"]


@check
def a_score_that_a_reader_has_not_is_its_worst() -> None:
    from eval.evaluation import ReaderScores
    from eval.printing import ranking

    bold = {"telling": 4.0, "telling.unflagged": 4.0, "telling.silent": 1.0, "telling.sound": 2.0}
    wary = {"telling": 4.0, "telling.sound": 3.0}
    readers = [ReaderScores(name=name, reports={"a": counts}) for name, counts in (("wary", wary), ("bold", bold))]
    assert "silent.share" not in readers[0].values()
    assert [reader.name for reader in ranking(readers)] == ["bold", "wary"]


def planted(folder: Path, seeds: range, **fields: Any) -> None:
    for seed in seeds:
        made = made_report(seed, "tabs", style="plain")
        home = folder / f"report-{seed}"
        home.mkdir(parents=True)
        (home / "report.txt").write_text(made.text, encoding="utf-8")
        save_labels(made.labels.model_copy(update={"source": "report.txt"} | fields), home / "labels.json")


def evaluated(folder: Path, **fields: Any) -> Any:
    from eval.harness import Request, evaluate

    return evaluate(Request(fixtures=folder, readers=("zeros",), damaged=0, **fields))


@check
def every_report_is_scored_once_and_unconfirmed_ones_are_left_out() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        planted(folder, range(3))
        planted(folder / "new", range(3, 5), confirmed=False)
        evaluation = evaluated(folder)
    assert evaluation.unconfirmed == ["new/report-3", "new/report-4"]
    for reader in evaluation.readers:
        assert sorted(reader.reports) == ["report-0", "report-1", "report-2"]
        assert all(counts["reports"] == 1 for counts in reader.reports.values())
    assert [reader.name for reader in evaluation.readers] == ["zeros", "regex"]


@check
def a_reader_that_fails_is_scored_and_a_scorer_that_fails_is_not() -> None:
    from eval import harness

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        planted(folder, range(2))
        (folder / "report-0" / "report.txt").write_bytes(b"\x00\x01\xff\xfe not text \x00" * 9)
        broken = folder / "report-0" / "labels.json"
        from eval.labels import load_labels

        kept = load_labels(broken)
        bare = {"agency": None, "sections": None, "problems": None, "measures": None, "texts": {}, "states": {}}
        save_labels(kept.model_copy(update=bare | {"source": "report.pdf"}), broken)
        (folder / "report-0" / "report.txt").rename(folder / "report-0" / "report.pdf")
        evaluation = evaluated(folder, baselines=False)
        [reader] = evaluation.readers
        assert list(reader.failures) == ["report-0"]
        assert reader.reports["report-0"]["failed"] == 1
        assert reader.reports["report-0"].get("nonzero.right", 0) == 0
        assert evaluation.troubles == []

        def crash(*_: Any, **__: Any) -> None:
            raise ZeroDivisionError("in the scorer")

        true, harness.count = harness.count, crash  # type: ignore[assignment]
        try:
            evaluation = evaluated(folder, baselines=False)
        finally:
            harness.count = true
    assert evaluation.readers[0].reports == {}
    assert {trouble.fixture for trouble in evaluation.troubles} == {"report-0", "report-1"}


def compared(before: Record, after: Record, digest: str = "same") -> Any:
    from eval.comparison import compare
    from eval.evaluation import Evaluation, FixtureFacts, ReaderScores

    room = scoring()
    printed = labels({NEW: 5, CARRIED: 2, GRANTED: 3, REVIEW: 4})
    both = []
    for read, mark in ((before, "same"), (after, digest)):
        counts = dict(room.count(printed, read, FORM).counts)
        facts = {name: FixtureFacts(kind="txt", layout="tabs", edition="2021", digest=mark) for name in "ab"}
        reports = dict.fromkeys(facts, counts)
        both.append(Evaluation(version="0", fixtures=facts, readers=[ReaderScores(name="rules", reports=reports)]))
    from eval.scoring import intervals

    with mock.patch.object(sys.modules[intervals.__module__], "SAMPLES", 20):  # the bounds are not looked at here
        return compare(*both)


@check
def a_loss_beyond_the_tolerance_is_worse_in_either_direction_of_better() -> None:
    full = record({NEW: 5, CARRIED: 2, GRANTED: 3, REVIEW: 4})
    less = record({NEW: 5, CARRIED: 2, GRANTED: 3})
    lost = {change.metric.id for change in compared(full, less).worse(0.1)}
    assert {"nonzero.f1", "nonzero.recall", "silent.share", "silent.count", "tables.exact"} <= lost
    assert compared(less, full).worse(0.0) == []
    assert compared(full, full).changes == []
    assert "nonzero.recall" not in {change.metric.id for change in compared(full, less).worse(0.3)}
    change = next(change for change in compared(full, less).changes if change.metric.id == "nonzero.recall")
    assert near(change.before, 1)
    assert near(change.after, 3 / 4)
    assert near(change.difference.value, -1 / 4)


@check
def fixtures_that_changed_are_not_compared() -> None:
    comparison = compared(record({NEW: 5}), record(), digest="another")
    assert comparison.fixtures == []
    assert comparison.changed == ["a", "b"]
    assert comparison.worse(0.0) == []
