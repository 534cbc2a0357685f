"""The text layer of a PDF page: its letters with their boxes, or nothing where they are not what is printed."""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from extract.files.encoding import familiarity, tidy
from extract.files.glyphs import Digit, Typefaces, typeface_of
from extract.files.ink import Pixels
from extract.files.runs import Run, in_lines, words_of
from extract.files.visible import Glyph, look_at

Rectangle: TypeAlias = tuple[float, float, float, float]

_FLAT = 0.6
_ABSURD = 12
_NEAR = 4
"""Pixels. The same letter drawn twice within them is one, made bold."""
_GARBAGE = 0.7
"""A text layer with less than this share of common characters does not say what is printed."""
_DIGITS = frozenset("0123456789")
_OF_NUMBERS = _DIGITS | frozenset(".,-，．")
_NOT_TOLD = "\ufffd"
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
    untrue: int = 0
    """Digits that the layer states otherwise than they are drawn."""


@dataclass(frozen=True, slots=True)
class _Letter:
    """A character with its boxes in pixels: its advance, its glyph. `owner` is the address of its text."""

    text: str
    advance: Rectangle
    glyph: Rectangle
    is_askew: bool
    owner: int
    typeface: str

    def run(self, *, sideways: bool) -> Run:
        if self.is_askew:
            return Run(self.text, *self.glyph)
        if sideways:
            return Run(self.text, *_swapped(_fitted(_swapped(self.advance), _swapped(self.glyph))))
        return Run(self.text, *_fitted(self.advance, self.glyph))


def text_layer(page: pdfium.PdfPage, scale: float, turns: int, shrunk: float, typefaces: Typefaces) -> Layer:
    """The visible letters of `page` at `scale` pixels a point; none where the layer is garbage.

    `turns` are the quarter turns by which the lines of text lie; the page is looked at at `scale` / `shrunk`. A
    letter whose typeface does not tell what it is (a control or private character), or tells it wrongly, is lost.
    """
    letters = list(_letters(page, scale))
    if not letters:
        return Layer([], np.empty((0, 0, 3), np.uint8))
    look = look_at(page, scale / shrunk, [_shrunk(letter, shrunk) for letter in letters])
    shown = [(letter, number in look.watermark) for number, letter in enumerate(letters) if look.strengths[number]]
    unseen = len(letters) - len(shown)
    shown = list(_once(shown))
    aside = [letter for letter, is_watermark in shown if letter.is_askew or is_watermark]
    found = [letter for letter, is_watermark in shown if not (letter.is_askew or is_watermark)]
    found, untrue = _as_drawn(page, scale, turns, found, typefaces)
    told, lost = _told(found, sideways=turns % 2 == 1)
    if len(lost) > (1 - _GARBAGE) * len(found) or familiarity("".join(run.text for run in told)) < _GARBAGE:
        return Layer([], look.bare, lost=bool(found), unseen=unseen)
    told = _without_torn_numbers(told, lost)
    return Layer(told, look.bare, [run.run(sideways=False) for run in aside], bool(lost), unseen, untrue)


def _as_drawn(
    page: pdfium.PdfPage, scale: float, turns: int, letters: list[_Letter], typefaces: Typefaces
) -> tuple[list[_Letter], int]:
    """The letters with digits as their typeface draws them, and how many it states otherwise."""
    digits = [
        Digit(number, letter.text, letter.typeface, _points(letter.glyph, scale), turns)
        for number, letter in enumerate(letters)
        if letter.text in _DIGITS
    ]
    drawn = typefaces.untrue(page, digits)
    corrected = [
        replace(letter, text=drawn[number] or _NOT_TOLD) if number in drawn else letter
        for number, letter in enumerate(letters)
    ]
    return corrected, len(drawn)


def _points(box: Rectangle, scale: float) -> Rectangle:
    return box[0] / scale, box[1] / scale, box[2] / scale, box[3] / scale


def _told(letters: Sequence[_Letter], *, sideways: bool) -> tuple[list[Run], list[Run]]:
    """The letters that are told, and those that are not."""
    runs = [letter.run(sideways=sideways) for letter in letters]
    lost = [run for run in runs if _UNTOLD.search(run.text)]
    return ([run for run in runs if not _UNTOLD.search(run.text)] if lost else runs), lost


def _without_torn_numbers(told: Sequence[Run], lost: Sequence[Run]) -> list[Run]:
    """The letters but for those of numbers of which others are lost: what is left of these is no number."""
    if not lost:
        return list(told)
    torn: set[int] = set()
    unknown = {id(run) for run in lost}
    for line in in_lines([*told, *lost]):
        for word in words_of([run for run in line if id(run) in unknown or run.text in _OF_NUMBERS]):
            if any(id(run) in unknown for run in word):
                torn |= {id(run) for run in word}
    return [run for run in told if id(run) not in torn]


def _shrunk(letter: _Letter, by: float) -> Glyph:
    left, top, right, bottom = (edge / by for edge in letter.glyph)
    advance = letter.advance
    size = max(advance[2] - advance[0], advance[3] - advance[1])
    return Glyph((left, top, right, bottom), size / by, letter.owner)


def _letters(page: pdfium.PdfPage, scale: float) -> Iterator[_Letter]:
    """The letters of the layer, whether they are seen or not."""
    layer = page.get_textpage()
    device = _Device(page, scale)
    typefaces: dict[int, str] = {}
    for index in range(layer.count_chars()):
        character = chr(pdfium_c.FPDFText_GetUnicode(layer, index))
        if character.isspace() or pdfium_c.FPDFText_IsGenerated(layer, index) == 1:
            continue
        advance, glyph = (device.box(layer.get_charbox(index, loose=loose)) for loose in (True, False))
        text = pdfium_c.FPDFText_GetTextObject(layer, index)
        owner = ctypes.addressof(text.contents) if text else 0
        if owner not in typefaces:
            typefaces[owner] = typeface_of(text) if text else ""
        yield _Letter(tidy(character), advance, glyph, _is_askew(layer, index), owner, typefaces[owner])


def _once(letters: Iterable[tuple[_Letter, bool]]) -> Iterator[tuple[_Letter, bool]]:
    """The letters without those that are drawn a second time, to look bold."""
    seen: set[tuple[str, int, int]] = set()
    for letter, is_watermark in letters:
        column, row = int(letter.advance[0] / _NEAR), int(letter.advance[1] / _NEAR)
        if any((letter.text, column + x, row + y) in seen for x in (-1, 0, 1) for y in (-1, 0, 1)):
            continue
        seen.add((letter.text, column, row))
        yield letter, is_watermark


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
        (a, c), (b, d) = self.matrix
        x0, x1 = (self.origin[0] + a * x + c * y for x, y in (box[:2], box[2:]))
        y0, y1 = (self.origin[1] + b * x + d * y for x, y in (box[:2], box[2:]))
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def turns_of(page: pdfium.PdfPage) -> int:
    """Quarter turns, counter-clockwise, that set most letters of the picture of `page` upright.

    Both the page and its letters state theirs clockwise.
    """
    layer = page.get_textpage()
    angles = (pdfium_c.FPDFText_GetCharAngle(layer, index) for index in range(layer.count_chars()))
    turned = Counter(round(angle / (math.pi / 2)) % 4 for angle in angles if angle >= 0)
    most = turned.most_common(1)[0][0] if turned else 0
    return int(page.get_rotation() // 90 + most) % 4
