"""A model room whose answers come in batches: what is answered completes a report, what is not is postponed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any

import httpx2
from openai import APIStatusError
from openai.types.chat import ChatCompletion
from pydantic import ValidationError

from extract.doubts import Doubt
from extract.model.bill import Budget, Usage, usage_of
from extract.model.endpoint import Endpoint, Tally
from extract.model.faults import ModelFault, fault_of
from extract.model.requests import LADDER, Answer, Question, Rung, body, key, parse, parse_text
from extract.model.room import ModelRoom
from extract.model.task import Task
from extract.run.documents import pack_document
from extract.run.errors import StopRun
from extract.run.requests import Requests, Sent
from extract.run.steps import Incomplete, Postponed, Request, Room
from extract.settings import ModelSettings, Settings
from schemas.record import Record

HALF = 0.5
"""What a batch costs of the listed price."""


class Later(ModelFault):
    """The answer is not there yet."""

    def __init__(self) -> None:
        super().__init__("unreachable")


class _Missing:
    """What a report waits for."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.keys: list[str] = []


_missing: ContextVar[_Missing] = ContextVar("missing")


class PostponingEndpoint(Endpoint):
    """Answers from batches that have ended; all other questions are noted for the next."""

    def __init__(self, settings: ModelSettings, budget: Budget, requests: Requests) -> None:
        super().__init__(settings, budget)
        self._requests = requests

    async def ask(self, question: Question[Answer], tally: Tally) -> Answer:
        """Raises `Later` for an answer that is not there yet, `ModelFault` for one that will not come."""
        name = key(question, self.address, self.settings.model)
        kept = self._cache.get(name)
        if kept is not None:
            return parse_text(question, kept)
        sent = self._requests.find(name)
        if sent is None:
            self._post(name, question, self._ladder.rungs()[0])
        elif sent.state == "answered":
            return self._from_batch(name, question, sent, tally)
        elif sent.state == "refused":
            self._after_refusal(name, question, sent)
        _missing.get().keys.append(name)
        raise Later

    def _from_batch(self, name: str, question: Question[Answer], sent: Sent, tally: Tally) -> Answer:
        try:
            completion = ChatCompletion.model_validate(sent.answer)
            tally.usage += usage_of(completion.usage, question.characters, 0)
            answer = parse(question, completion)
        except (ModelFault, ValidationError) as error:
            fault = error if isinstance(error, ModelFault) else ModelFault("invalid_answer")
            self._once_more(name, question, sent, fault, _rung(sent))
            _missing.get().keys.append(name)
            raise Later from None
        self._ladder.prove(_rung(sent))
        return answer

    def _after_refusal(self, name: str, question: Question[Any], sent: Sent) -> None:
        fault = _fault_of(sent.status, sent.answer or {})
        place = LADDER.index(_rung(sent)) + 1
        if fault.code in {"unsupported", "bad_request"} and place < len(LADDER):
            self._post(name, question, LADDER[place])
        elif fault.passing:
            self._once_more(name, question, sent, fault, _rung(sent))
        else:
            raise fault

    def _once_more(self, name: str, question: Question[Any], sent: Sent, fault: ModelFault, rung: Rung) -> None:
        if sent.tries >= self.settings.attempts:
            raise fault
        self._post(name, question, rung)

    def _post(self, name: str, question: Question[Any], rung: Rung) -> None:
        # Never settled: what is on its way counts against the limits until the answer does.
        self.budget.enter(Usage(0, question.characters, 0, question.characters // 2))
        request = Request(name, body(question, self.settings.model, rung, self._ladder.temperature), rung)
        _missing.get().requests.append(request)


def _rung(sent: Sent) -> Rung:
    return next(rung for rung in LADDER if rung == sent.rung)


def _fault_of(status: int | None, body: dict[str, Any]) -> ModelFault:
    """The fault that a refused item stands for."""
    if status is None:
        return ModelFault("server_error", Doubt("not_in_batch"))
    error = body.get("error") if isinstance(body.get("error"), dict) else {}
    response = httpx2.Response(status, request=httpx2.Request("POST", "http://batch.invalid"))
    return fault_of(APIStatusError(str((error or {}).get("message", "")), response=response, body=error))


class PostponingRoom:
    """The model room of a run that asks in batches."""

    def __init__(self, room: ModelRoom) -> None:
        self._room = room

    async def complete(self, payload: Task) -> Record:
        missing = _Missing()
        token = _missing.set(missing)
        try:
            done = await self._room.complete(payload)
        finally:
            _missing.reset(token)
        if done.stop is not None:
            raise StopRun(done.stop.told)
        if missing.keys:
            raise Postponed(missing.requests, missing.keys, pack_document(payload.whole or payload.document))
        if not done.complete:
            raise Incomplete(done.record)
        return done.record


@asynccontextmanager
async def postponing_room(settings: Settings, requests: Requests) -> AsyncIterator[Room]:
    """Raises `ValueError` for settings without a model."""
    if settings.model is None:
        raise ValueError("a model room needs a model")
    model = _half_price(settings.model)
    room = ModelRoom(model)
    await room.reader.close()
    room.reader.endpoint = PostponingEndpoint(model, room.reader.budget, requests)
    try:
        yield PostponingRoom(room)
    finally:
        await room.reader.close()


def _half_price(settings: ModelSettings) -> ModelSettings:
    prices = {name: getattr(settings, name) for name in ("price_in", "price_cached", "price_out")}
    halved = {name: price * HALF for name, price in prices.items() if price is not None}
    return settings.model_copy(update=halved)
