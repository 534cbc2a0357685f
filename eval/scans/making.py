"""One scan: a made report on damaged pages, with its labels."""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO
from random import Random

import pypdfium2 as pdfium  # type: ignore[import-untyped]
from PIL import Image

from eval.made import Made, made_report
from eval.scans.damage import Level, damaged
from eval.scans.drawing import draw
from eval.scans.layout import lay_out
from eval.scans.style import STYLES, Style
from extract.files.html import html_blocks


@dataclass(frozen=True)
class Scan:
    """A report as a scanned PDF. `made` holds its labels; offsets in them are those of its web page."""

    name: str
    pdf: bytes
    made: Made
    level: Level
    style: Style


def made_scan(seed: int, level: Level, style: Style | None = None, content: str | None = None) -> Scan:
    """The report of `seed` at a level of damage, in `style`, else in one that the seed chooses.

    `content` (of `eval.made.STYLES`) fixes what kind of report the seed makes.
    """
    style = style or STYLES[seed % len(STYLES)]
    if not level.lines:
        style = replace(style, lines="none")
    made, pdf = text_pdf(seed, style, content)
    random = Random(f"scan {seed} {level.name}")
    pages = [damaged(page, level, random) for page in _drawn(pdf, level.dpi)]
    return Scan(f"{seed}-{level.name}", image_pdf(pages, level.dpi), made, level, style)


def text_pdf(seed: int, style: Style, content: str | None = None) -> tuple[Made, bytes]:
    """The report of `seed` and its PDF with a text layer."""
    made = made_report(seed, "html", style=content)
    return made, draw(lay_out(html_blocks(made.text), style), style)


def image_pdf(pages: list[Image.Image], dpi: int) -> bytes:
    """A PDF that holds nothing but pictures of pages."""
    file = BytesIO()
    pages[0].save(file, "PDF", save_all=True, append_images=pages[1:], resolution=dpi, quality=95)
    return file.getvalue()


def _drawn(data: bytes, dpi: int) -> list[Image.Image]:
    pdf = pdfium.PdfDocument(data)
    try:
        return [page.render(scale=dpi / 72).to_pil().convert("RGB") for page in pdf]
    finally:
        pdf.close()
