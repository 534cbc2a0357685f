"""Each fault of an endpoint, played over HTTP: how many calls it takes, how long, and how the reading ends."""

from __future__ import annotations

import json
import logging
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from model_help import KEY, PROCEEDINGS, RIGHT, ROWS, Waits, settings_for, with_reader
from model_stub import Reply, Stub, failed, playing

from extract.document import Document
from extract.model.reader import Ask, ModelReader, ModelReadings
from extract.wording import said
from schemas.form import load_form

Serve = Callable[..., Stub]
TABLES = load_form().variants_of("proceedings")
SPAN = (0, len(PROCEEDINGS))
ASK = Ask(tables=[(SPAN, TABLES)])
GOOD = Reply(RIGHT)


def read(stub: Stub | str, document: Document, waits: Waits | None = None, **settings: object) -> ModelReadings:
    async def work(reader: ModelReader) -> ModelReadings:
        return await reader.read(document, ASK)

    return with_reader(settings_for(stub, **settings), work, waits)


def values(readings: ModelReadings) -> list[object]:
    table = readings.tables["proceedings"]
    return [cell.value for cell in table.cells.values()]


@pytest.fixture(scope="module", autouse=True)
def _imported() -> None:
    """The first call imports half of openai; no test's short timeout is to pay for it."""
    with Stub(playing([GOOD])) as stub:
        read(stub, Document(PROCEEDINGS, "text/plain"), timeout=30.0)


RIGHT_VALUES = [value for row in ROWS for value in row[1:]]


def answer(*rows: list[object]) -> Reply:
    return Reply(json.dumps({"rows": list(rows)}))


@dataclass(frozen=True)
class Case:
    """A fault that passes: the replies before the good one, and the calls that it takes in all."""

    replies: tuple[Reply, ...]
    calls: int
    waits: tuple[float, ...] | None = None


PASSING = {
    "429 with Retry-After": Case((failed(429, "slow down", retry_after="7"),), 2, (7.0,)),
    "429 with a date in Retry-After": Case(
        (failed(429, "slow down", retry_after="Wed, 01 Jan 2020 00:00:00 GMT"),), 2, (0.0,)
    ),
    "429 without Retry-After": Case((failed(429, "slow down"),), 2),
    "429 more often than the tries that other faults have": Case((failed(429, "slow down"),) * 9, 10),
    "500": Case((failed(500, "oops"),), 2),
    "503 three times": Case((failed(503, "overloaded"),) * 3, 4),
    "a connection cut in the middle of the body": Case((Reply(RIGHT, cut=120),), 2),
    "a body that ends early without a word": Case((Reply(raw=b'{"id": "x", "object": "chat.comp'),), 2),
    "a stall past the timeout": Case((Reply(RIGHT, stall=0.8),), 2),
    "no choices": Case((Reply(raw=b'{"id":"x","object":"chat.completion","created":0,"model":"m","choices":[]}'),), 2),
}


@pytest.mark.parametrize("name", PASSING)
def test_a_fault_that_passes_is_tried_again_and_the_table_is_read(name: str, serve: Serve, document: Document) -> None:
    case, waits = PASSING[name], Waits()
    with serve(*case.replies, GOOD) as stub:
        readings = read(stub, document, waits, timeout=0.5)
    assert values(readings) == RIGHT_VALUES
    assert stub.calls == case.calls == readings.usage.calls
    assert readings.notes == ()
    if case.waits is not None:
        assert tuple(waits.told[: len(case.waits)]) == case.waits


@dataclass(frozen=True)
class Failure:
    """A fault that stays: the reply for ever, the calls made, what the note says, whether the run is to stop."""

    reply: Reply
    calls: int
    says: str
    stops: bool = False


