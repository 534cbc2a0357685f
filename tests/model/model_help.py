"""What the tests of the model room share: a small report, its right answer, a reader that does not wait."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from model_stub import Stub
from pydantic import SecretStr

from extract.model.reader import ModelReader
from extract.settings import ModelSettings

KEY = "sk-test-0123456789abcdefghij"
T = TypeVar("T")

PROCEEDINGS = "行政复议\t行政诉讼\n维持\t纠正\t其他\t未审结\t总计\n3\t0\t1\t0\t4\t3\t0\t0\t0\t3\t0\t0\t0\t0\t0\n"
ROWS = [["review", 3, 0, 1, 0, 4], ["litigation_direct", 3, 0, 0, 0, 3], ["litigation_after_review", 0, 0, 0, 0, 0]]
RIGHT = json.dumps({"rows": ROWS})


def settings_for(stub: Stub | str, **given: Any) -> ModelSettings:
    url = stub if isinstance(stub, str) else stub.url
    return ModelSettings(**({"model": "stub", "base_url": url, "api_key": SecretStr(KEY), "timeout": 5.0} | given))


class Waits:
    """Takes the place of sleeping; `told` are the seconds."""

    def __init__(self) -> None:
        self.told: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.told.append(seconds)
        await asyncio.sleep(0)


def with_reader(
    settings: ModelSettings, work: Callable[[ModelReader], Coroutine[Any, Any, T]], waits: Waits | None = None
) -> T:
    """Runs `work` with a reader that does not really wait between tries."""

    async def run() -> T:
        reader = ModelReader(settings)
        reader.endpoint._sleep = waits or Waits()
        try:
            return await work(reader)
        finally:
            await reader.close()

    return asyncio.run(run())
