"""How an answer's shape is asked for: the rung that works is found once and remembered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from model_help import PROCEEDINGS, RIGHT, settings_for, with_reader
from model_stub import Reply, Stub, failed
from openai.types.chat import ChatCompletion

from extract.document import Document
from extract.model.faults import ModelFault
from extract.model.reader import ModelReader, ModelReadings
from extract.model.requests import LADDER, Question, Rung, body, parse
from extract.model.tables import table_question
from extract.model.task import Ask
from extract.wording import said
from schemas.form import load_form

Serve = Callable[..., Stub]
TABLES = load_form().variants_of("proceedings")


def rung_of(request: Mapping[str, Any]) -> str:
    if request.get("tools"):
        return "tools"
    return str(request["response_format"]["type"])


def endpoint(works: str, refusal: Reply) -> Callable[[Mapping[str, Any]], Reply]:
    """An endpoint at which one rung works."""
    return lambda request: Reply(RIGHT) if rung_of(request) == works else refusal


def read_texts(stub: Stub, count: int, cache: Path | None = None) -> list[ModelReadings]:
    """So many different texts, one after the other."""

    async def work(reader: ModelReader) -> list[ModelReadings]:
        documents = [Document(PROCEEDINGS + " " * n, "text/plain") for n in range(count)]
        return [await reader.read(one, Ask(tables=[((0, len(one.text)), TABLES)])) for one in documents]

    return with_reader(settings_for(stub, cache=cache), work)


REFUSALS = {
    "OpenAI-like": failed(400, "Invalid parameter: 'response_format' of type 'json_schema' is not supported"),
    "DeepSeek-like": failed(400, "This response_format type is unavailable now"),
    "in Chinese": failed(400, "参数不支持"),
    "without a reason": failed(400, "bad request"),
    "not implemented": failed(501, "no"),
    "llama-cpp-python-like": failed(
        500, "'loc': ('body', 'response_format', 'type'), 'msg': \"Input should be 'text'\""
    ),
    "unprocessable": failed(422, "tool_choice: extra fields not permitted"),
    "ignored, with prose for an answer": Reply("行政复议：维持3件，其他1件。", as_tool=False),
}


@pytest.mark.parametrize("works", ["tools", "json_object"])
@pytest.mark.parametrize("refusal", REFUSALS)
def test_the_first_rung_that_works_is_used_from_then_on(works: Rung, refusal: str, serve: Serve) -> None:
    with serve(endpoint(works, REFUSALS[refusal])) as stub:
        readings = read_texts(stub, 3)
    assert all("proceedings" in one.tables for one in readings)
    tried = LADDER[: LADDER.index(works) + 1]
    assert [rung_of(request.body) for request in stub.requests] == [*tried, works, works]
    assert readings[0].usage.calls == len(tried)


def test_an_endpoint_where_nothing_works_is_told_after_three_calls(serve: Serve) -> None:
    with serve(REFUSALS["DeepSeek-like"]) as stub:
        (readings,) = read_texts(stub, 1)
    assert stub.calls == 3
    assert "不支持结构化输出" in said(readings.notes[0])


def test_what_an_endpoint_supports_is_remembered_on_disk(serve: Serve, cache: Path) -> None:
    with serve(endpoint("tools", REFUSALS["OpenAI-like"])) as stub:
        read_texts(stub, 1, cache)
        read_texts(stub, 2, cache)
    assert [rung_of(request.body) for request in stub.requests] == ["json_schema", "tools", "tools"]


def test_a_temperature_that_is_refused_is_left_out_from_then_on(serve: Serve) -> None:
    def script(request: Mapping[str, Any]) -> Reply:
        if "temperature" in request:
            return failed(400, "Unsupported value: 'temperature' does not support 0 with this model.")
        return Reply(RIGHT)

    with serve(script) as stub:
        readings = read_texts(stub, 3)
    assert [("temperature" in request.body) for request in stub.requests] == [True, False, False, False]
    assert sum(one.usage.calls for one in readings) == 4


@pytest.mark.parametrize(
    "text",
    [
        RIGHT,
        f'<think>The first row is {{"rows": []}}, let me see …</think>\n{RIGHT}',
        f"thinking without its opening mark {{}}</think>{RIGHT}",
        f"```json\n{RIGHT}\n```",
        f"好的，以下是抄录结果：\n\n{RIGHT}\n\n如有需要请告诉我。",
        f"<think>…</think>结果如下\n```\n{RIGHT}\n```\n共3行。",
        RIGHT.replace('"rows"', '\n  "rows"'),
    ],
    ids=["bare", "thinking", "half a thinking mark", "fenced", "prose around", "all of it", "indented"],
)
@pytest.mark.parametrize("works", ["json_schema", "tools"])
def test_the_answer_is_found_whatever_stands_around_it(text: str, works: Rung, serve: Serve) -> None:
    with serve(lambda request: Reply(text) if rung_of(request) == works else REFUSALS["OpenAI-like"]) as stub:
        (readings,) = read_texts(stub, 1)
    assert readings.tables["proceedings"].cells["proceedings.review.total"].value == 4
    assert stub.calls == LADDER.index(works) + 1


def test_a_tool_answered_in_the_message_counts(serve: Serve) -> None:
    def script(request: Mapping[str, Any]) -> Reply:
        return Reply(RIGHT, as_tool=False) if rung_of(request) == "tools" else REFUSALS["OpenAI-like"]

    with serve(script) as stub:
        (readings,) = read_texts(stub, 1)
    assert "proceedings" in readings.tables


@pytest.mark.parametrize("rung", LADDER)
def test_the_body_built_without_sending_is_the_body_that_is_sent(rung: Rung, serve: Serve) -> None:
    document = Document(PROCEEDINGS, "text/plain")
    question: Question[Any] = table_question(document, (0, len(PROCEEDINGS)), TABLES)
    with serve(endpoint(rung, REFUSALS["OpenAI-like"])) as stub:
        read_texts(stub, 1)
    assert stub.requests[-1].body == body(question, "stub", rung)


def completion(text: str, finish_reason: str = "stop", **message: Any) -> ChatCompletion:
    """An answer as a batch file holds it."""
    said = {"role": "assistant", "content": text, **message}
    return ChatCompletion.model_validate(
        {
            "id": "1", "object": "chat.completion", "created": 0, "model": "m",
            "choices": [{"index": 0, "finish_reason": finish_reason, "message": said}],
        }
    )  # fmt: skip


def question() -> Question[Any]:
    return table_question(Document(PROCEEDINGS, "text/plain"), (0, len(PROCEEDINGS)), TABLES)


def test_an_answer_that_is_collected_later_is_parsed_without_sending() -> None:
    assert len(parse(question(), completion(f"<think>…</think>```json\n{RIGHT}\n```")).rows) == 3


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (completion("三行"), "invalid_answer"),
        (completion('{"rows": []}'), "invalid_answer"),
        (completion('{"rows": [["rev', "length"), "length"),
        (completion("", "content_filter"), "content_filter"),
        (completion("", refusal="no"), "refusal"),
    ],
)
def test_an_answer_collected_later_that_is_none_is_a_fault(answer: ChatCompletion, code: str) -> None:
    with pytest.raises(ModelFault) as caught:
        parse(question(), answer)
    assert caught.value.code == code
