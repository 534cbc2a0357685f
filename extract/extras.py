"""What a small installation lacks, told by the extra that brings it.

`gongkai` alone reads text and web pages and asks a model. A room that needs more wraps its imports in `needing`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from extract.failing import Told

EXTRAS = ("pages", "scans", "summary", "export", "eval", "ray")
"""Every extra; the catalogue says under `extra_` what it is for."""


class MissingExtra(Told):
    """Packages of an extra are not installed; the message names it."""

    def __init__(self, extra: str) -> None:
        super().__init__("extra_missing", what=extra, extra=f"gongkai[{extra}]")
        self.extra = extra

    def __reduce__(self) -> tuple[type[MissingExtra], tuple[str]]:
        return MissingExtra, (self.extra,)  # it travels between processes


@contextmanager
def needing(extra: str) -> Iterator[None]:
    """Raises `MissingExtra` where a module is missing that the extra brings."""
    try:
        yield
    except ModuleNotFoundError:
        raise MissingExtra(extra) from None
