"""Endpoints and reports for the tests of the model room."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from model_help import PROCEEDINGS
from model_stub import Reply, Script, Stub, playing

from extract.document import Document


@pytest.fixture
def document() -> Document:
    return Document(PROCEEDINGS, "text/plain")


@pytest.fixture
def serve() -> Callable[..., Stub]:
    """`with serve(reply, …) as stub`: an endpoint that plays the replies, or a script."""

    def made(*replies: Reply | Script, latency: float = 0.0) -> Stub:
        script = replies[0] if len(replies) == 1 and callable(replies[0]) else playing(replies)  # type: ignore[arg-type]
        return Stub(script, latency)

    return made


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"