FAILING = {
    "500 for ever": Failure(failed(500, "oops"), 4, "接口出错"),
    "503 for ever": Failure(failed(503, "overloaded"), 4, "接口出错"),
    "a connection cut every time": Failure(Reply(RIGHT, cut=120), 4, "连接中途断开"),
    "a stall every time": Failure(Reply(RIGHT, stall=0.8), 4, "超时未答"),
    "429 with a wait beyond all patience": Failure(failed(429, "come back tomorrow", retry_after="86400"), 1, "限流"),
    "429 for a spent quota": Failure(failed(429, "exceeded your quota", "insufficient_quota"), 1, "额度", True),
    "402": Failure(failed(402, "Insufficient Balance"), 1, "余额", True),
    "finish_reason length": Failure(Reply('{"rows": [["review", 3', finish_reason="length"), 1, "截断"),
    "thinking until the length ends it": Failure(Reply(f"<think>perhaps {RIGHT}", finish_reason="length"), 1, "截断"),
    "finish_reason content_filter": Failure(Reply("", finish_reason="content_filter"), 1, "内容审核"),
    "DeepSeek's 400 for content": Failure(failed(400, "Content Exists Risk", "invalid_request_error"), 1, "内容审核"),
    "Qwen's 400 for content": Failure(
        failed(400, "Input data may contain inappropriate content.", "data_inspection_failed"), 1, "内容审核"
    ),
    "GLM's 400 for content": Failure(
        failed(400, "系统检测到输入或生成内容可能包含不安全或敏感内容", "1301"), 1, "内容审核"
    ),
    "a text beyond the model's context": Failure(
        failed(400, "This model's maximum context length is 4096 tokens", "context_length_exceeded"), 1, "长度上限"
    ),
    "a refusal": Failure(Reply(None, refusal="I cannot help with that."), 1, "拒绝"),
    "a wrong key": Failure(failed(401, f"Incorrect API key provided: {KEY}", "invalid_api_key"), 1, "密钥", True),
    "a wrong model name": Failure(
        failed(404, "The model `gpt-9` does not exist or you do not have access to it.", "model_not_found"),
        1, "没有这个模型", True,
    ),
    "DeepSeek's wrong model name": Failure(failed(400, "Model Not Exist"), 1, "没有这个模型", True),
    "a wrong base URL (404)": Failure(failed(404, "Not Found"), 1, "接口地址不对", True),
    "a wrong base URL (a web page)": Failure(
        Reply(raw=b"<html>welcome</html>", content_type="text/html"), 1, "接口地址不对", True
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAILING)
def test_a_fault_that_stays_ends_in_a_note_after_so_many_calls(name: str, serve: Serve, document: Document) -> None:
    case = FAILING[name]
    with serve(case.reply) as stub:
        readings = read(stub, document, timeout=0.3 if case.reply.stall else 30)
    assert readings.tables == {}
    assert len(readings.notes) == 1
    assert case.says in said(readings.notes[0])
    assert "没有读成" in said(readings.notes[0])
    assert readings.usage.calls == case.calls
    # Of a call that times out, a busy machine may see nothing arrive.
    assert stub.calls == case.calls or (case.reply.stall and stub.calls < case.calls)
    assert (readings.stop is not None) == case.stops


def test_a_refused_connection_is_tried_and_then_named_as_a_wrong_address(document: Document) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/v1"
    readings = read(url, document)
    assert readings.usage.calls == 4
    assert url in said(readings.notes[0])
    assert readings.stop is not None
    assert readings.stop.code == "wrong_url"


def test_a_refused_connection_after_answers_is_a_fault_of_that_call_alone(serve: Serve, document: Document) -> None:
    async def work(reader: ModelReader) -> ModelReadings:
        await reader.read(document, ASK)
        stub.__exit__()
        other = Document(PROCEEDINGS + " ", "text/plain")
        return await reader.read(other, Ask(tables=[((0, len(other.text)), TABLES)]))

    stub = serve(GOOD)
    stub.__enter__()
    readings = with_reader(settings_for(stub), work)
    assert readings.stop is None
    assert "模型没有读成" in said(readings.notes[0])


INVALID = {
    "no JSON at all": Reply("抱歉，表格如下：3 0 1 0 4"),
    "JSON that ends early": Reply('{"rows": [["review", 3, 0, 1'),
    "a row too few": answer(ROWS[0], ROWS[1]),
    "a row twice": answer(ROWS[0], ROWS[1], ROWS[1]),
    "a row of another table": answer(ROWS[0], ROWS[1], ["granted", 0, 0, 0, 0, 0]),
    "a column too many": answer(ROWS[0], ROWS[1], [*ROWS[2], 0]),
    "a column too few": answer(ROWS[0], ROWS[1], ROWS[2][:-1]),
    "words where a number belongs": answer(ROWS[0], ROWS[1], ["litigation_after_review", "若干", 0, 0, 0, 0]),
    "a field that was not asked for": Reply(json.dumps({"rows": ROWS, "note": "ok"})),
    "no rows": answer(),
}


@pytest.mark.parametrize("name", INVALID)
def test_an_answer_that_does_not_fit_is_asked_for_once_more_and_no_more(
    name: str, serve: Serve, document: Document
) -> None:
    with serve(GOOD, INVALID[name]) as stub:
        readings = read_after_a_good_answer(stub, document)
    assert readings.tables == {}
    assert "答案不合格式" in said(readings.notes[0])
    assert stub.calls - 1 == 2 == readings.usage.calls
    assert readings.usage.input_tokens == 200


def read_after_a_good_answer(stub: Stub, document: Document) -> ModelReadings:
    """The second reading, of a text that differs by a space, once the endpoint is known to answer."""

    async def work(reader: ModelReader) -> ModelReadings:
        await reader.read(document, ASK)
        other = Document(PROCEEDINGS + " \n", "text/plain")
        return await reader.read(other, Ask(tables=[((0, len(other.text)), TABLES)]))

    return with_reader(settings_for(stub), work)


@pytest.mark.parametrize("name", INVALID)
def test_the_second_asking_names_the_fault_and_its_answer_counts(name: str, serve: Serve, document: Document) -> None:
    with serve(GOOD, INVALID[name], GOOD) as stub:
        readings = read_after_a_good_answer(stub, document)
    assert values(readings) == RIGHT_VALUES
    assert stub.calls - 1 == 2
    assert len(stub.requests[2].body["messages"]) > len(stub.requests[1].body["messages"])


def test_the_second_asking_says_in_chinese_which_row_is_missing(serve: Serve, document: Document) -> None:
    with serve(GOOD, INVALID["a row too few"], GOOD) as stub:
        read_after_a_good_answer(stub, document)
    assert "缺少的行：litigation_after_review" in stub.requests[2].body["messages"][-1]["content"]


def test_rows_in_another_order_are_taken_by_their_ids(serve: Serve, document: Document) -> None:
    with serve(answer(ROWS[2], ROWS[0], ROWS[1])) as stub:
        assert values(read(stub, document)) == RIGHT_VALUES


def test_numbers_that_stand_nowhere_are_kept_and_doubted(serve: Serve, document: Document) -> None:
    with serve(answer(["review", 3, 7, 1, 0, 11], ROWS[1], ROWS[2])) as stub:
        readings = read(stub, document)
    cells = readings.tables["proceedings"].cells
    assert cells["proceedings.review.corrected"].value == 7
    assert {address for address, cell in cells.items() if cell.doubts} == {
        "proceedings.review.corrected", "proceedings.review.total",
    }  # fmt: skip


def test_an_answer_for_another_report_is_doubted_wherever_it_differs(serve: Serve, document: Document) -> None:
    other = answer(
        ["review", 8, 1, 2, 0, 11], ["litigation_direct", 5, 0, 0, 1, 6], ["litigation_after_review", 0, 0, 0, 0, 0]
    )
    with serve(other) as stub:
        readings = read(stub, document)
    cells = readings.tables["proceedings"].cells.values()
    wrong = [cell for cell, right in zip(cells, RIGHT_VALUES, strict=True) if cell.value != right]
    assert len(wrong) == 7
    assert all(cell.doubts for cell in wrong)


def test_after_a_wrong_key_no_other_question_is_sent(serve: Serve, document: Document) -> None:
    async def work(reader: ModelReader) -> list[ModelReadings]:
        texts = [Document(PROCEEDINGS + " " * n, "text/plain") for n in range(20)]
        return [await reader.read(text, Ask(tables=[((0, len(text.text)), TABLES)])) for text in texts]

    with serve(failed(401, "no")) as stub:
        all_readings = with_reader(settings_for(stub), work)
    assert stub.calls == 1
    assert all(readings.stop is not None for readings in all_readings)


def test_the_key_is_in_no_note_no_log_and_no_error(
    serve: Serve, document: Document, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for reply in (
        failed(401, f"Incorrect API key provided: {KEY}. Find yours at …"),
        failed(403, f"key {KEY} may not do this"),
        failed(400, f"bad request by Bearer {KEY}"),
        failed(500, f"crash near {KEY}"),
        Reply(f"your key is {KEY}"),
    ):
        with serve(reply) as stub:
            readings = read(stub, document)
        assert stub.requests[0].headers["authorization"] == f"Bearer {KEY}"
        assert KEY not in repr(readings)
        assert KEY not in str(readings.stop)
    assert KEY not in caplog.text.replace(f"your key is {KEY}", "")


def test_a_stall_costs_no_more_than_the_tries_times_the_timeout(serve: Serve, document: Document) -> None:
    with serve(Reply(RIGHT, stall=2.0)) as stub:
        began = time.monotonic()
        read(stub, document, timeout=0.2, attempts=3)
    assert stub.calls == 3
    assert 0.6 <= time.monotonic() - began < 1.5


def test_a_slow_drip_counts_as_a_stall(document: Document) -> None:
    with _dripping() as url:
        began = time.monotonic()
        readings = read(url, document, timeout=0.3, attempts=1)
    assert "超时未答" in said(readings.notes[0])
    assert time.monotonic() - began < 30  # the server never ends; on a busy machine anything takes seconds


class _dripping:  # noqa: N801
    """A server that sends a byte now and then, each within the timeout, and never ends."""

    def __enter__(self) -> str:
        import threading

        self.server = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()
        return f"http://127.0.0.1:{self.server.getsockname()[1]}/v1"

    def _serve(self) -> None:
        connection, _ = self.server.accept()
        connection.recv(65536)
        try:
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n{")
            for _ in range(100):
                time.sleep(0.1)
                connection.sendall(b" ")
        except OSError:
            return

    def __exit__(self, *_: object) -> None:
        self.server.close()


def test_a_rate_limit_that_one_call_meets_holds_the_others_back(serve: Serve, document: Document) -> None:
    texts = [Document(PROCEEDINGS + " " * n, "text/plain") for n in range(3)]

    async def work(reader: ModelReader) -> None:
        for text in texts:
            await reader.read(text, Ask(tables=[((0, len(text.text)), TABLES)]))

    waits = Waits()
    with serve(GOOD, failed(429, "slow", retry_after="5"), GOOD) as stub:
        with_reader(settings_for(stub), work, waits)
    assert stub.calls == 4
    assert waits.told[0] == 5.0
    assert any(0 < wait <= 5.0 for wait in waits.told[1:])


def test_playing_ends_with_its_last_reply() -> None:
    script = playing([failed(500), GOOD])
    assert [script({}).status for _ in range(3)] == [500, 200, 200]
