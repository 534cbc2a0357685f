"""Text from reports and file names made safe for a terminal, and the consoles that print it."""

from __future__ import annotations

import unicodedata
from typing import TextIO

from rich.console import Console

PIPE_WIDTH = 120
"""Columns where no terminal tells its own."""


def plain(text: str) -> str:
    """`text` on one line, without anything that a terminal would act on.

    White space becomes a space; other control characters (escape sequences begin with one), direction marks,
    invisible and unassigned characters and lone surrogates become U+FFFD.
    """
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character.isspace():
        return " " if character != "\u3000" else character
    return "\ufffd" if unicodedata.category(character) in ("Cc", "Cf", "Cn", "Cs") else character


def console(stream: TextIO) -> Console:
    """A console that takes text as it is: no markup, no emoji codes, no guessing what to highlight."""
    width = None if stream.isatty() else PIPE_WIDTH
    return Console(file=stream, width=width, markup=False, emoji=False, highlight=False, soft_wrap=False)
