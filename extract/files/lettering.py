"""How Word sets the letters of a run: hidden, struck out, raised, in which colour; the run says so, or its style.

Source: ECMA-376 part 1, 17.3.2 (run properties) and 17.7.2 (style hierarchy).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from extract.files.colours import Ink
from extract.files.package import W, stated
from extract.files.raised import Height

_ASKED = ("vanish", "strike", "dstrike", "vertAlign", "color", "sz")
_OFF = frozenset({"0", "false", "off"})
_HEIGHTS: Mapping[str, Height] = {"superscript": "super", "subscript": "sub"}
_TINY = 3
"""Half points: letters of this size are seen by no eye."""
_STEPS = 50
"""The longest chain of styles that is followed."""


@dataclass(frozen=True, slots=True)
class RunLook:
    """How a run stands on its line, and whether it is seen; `is_doubtful` where that cannot be said."""

    height: Height
    is_seen: bool
    is_doubtful: bool


class Lettering:
    """Tells how runs look; `styles` by their ids."""

    def __init__(self, styles: Mapping[str, etree._Element]) -> None:
        self.styles = styles
        self._of_style: dict[str, dict[str, str]] = {}

    def look(self, run: etree._Element, style: str, ink: Ink) -> RunLook:
        """How a run in a paragraph of this style looks that stands on the ground of `ink`."""
        own = run.find(f"{W}rPr")
        looks = self._of(style)
        if own is not None:
            looks = {**looks, **self._of(stated(own, "rStyle") or ""), **_own(own)}
        gone = any(looks.get(name, "off") not in _OFF for name in ("vanish", "strike", "dstrike"))
        size = looks.get("sz", "")
        ink = shaded(ink, own).within({"colour": looks.get("color", "auto")})
        is_seen = not (gone or ink.is_invisible or (size.isdecimal() and int(size) <= _TINY))
        return RunLook(_HEIGHTS.get(looks.get("vertAlign", ""), ""), is_seen, ink.is_doubtful)

    def tints(self, style: str) -> bool:
        """Whether a table style colours cells; which of them depends on conditions that are not followed."""
        element = self.styles.get(style)
        for _ in range(_STEPS):
            if element is None:
                break
            if any(_is_colour(shading.get(f"{W}fill", "")) for shading in element.iter(f"{W}shd")):
                return True
            element = self.styles.get(stated(element, "basedOn") or "")
        return False

    def _of(self, style: str) -> dict[str, str]:
        """The properties of a style and those that it is based on."""
        if style not in self._of_style:
            looks: dict[str, str] = {}
            element = self.styles.get(style)
            for _ in range(_STEPS):
                if element is None:
                    break
                properties = element.find(f"{W}rPr")
                looks = {**_own(properties), **looks} if properties is not None else looks
                element = self.styles.get(stated(element, "basedOn") or "")
            self._of_style[style] = looks
        return self._of_style[style]


def _own(properties: etree._Element) -> dict[str, str]:
    found = ((name, properties.find(f"{W}{name}")) for name in _ASKED)
    return {name: element.get(f"{W}val", "on") for name, element in found if element is not None}


def shaded(ink: Ink, properties: etree._Element | None) -> Ink:
    """The ink on what `properties` (of a cell, a paragraph, a run) shade or highlight."""
    if properties is None:
        return ink
    shading, mark = properties.find(f"{W}shd"), stated(properties, "highlight")
    fill = shading.get(f"{W}fill", "") if shading is not None else ""
    if mark is not None and mark != "none":
        return ink.within({"ground": mark})
    return ink.within({"ground": fill}) if _is_colour(fill) else ink


def _is_colour(fill: str) -> bool:
    return fill not in ("", "auto")
