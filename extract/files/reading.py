"""Reading boxes of a scanned page: each a line of text, those that may be numbers more than once.

An engine is sure of its misreadings, so its confidence alone is no guard. What may be a number is read twice, from
pictures cut differently; where the two differ a third, enlarged, decides, and the result stays doubtful.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from extract.files import engine
from extract.files.ink import Pixels, Rectangle, Sheet
from extract.files.runs import DOUBTFUL, Run
from extract.text.lookalikes import as_digits

_TIGHT, _WIDE, _WIDER = 0.18, 0.4, 0.6
"""Margins around the ink, in heights of the line."""
_LEAST = 0.3
_LOWEST = 0.55
_FLAT, _LONG = 0.25, 1.6
"""Height and width, in heights of a number, up to which a stroke is a dash."""
_SURE_DASH = 0.9
"""The confidence of a dash, which is told by its shape and not by the engine."""
_DARK = 160
_WIDEST = 0.8
"""The width of a digit, in heights."""
_UPRIGHT, _SLANTED = 0.08, 0.15
"""Slants, in heights, up to which a stroke is surely a 1, and from which on it is surely none."""
_LOOPS = "0689"
"""Digits whose print breaks into two strokes."""
_ROUND_DIGITS = frozenset("08")
"""Digits that are alike left and right, so that those of an upright typeface do not lean."""
_AROUND = 5
"""The round digits nearest to a stroke that tell whether its typeface leans."""
_TALLEST_MM = 8.0
_LETTERS = re.compile(r"[\u3400-\u9fff]")
_LONGEST_NUMBER = 12


@dataclass(frozen=True, slots=True)
class Spot:
    """The box of a line of ink, and the room around it that nothing else stands in."""

    box: Rectangle
    room: Rectangle
    alone: bool = False
    """Whether it is all that stands in a cell."""


@dataclass(frozen=True, slots=True)
class _Reading:
    text: str
    confidence: float


def read_spots(sheet: Sheet, spots: Sequence[Spot]) -> list[Run | None]:
    """What stands at each spot of a sheet, ruled lines taken off; None where nothing could be read."""
    readings = [[reading] for reading in _read(sheet.grey, sheet.mm, spots, _TIGHT)]
    maybe = [number for number, (first,) in enumerate(readings) if _may_be_number(first)]
    _read_again(readings, maybe, sheet.grey, sheet.mm, spots, _WIDE)
    if sheet.fringed is not None:
        sealed = [number for number in maybe if _is_sealed(sheet, spots[number])]
        _read_again(readings, sealed, sheet.fringed, sheet.mm, spots, _WIDE)
    differing = [number for number in maybe if len({reading.text for reading in readings[number]}) > 1]
    _read_again(readings, differing, sheet.grey, sheet.mm, spots, _WIDER, 2)
    lowest = _LOWEST * _height_of_numbers(readings, spots)
    italics = _Italics(sheet.grey, spots, readings)
    return [_run(sheet.grey, spot, found, lowest, italics) for spot, found in zip(spots, readings, strict=True)]


def read_plain(sheet: Sheet, spots: Sequence[Spot]) -> list[tuple[str, float]]:
    """What the engine makes of each spot at a glance, and its confidence."""
    return engine.read([_crop(sheet.grey, sheet.mm, spot, _TIGHT, 1) for spot in spots])


def _read_again(
    readings: Sequence[list[_Reading]], numbers: Sequence[int],
    grey: Pixels, mm: float, spots: Sequence[Spot], margin: float, enlarged: int = 1,
) -> None:  # fmt: skip
    again = _read(grey, mm, [spots[number] for number in numbers], margin, enlarged)
    for number, reading in zip(numbers, again, strict=True):
        readings[number].append(reading)


def _read(grey: Pixels, mm: float, spots: Sequence[Spot], margin: float, enlarged: int = 1) -> list[_Reading]:
    crops = [_crop(grey, mm, spot, margin, enlarged) for spot in spots]
    return [_Reading(_number(text.strip()), confidence) for text, confidence in engine.read(crops)]


def _run(grey: Pixels, spot: Spot, readings: Sequence[_Reading], lowest: float, italics: _Italics) -> Run | None:
    if spot.alone and _is_dash(spot.box, lowest / _LOWEST):
        return Run("-", *spot.box, _SURE_DASH)
    best = _agreed(readings)
    if best is None or (best.text.isdecimal() and spot.box[3] - spot.box[1] < lowest):
        return None
    confidence = best.confidence
    if best.text == "1" and (slant := italics.slant(spot.box)) > _UPRIGHT:
        best = _Reading("/", best.confidence)
        confidence = best.confidence if slant > _SLANTED else DOUBTFUL
    if len(readings) > 1 and _is_more(grey, spot.box, best.text):
        confidence = min(confidence, DOUBTFUL)
    return Run(best.text, *spot.box, round(confidence, 3))


def _agreed(readings: Sequence[_Reading]) -> _Reading | None:
    """The reading that most agree on; doubtful where some differ or saw nothing."""
    seen = [reading for reading in readings if reading.text and reading.confidence >= _LEAST]
    if not seen:
        return None
    votes = Counter(reading.text for reading in seen)
    best = max(seen, key=lambda reading: (votes[reading.text], reading.confidence))
    if votes[best.text] == len(readings):
        return best
    return _Reading(best.text, min(best.confidence, DOUBTFUL))


def _is_dash(box: Rectangle, usual: float) -> bool:
    """Whether a spot is one flat stroke: a dash, which engines drop or take for 一. `usual`: the height of numbers."""
    width, height = box[2] - box[0], box[3] - box[1]
    return height <= _FLAT * usual and 2 * height <= width <= _LONG * usual


def _height_of_numbers(readings: Sequence[Sequence[_Reading]], spots: Sequence[Spot]) -> float:
    """The usual height of the numbers of a page, 0 where it has none: what is half as high is a quotation mark."""
    heights = [
        spot.box[3] - spot.box[1] for spot, found in zip(spots, readings, strict=True) if found[0].text.isdecimal()
    ]  # fmt: skip
    return float(np.median(heights)) if heights else 0.0


def _number(text: str) -> str:
    """A text of nothing but digits and letters that look like them is a number."""
    digits = as_digits(text)
    return digits if text and digits.isdecimal() and len(text) <= 2 else text


def _may_be_number(reading: _Reading) -> bool:
    return not _LETTERS.search(reading.text) and len(reading.text) <= _LONGEST_NUMBER


def _is_sealed(sheet: Sheet, spot: Spot) -> bool:
    """Whether the red of a seal was taken off at a spot."""
    left, top, right, bottom = spot.box
    part = np.s_[top:bottom, left:right]
    return sheet.fringed is not None and bool((sheet.grey[part] != sheet.fringed[part]).any())


def _crop(grey: Pixels, mm: float, spot: Spot, margin: float, enlarged: int) -> Pixels:
    """The picture of a spot with a margin, which is white where the room ends."""
    left, top, right, bottom = spot.box
    vertical = is_column(spot.box, mm)
    pad = max(round(margin * (right - left if vertical else bottom - top)), 2)
    wanted = (left - pad, top - pad, right + pad, bottom + pad)
    x0, y0 = (max(edge, end, 0) for edge, end in zip(wanted[:2], spot.room[:2], strict=True))
    x1, y1 = (min(edge, end) for edge, end in zip(wanted[2:], spot.room[2:], strict=True))
    margins = (y0 - wanted[1], wanted[3] - y1, x0 - wanted[0], wanted[2] - x1)
    crop = cv2.copyMakeBorder(grey[y0:y1, x0:x1], *margins, cv2.BORDER_CONSTANT, value=(255,))
    if vertical:
        crop = np.rot90(crop)
    if enlarged > 1:
        crop = cv2.resize(crop, None, fx=enlarged, fy=enlarged, interpolation=cv2.INTER_LANCZOS4)
    return np.ascontiguousarray(crop, np.uint8)


def is_column(box: Rectangle, mm: float) -> bool:
    """Whether a box is a column of letters that touch; a tall letter alone, such as 1, is none."""
    left, top, right, bottom = box
    return bottom - top > max(_TALLEST_MM * mm, 2.2 * (right - left))


def _slant(grey: Pixels, box: Rectangle) -> float:
    """How far the ink in the upper third of a box stands right of that in the lower third, in heights of the box.

    An engine reads the mark / as 1; a 1 stands upright, and the flag at its top reaches to the left.
    """
    left, top, right, bottom = box
    ink = grey[top:bottom, left:right] < _DARK
    third = max((bottom - top) // 3, 1)
    upper, lower = (np.flatnonzero(part) % ink.shape[1] for part in (ink[:third], ink[-third:]))
    if not upper.size or not lower.size:
        return 0.0
    return float(upper.mean() - lower.mean()) / (bottom - top)


class _Italics:
    """How far strokes lean beyond the digits around them: an italic 1 leans as its neighbours do, a / further."""

    def __init__(self, grey: Pixels, spots: Sequence[Spot], readings: Sequence[Sequence[_Reading]]) -> None:
        self.grey = grey
        boxes = [
            spot.box for spot, found in zip(spots, readings, strict=True) if found[0].text in _ROUND_DIGITS
        ]  # fmt: skip
        self.places = np.array([_middle(box) for box in boxes]).reshape(-1, 2)
        self.slants = np.array([_slant(grey, box) for box in boxes])

    def slant(self, box: Rectangle) -> float:
        """In heights of the box, without what the round digits nearest to it lean."""
        own = _slant(self.grey, box)
        if len(self.slants) < _AROUND:
            return own
        distances = np.abs(self.places - _middle(box)).sum(axis=1)
        nearest = np.argpartition(distances, _AROUND - 1)[:_AROUND]
        return own - max(float(np.median(self.slants[nearest])), 0.0)


def _middle(box: Rectangle) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _is_more(grey: Pixels, box: Rectangle, text: str) -> bool:
    """Whether more letters stand in a box than `text` has, by their strokes as high as the line or by their width."""
    left, top, right, bottom = box
    if right - left > (len(text) + 0.35) * _WIDEST * (bottom - top):
        return True
    ink = (grey[top:bottom, left:right] < _DARK).astype(np.uint8)
    _, _, boxes, _ = cv2.connectedComponentsWithStats(ink)
    strokes = sum(height >= 0.6 * (bottom - top) for _, _, _, height, _ in boxes[1:])
    return bool(strokes > len(text) + sum(letter in _LOOPS for letter in text))
