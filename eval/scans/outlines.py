"""PostScript outlines to TrueType ones: cubic curves become quadratic (cu2qu, of fontTools)."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from filelock import FileLock

_UNITS = 1.0
"""How far a curve may be from the one it stands for, of the 1,000 units that a letter is high."""
_UNUSED = ("GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx")
_COUNTS = (
    "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements",
    "maxSizeOfInstructions", "maxComponentElements", "maxPoints", "maxContours", "maxCompositePoints",
    "maxCompositeContours", "maxComponentDepth",
)  # fmt: skip


def truetype(source: Path, target: Path, letters: str | None = None) -> Path:
    """`target`, a typeface of the letters of `source` (those of GB 2312 by default); made where it is not there.

    It takes some ten seconds; processes that want the same wait for one of them.
    """
    if target.is_file():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{target}.lock"):
        if not target.is_file():
            _convert(source, target, letters or _gb2312())
    return target


def _gb2312() -> str:
    """ASCII and the signs and letters of GB 2312, which forms of the State Council are printed in."""
    pairs = (bytes((high, low)).decode("gb2312", "ignore") for high in range(0xA1, 0xF8) for low in range(0xA1, 0xFF))
    return "".join(map(chr, range(32, 127))) + "".join(pairs)


def _convert(source: Path, target: Path, letters: str) -> None:
    font = _subset(source, letters)
    _redraw(font)
    _settle(font)
    with tempfile.NamedTemporaryFile(dir=target.parent, suffix=".part", delete=False) as part:
        font.save(part)
    os.replace(part.name, target)


def _subset(source: Path, letters: str) -> Any:
    from fontTools import subset
    from fontTools.ttLib import TTFont

    font = TTFont(source)
    options = subset.Options(layout_features=[], hinting=False, notdef_outline=True)
    options.drop_tables += _UNUSED
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=letters)
    subsetter.subset(font)
    return font


def _redraw(font: Any) -> None:
    """Every letter in quadratic curves; the other direction is the one that fills in TrueType."""
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib import newTable

    letters, drawn = font.getGlyphSet(), {}
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(letters)
        letters[name].draw(Cu2QuPen(pen, _UNITS, reverse_direction=True))
        drawn[name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = font.getGlyphOrder(), drawn
    widths = font["hmtx"].metrics  # a letter is moved by what its bearing and its outline differ in
    font["hmtx"].metrics = {name: (widths[name][0], getattr(glyph, "xMin", 0)) for name, glyph in drawn.items()}
    del font["CFF "]


def _settle(font: Any) -> None:
    """The tables that tell what kind of outlines there are."""
    font.sfntVersion = "\0\1\0\0"
    font["post"].formatType = 3.0
    profile = font["maxp"]
    profile.tableVersion, profile.maxZones = 0x00010000, 1
    for count in _COUNTS:
        setattr(profile, count, 0)
