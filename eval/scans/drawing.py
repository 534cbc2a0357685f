"""Pages to a PDF with a text layer."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from eval.scans.layout import HEIGHT, WIDTH, Frame, Page, Words, runs_of, width_of
from eval.scans.style import Style
from eval.scans.typefaces import registered

_BLUE = (0.776, 0.851, 0.945)
_ASCENT = 0.86
"""From the top of a letter to its base line, in sizes."""


def draw(pages: Sequence[Page], style: Style) -> bytes:
    """A PDF of `pages`, its typefaces embedded."""
    file = BytesIO()
    canvas = Canvas(file, pagesize=(WIDTH, HEIGHT), invariant=True)
    for page in pages:
        for frame in page.frames:
            _shade(canvas, frame)
        for frame in page.frames:
            _draw_frame(canvas, frame, style)
        for words in page.words:
            _draw_words(canvas, words, style)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _shade(canvas: Canvas, frame: Frame) -> None:
    if frame.shaded:
        canvas.setFillColorRGB(*_BLUE)
        size = frame.right - frame.left, frame.bottom - frame.top
        canvas.rect(frame.left, HEIGHT - frame.bottom, *size, stroke=0, fill=1)


def _draw_frame(canvas: Canvas, frame: Frame, style: Style) -> None:
    corners = (
        (frame.left, frame.top, frame.left, frame.bottom),
        (frame.left, frame.top, frame.right, frame.top),
        (frame.right, frame.top, frame.right, frame.bottom),
        (frame.left, frame.bottom, frame.right, frame.bottom),
    )
    for number, (line, outer) in enumerate(zip(corners, frame.edges, strict=True)):
        upright = number in (0, 2)
        if style.lines == "none" or (upright and (style.lines == "horizontal" or (outer and style.lines == "open"))):
            continue
        _draw_line(canvas, line, style)
        if outer and style.lines == "double":
            shift = -2.0 if number < 2 else 2.0
            x, y = (shift, 0.0) if upright else (0.0, shift)
            _draw_line(canvas, (line[0] + x, line[1] + y, line[2] + x, line[3] + y), style)


def _draw_line(canvas: Canvas, line: tuple[float, float, float, float], style: Style) -> None:
    thin = style.lines == "thin"
    canvas.setLineWidth(0.3 if thin else 0.6)
    canvas.setStrokeGray(0.3 if thin else 0.0)
    canvas.line(line[0], HEIGHT - line[1], line[2], HEIGHT - line[3])


def _draw_words(canvas: Canvas, words: Words, style: Style) -> None:
    canvas.setFillGray(0.0)
    left = words.left
    for run, typeface in runs_of(words.text, words.typeface, style):
        canvas.setFont(registered(typeface), words.size)
        canvas.drawString(left, HEIGHT - words.top - words.size * _ASCENT, run)
        left += width_of(run, words.size, words.typeface, style)
