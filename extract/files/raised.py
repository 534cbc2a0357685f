"""Raised and lowered digits as characters of their own: 12 with a small 1 behind it is 12¹, never 121."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

Height: TypeAlias = Literal["", "super", "sub"]
Piece: TypeAlias = tuple[str, Height]
"""A stretch of a line, and how it stands on it."""

_CHARACTERS = {
    "super": str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"),
    "sub": str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"),
}


def joined(pieces: Sequence[Piece]) -> str:
    """The text of a line. What is raised as a whole stands beside nothing that it could be taken for a part of."""
    if all(height or not text.strip() for text, height in pieces):
        return "".join(text for text, _ in pieces)
    return "".join(text.translate(_CHARACTERS[height]) if height else text for text, height in pieces)
