"""How Word sets the letters of a run: hidden, struck out, raised; the run itself says so, or a style of it.

Source: ECMA-376 part 1, 17.3.2 (run properties) and 17.7.2 (style hierarchy).
"""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from extract.files.package import W, stated
from extract.files.raised import Height

_ASKED = ("vanish", "strike", "dstrike", "vertAlign")
_OFF = frozenset({"0", "false", "off"})
_HEIGHTS: Mapping[str, Height] = {"superscript": "super", "subscript": "sub"}
_STEPS = 50
"""The longest chain of styles that is followed."""


class Lettering:
    """Tells how runs look; `styles` by their ids."""

    def __init__(self, styles: Mapping[str, etree._Element]) -> None:
        self.styles = styles
        self._of_style: dict[str, dict[str, str]] = {}

    def height(self, run: etree._Element, style: str) -> Height | None:
        """How a run in a paragraph of this style stands on its line; None where it is hidden or struck out."""
        own = run.find(f"{W}rPr")
        looks = self._of(style)
        if own is not None:
            looks = {**looks, **self._of(stated(own, "rStyle") or ""), **_own(own)}
        if any(looks.get(name, "off") not in _OFF for name in ("vanish", "strike", "dstrike")):
            return None
        return _HEIGHTS.get(looks.get("vertAlign", ""), "")

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
