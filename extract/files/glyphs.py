"""Whether a typeface draws the digits that the text layer says: a ToUnicode map may exchange them, and no one sees it.

Each digit of a typeface is held against the digits of the typefaces that PDF readers bring with them, by
correlation; where it is not the most alike, the recognition engine decides, and only what both see is believed against
the text layer. Source of the method: template matching by normalised cross-correlation (Lewis 1995).
"""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeAlias

import cv2
import numpy as np
import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]
from numpy.typing import NDArray

from extract.extras import MissingExtra
from extract.files.drawing import drawn
from extract.files.ink import Pixels

Rectangle: TypeAlias = tuple[float, float, float, float]
Shape: TypeAlias = NDArray[np.float32]

_STANDARD = (
    "Helvetica", "Helvetica-Bold", "Helvetica-Oblique", "Times-Roman", "Times-Bold", "Times-Italic", "Courier",
)  # fmt: skip
_DIGITS = "0123456789"
_HIGH, _WIDE = 24, 16
"""Pixels of a digit's shape."""
_SIZE, _PITCH = 40.0, 40
_INK = 60
_BLUR = 1.0
_LOOK = 34
"""Pixels of height at which a digit is drawn."""
_ALIKE, _AHEAD = 0.55, 0.03
"""A digit is told by its shape where it is so alike, and so much more alike than any other digit is."""
_TIMES = 2
"""Pages on which each digit of a typeface is looked at."""
_COPIES = 4
"""An engine reads a digit better that it sees several times in a line."""
_MARGIN = 12
_ROOM = 0.12
"""Above and below a digit, in heights of it."""


@dataclass(frozen=True, slots=True)
class Digit:
    """A digit as the text layer states it: its number among the letters, its typeface, and its box in points from the
    left and the top of the page."""

    number: int
    text: str
    typeface: str
    box: Rectangle
    turns: int
    """Quarter turns, counter-clockwise, that set it upright."""


@dataclass
class Typefaces:
    """What is known of the digits of a document's typefaces."""

    looked_at: Counter[tuple[str, str]] = field(default_factory=Counter)
    believed: set[tuple[str, str]] = field(default_factory=set)
    unchecked: set[str] = field(default_factory=set)
    """Typefaces whose digits look like others, which no engine was there to look at."""

    def untrue(self, page: pdfium.PdfPage, digits: Sequence[Digit]) -> Mapping[int, str | None]:
        """The digits, by number, that are drawn otherwise than stated: as which; None where that cannot be told."""
        first = {(digit.typeface, digit.text): digit for digit in reversed(digits)}
        lying = {name for (name, _), digit in first.items() if self._is_untrue(page, digit)}
        suspects = [digit for digit in digits if digit.typeface in lying]
        told = {digit.number: told_by_shape(_crop(page, digit)) for digit in suspects}
        return {digit.number: told[digit.number] for digit in suspects if told[digit.number] != digit.text}

    def _is_untrue(self, page: pdfium.PdfPage, digit: Digit) -> bool:
        key = (digit.typeface, digit.text)
        if key in self.believed or self.looked_at[key] >= _TIMES:
            return False
        self.looked_at[key] += 1
        crop = _crop(page, digit)
        shown = told_by_shape(crop)
        if crop is None or shown == digit.text:
            return False
        try:
            read = told_by_engine(crop)
        except MissingExtra:
            self.unchecked.add(digit.typeface)
            return False
        if read == digit.text:
            self.believed.add(key)
        return read is not None and read == shown


def typeface_of(text: Any) -> str:
    """The name of the typeface of a text object, which PDFium hands out as a pointer."""
    font = pdfium_c.FPDFTextObj_GetFont(text)
    name = ctypes.create_string_buffer(200)
    pdfium_c.FPDFFont_GetBaseFontName(font, name, len(name))
    return name.value.decode("utf-8", "replace")


def told_by_shape(crop: Pixels | None) -> str | None:
    """The digit that a picture of one is most alike to, if it is far ahead of the others."""
    shape = None if crop is None else _shape(crop)
    if shape is None:
        return None
    alike = (_templates() @ shape).reshape(len(_STANDARD), len(_DIGITS)).max(axis=0)
    second, best = np.argsort(alike)[-2:]
    is_told = alike[best] > _ALIKE and alike[best] - alike[second] > _AHEAD
    return _DIGITS[best] if is_told else None


