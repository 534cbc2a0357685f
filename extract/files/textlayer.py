"""The text layer of a PDF page: its letters with their boxes, or nothing where they are not what is printed."""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from extract.files.encoding import familiarity, tidy
from extract.files.ink import Pixels
from extract.files.runs import Run
from extract.files.visible import Glyph, look_at

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


@dataclass(frozen=True, slots=True)
class Layer:
    """The letters of a page that the text layer tells, boxes in pixels. `lost` if there are others on it.

    `aside` are those of a watermark: they lie over the text and are none of it. `unseen` counts the letters that the
    picture of the page does not show, `bare` is that picture without any letters.
    """

    letters: Sequence[Run]
    bare: Pixels
    aside: Sequence[Run] = ()
    lost: bool = False
    unseen: int = 0


@dataclass(frozen=True, slots=True)
class _Letter:
    """A character with its boxes in pixels: its advance, its glyph. `owner` is the address of its text."""

    text: str
    advance: Rectangle
    glyph: Rectangle
    is_askew: bool
    owner: int

    def run(self, *, sideways: bool) -> Run:
        if self.is_askew:
            return Run(self.text, *self.glyph)
        if sideways:
            return Run(self.text, *_swapped(_fitted(_swapped(self.advance), _swapped(self.glyph))))
        return Run(self.text, *_fitted(self.advance, self.glyph))


def text_layer(page: pdfium.PdfPage, scale: float, turns: int, shrunk: float) -> Layer:
    """The visible letters of `page` at `scale` pixels a point; none where the layer is garbage.

    `turns` are the quarter turns by which the lines of text lie; the page is looked at at `scale` / `shrunk`. A
    letter whose typeface does not tell what it is (a control or private character) is lost.
    """
    letters = list(_letters(page, scale))
    if not letters:
        return Layer([], np.empty((0, 0, 3), np.uint8))
    look = look_at(page, scale / shrunk, [_shrunk(letter, shrunk) for letter in letters])
    shown = [(letter, number in look.watermark) for number, letter in enumerate(letters) if look.strengths[number]]
    unseen = len(letters) - len(shown)
    shown = list(_once(shown))
    found = [letter for letter, is_watermark in shown if not (letter.is_askew or is_watermark)]
    told = [letter for letter in found if not _UNTOLD.search(letter.text)]
    text = "".join(letter.text for letter in told)
    if len(told) < _GARBAGE * len(found) or familiarity(text) < _GARBAGE:
        return Layer([], look.bare, lost=bool(found), unseen=unseen)
    sideways = turns % 2 == 1
    aside = [letter.run(sideways=sideways) for letter, is_watermark in shown if letter.is_askew or is_watermark]
    runs = [letter.run(sideways=sideways) for letter in told]
    return Layer(runs, look.bare, aside, len(told) < len(found), unseen)


def _shrunk(letter: _Letter, by: float) -> Glyph:
    left, top, right, bottom = (edge / by for edge in letter.glyph)
    advance = letter.advance
    size = max(advance[2] - advance[0], advance[3] - advance[1])
    return Glyph((left, top, right, bottom), size / by, letter.owner)


def _letters(page: pdfium.PdfPage, scale: float) -> Iterator[_Letter]:
    """The letters of the layer, whether they are seen or not."""
    layer = page.get_textpage()
    device = _Device(page, scale)
    for index in range(layer.count_chars()):
        character = chr(pdfium_c.FPDFText_GetUnicode(layer, index))
        if character.isspace() or pdfium_c.FPDFText_IsGenerated(layer, index) == 1:
            continue
        advance, glyph = (device.box(layer.get_charbox(index, loose=loose)) for loose in (True, False))
        yield _Letter(tidy(character), advance, glyph, _is_askew(layer, index), _owner(layer, index))


def _once(letters: Iterable[tuple[_Letter, bool]]) -> Iterator[tuple[_Letter, bool]]:
    """The letters without those that are drawn a second time, to look bold."""
    seen: set[tuple[str, int, int]] = set()
    for letter, is_watermark in letters:
        column, row = int(letter.advance[0] / _NEAR), int(letter.advance[1] / _NEAR)
        if any((letter.text, column + x, row + y) in seen for x in (-1, 0, 1) for y in (-1, 0, 1)):
            continue
        seen.add((letter.text, column, row))
        yield letter, is_watermark


def _owner(layer: pdfium.PdfTextPage, index: int) -> int:
    text = pdfium_c.FPDFText_GetTextObject(layer, index)
    return ctypes.addressof(text.contents) if text else 0


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
