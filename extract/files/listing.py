"""The marks that a browser sets before the items of lists: 1., a., i., •. They are seen, but stand in no text.

Source: HTML, 15.3.8 "Lists", and CSS Counter Styles Level 3, 6.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from extract.files.number_formats import FORMATS
from extract.text.enumerators import NUMBERED, opening

_TYPES = {"a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman", "1": "decimal"}
_FORMAT_OF = {
    "decimal": "decimal", "decimal-leading-zero": "decimalZero", "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter", "upper-alpha": "upperLetter", "upper-latin": "upperLetter",
    "lower-roman": "lowerRoman", "upper-roman": "upperRoman",
}  # fmt: skip
_CHINESE_FORMAT_OF = {
    "cjk-ideographic": "chineseCounting", "simp-chinese-informal": "chineseCounting",
    "trad-chinese-informal": "chineseCounting", "cjk-heavenly-stem": "ideographTraditional",
    "cjk-decimal": "ideographDigital",
}  # fmt: skip
_BULLETS = frozenset({"disc", "circle", "square"})
_WHOLE = re.compile(r"\s*([+-]?\d{1,6})")
_LETTER = re.compile(r"[^\W\d_]")
_ENUMERATED = (*NUMBERED, "shi", "di", "circ", "bullet")


@dataclass(slots=True)
class List:
    """An open list: how it marks its items, and the number of the next one."""

    style: str
    next: int = 1
    step: int = 1

    def mark(self, attributes: Mapping[str, str | None], styles: Mapping[str, str]) -> str:
        """What stands before the next item. `styles`: as `Styles.of` states them for the item."""
        number = _whole(attributes.get("value"), self.next)
        self.next = number + self.step
        if styles.get("display", "list-item") != "list-item":
            return ""
        return _mark(_style(attributes, styles) or self.style, number)


def opened(tag: str, items: int, attributes: Mapping[str, str | None], styles: Mapping[str, str]) -> List:
    """The list that an element begins: `ol`, or one whose items are not counted."""
    if tag != "ol":
        return List(_style(attributes, styles) or "disc")
    down = "reversed" in attributes
    first = _whole(attributes.get("start"), items if down else 1)
    return List(_style(attributes, styles) or "decimal", first, -1 if down else 1)


def marked(mark: str, line: str) -> str:
    """A line with the mark of its item: not where it is a number, which is a cell's value.

    Nor where it has an enumerator of its own: then the site's style sheet, which is not at hand, leaves out the mark.
    """
    return mark + line if _LETTER.search(line) and opening(line, _ENUMERATED) is None else line


def _style(attributes: Mapping[str, str | None], styles: Mapping[str, str]) -> str | None:
    """The style that is stated for a list or an item."""
    for word in styles.get("marker", "").split():
        if word == "none" or word in _FORMAT_OF or word in _CHINESE_FORMAT_OF or word in _BULLETS:
            return word
    stated = attributes.get("type") or ""
    return _TYPES.get(stated) or (stated.lower() if stated.lower() in _BULLETS else None)


def _mark(style: str, number: int) -> str:
    if style == "none":
        return ""
    if style in _BULLETS:
        return "• "
    if style in _CHINESE_FORMAT_OF:
        return f"{FORMATS[_CHINESE_FORMAT_OF[style]](number)}、"
    return f"{FORMATS.get(_FORMAT_OF[style], str)(number)}. "


def _whole(text: str | None, default: int) -> int:
    found = _WHOLE.match(text or "")
    return int(found[1]) if found else default
