"""One OpenAI-compatible endpoint: questions in, checked answers out, every call counted.

openai carries the calls, tenacity repeats those that fail in passing, instructor asks once more for an answer that
does not fit. openai's own retries are off, so that each call is seen, paid and limited here.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import instructor
from instructor.v2.core.errors import InstructorRetryException
from openai import AsyncOpenAI
from openai.types.chat import ChatCompletion
from pydantic import ValidationError
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, wait_random_exponential

from extract.doubts import Doubt, doubt
from extract.model.bill import Budget, Usage, usage_of
from extract.model.cache import Cache
from extract.model.faults import NO_ENDPOINT, NO_JSON, ModelFault, fault_of
from extract.model.ladder import Ladder
from extract.model.requests import (
    MODES,
    Answer,
    Question,
    Rung,
    arguments,
    clean,
    complaints,
    key,
    parse_text,
    prepared,
    size_of,
)
from extract.settings import ModelSettings

REASKS = 1
"""How often an answer that does not fit is asked for again: instructor 1.17 makes `max_retries` + 1 calls."""

PATIENCE = 600.0
"""Seconds that a call waits for a rate limit, all its waits together; other tries are counted, these are not."""

_BACKOFF = wait_random_exponential(multiplier=1, max=30)

logging.getLogger("instructor").addHandler(logging.NullHandler())
"""instructor logs what is told here as a fault; without a log it is not to reach the terminal."""

Sleep = Callable[[float], Awaitable[None]]


class Tally:
    """The usage of one question, its retries and its failures included."""

    def __init__(self) -> None:
        self.usage = Usage()


class Endpoint:
    """An endpoint with its settings, budget and cache. To be used in one event loop."""

    def __init__(
        self,
        settings: ModelSettings,
        budget: Budget | None = None,
        cache: Cache | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._key = settings.api_key.get_secret_value() if settings.api_key else None
        self._client = AsyncOpenAI(
            api_key=self._key or "none", base_url=settings.base_url, max_retries=0, timeout=settings.timeout
        )
        self._completions = self._client.chat.completions  # imports half of openai: not within a call's timeout
        self.settings = settings
        self.address = str(self._client.base_url)
        self.budget = budget or Budget.of(settings)
        self._cache = cache or Cache(settings.cache)
        self._ladder = Ladder(self._cache, self.address, settings.model)
        self._slots = asyncio.Semaphore(settings.concurrency)
        self._first = asyncio.Lock()
        self._sleep = sleep
        self._quiet_until = 0.0
        self._tried = self._ladder.proven is not None
        self._answered = False
        self.stopped: ModelFault | None = None

    async def close(self) -> None:
        await self._client.close()
        self._cache.close()

    async def ask(self, question: Question[Answer], tally: Tally) -> Answer:
        """The answer, from the cache or from the endpoint; `tally` counts its calls even where it fails.

        Raises a `ModelFault` once all that can be tried has been.
        """
        kept_as = key(question, self.address, self.settings.model)
        kept = self._cache.get(kept_as)
        if kept is not None:
            return parse_text(question, kept)
        answer = await self._asked(question, tally)
        self._cache.put(kept_as, answer.model_dump_json())
        return answer

    async def _asked(self, question: Question[Answer], tally: Tally) -> Answer:
        async with self._slots:
            if not self._tried:
                async with self._first:
                    if not self._tried:
                        return await self._try_first(question, tally)
            return await self._climb(question, tally)

    async def _try_first(self, question: Question[Answer], tally: Tally) -> Answer:
        """The first question finds the rung that works, while the others wait for it."""
        try:
            return await self._climb(question, tally)
        finally:
            self._tried = True

    async def _climb(self, question: Question[Answer], tally: Tally) -> Answer:
        refused: ModelFault | None = None
        for rung in self._ladder.rungs():
            try:
                answer = await self._at(rung, question, tally)
            except ModelFault as fault:
                if fault.lasting:
                    self.stopped = fault
                if not self._next_rung_may_help(fault, rung):
                    raise
                refused = fault
                continue
            self._ladder.prove(rung)
            return answer
        raise refused.again() if refused else ModelFault("unsupported")

    def _next_rung_may_help(self, fault: ModelFault, rung: Rung) -> bool:
        if self._ladder.proven == rung:
            return False
        return fault.code in {"unsupported", "bad_request", "invalid_answer"}

    async def _at(self, rung: Rung, question: Question[Answer], tally: Tally) -> Answer:
        """The answer at one rung; an answer that does not fit is asked for once more."""
        proven = self._ladder.proven == rung

        async def complete(**body: Any) -> ChatCompletion:
            completion = await self._call(body, tally)
            if clean(completion, question.keys, rung) is None and not proven:
                raise ModelFault("invalid_answer", NO_JSON)
            return completion

        create: Any = instructor.patch(create=complete, mode=MODES[rung])
        given = arguments(question, self.settings.model, self._ladder.temperature, self.settings.max_output)
        try:
            answer: Answer = await create(response_model=prepared(question.answer), max_retries=REASKS, **given)
            return answer
        except InstructorRetryException as error:
            raise _behind(error) from None

    async def _call(self, body: dict[str, Any], tally: Tally) -> ChatCompletion:
        """One call with its tries."""
        waited = 0.0
        tries = 0

        async def rest(seconds: float) -> None:
            nonlocal waited
            waited += seconds
            await self._sleep(seconds)

        def over(state: RetryCallState) -> bool:
            nonlocal tries
            fault = _fault(state)
            if fault.code == "rate_limited":
                return waited + (fault.retry_after or 0) > PATIENCE
            tries += 1
            return tries >= self.settings.attempts

        retrying = AsyncRetrying(
            retry=retry_if_exception(lambda error: isinstance(error, ModelFault) and error.passing),
            stop=over, wait=_wait, sleep=rest, reraise=True,
        )  # fmt: skip
        try:
            completion: ChatCompletion = await retrying(self._send, body, tally)
        except ModelFault as fault:
            raise self._settled(fault) from None
        self._answered = True
        return completion

    def _settled(self, fault: ModelFault) -> ModelFault:
        """An endpoint that never answered and cannot be reached is at a wrong address."""
        if fault.code == "unreachable" and not self._answered:
            return ModelFault("wrong_url", doubt("not_reached", address=self.address))
        return fault.again()

    async def _send(self, body: dict[str, Any], tally: Tally) -> ChatCompletion:
        """One try. Raises a `ModelFault`."""
        if self.stopped is not None:
            raise self.stopped.again()
        await self._quiet()
        sent = size_of(body["messages"])
        guess = Usage(0, sent, 0, sent // 2)
        self.budget.enter(guess)
        used = Usage(calls=1)
        try:
            async with asyncio.timeout(self.settings.timeout):
                completion = await self._completions.create(**body)
            if not isinstance(completion, ChatCompletion):
                raise ModelFault("wrong_url", NO_ENDPOINT)
            if not completion.choices:
                raise ModelFault("cut_off", Doubt("answer_empty"))
            used = usage_of(completion.usage, sent, _length(completion))
            return completion
        except Exception as error:
            fault = fault_of(error, self._key)
            if fault.code == "rate_limited":
                self._hush(fault.retry_after)
            if fault.code in {"bad_request", "unsupported"} and "temperature" in body and "temperature" in str(error):
                return await self._without_temperature(body, tally)
            raise fault from None
        finally:
            self.budget.settle(guess, used)
            tally.usage += used

    async def _without_temperature(self, body: dict[str, Any], tally: Tally) -> ChatCompletion:
        self._ladder.drop_temperature()
        return await self._send({name: value for name, value in body.items() if name != "temperature"}, tally)

    async def _quiet(self) -> None:
        """Waits while a rate limit that any call met asks for it."""
        wait = self._quiet_until - asyncio.get_running_loop().time()
        if wait > 0:
            await self._sleep(wait)

    def _hush(self, seconds: float | None) -> None:
        if seconds and seconds <= PATIENCE:
            self._quiet_until = max(self._quiet_until, asyncio.get_running_loop().time() + seconds)


def _fault(state: RetryCallState) -> ModelFault:
    error = state.outcome.exception() if state.outcome else None
    return error if isinstance(error, ModelFault) else ModelFault("bad_request")


def _wait(state: RetryCallState) -> float:
    """What the endpoint asks for, else longer and longer with chance in it."""
    asked = _fault(state).retry_after
    return _BACKOFF(state) if asked is None else asked


def _length(completion: ChatCompletion) -> int:
    return sum(len(choice.message.content or "") for choice in completion.choices)


def _behind(error: InstructorRetryException) -> ModelFault:
    """The fault for which instructor gave up; what was asked and answered stays out of it."""
    cause = error.__cause__
    if isinstance(cause, ModelFault):
        return cause.again()
    if isinstance(cause, ValidationError):
        return ModelFault("invalid_answer", complaints(cause))
    return ModelFault("invalid_answer", NO_JSON)
