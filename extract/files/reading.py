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
from extract.files.ink import Pixels, Sheet
from extract.files.runs import Run

Rectangle = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""

DOUBTFUL = 0.5
"""The highest confidence of a reading that another reading, or the ink, speaks against."""
_TIGHT, _WIDE, _WIDER = 0.18, 0.4, 0.6
"""Margins around the ink, in heights of the line."""
_LEAST = 0.3
_TALLEST_MM = 8.0
_LETTERS = re.compile(r"[\u3400-\u9fff]")
_LONGEST_NUMBER = 12
_LOOKALIKES = str.maketrans({"O": "0", "o": "0", "〇": "0", "○": "0", "Ｏ": "0", "l": "1", "I": "1", "|": "1"})


@dataclass(frozen=True, slots=True)
class _Reading:
    text: str
    confidence: float


def read_boxes(sheet: Sheet, boxes: Sequence[Rectangle]) -> list[Run | None]:
    """What stands in each box of a sheet, ruled lines taken off; None where nothing could be read."""
    first = _read(sheet, boxes, _TIGHT)
    again = [number for number, reading in enumerate(first) if _may_be_number(reading)]
    second = dict(zip(again, _read(sheet, [boxes[number] for number in again], _WIDE), strict=True))
    differing = [number for number in again if second[number].text != first[number].text]
    third = dict(zip(differing, _read(sheet, [boxes[number] for number in differing], _WIDER, 2), strict=True))
    runs: list[Run | None] = []
    for number, box in enumerate(boxes):
        readings = [first[number], *(other[number] for other in (second, third) if number in other)]
        runs.append(_run(sheet, box, readings))
    return runs


def _run(sheet: Sheet, box: Rectangle, readings: Sequence[_Reading]) -> Run | None:
    best = _agreed(readings)
    if best is None:
        return None
    confidence = best.confidence
    if len(readings) > 1 and _letters_seen(sheet, box) > len(best.text):
        confidence = min(confidence, DOUBTFUL)
    return Run(best.text, *box, round(confidence, 3))


def _agreed(readings: Sequence[_Reading]) -> _Reading | None:
    """The reading that most agree on; doubtful where some differ."""
    readings = [reading for reading in readings if reading.text and reading.confidence >= _LEAST]
    if not readings:
        return None
    votes = Counter(reading.text for reading in readings)
    best = max(readings, key=lambda reading: (votes[reading.text], reading.confidence))
    if len(votes) == 1:
        return best
    return _Reading(best.text, min(best.confidence, DOUBTFUL))


def _read(sheet: Sheet, boxes: Sequence[Rectangle], margin: float, enlarged: int = 1) -> list[_Reading]:
    crops = [_crop(sheet, box, margin, enlarged) for box in boxes]
    return [_Reading(_number(text.strip()), confidence) for text, confidence in engine.read(crops)]


def _number(text: str) -> str:
    """A text of nothing but digits and letters that look like them is a number."""
    digits = text.translate(_LOOKALIKES)
    return digits if text and digits.isdecimal() and len(text) <= 2 else text


def _may_be_number(reading: _Reading) -> bool:
    return not _LETTERS.search(reading.text) and len(reading.text) <= _LONGEST_NUMBER


def _crop(sheet: Sheet, box: Rectangle, margin: float, enlarged: int) -> Pixels:
    left, top, right, bottom = box
    vertical = is_vertical(box, sheet.mm)
    pad = max(round(margin * (right - left if vertical else bottom - top)), 2)
    crop = sheet.grey[max(top - pad, 0) : bottom + pad, max(left - pad, 0) : right + pad]
    if vertical:
        crop = np.asarray(np.rot90(crop), np.uint8)
    if enlarged > 1:
        large = cv2.resize(crop, None, fx=enlarged, fy=enlarged, interpolation=cv2.INTER_LANCZOS4)
        crop = np.asarray(large, np.uint8)
    return np.ascontiguousarray(crop, np.uint8)


def is_vertical(box: Rectangle, mm: float) -> bool:
    """Whether a box is a column of letters; a tall letter alone, such as 1, is not."""
    left, top, right, bottom = box
    return bottom - top > max(_TALLEST_MM * mm, 2.2 * (right - left))


def _letters_seen(sheet: Sheet, box: Rectangle) -> int:
    """How many separate strokes as high as the line stand in a box; touching digits count as one."""
    left, top, right, bottom = box
    ink = (sheet.grey[top:bottom, left:right] < 160).astype(np.uint8)
    _, _, boxes, _ = cv2.connectedComponentsWithStats(ink)
    return int(sum(height >= 0.6 * (bottom - top) for _, _, _, height, _ in boxes[1:]))
