"""Characters that are printed, or recognized, in place of digits: O for 0, l for 1, and digits for one another."""

from __future__ import annotations

ROUND = "Oo○〇"
"""What is printed for 0 in years and alone; for a regular expression's brackets. 〇 is a numeral of its own too."""

_SAME = {**dict.fromkeys(ROUND, "0"), "Ｏ": "0", "ｏ": "0", "l": "1", "I": "1", "|": "1"}
_NEAR = {"Q": "0", "D": "0"}
_DIGITS = str.maketrans(_SAME)
_WITH_NEAR = str.maketrans(_SAME | _NEAR)

CONFUSED = frozenset(
    frozenset(pair) for pair in ("06", "08", "09", "17", "14", "27", "35", "38", "56", "58", "68", "69", "89")
)  # fmt: skip
"""Pairs of digits that engines and people take for one another."""


def as_digits(text: str, *, near: bool = False) -> str:
    """`text` with the characters that look like digits as digits; same length.

    `near`: where a number is known to stand, a Q or D is one too.
    """
    return text.translate(_WITH_NEAR if near else _DIGITS)
