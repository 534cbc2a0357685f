"""Sentences are for people: whatever they say, the same is read, trusted, found, asked and counted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extract.doubts import Doubt
from extract.files import read_document
from extract.judge import judge
from extract.judge.again import judged_again
from extract.report import read
from extract.rules import read_by_rules
from extract.settings import Limits, Settings
from extract.views.notes import Notes
from extract.wording import sentences
from schemas.form import load_form
from schemas.record import Record

FIXTURES = Path(__file__).parents[2] / "eval" / "fixtures"
SETTINGS = Settings(reader="rules")
TAKEN = sorted(path for path in FIXTURES.glob("*/report.*") if path.suffix in (".txt", ".md", ".html"))[::2]

Rendering = Callable[[Doubt, str, object], str]
"""A sentence in place of the catalogue's."""


def without_sentences(record: Record) -> dict[str, Any]:
    """All of a record but its sentences and the seconds it took."""
    kept = record.model_dump(exclude={"reading": {"seconds"}})
    for cell in kept["cells"].values():
        for doubt in cell["doubts"]:
            del doubt["text"]
    for found in kept["findings"]:
        del found["message"]
    for note in kept["reading"]["notes"]:
        del note["text"]
    return kept


def everything(path: Path) -> list[object]:
    """What is read, judged, judged again, asked and noted of a report, without sentences."""
    record = read(path, SETTINGS)
    again = judged_again(record)
    document = read_document(path, Limits())
    questions = judge([read_by_rules(document, path.name).tables]).questions
    tables = [load_form().table(name, record.editions.get(name, "2021")) for name in record.tables]
    numbers = [[Notes(record, table).of(address) for address in table.addresses] for table in tables]
    return [without_sentences(record), without_sentences(again), questions, numbers]


@pytest.mark.parametrize("path", TAKEN, ids=[path.parent.name for path in TAKEN])
def test_other_sentences_change_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = everything(path)
    rendered = sentences._said
    others: list[Rendering] = [lambda *_: "×", lambda reason, lang, editions: rendered(reason, lang, editions)[::-1]]
    for other in others:
        monkeypatch.setattr(sentences, "_said", other)
        assert everything(path) == before
