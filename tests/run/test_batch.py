"""The model's part through Batch endpoints."""

from __future__ import annotations

import json
import multiprocessing
import shutil
import signal
import sys
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from run_batch_stub import EXPIRED, BatchStub, Item, answered, refused

from extract.doubts import texts
from extract.run import Options, RunSummary, UsageError, extract, records, requests
from extract.settings import ModelSettings, Settings

pytestmark = pytest.mark.usefixtures("english")

HERE = Path(__file__).parent
FIXTURES = HERE.parents[1] / "eval" / "fixtures"
NOTHING = answered(json.dumps({"problems": [], "measures": []}))


def settings(url: str, **more: object) -> Settings:
    given = {"model": "stub", "base_url": url, "api_key": SecretStr("sk-test"), "attempts": 2, "timeout": 5.0} | more
    return Settings(reader="auto", model=ModelSettings.model_validate(given))


def issues_only(item: Item) -> Item:
    """Says of every question about problems that there are none, and refuses those about tables."""
    schema = json.dumps(item["body"].get("response_format"))
    return NOTHING if "problems" in schema else refused(400, "content management policy")


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    for number, path in enumerate(sorted(FIXTURES.glob("*-202[34]/report.txt"))[:4]):
        shutil.copy(path, folder / f"{number}.txt")
    return folder


def run(reports: Path, stub: BatchStub, batch: bool = True, fresh: bool = False, **more: object) -> RunSummary:
    options = Options(workers=0, batch=batch, fresh=fresh)
    return extract([reports], reports.parent / "run", settings(stub.url, **more), options)


def test_the_first_command_sends_and_a_later_one_collects(reports: Path) -> None:
    with BatchStub(issues_only) as stub:
        first = run(reports, stub)
        assert (first.read, first.waiting, first.left, first.exit_status) == (0, 4, 0, 0)
        again = run(reports, stub)
        assert (again.read, again.waiting) == (0, 4)
        assert len(stub.batches) == 1
        stub.finish()
        last = run(reports, stub)
    assert (last.read, last.waiting, last.exit_status) == (4, 0, 0)
    assert set(stub.asked.values()) == {1}
    readings = [record.reading for record in records(reports.parent / "run")]
    assert all(reading.calls >= 1 and reading.input_tokens >= 100 for reading in readings)
    assert sum(reading.calls for reading in readings) == 4


def test_two_reports_in_one_file_are_asked_about_each_and_wait_together(reports: Path) -> None:
    first, second = (reports / "0.txt").read_text(encoding="utf-8"), (reports / "1.txt").read_text(encoding="utf-8")
    for path in reports.iterdir():
        path.unlink()
    (reports / "both.txt").write_text(f"{first.strip()}\n\n{second.strip()}\n", encoding="utf-8")
    with BatchStub(issues_only) as stub:
        assert (run(reports, stub).waiting, run(reports, stub).read) == (1, 0)
        stub.finish()
        last = run(reports, stub)
    assert (last.read, last.waiting, last.exit_status) == (2, 0, 0)
    found = list(records(reports.parent / "run"))
    assert [record.source.path for record in found] == [f"{reports}/both.txt", f"{reports}/both.txt#2"]
    assert [(record.reading.reader, record.reading.calls) for record in found] == [("auto", 1)] * 2


def test_what_was_collected_is_not_asked_again(reports: Path) -> None:
    with BatchStub(issues_only) as stub:
        run(reports, stub)
        stub.finish()
        run(reports, stub)
        before = stub.requests
        assert run(reports, stub).skipped == 4
        assert stub.requests == before


def test_a_batch_costs_half(reports: Path) -> None:
    with BatchStub(issues_only) as stub:
        prices: dict[str, Any] = {"price_in": 10.0, "price_out": 100.0}
        run(reports, stub, **prices)
        stub.finish()
        run(reports, stub, **prices)
    costs = [record.reading.cost for record in records(reports.parent / "run")]
    assert costs == pytest.approx([(100 * 10 + 20 * 100) / 1_000_000 / 2] * 4)


def test_what_was_read_before_stands_until_the_batch_is_collected(reports: Path) -> None:
    run_dir = reports.parent / "run"
    extract([reports], run_dir, Settings(reader="rules"), Options(workers=0))
    with BatchStub(issues_only) as stub:
        assert run(reports, stub).waiting == 4
        assert [record.reading.reader for record in records(run_dir)] == ["rules"] * 4
        stub.finish()
        run(reports, stub)
    assert [record.reading.reader for record in records(run_dir)] == ["auto"] * 4


def test_without_batch_the_reports_that_wait_are_left_waiting(reports: Path) -> None:
    with BatchStub(issues_only) as stub:
        run(reports, stub)
        summary = run(reports, stub, batch=False)
    assert (summary.read, summary.waiting) == (0, 4)


def test_an_item_that_passes_is_sent_again_and_the_others_are_read(reports: Path) -> None:
    tried: set[str] = set()

    def once_expired(item: Item) -> Item:
        text = json.dumps(item["body"]["messages"])
        if not tried:
            tried.add(text)
            return EXPIRED
        return issues_only(item)

    with BatchStub(once_expired) as stub:
        run(reports, stub)
        stub.finish("expired")
        second = run(reports, stub)
        assert (second.read, second.waiting) == (3, 1)
        stub.finish()
        assert run(reports, stub).read == 1
    assert sorted(stub.asked.values()) == [1] * (len(stub.asked) - 1) + [2]


