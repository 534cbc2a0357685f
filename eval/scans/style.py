"""How a page looks: typefaces, sizes, lines. The typefaces come with Debian packages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

Lines = Literal["ruled", "thin", "double", "open", "horizontal", "none"]

_FONTS = Path("/usr/share/fonts/truetype")
_TYPEFACES: Mapping[str, tuple[str, str]] = {
    "song": ("arphic-gbsn00lp/gbsn00lp.ttf", "fonts-arphic-gbsn00lp"),
    "kai": ("arphic-gkai00mp/gkai00mp.ttf", "fonts-arphic-gkai00mp"),
    "wenkai": ("lxgw-wenkai/LXGWWenKai-Regular.ttf", "fonts-lxgw-wenkai"),
    "hei": ("wqy/wqy-zenhei.ttc", "fonts-wqy-zenhei"),
    "microhei": ("wqy/wqy-microhei.ttc", "fonts-wqy-microhei"),
    "times": ("liberation/LiberationSerif-Regular.ttf", "fonts-liberation"),
    "arial": ("liberation/LiberationSans-Regular.ttf", "fonts-liberation"),
}
"""File below Debian's folder of fonts, and package, of each typeface."""


class MissingFont(RuntimeError):
    """A typeface is not installed; the message names the package that brings it."""


@dataclass(frozen=True, slots=True)
class Style:
    """A way to set a report. Sizes in points; `numbers` is the typeface of ASCII characters."""

    body: str
    heading: str
    table: str
    numbers: str
    lines: Lines = "ruled"
    body_size: float = 16.0
    table_size: float = 10.5
    padding: float = 3.0
    shaded: bool = False
    """Whether the headings of blocks have a blue ground."""
    header_repeated: bool = False
    """Whether a table that goes on on the next page repeats its header."""


STYLES: tuple[Style, ...] = (
    Style("song", "hei", "song", "times"),
    Style("kai", "hei", "song", "song", "thin", table_size=9.0, shaded=True),
    Style("wenkai", "hei", "kai", "times", "double", table_size=10.0),
    Style("song", "microhei", "microhei", "arial", "ruled", table_size=9.0, header_repeated=True),
    Style("kai", "hei", "wenkai", "wenkai", "open", body_size=15.0),
)
"""The looks that scans take turns in."""


@cache
def registered(typeface: str) -> str:
    """The name under which reportlab knows a typeface. Raises MissingFont."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    file, package = _TYPEFACES[typeface]
    if not (_FONTS / file).is_file():
        raise MissingFont(f"the typeface {typeface} is not installed; install Debian's package {package}")
    pdfmetrics.registerFont(TTFont(typeface, str(_FONTS / file)))
    return typeface
