"""The text layer of a PDF page: its letters with their boxes, or nothing where they are not what is printed."""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from typing import TypeAlias

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from extract.files.encoding import familiarity, tidy
from extract.files.runs import Run

Rectangle: TypeAlias = tuple[float, float, float, float]

_FLAT = 0.6
_ABSURD = 12
_NEAR = 4
"""Pixels. The same letter drawn twice within them is one, made bold."""
_GARBAGE = 0.7
"""A text layer with less than this share of common characters does not say what is printed."""
_UNTOLD = re.compile("[\x00-\x1f\ufffd\ue000-\uf8ff]")
_ASKEW = math.radians(8)
"""A page that was scanned with its text layer lies less askew than this."""
_INVISIBLE = 3
"""The render mode of text that is not drawn: an engine's guess, put under a scan by whoever made it."""

_COVER = 0.8
"""The share of a page from which on a picture covers it."""


@dataclass(frozen=True, slots=True)
class Layer:
    """The letters of a page that the text layer tells, boxes in pixels. `lost` if there are others on it.

    `askew` are those of a watermark: they lie slantwise over the text and are none of it.
    """

    letters: Sequence[Run]
    askew: Sequence[Run] = ()
    lost: bool = False


def text_layer(page: pdfium.PdfPage, scale: float, turns: int = 0) -> Layer:
    """The visible letters of `page` at `scale` pixels a point; none where the layer is garbage.

    `turns` are the quarter turns by which the lines of text lie. A letter whose typeface does not tell what it is
    (a control or private character) is lost.
    """
    drawn = list(_letters(page, scale, turns % 2 == 1))
    found = [letter for letter, is_askew in drawn if not is_askew]
    told = [letter for letter in found if not _UNTOLD.search(letter.text)]
    text = "".join(letter.text for letter in told)
    if len(told) < _GARBAGE * len(found) or familiarity(text) < _GARBAGE:
        return Layer([], lost=bool(found))
    askew = [letter for letter, is_askew in drawn if is_askew]
    return Layer(told, askew, lost=len(told) < len(found))


def _letters(page: pdfium.PdfPage, scale: float, sideways: bool) -> Iterator[tuple[Run, bool]]:
    """The letters that are drawn, and whether each lies slantwise."""
    layer = page.get_textpage()
    device = _Device(page, scale)
    buried = _buried(page)
    seen: set[tuple[str, int, int]] = set()
    for index in range(layer.count_chars()):
        character = chr(pdfium_c.FPDFText_GetUnicode(layer, index))
        if character.isspace() or pdfium_c.FPDFText_IsGenerated(layer, index) == 1:
            continue
        if not _is_drawn(layer, index, buried):
            continue
        advance = device.box(layer.get_charbox(index, loose=True))
        column, row = int(advance[0] / _NEAR), int(advance[1] / _NEAR)
        if any((character, column + x, row + y) in seen for x in (-1, 0, 1) for y in (-1, 0, 1)):
            continue
        seen.add((character, column, row))
        glyph = device.box(layer.get_charbox(index))
        if _is_askew(layer, index):
            yield Run(tidy(character), *glyph), True
            continue
        fitted = _swapped(_fitted(_swapped(advance), _swapped(glyph))) if sideways else _fitted(advance, glyph)
        yield Run(tidy(character), *fitted), False


def _swapped(box: Rectangle) -> Rectangle:
    """Across for down."""
    return box[1], box[0], box[3], box[2]


def _fitted(advance: Rectangle, glyph: Rectangle) -> Rectangle:
    """As wide as the letter's advance, as high as its glyph, but for flat ones: lines of text overlap otherwise.

    A flat one does not leave its line: a comma hangs so low that it would be taken for the line below.
    The advance of letters set from top to bottom is stated by some writers as if in another unit: the glyph stands.
    """
    if advance[2] - advance[0] > _ABSURD * max(glyph[2] - glyph[0], glyph[3] - glyph[1], 1.0):
        return glyph
    half = max(glyph[3] - glyph[1], (advance[3] - advance[1]) * _FLAT) / 2
    middle = (glyph[1] + glyph[3]) / 2
    if 2 * half < advance[3] - advance[1]:
        middle = min(max(middle, advance[1] + half), advance[3] - half)
    return advance[0], middle - half, advance[2], middle + half


def _is_askew(layer: pdfium.PdfTextPage, index: int) -> bool:
    angle = pdfium_c.FPDFText_GetCharAngle(layer, index)
    return bool(angle >= 0 and abs(angle - round(angle / (math.pi / 2)) * math.pi / 2) > _ASKEW)


def _is_drawn(layer: pdfium.PdfTextPage, index: int, buried: Set[int]) -> bool:
    drawn = pdfium_c.FPDFText_GetTextObject(layer, index)
    if not drawn:
        return True
    return ctypes.addressof(drawn.contents) not in buried and (
        pdfium_c.FPDFTextObj_GetTextRenderMode(drawn) != _INVISIBLE
    )


def _buried(page: pdfium.PdfPage) -> Set[int]:
    """The addresses of the texts that a picture of the whole page is laid over: no one sees them either."""
    width, height = page.get_size()
    texts: list[int] = []
    buried: list[int] = []
    for drawn in page.get_objects(max_depth=1):
        if drawn.type == pdfium_c.FPDF_PAGEOBJ_TEXT:
            texts.append(ctypes.addressof(drawn.raw.contents))
        elif drawn.type == pdfium_c.FPDF_PAGEOBJ_IMAGE and not pdfium_c.FPDFPageObj_HasTransparency(drawn.raw):
            left, bottom, right, top = drawn.get_bounds()
            if (right - left) * (top - bottom) > _COVER * width * height:
                buried = list(texts)
    return frozenset(buried)


class _Device:
    """From points on a page to pixels of its picture, the page's rotation and crop box seen to."""

    def __init__(self, page: pdfium.PdfPage, scale: float) -> None:
        self.page = page
        width, height = page.get_size()
        self.size = (round(width * scale), round(height * scale))
        origin = self.point(0, 0)
        across, up = self.point(1000, 0), self.point(0, 1000)
        self.matrix = [((across[axis] - origin[axis]) / 1000, (up[axis] - origin[axis]) / 1000) for axis in (0, 1)]
        self.origin = origin

    def point(self, x: float, y: float) -> tuple[int, int]:
        left, top = ctypes.c_int(), ctypes.c_int()
        pdfium_c.FPDF_PageToDevice(self.page, 0, 0, *self.size, 0, x, y, left, top)
        return left.value, top.value

    def box(self, box: Rectangle) -> Rectangle:
        """Left, top, right, bottom in pixels of left, bottom, right, top in points."""
        xs, ys = zip(
            *(
                tuple(self.origin[axis] + self.matrix[axis][0] * x + self.matrix[axis][1] * y for axis in (0, 1))
                for x, y in ((box[0], box[1]), (box[2], box[3]))
            ),
            strict=True,
        )
        return min(xs), min(ys), max(xs), max(ys)


def turns_of(page: pdfium.PdfPage) -> int:
    """Quarter turns, counter-clockwise, that set most letters of the picture of `page` upright.

    Both the page and its letters state theirs clockwise.
    """
    layer = page.get_textpage()
    angles = (pdfium_c.FPDFText_GetCharAngle(layer, index) for index in range(layer.count_chars()))
    turned = Counter(round(angle / (math.pi / 2)) % 4 for angle in angles if angle >= 0)
    most = turned.most_common(1)[0][0] if turned else 0
    return int(page.get_rotation() // 90 + most) % 4
