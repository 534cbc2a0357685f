"""Colours as style sheets and Word files state them, and whether text in one is seen on another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

Colour: TypeAlias = tuple[int, int, int]

_NAMES: dict[str, Colour] = {
    "white": (255, 255, 255), "black": (0, 0, 0), "red": (255, 0, 0), "green": (0, 128, 0), "blue": (0, 0, 255),
    "yellow": (255, 255, 0), "gray": (128, 128, 128), "grey": (128, 128, 128), "silver": (192, 192, 192),
    "snow": (255, 250, 250), "ivory": (255, 255, 240), "whitesmoke": (245, 245, 245), "ghostwhite": (248, 248, 255),
    "floralwhite": (255, 250, 240), "azure": (240, 255, 255), "mintcream": (245, 255, 250),
}  # fmt: skip
WHITE, BLACK = _NAMES["white"], _NAMES["black"]
_HEX = re.compile(r"#?([0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})")
_PARTS = re.compile(r"rgba?\(\s*([\d.]+%?)[\s,]+([\d.]+%?)[\s,]+([\d.]+%?)\s*(?:[,/]\s*([\d.]+%?)\s*)?\)")
_WORDS = re.compile(r"rgba?\([^)]*\)|[^\s]+")
_INHERITED = frozenset({"inherit", "initial", "unset", "currentcolor", "revert"})
_FAINT = 20
"""Levels of 255. Text that differs less from what it stands on is not seen."""


def colour(text: str) -> Colour | None:
    """The colour that `text` names: #fff, rgb(255, 255, 255), white; None where it is none, or not known."""
    text = text.strip().lower()
    if text in _NAMES:
        return _NAMES[text]
    found = _HEX.fullmatch(text)
    if found:
        return _of_hex(found[1])
    parts = _PARTS.fullmatch(text)
    return None if parts is None else (_level(parts[1]), _level(parts[2]), _level(parts[3]))


def is_clear(text: str) -> bool:
    """Whether `text` names a colour of no opacity."""
    text = text.strip().lower()
    parts, found = _PARTS.fullmatch(text), _HEX.fullmatch(text)
    if parts is not None and parts[4] is not None:
        return float(parts[4].rstrip("%")) == 0
    return text == "transparent" or (
        found is not None and len(found[1]) in (4, 8) and found[1].endswith("0" * (len(found[1]) // 4))
    )


@dataclass(frozen=True, slots=True)
class Ink:
    """The colour of text and of what it stands on; None where it is not known."""

    text: Colour | None = BLACK
    ground: Colour | None = WHITE
    clear: bool = False

    @property
    def is_invisible(self) -> bool:
        """Whether nobody sees the text."""
        return self.clear or not self._stands_out

    @property
    def is_doubtful(self) -> bool:
        """Whether the text is as light as paper and what it stands on is not known."""
        return not self.clear and self.ground is None and self.text is not None and not is_seen(self.text, WHITE)

    @property
    def _stands_out(self) -> bool:
        return self.text is None or self.ground is None or is_seen(self.text, self.ground)

    def within(self, styles: Mapping[str, str]) -> Ink:
        """The ink of an element inside, by its styles `colour` and `ground`."""
        text, ground = styles.get("colour"), styles.get("ground")
        if text is None and ground is None:
            return self
        known = self if text is None or text in _INHERITED else replace(self, text=colour(text), clear=is_clear(text))
        return known if ground is None else replace(known, ground=_ground(ground, self.ground))


def _ground(stated: str, below: Colour | None) -> Colour | None:
    """What an element stands on that states `stated`; pictures may be of any colour."""
    if stated in _INHERITED or stated == "none" or is_clear(stated):
        return below
    if "url(" in stated or "gradient" in stated:
        return None
    words = (stated, *_WORDS.findall(stated))
    return next((found for word in words if (found := colour(word)) is not None), None)


def is_seen(text: Colour, ground: Colour) -> bool:
    return max(abs(one - other) for one, other in zip(text, ground, strict=True)) > _FAINT


def _of_hex(digits: str) -> Colour:
    if len(digits) < 6:
        digits = "".join(2 * digit for digit in digits)
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def _level(text: str) -> int:
    number = float(text.rstrip("%"))
    return min(round(number * 2.55 if text.endswith("%") else number), 255)
