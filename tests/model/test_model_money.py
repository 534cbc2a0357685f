"""Tokens, cost, limits and the cache of answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from model_help import PROCEEDINGS, RIGHT, ROWS, settings_for, with_reader
from model_stub import Reply, Stub, failed

from extract.document import Document
from extract.model.bill import Budget, Prices, Usage
from extract.model.reader import ModelReader, ModelReadings
from extract.model.task import Ask
from extract.wording import said
from schemas.form import load_form

Serve = Callable[..., Stub]
TABLES = load_form().variants_of("proceedings")
GOOD = Reply(RIGHT)
SHORT = Reply(json.dumps({"rows": ROWS[:2]}), usage={"prompt_tokens": 90, "completion_tokens": 11})


def text(number: int) -> Document:
    return Document(PROCEEDINGS + " " * number, "text/plain")


def ask(document: Document) -> Ask:
    return Ask(tables=[((0, len(document.text)), TABLES)])


def read_all(stub: Stub, count: int, **settings: Any) -> tuple[list[ModelReadings], Usage]:
    async def work(reader: ModelReader) -> tuple[list[ModelReadings], Usage]:
        read = [await reader.read(text(n), ask(text(n))) for n in range(count)]
        return read, reader.budget.spent

    return with_reader(settings_for(stub, **settings), work)


def test_the_tokens_of_tries_and_of_second_askings_are_counted(serve: Serve) -> None:
    with serve(failed(500), SHORT, failed(429), GOOD) as stub:
        (readings,), spent = read_all(stub, 1)
    assert readings.usage == spent == Usage(calls=4, input_tokens=190, output_tokens=31)


@pytest.mark.parametrize(
    "usage",
    [
        {"prompt_tokens_details": {"cached_tokens": 64}},
        {"prompt_cache_hit_tokens": 64, "prompt_cache_miss_tokens": 36},
        {"cached_tokens": 64},
    ],
    ids=["OpenAI", "DeepSeek", "Kimi"],
)
def test_cached_tokens_are_counted_as_each_provider_states_them(usage: dict[str, Any], serve: Serve) -> None:
    with serve(Reply(RIGHT, usage={"prompt_tokens": 100, "completion_tokens": 20, **usage})) as stub:
        _, spent = read_all(stub, 1)
    assert spent.cached_tokens == 64


def test_usage_that_an_endpoint_does_not_state_is_guessed_and_said_so(serve: Serve) -> None:
    with serve(Reply(RIGHT, usage=None)) as stub:
        (readings,), spent = read_all(stub, 1)
    assert spent.input_tokens > len(PROCEEDINGS)
    assert spent.output_tokens >= len(RIGHT)
    assert any("估计" in said(note) for note in readings.notes)


def test_cost_is_the_prices_times_the_millions() -> None:
    prices = Prices(input=2.0, cached=0.5, output=8.0)
    usage = Usage(calls=1, input_tokens=3_000_000, cached_tokens=1_000_000, output_tokens=500_000)
    assert prices.cost(usage) == 2 * 2.0 + 1 * 0.5 + 0.5 * 8.0


def test_a_limit_of_cost_without_prices_is_refused() -> None:
    with pytest.raises(ValueError, match="prices"):
        Budget(max_cost=1.0)


def test_a_limit_of_tokens_stops_politely_and_is_never_passed(serve: Serve) -> None:
    with serve(GOOD) as stub:
        readings, spent = read_all(stub, 60, max_tokens=5000)
    read = [one for one in readings if one.tables]
    assert 0 < len(read) < 60
    assert spent.tokens <= 5000
    assert stub.calls == len(read)
    assert all(one.stop is not None and one.stop.code == "budget" for one in readings if not one.tables)
    assert "上限5000" in said(readings[-1].notes[0])


def test_a_limit_of_cost_stops_too(serve: Serve) -> None:
    prices = {"price_in": 1.0, "price_out": 4.0}
    with serve(GOOD) as stub:
        readings, spent = read_all(stub, 60, max_cost=0.005, **prices)
    assert 0 < len([one for one in readings if one.tables]) < 60
    assert Prices(1.0, 1.0, 4.0).cost(spent) <= 0.005


def test_calls_in_flight_count_against_the_limit(serve: Serve) -> None:
    async def work(reader: ModelReader) -> Usage:
        await reader.read(text(99), ask(text(99)))
        await asyncio.gather(*(reader.read(text(n), ask(text(n))) for n in range(40)))
        return reader.budget.spent

    with serve(GOOD, latency=0.05) as stub:
        spent = with_reader(settings_for(stub, max_tokens=8000, concurrency=40), work)
    assert spent.tokens <= 8000


def test_the_same_work_again_makes_no_call(serve: Serve, cache: Path) -> None:
    with serve(GOOD) as stub:
        first, _ = read_all(stub, 3, cache=cache)
        again, spent = read_all(stub, 3, cache=cache)
    assert stub.calls == 3
    assert spent == Usage()
    assert [one.tables["proceedings"].cells for one in again] == [one.tables["proceedings"].cells for one in first]


def test_an_answer_won_by_a_second_asking_is_kept_too(serve: Serve, cache: Path) -> None:
    with serve(GOOD, SHORT, GOOD) as stub:
        read_all(stub, 2, cache=cache)
        read_all(stub, 2, cache=cache)
    assert stub.calls == 3


def test_a_failed_answer_is_not_kept(serve: Serve, cache: Path) -> None:
    with serve(Reply(None, refusal="no"), GOOD) as stub:
        (failed_,), _ = read_all(stub, 1, cache=cache)
        (read,), _ = read_all(stub, 1, cache=cache)
    assert not failed_.tables
    assert read.tables


@pytest.mark.parametrize("change", ["model", "base_url", "text"])
def test_whatever_decides_an_answer_is_in_the_key_of_the_cache(change: str, serve: Serve, cache: Path) -> None:
    with serve(GOOD) as stub:
        read_all(stub, 1, cache=cache)
        other = {"model": {"model": "other"}, "base_url": {"base_url": stub.url + "/"}, "text": {}}[change]
        if change == "base_url":
            with serve(GOOD) as second:
                read_all(second, 1, cache=cache)
                assert second.calls == 1
            return
        read_all(stub, 2 if change == "text" else 1, cache=cache, **other)
    assert stub.calls == 2


def test_concurrency_is_bounded_by_its_setting(serve: Serve) -> None:
    async def work(reader: ModelReader) -> None:
        await asyncio.gather(*(reader.read(text(n), ask(text(n))) for n in range(20)))

    with serve(GOOD, latency=0.03) as stub:
        with_reader(settings_for(stub, concurrency=3), work)
    assert stub.most_in_flight == 3
