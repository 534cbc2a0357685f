"""Answers that a real reader gave, kept and replayed: a changed prompt, schema or text misses its recording."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from model_recordings import FILE, Recorder, key_of, load, replaying
from model_stub import Reply, Stub

from eval.labels import load_labels
from eval.scoring import count
from extract.document import Document
from extract.doubts import texts
from extract.files import read_document
from extract.model.issues import issues_question
from extract.model.requests import body
from extract.report import Given, read
from extract.settings import Limits, Settings
from schemas.form import load_form
from schemas.record import Record

TEXT = "仍有不足：一是栏目更新不及时。"


def asked(text: str = TEXT) -> dict[str, object]:
    return body(issues_question(Document(text, "text/plain"), (0, len(text))), "any", "json_schema")


def test_a_recording_is_found_whatever_model_is_named() -> None:
    answers = {key_of(asked()): "{}"}
    assert replaying(answers)({**asked(), "model": "another"}).text == "{}"


@pytest.mark.parametrize("place", [0, 1])
def test_a_word_more_in_the_prompt_misses_the_recording(place: int) -> None:
    answers = {key_of(asked()): "{}"}
    changed = json.loads(json.dumps(asked()))
    changed["messages"][place]["content"] += "。"
    assert replaying(answers)(changed).status == 400


def test_another_schema_misses_the_recording() -> None:
    changed = json.loads(json.dumps(asked()))
    changed["response_format"]["json_schema"]["schema"]["properties"]["more"] = {"type": "string"}
    assert replaying({key_of(asked()): "{}"})(changed).status == 400


def test_a_recorder_asks_once_and_keeps_the_answer(tmp_path: Path) -> None:
    kept = tmp_path / "kept.jsonl"
    with Stub(lambda _: Reply('{"problems":[],"measures":[]}')) as stub:
        recorder = Recorder(kept, stub.url, wait=5.0)
        assert [recorder(asked()).text for _ in range(2)] == ['{"problems":[],"measures":[]}'] * 2
        assert stub.calls == 1
    assert load(kept) == {key_of(asked()): '{"problems":[],"measures":[]}'}


RECORDED = pytest.mark.skipif(not FILE.exists(), reason="no recordings were made yet")
FIXTURES = Path(__file__).resolve().parents[2] / "eval" / "fixtures"
REAL = sorted(path.parent.name for path in FIXTURES.glob("*/report.txt") if not path.parent.name.startswith("made-"))


@RECORDED
@pytest.mark.parametrize("reader", ["model", "both"])
@pytest.mark.parametrize("name", REAL)
def test_the_real_reports_are_read_from_their_recordings_without_a_silent_error(name: str, reader: str) -> None:
    record = _replayed(FIXTURES / name / "report.txt", reader)
    scored = count(load_labels(FIXTURES / name / "labels.json"), record, load_form())
    assert not [note for note in texts(record.reading.notes) if "没有读成" in note]
    assert scored.counts["silent"] == 0
    assert record.reading.calls >= 4


def _replayed(path: Path, reader: str) -> Record:
    document = read_document(path, Limits())
    with Stub(replaying(load())) as stub:
        settings = Settings.model_validate({"reader": reader, "model": {"model": "recorded", "base_url": stub.url}})
        return read(Given(path.name, document=document), settings)


@RECORDED
def test_the_recordings_hold_one_answer_for_each_request() -> None:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    assert len(load()) == len(lines) > 0
