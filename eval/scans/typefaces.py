"""The typefaces of made pages: Debian's where they are installed, else free ones that come as Python packages.

A machine with Debian's packages draws five Chinese typefaces, any other two: Noto Serif SC in place of the song and
kai ones, Noto Sans SC in place of the hei ones. Those packages hold PostScript outlines, which no PDF library here
can embed, so `outlines` turns them into TrueType once an environment.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.resources import as_file, files
from pathlib import Path

from eval.scans.outlines import truetype

_DEBIAN = Path("/usr/share/fonts/truetype")
_NOTO = "pylopdf_fonts_zh_cn"
_VERA = "reportlab"


@dataclass(frozen=True, slots=True)
class Typeface:
    """`debian`: a file below Debian's folder of fonts; `package` and `file`: what stands in for it elsewhere."""

    debian: str
    package: str
    file: str


TYPEFACES: Mapping[str, Typeface] = {
    "song": Typeface("arphic-gbsn00lp/gbsn00lp.ttf", _NOTO, "NotoSerifSC-Regular.otf"),
    "kai": Typeface("arphic-gkai00mp/gkai00mp.ttf", _NOTO, "NotoSerifSC-Regular.otf"),
    "wenkai": Typeface("lxgw-wenkai/LXGWWenKai-Regular.ttf", _NOTO, "NotoSerifSC-Regular.otf"),
    "hei": Typeface("wqy/wqy-zenhei.ttc", _NOTO, "NotoSansSC-Regular.otf"),
    "microhei": Typeface("wqy/wqy-microhei.ttc", _NOTO, "NotoSansSC-Regular.otf"),
    "times": Typeface("liberation/LiberationSerif-Regular.ttf", _NOTO, "NotoSerifSC-Regular.otf"),
    "arial": Typeface("liberation/LiberationSans-Regular.ttf", _VERA, "fonts/Vera.ttf"),
}


def typeface_file(name: str) -> Path:
    """The file of a typeface, with TrueType outlines."""
    typeface = TYPEFACES[name]
    debian = _DEBIAN / typeface.debian
    return debian if debian.is_file() else packaged_file(typeface)


@cache
def packaged_file(typeface: Typeface) -> Path:
    """The file that stands in for a typeface where Debian's is not installed."""
    with as_file(files(typeface.package) / typeface.file) as packaged:
        if packaged.suffix == ".ttf":
            return packaged
        return truetype(packaged, _kept() / f"{packaged.stem}-{version('fonttools')}.ttf")


def _kept() -> Path:
    """Where converted typefaces are kept: in the environment, which they go away with."""
    return Path(sys.prefix) / "var" / "gongkai" / "typefaces"


@cache
def registered(name: str) -> str:
    """The name under which reportlab knows a typeface."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    pdfmetrics.registerFont(TTFont(name, str(typeface_file(name))))
    return name
