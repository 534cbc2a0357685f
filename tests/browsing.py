"""A real browser for the tests of pages."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path("/usr/bin/chromium")


@contextmanager
def chromium() -> Iterator[Any]:
    """Debian's chromium; the test is skipped where there is none.

    While it is open its thread has a running event loop, in which nothing else can call `asyncio.run`.
    """
    if not os.access(CHROMIUM, os.X_OK):
        pytest.skip("there is no browser (Debian's chromium), which this test opens the page with")
    sync = pytest.importorskip("playwright.sync_api")
    with sync.sync_playwright() as play:
        opened = play.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield opened
        opened.close()
