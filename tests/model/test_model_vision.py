"""`--vision`: the model is shown the page of a table, and what it reads is held against the rules' reading."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx2
import openai
import pytest
from command_process import run_command
from model_help import settings_for
from model_stub import Body, Reply, Stub, failed
from PIL import Image

from eval.fixture import HOME
from extract.doubts import texts
from extract.files import read_document
from extract.model.faults import ModelFault, fault_of
from extract.model.requests import PICTURE_TOKENS
from extract.model.tables import picture_question
from extract.run import Options, RunSummary, extract, records
from extract.run import record_of as kept_record
from extract.settings import Limits, Settings
from schemas.form import Form, Table, load_form
from schemas.record import Record

FORM: Form = load_form()
PDF = HOME / "made-pdf-601" / "report.pdf"
ISSUES = json.dumps({"problems": [], "measures": []})
Rows = dict[str, list[Any]]


@pytest.fixture(scope="module")
def by_rules(tmp_path_factory: pytest.TempPathFactory) -> Record:
    run = tmp_path_factory.mktemp("rules")
    extract([PDF], run, Settings(reader="rules"), Options(workers=0))
    (record,) = records(run)
    return record


def layouts(record: Record) -> dict[str, Table]:
    tables = {}
    for name in FORM.table_ids:
        fitting = [table for table in FORM.variants_of(name) if set(table.row_by_id) == set(record.tables[name])]
        tables[name] = fitting[0]
    return tables


@dataclass
class Seeing:
    """An endpoint that reads off a picture what the rules read in the text, but for `changes`, by address."""

    record: Record
    changes: Mapping[str, int] = field(default_factory=dict)
    pictures: dict[str, list[bytes]] = field(default_factory=dict)

    def __call__(self, body: Body) -> Reply:
        content = body["messages"][-1]["content"]
        if isinstance(content, str):
            return Reply(ISSUES)
        system = body["messages"][0]["content"]
        for name, table in layouts(self.record).items():
            if all(f"\n{row.id} " in f"{system}\n" or f"\n{row.id}\n" in system for row in table.rows):
                self.pictures[name] = list(pictures_in(content))
                return Reply(self.answer(table))
        raise AssertionError("no table of the form is asked for")

    def answer(self, table: Table) -> str:
        rows = []
        for row in table.rows:
            addresses = [table.address(row.id, column.id) for column in row.columns]
            rows.append([row.id, *(self.changes.get(address, self._text(address)) for address in addresses)])
        return json.dumps({"rows": rows}, ensure_ascii=False)

    def _text(self, address: str) -> str | None:
        cell = self.record.cells[address]
        return cell.text or None


def pictures_in(content: list[dict[str, Any]]) -> Iterator[bytes]:
    for part in content:
        if part["type"] == "image_url":
            head, data = part["image_url"]["url"].split(",")
            assert head == "data:image/jpeg;base64"
            yield base64.b64decode(data)


def run_with(seeing: Any, run: Path, reader: Any = "both", source: Path = PDF, **given: Any) -> tuple[RunSummary, int]:
    with Stub(seeing) as stub:
        settings = Settings(reader=reader, model=settings_for(stub, vision=True, **given))
        return extract([source], run, settings, Options(workers=0)), stub.calls


def test_the_pages_of_each_table_and_no_other_are_sent(by_rules: Record, tmp_path: Path) -> None:
    seeing = Seeing(by_rules)
    run_with(seeing, tmp_path)
    assert set(seeing.pictures) == set(FORM.table_ids)
    document = read_document(PDF, Limits())
    for name, table in layouts(by_rules).items():
        number = next(section.number for section in FORM.sections if section.table == name)
        title = next(section for section in by_rules.sections if section.number == number)
        first = document.where(title.start, title.start + 1).page or 0
        last = max(place.page or 0 for a in table.addresses if (place := by_rules.cells[a].where))
        assert len(seeing.pictures[name]) == last - first + 1
        for jpeg in seeing.pictures[name]:
            picture = Image.open(BytesIO(jpeg))
            assert picture.format == "JPEG"
            assert max(picture.size) <= 2000
            assert picture.convert("L").getextrema()[0] < 80, "something is printed on it"


def test_what_the_two_read_alike_needs_no_second_look(by_rules: Record, tmp_path: Path) -> None:
    _, calls = run_with(Seeing(by_rules), tmp_path)
    (record,) = records(tmp_path)
    assert record.tables == by_rules.tables
    suspect = {address for address, cell in record.cells.items() if cell.trust == "suspect"}
    assert suspect <= {address for address, cell in by_rules.cells.items() if cell.trust == "suspect"}
    assert calls == record.reading.calls == len(FORM.table_ids) + 1
    assert record.reading.input_tokens == 100 * calls
    assert "table_image" in record.reading.prompts
    assert "table" not in record.reading.prompts


@pytest.mark.parametrize("reader", ["both", "model"])
def test_where_the_two_differ_the_cell_is_suspect_with_both_readings(
    reader: str, by_rules: Record, tmp_path: Path
) -> None:
    table = layouts(by_rules)["disclosure"]
    address = next(a for a in table.addresses if isinstance(by_rules.cells[a].text, str) and by_rules.cells[a].text)
    name, row, column = address.split(".")
    printed = by_rules.tables[name][row][column]
    run_with(Seeing(by_rules, {address: 987}), tmp_path, reader)
    (record,) = records(tmp_path)
    assert record.cells[address].trust == "suspect"
    assert set(record.cells[address].readings.values()) == {printed, 987}


def test_the_same_pictures_are_not_paid_for_twice(by_rules: Record, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    with Stub(Seeing(by_rules)) as stub:
        settings = Settings(reader="both", model=settings_for(stub, vision=True, cache=cache))
        for run in (tmp_path / "one", tmp_path / "two"):
            extract([PDF], run, settings, Options(workers=0))
        assert stub.calls == len(FORM.table_ids) + 1
    assert next(records(tmp_path / "two")).reading.calls == 0


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (400, "Invalid content type. image_url is only supported by certain models."),
        (500, "image input is not supported - hint: if this is unexpected, you may need to provide the mmproj"),
        (404, "No endpoints found that support image input"),
        (400, "At most 0 image(s) may be provided in one prompt."),
        (422, "unknown variant `image_url`, expected `text`"),
    ],
)
def test_an_endpoint_that_takes_no_images_ends_the_run_with_a_word_on_it(
    status: int, says: str, by_rules: Record, tmp_path: Path
) -> None:
    def script(body: Body) -> Reply:
        return failed(status, says) if isinstance(body["messages"][-1]["content"], list) else Reply(ISSUES)

    summary, calls = run_with(script, tmp_path, concurrency=1)
    assert summary.stopped is not None
    assert "不收图像（去掉 --vision" in summary.stopped
    assert calls <= 2, "it is not tried again and again"


def test_a_damaged_picture_is_no_reason_to_stop_a_run() -> None:
    response = httpx2.Response(400, request=httpx2.Request("POST", "http://a.invalid"))
    error = openai.APIStatusError("image size is not supported", response=response, body=None)
    fault = fault_of(error)
    assert isinstance(fault, ModelFault)
    assert fault.code != "no_vision"


def test_what_has_no_pages_is_read_as_text_and_that_is_said(by_rules: Record, tmp_path: Path) -> None:
    source = HOME / "luolong-science-2024" / "report.txt"
    asked: list[Any] = []

    def script(body: Body) -> Reply:
        asked.append(body["messages"][-1]["content"])
        return Reply(ISSUES)

    run_with(script, tmp_path, source=source)
    (record,) = records(tmp_path)
    assert all(isinstance(content, str) for content in asked)
    assert any("没有可看的页面图像" in note for note in texts(record.reading.notes))
    assert kept_record(tmp_path, record.id) == record


def test_a_picture_counts_as_tokens_and_not_as_its_base64() -> None:
    question = picture_question([b"\xff" * 400_000], FORM.variants_of("proceedings"))
    assert PICTURE_TOKENS < question.characters < PICTURE_TOKENS + 3000


def test_vision_without_a_model_that_sees_is_a_wrong_usage(tmp_path: Path) -> None:
    done = run_command("extract", PDF, "--out", tmp_path / "run", "--reader", "rules", "--vision")
    assert done.returncode == 2
    assert "--vision" in done.stderr
