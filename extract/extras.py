"""What a small installation lacks, told by the extra that brings it.

`gongkai` alone reads text and web pages and asks a model. A room that needs more wraps its imports in `needing`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

EXTRAS: Mapping[str, str] = {
    "pages": "PDFs, pictures and Word files",
    "scans": "scanned pages",
    "summary": "a summary across agencies",
    "export": "workbooks and Parquet files",
    "eval": "an evaluation",
    "ray": "a Ray cluster",
}
"""Every extra and what it is for."""


class MissingExtra(RuntimeError):
    """Packages of an extra are not installed; the message names it."""

    def __init__(self, extra: str) -> None:
        super().__init__(f"{EXTRAS[extra]} need{_s(extra)} more packages: pip install 'gongkai[{extra}]'")
        self.extra = extra


def _s(extra: str) -> str:
    return "s" if EXTRAS[extra].startswith(("a ", "an ")) else ""


@contextmanager
def needing(extra: str) -> Iterator[None]:
    """Raises `MissingExtra` where a module is missing that the extra brings."""
    try:
        yield
    except ModuleNotFoundError:
        raise MissingExtra(extra) from None
