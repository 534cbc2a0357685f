"""Readers that try to look good without reading: no headline score is theirs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from eval.baselines import read_zeros
from eval.labels import Labels
from eval.made import made_report
from eval.readers import make_readers
from eval.scoring import HEADLINES, count, total
from extract.document import Document
from schemas.form import load_form
from schemas.record import Finding, Record

FORM = load_form()
CONTENTS = ((40, "own_error"), (43, "plain"), (45, "some_blanks"), (47, "own_error"), (52, "marks"))

Readings = Mapping[str, Record | None]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Labels], dict[str, Record]]:
    """Labels of made reports, and the rules' reading of each."""
    folder = tmp_path_factory.mktemp("reports")
    labels, sources = {}, {}
    for seed, style in CONTENTS:
        made = made_report(seed, "tabs", style=style)
        labels[str(seed)], sources[str(seed)] = made.labels, folder / f"{seed}.txt"
        Path(sources[str(seed)]).write_text(made.text, encoding="utf-8")
    outcomes = make_readers(["rules"], [], FORM)[0].read(sources)
    return labels, {name: record for name, record in outcomes.items() if isinstance(record, Record)}


def wary(record: Record) -> Record:
    """Every cell suspect, every rule broken."""
    tables = FORM.editions[-1].tables.values()
    findings = [
        Finding(rule=one.rule.id, severity="error", verdict="source", cells=list(one.cells), message="。")
        for table in tables
        for one in table.equations
    ]
    cells = {address: cell.model_copy(update={"trust": "suspect"}) for address, cell in record.cells.items()}
    return record.model_copy(update={"findings": findings, "cells": cells})


def in_wrong_states(record: Record) -> Record:
    other = {"number": "noted", "noted": "number", "blank": "mark", "mark": "blank", "absent": "blank"}
    cells = {a: cell.model_copy(update={"state": other[cell.state]}) for a, cell in record.cells.items()}
    return record.model_copy(update={"cells": cells})


def empty(record: Record) -> Record:
    tables = {t: {row: dict.fromkeys(cells) for row, cells in rows.items()} for t, rows in record.tables.items()}
    nothing: dict[str, object] = {"cells": {}, "findings": [], "problems": [], "measures": [], "sections": []}
    return record.model_copy(update=nothing | {"tables": tables})


def zeros(record: Record) -> Record:
    return read_zeros(Document(text="", media_type="text/plain"), record.source, FORM)


def each(change: Callable[[Record], Record]) -> Callable[[dict[str, Record]], Readings]:
    return lambda records: {name: change(record) for name, record in records.items()}


def of_another_report(records: dict[str, Record]) -> Readings:
    names = list(records)
    return {name: records[names[place - 1]] for place, name in enumerate(names)}


def crashing_on_half(records: dict[str, Record]) -> Readings:
    return {name: None if place % 2 else record for place, (name, record) in enumerate(records.items())}


ADVERSARIES: dict[str, Callable[[dict[str, Record]], Readings]] = {
    "zeros": each(zeros), "zeros, all flagged": each(lambda record: wary(zeros(record))), "all flagged": each(wary),
    "wrong states": each(in_wrong_states), "empty": each(empty), "another report's": of_another_report,
    "crashes": crashing_on_half,
}  # fmt: skip


def headlines(labels: dict[str, Labels], readings: Readings) -> dict[str, float]:
    """Every headline score, turned so that higher is better; 0 for one that a reader has not."""
    counts = total(count(labels[name], record, FORM).counts for name, record in readings.items())
    scores = {metric.id: metric.score(counts) for metric in HEADLINES}
    lower = {metric.id for metric in HEADLINES if metric.better == "lower"}
    return {name: 0.0 if score is None else 1 - score if name in lower else score for name, score in scores.items()}


@pytest.mark.parametrize("name", ADVERSARIES)
def test_no_headline_is_better_than_that_of_a_reader_that_reads(
    read: tuple[dict[str, Labels], dict[str, Record]], name: str
) -> None:
    labels, records = read
    honest, other = headlines(labels, records), headlines(labels, ADVERSARIES[name](records))
    assert [metric for metric in honest if other[metric] > honest[metric]] == []
    assert sum(other.values()) < sum(honest.values())


@pytest.mark.parametrize("name", ["zeros", "empty", "another report's"])
def test_who_does_not_read_has_next_to_nothing(read: tuple[dict[str, Labels], dict[str, Record]], name: str) -> None:
    assert max(headlines(read[0], ADVERSARIES[name](read[1])).values()) < 0.15


def test_zeros_are_last_on_every_headline(read: tuple[dict[str, Labels], dict[str, Record]]) -> None:
    assert set(headlines(read[0], ADVERSARIES["zeros"](read[1])).values()) == {0.0}
