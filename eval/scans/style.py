"""How a page looks: typefaces (of `eval.scans.typefaces`), sizes, lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Lines = Literal["ruled", "thin", "double", "open", "horizontal", "none"]


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
