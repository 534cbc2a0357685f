"""What the checks of the scores share.

Every check imports what it tests when it runs, so that `test_mutations` can run them all against a harness with a
deliberate fault in it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from types import ModuleType

from eval.labels import Labels
from extract.summary.codebook import load_codebook
from extract.summary.coder import RuleCoder
from schemas.form import load_form
from schemas.record import Record

CHECKS: list[Callable[[], None]] = []
"""Every check, in the order of their modules."""


def check(one: Callable[[], None]) -> Callable[[], None]:
    """Marks a check."""
    CHECKS.append(one)
    return one


FORM = load_form()


def scoring() -> ModuleType:
    import eval.scoring

    return eval.scoring


def scores(*pairs: tuple[Labels, Record | None]) -> dict[str, float | None]:
    """Every score over some readings."""
    room = scoring()
    summed = room.total([room.count(one, read, FORM).counts for one, read in pairs])
    return {metric.id: metric.score(summed) for metric in room.METRICS}


@cache
def rule_coder() -> RuleCoder:
    return RuleCoder(load_codebook())


def near(found: float | None, expected: float) -> bool:
    return found is not None and math.isclose(found, expected, abs_tol=1e-9)