def told_by_engine(crop: Pixels) -> str | None:
    """The digit that the engine reads most often in a line of copies. Raises MissingExtra where it is not there."""
    from extract.files.engine import read

    framed = cv2.copyMakeBorder(crop, _MARGIN, _MARGIN, _MARGIN // 3, _MARGIN // 3, cv2.BORDER_REPLICATE)
    text, _ = read([np.ascontiguousarray(np.tile(framed, (1, _COPIES)))])[0]
    counted = Counter(letter for letter in text if letter in _DIGITS).most_common(1)
    return counted[0][0] if counted and 2 * counted[0][1] > _COPIES else None


def _crop(page: pdfium.PdfPage, digit: Digit) -> Pixels | None:
    """A letter in grey, dark on white."""
    width, height = page.get_size()
    left, top, right, bottom = _with_room(digit)
    if not (0 <= left < right <= width and 0 <= top < bottom <= height):
        return None
    edges = (left, height - bottom, width - right, top)
    picture = cv2.cvtColor(drawn(page, _LOOK / max(bottom - top, right - left), edges), cv2.COLOR_RGB2GRAY)
    upright = np.rot90(picture, digit.turns)
    stretched = cv2.normalize(np.ascontiguousarray(upright), None, 0, 255, cv2.NORM_MINMAX)  # type: ignore[call-overload]
    is_light = np.median(stretched[[0, -1]]) < 128
    return np.asarray(255 - stretched if is_light else stretched, np.uint8)


def _with_room(digit: Digit) -> Rectangle:
    """The box of a digit with some room above and below, where nothing but its ground is."""
    left, top, right, bottom = digit.box
    x, y = ((0.0, _ROOM * (bottom - top)), (_ROOM * (right - left), 0.0))[digit.turns % 2]
    return left - x, top - y, right + x, bottom + y


def _shape(crop: Pixels) -> Shape | None:
    """The ink of a picture at one size, blurred, of mean 0 and length 1."""
    ink = 255 - crop.astype(np.float32)
    rows, columns = (np.flatnonzero(ink.max(axis=axis) > _INK) for axis in (1, 0))
    if not len(rows):
        return None
    ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    width = min(max(round(ink.shape[1] / ink.shape[0] * _HIGH), 1), _WIDE)
    scaled = cv2.resize(ink, (width, _HIGH), interpolation=cv2.INTER_AREA)
    pad = _WIDE - width
    soft = cv2.GaussianBlur(np.pad(scaled, ((0, 0), (pad // 2, pad - pad // 2))), (0, 0), _BLUR)
    soft = soft - soft.mean()
    return np.asarray(soft / max(float(np.linalg.norm(soft)), 1e-6), np.float32).ravel()


@cache
def _templates() -> NDArray[np.float32]:
    """The shapes of the digits of the standard typefaces: [typeface and digit, pixel]."""
    return np.array([_shape(crop) for name in _STANDARD for crop in _standard(name)], np.float32)


def _standard(name: str) -> list[Pixels]:
    pdf = pdfium.PdfDocument.new()
    page = pdf.new_page(_PITCH * len(_DIGITS), 2 * _SIZE)
    font = pdfium_c.FPDFText_LoadStandardFont(pdf, name.encode())
    for number, digit in enumerate(_DIGITS):
        text = pdfium_c.FPDFPageObj_CreateTextObj(pdf, font, _SIZE)
        pdfium_c.FPDFText_SetText(text, (ctypes.c_ushort * 2)(ord(digit), 0))
        pdfium_c.FPDFPageObj_Transform(text, 1, 0, 0, 1, _PITCH * (number + 0.2), _SIZE / 2)
        pdfium_c.FPDFPage_InsertObject(page, text)
    pdfium_c.FPDFPage_GenerateContent(page)
    grey = np.asarray(cv2.cvtColor(drawn(page, 1), cv2.COLOR_RGB2GRAY), np.uint8)
    return [grey[:, _PITCH * number : _PITCH * (number + 1)] for number in range(len(_DIGITS))]