def test_an_item_that_stays_refused_ends_in_a_note(reports: Path) -> None:
    with BatchStub(lambda item: refused(400, "content management policy")) as stub:
        run(reports, stub)
        stub.finish()
        assert run(reports, stub).read == 4
    assert all("审核" in " ".join(texts(record.reading.notes)) for record in records(reports.parent / "run"))


def test_an_answer_that_does_not_fit_is_asked_for_once_more(reports: Path) -> None:
    with BatchStub(lambda item: answered("no JSON at all")) as stub:
        run(reports, stub)
        stub.finish()
        second = run(reports, stub)
        assert (second.read, second.waiting) == (0, 4)
        stub.finish()
        assert run(reports, stub).read == 4
    assert set(stub.asked.values()) == {2}


def test_an_endpoint_without_schemas_is_asked_on_the_next_rung(reports: Path) -> None:
    def no_schema(item: Item) -> Item:
        if "json_schema" in json.dumps(item["body"].get("response_format")):
            return refused(400, "response_format json_schema is not supported")
        return answered(json.dumps({"problems": [], "measures": []}))

    with BatchStub(no_schema) as stub:
        run(reports, stub)
        stub.finish()
        assert run(reports, stub).waiting == 4
        stub.finish()
        run(reports, stub)
    assert any(record.reading.calls == 1 for record in records(reports.parent / "run"))


def test_a_batch_that_the_endpoint_refuses_stops_the_command_with_its_reason(reports: Path) -> None:
    with BatchStub(issues_only) as stub:
        stub.refuse_batches = "no batches on this plan"
        run(reports, stub)
        summary = run(reports, stub)
        assert summary.stopped is not None
        assert "no batches on this plan" in summary.stopped
        assert summary.exit_status == 1
        stub.refuse_batches = None
        run(reports, stub)
        stub.finish()
        assert run(reports, stub).read == 4


def test_an_endpoint_that_cannot_be_reached_stops_the_command(reports: Path) -> None:
    with BatchStub(issues_only) as stub:
        pass
    summary = run(reports, stub, attempts=1)
    assert summary.stopped is not None
    assert "give the same command again" in summary.stopped
    assert summary.waiting == 4


def test_more_requests_than_a_file_may_hold_go_in_several_files(reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "MOST", 2)
    with BatchStub(issues_only) as stub:
        run(reports, stub)
        sizes = [len(data.splitlines()) for _, data in stub.files.values()]
        assert len(stub.batches) == len(sizes) > 1
        assert max(sizes) == 2
        stub.finish()
        assert run(reports, stub).read == 4
    assert set(stub.asked.values()) == {1}


def test_a_wrong_key_stops_the_command_and_another_goes_on(reports: Path) -> None:
    with BatchStub(issues_only) as stub:
        stub.key = "sk-right"
        summary = run(reports, stub)
        assert summary.stopped is not None
        assert "OPENAI_API_KEY" in summary.stopped
        assert "sk-test" not in summary.stopped
        assert (summary.exit_status, summary.failures, stub.requests) == (1, (), 0)
        assert run(reports, stub, api_key=SecretStr("sk-right")).exit_status == 0
        stub.finish()
        assert run(reports, stub).stopped is not None  # the wrong one again
        assert run(reports, stub, api_key=SecretStr("sk-right")).read == 4
    assert set(stub.asked.values()) == {1}


def test_batch_without_a_model_is_wrong_usage(reports: Path) -> None:
    with pytest.raises(UsageError, match="--batch needs a model"):
        extract([reports], reports.parent / "run", Settings(), Options(batch=True))


@pytest.mark.slow
def test_killed_at_every_request_nothing_is_sent_twice_and_nothing_is_lost(reports: Path) -> None:
    fork = multiprocessing.get_context("fork")  # with everything imported already
    kills = 0
    with BatchStub(issues_only) as stub:
        killed: set[tuple[int, int, int]] = set()
        for _ in range(30):
            stub.finish()
            process = fork.Process(target=_one_command, args=(reports, stub.url))
            process.start()
            stub.kill = _at_each_new_step(stub, process, killed)
            process.join(timeout=60)
            stub.kill = lambda number: None
            kills += process.exitcode == -signal.SIGKILL
            if process.exitcode == 0:
                break
        assert process.exitcode == 0
    assert kills >= 5
    assert set(stub.asked.values()) == {1}
    assert len(list(records(reports.parent / "run"))) == 4
    assert sum(record.reading.calls for record in records(reports.parent / "run")) == 4


def _one_command(reports: Path, url: str) -> None:
    summary = extract([reports], reports.parent / "run", settings(url), Options(workers=0, batch=True))
    sys.exit(10 if summary.waiting else summary.exit_status)


def _at_each_new_step(
    stub: BatchStub, process: BaseProcess, killed: set[tuple[int, int, int]]
) -> Callable[[int], int | None]:
    """Kills at each request of a command, told by what the endpoint holds, the first time that it is reached."""
    start = stub.requests

    def kill(number: int) -> int | None:
        step = (len(stub.files), len(stub.batches), number - start)
        if step in killed:
            return None
        killed.add(step)
        return process.pid

    return kill
