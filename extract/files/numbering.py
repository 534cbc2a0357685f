"""The numbers that Word sets before paragraphs by itself: 一、, （一）, 1. are printed, but stand in no text.

Source: ECMA-376 part 1, 17.9 (numbering).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from lxml import etree

from extract.files.number_formats import FORMATS
from extract.files.package import Package, W, stated

_STEPS = 50
"""The longest chain of styles that is followed."""
_MOST = 999
"""Larger numbers are printed as digits, whatever their format: no list is so long."""
_PLACE = re.compile(r"%([1-9])")


"""Other formats are printed as digits."""


@dataclass(frozen=True, slots=True)
class _Level:
    format: str = "decimal"
    text: str = ""
    start: int = 1
    restarts: bool = True

    def printed(self, counts: dict[int, int], levels: dict[int, _Level]) -> str:
        if self.format == "bullet":
            return "•"

        def number(place: re.Match[str]) -> str:
            level = levels.get(int(place[1]) - 1, _Level())
            value = counts.get(int(place[1]) - 1, level.start)
            return FORMATS.get(level.format, str)(value) if value <= _MOST else str(value)

        text = _PLACE.sub(number, self.text)
        return f"{text} " if text[-1:].isascii() and text[-1:].isalnum() else text


@dataclass(slots=True)
class _List:
    """A way to number: its levels, what a style calls each, and how far each has counted."""

    levels: dict[int, _Level] = field(default_factory=dict)
    by_style: dict[str, int] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)

    def next(self, number: int) -> str:
        level = self.levels.get(number)
        if level is None:
            return ""
        self.counts[number] = self.counts.get(number, level.start - 1) + 1
        for deeper in [other for other in self.counts if other > number]:
            if self.levels.get(deeper, _Level()).restarts:
                del self.counts[deeper]
        return level.printed(self.counts, self.levels)


class Numbering:
    """Numbers the paragraphs of a document, which are given in their order."""

    def __init__(self, package: Package) -> None:
        numbering, styles = package.tree_of("numbering"), package.tree_of("styles")
        self.styles = {_get(style, "styleId"): style for style in _all(styles, "style")}
        self.kinds = {_get(kind, "abstractNumId"): kind for kind in _all(numbering, "abstractNum")}
        self.lists: dict[str, _List] = {}
        self.by_number: dict[str, _List] = {}
        for number in _all(numbering, "num"):
            self._take(number)

    def before(self, paragraph: etree._Element) -> str:
        """What Word prints before a paragraph, if anything, and counts it."""
        style = stated(paragraph, "pPr/pStyle") or ""
        own = paragraph.find(f"{W}pPr/{W}numPr")
        number, level = _numbered(own) if own is not None else ("", None)
        number, style = (number, style) if number else self._of_style(style)
        numbers = self.by_number.get(number)
        if numbers is None:
            return ""
        return numbers.next(numbers.by_style.get(style, 0) if level is None else level)

    def _of_style(self, style: str) -> tuple[str, str]:
        """The list that a style, or what it is based on, puts its paragraphs in, and the style that says so."""
        for _ in range(_STEPS):
            element = self.styles.get(style)
            if element is None:
                break
            properties = element.find(f"{W}pPr/{W}numPr")
            number = stated(properties, "numId") if properties is not None else None
            if number:
                return number, style
            style = stated(element, "basedOn") or ""
        return "", style

    def _take(self, number: etree._Element) -> None:
        """A list of the document: a way to number that it shares, or its own where it begins anew."""
        key = stated(number, "abstractNumId") or ""
        overrides = number.findall(f"{W}lvlOverride")
        if overrides:
            numbers = self._read(key)
            for override in overrides:
                _override(numbers, override)
        else:
            numbers = self.lists.setdefault(key, self._read(key))
        self.by_number[_get(number, "numId")] = numbers

    def _read(self, key: str) -> _List:
        """The way to number that goes by `key`, or by the style that it points to."""
        kind = self.kinds.get(key)
        link = stated(kind, "numStyleLink") if kind is not None else None
        if link is not None:
            kind = next((other for other in self.kinds.values() if stated(other, "styleLink") == link), kind)
        numbers = _List()
        for element in kind.findall(f"{W}lvl") if kind is not None else ():
            _take_level(numbers, element)
        return numbers


def _take_level(numbers: _List, element: etree._Element) -> None:
    number = _whole(_get(element, "ilvl"))
    numbers.levels[number] = _Level(
        stated(element, "numFmt") or "decimal",
        stated(element, "lvlText") or "",
        _whole(stated(element, "start"), 1),
        stated(element, "lvlRestart") != "0",
    )
    style = stated(element, "pStyle")
    if style:
        numbers.by_style[style] = number


def _override(numbers: _List, override: etree._Element) -> None:
    level = override.find(f"{W}lvl")
    if level is not None:
        _take_level(numbers, level)
    start = stated(override, "startOverride")
    number = _whole(_get(override, "ilvl"))
    if start is not None and number in numbers.levels:
        numbers.levels[number] = replace(numbers.levels[number], start=_whole(start, 1))


def _numbered(properties: etree._Element) -> tuple[str, int | None]:
    """The list and the level; the list 0 takes a paragraph out of the one of its style."""
    level = stated(properties, "ilvl")
    return stated(properties, "numId") or "", None if level is None else _whole(level)


def _all(tree: etree._Element | None, name: str) -> list[etree._Element]:
    return [] if tree is None else tree.findall(f"{W}{name}")


def _get(element: etree._Element, name: str) -> str:
    return element.get(f"{W}{name}", "")


def _whole(text: str | None, default: int = 0) -> int:
    return int(text) if text is not None and text.isdecimal() else default
