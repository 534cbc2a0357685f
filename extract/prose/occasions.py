"""Phrases of time or occasion that lead a statement in (今后，下一步，对此，针对上述问题，): no part of a quote."""

from __future__ import annotations

from extract.prose.words import compiled

_OCCASION = compiled("<occasion>+")
_AHEAD = compiled("(?:<organ>，?)?(?:在|从)?<later>(?:的?[^，。；：将要]{0,14})?，|<organ>?(?:在|从)?<later>")
_LEAST = 4
"""Characters that a statement has at least."""


def behind_occasion(text: str, start: int, end: int) -> int:
    """Where the statement `text[start:end]` begins behind the phrases of time and occasion in front of it."""
    found = _OCCASION.match(text, start, end)
    return found.end() if found and end - found.end() >= _LEAST else start


def looks_forward(text: str, start: int) -> bool:
    """Whether the clause at `start` begins with a phrase of the time to come: 下一步，."""
    return _AHEAD.match(text, start) is not None
