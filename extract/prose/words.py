"""The word lists of `words.toml` as regular expressions."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("words.toml")
_REFERENCE = re.compile(r"(?<!\?P)<(\w+)>")


@cache
def _lists() -> dict[str, list[str]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def any_of(name: str) -> str:
    """One of the words of a list, as a group that captures nothing."""
    return f"(?:{'|'.join(listed(name))})"


def listed(name: str) -> list[str]:
    """The words of a list."""
    return [filled(word) for word in _lists()[name]]


def filled(pattern: str) -> str:
    """`pattern` with each <name> replaced by one of the words of that list."""
    return _REFERENCE.sub(lambda reference: any_of(reference[1]), pattern)


def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern whose <name>s stand for lists."""
    return re.compile(filled(pattern))
