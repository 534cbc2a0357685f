"""Tokens and money: what each call used, what it cost, and when to stop."""

from __future__ import annotations

from dataclasses import dataclass, replace
from threading import Lock

from openai.types import CompletionUsage

from extract.doubts import doubt
from extract.model.faults import ModelFault
from extract.settings import ModelSettings

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Usage:
    """Calls and their tokens; `cached_tokens` are a part of `input_tokens`."""

    calls: int = 0
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    guessed: int = 0
    """Calls whose endpoint stated no usage; their tokens are guessed from the count of characters."""

    @property
    def tokens(self) -> int:
        return self.input_tokens + self.output_tokens

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.calls + other.calls,
            self.input_tokens + other.input_tokens,
            self.cached_tokens + other.cached_tokens,
            self.output_tokens + other.output_tokens,
            self.guessed + other.guessed,
        )


def usage_of(stated: CompletionUsage | None, characters_in: int, characters_out: int) -> Usage:
    """The usage of one call; guessed at a token a character where the endpoint states none."""
    if stated is None or not (stated.prompt_tokens or stated.completion_tokens):
        return Usage(1, characters_in, 0, characters_out, guessed=1)
    return Usage(1, stated.prompt_tokens, min(_cached(stated), stated.prompt_tokens), stated.completion_tokens)


def _cached(stated: CompletionUsage) -> int:
    """Cached input tokens as OpenAI states them, or DeepSeek and Kimi at the top level."""
    details = stated.prompt_tokens_details
    if details is not None and details.cached_tokens:
        return details.cached_tokens
    extra = stated.model_extra or {}
    return int(extra.get("prompt_cache_hit_tokens") or extra.get("cached_tokens") or 0)


@dataclass(frozen=True, slots=True)
class Prices:
    """For a million tokens; the currency is the user's."""

    input: float
    cached: float
    output: float

    @classmethod
    def of(cls, settings: ModelSettings) -> Prices | None:
        """The prices of the settings; None where they name none. Cached input costs as much as other by default."""
        if settings.price_in is None or settings.price_out is None:
            return None
        cached = settings.price_in if settings.price_cached is None else settings.price_cached
        return cls(settings.price_in, cached, settings.price_out)

    def cost(self, usage: Usage) -> float:
        fresh = usage.input_tokens - usage.cached_tokens
        return (fresh * self.input + usage.cached_tokens * self.cached + usage.output_tokens * self.output) / MILLION


class Budget:
    """What a run may spend, shared by all its calls and safe between threads.

    A call is entered with a guess before it is made, so that calls in flight count too, and settled afterwards.
    """

    def __init__(
        self, max_tokens: int | None = None, max_cost: float | None = None, prices: Prices | None = None
    ) -> None:
        if max_cost is not None and prices is None:
            raise ValueError("--max-cost needs the prices of input and output tokens")
        self.spent = Usage()
        self.prices = prices
        self._max_tokens = max_tokens
        self._max_cost = max_cost
        self._pending = Usage()
        self._lock = Lock()

    @classmethod
    def of(cls, settings: ModelSettings) -> Budget:
        return cls(settings.max_tokens, settings.max_cost, Prices.of(settings))

    @property
    def cost(self) -> float | None:
        """What was spent; None without prices."""
        return self.prices.cost(self.spent) if self.prices else None

    def enter(self, guess: Usage) -> None:
        """Raises a `budget` fault if the call would go beyond the limits."""
        with self._lock:
            total = self.spent + self._pending + guess
            if self._max_tokens is not None and total.tokens > self._max_tokens:
                raise ModelFault("budget", doubt("tokens_spent", spent=self.spent.tokens, limit=self._max_tokens))
            if self._max_cost is not None and self.prices is not None and self.prices.cost(total) > self._max_cost:
                raise ModelFault(
                    "budget",
                    doubt("cost_spent", spent=f"{self.prices.cost(self.spent):.4f}", limit=f"{self._max_cost:g}"),
                )
            self._pending += guess

    def settle(self, guess: Usage, used: Usage) -> None:
        """Replaces the guess of a call by what it used."""
        with self._lock:
            pending = self._pending
            self._pending = replace(
                pending,
                input_tokens=pending.input_tokens - guess.input_tokens,
                output_tokens=pending.output_tokens - guess.output_tokens,
            )
            self.spent += used
