"""The scores, against values worked out by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from eval_checks import CHECKS


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: str(check.__name__))
def test_that(check: Callable[[], None]) -> None:
    check()
