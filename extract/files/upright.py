"""Turning a scanned page upright: first its skew, by the ink; then its quarter turns, by what can be read."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.document import Box
from extract.files import engine
from extract.files.ink import Pixels, Sheet, pixels_a_mm, sheet
from extract.files.runs import Run

_STEEPEST = 8.0
_STRAIGHT = 0.04
"""Degrees. Less skew than this moves no line by a pixel over a table's row."""
_SMOOTH = cv2.INTER_CUBIC
_PROBE = 800
_ENOUGH = 8.0
"""Pixels a millimetre, 200 dpi: more cost time and read no better."""
_SHRINK = 0.85
_VOTES = 8


@dataclass(frozen=True)
class Frame:
    """A page as it is read, upright, and the way back to the picture of the page."""

    sheet: Sheet
    page: int
    back: NDArray[np.float64]
    """3 × 3: from pixels of the upright sheet to pixels of the picture."""

    def box(self, left: float, top: float, right: float, bottom: float) -> Box:
        """The box in pixels of the picture around a rectangle of the sheet."""
        return Box(self.page, *(round(value, 1) for value in _around(self.back, left, top, right, bottom)))

    @cached_property
    def _is_plain(self) -> bool:
        return bool(np.array_equal(self.back, np.eye(3)))

    def moved(self, run: Run) -> Run:
        """A run on the picture, on the sheet."""
        if self._is_plain:
            return run
        edges = _around(np.asarray(np.linalg.inv(self.back), np.float64), run.left, run.top, run.right, run.bottom)
        return Run(run.text, *edges, run.confidence)


def _around(matrix: NDArray[np.float64], *edges: float) -> tuple[float, float, float, float]:
    left, top, right, bottom = edges
    xs, ys, _ = matrix @ np.array([[left, right, left, right], [top, top, bottom, bottom], [1, 1, 1, 1]])
    return float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max())


def turned(picture: Pixels, page: int, turns: int) -> Frame:
    """The page after so many quarter turns, counter-clockwise."""
    whole = sheet(np.ascontiguousarray(np.rot90(picture, turns)))
    return Frame(whole, page, _unturned(turns, whole))


def upright(picture: Pixels, page: int) -> Frame:
    """The page without skew and quarter turns, at a size that is enough to read it."""
    scale = min(_ENOUGH / pixels_a_mm(picture), 1.0)
    if scale < _SHRINK:
        picture = np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    else:
        scale = 1.0
    whole = sheet(picture)
    angle = skew(whole)
    straight, back = _rotated(whole, angle) if abs(angle) > _STRAIGHT else (whole, np.eye(3))
    turns = quarter_turns(straight)
    ready = straight.changed(lambda grey: np.ascontiguousarray(np.rot90(grey, turns)))
    return Frame(ready, page, np.diag([1 / scale, 1 / scale, 1.0]) @ back @ _unturned(turns, ready))


def skew(sheet: Sheet) -> float:
    """Degrees by which lines of text and of tables fall to the right.

    Source: projection profiles (Postl 1986). The profile of a straight page has the sharpest steps.
    """
    scale = 2.0 / sheet.mm
    small = cv2.resize(sheet.ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    best = _sharpest(small, np.arange(-_STEEPEST, _STEEPEST + 0.1, 0.5))
    scale = min(5.0 / sheet.mm, 1.0)
    fine = cv2.resize(sheet.ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    best = _sharpest(fine, best + np.arange(-0.4, 0.41, 0.1))
    return _sharpest(fine, best + np.arange(-0.06, 0.07, 0.02))


def _sharpest(ink: cv2.typing.MatLike, angles: NDArray[np.float64]) -> float:
    return float(max(angles, key=lambda angle: _sharpness(ink, angle)))


def _sharpness(ink: cv2.typing.MatLike, angle: float) -> float:
    height, width = ink.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turned = cv2.warpAffine(ink, matrix, (width, height), flags=cv2.INTER_LINEAR)
    return max(float(np.square(np.diff(turned.mean(axis=axis))).sum() * turned.shape[axis]) for axis in (0, 1))


def _rotated(sheet: Sheet, angle: float) -> tuple[Sheet, NDArray[np.float64]]:
    """The sheet turned by `angle` degrees, grown so that nothing is cut off, and the 3 × 3 way back."""
    height, width = sheet.grey.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    sine, cosine = abs(math.sin(math.radians(angle))), abs(math.cos(math.radians(angle)))
    size = (math.ceil(width * cosine + height * sine), math.ceil(height * cosine + width * sine))
    matrix[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    back = np.linalg.inv(np.vstack([matrix, [0, 0, 1]]))
    return sheet.changed(lambda grey: cv2.warpAffine(grey, matrix, size, flags=_SMOOTH, borderValue=(255,))), back


def _unturned(turns: int, turned: Sheet) -> NDArray[np.float64]:
    """From pixels of a sheet that `np.rot90` turned `turns` times to pixels of the one before."""
    width, height = turned.width - 1, turned.height - 1
    return np.array(
        {
            0: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
            1: [[0, -1, height], [1, 0, 0], [0, 0, 1]],
            2: [[-1, 0, width], [0, -1, height], [0, 0, 1]],
            3: [[0, 1, 0], [-1, 0, width], [0, 0, 1]],
        }[turns],
        np.float64,
    )


def quarter_turns(sheet: Sheet) -> int:
    """How often `np.rot90` (counter-clockwise) must turn a straight sheet to set it upright."""
    boxes = _long_boxes(sheet.grey)
    lying = sum(height > width for _, _, width, height in boxes) * 2 > len(boxes)
    grey = np.ascontiguousarray(np.rot90(sheet.grey)) if lying else sheet.grey
    lines = [_crop(grey, box) for box in (_long_boxes(grey) if lying else boxes) if box[2] > box[3]]
    return int(lying) + 2 * _is_upside_down(lines[:_VOTES])


def _long_boxes(grey: Pixels) -> list[tuple[int, int, int, int]]:
    """Left, top, width and height of the lines of text at least twice as long as high, the longest first."""
    boxes = [cv2.boundingRect(corners) for corners in engine.find_text(grey, _PROBE / max(grey.shape))]
    long = [(x, y, w, h) for x, y, w, h in boxes if max(w, h) > 2 * min(w, h)]
    return sorted(long, key=lambda box: -max(box[2:]))


def _crop(grey: Pixels, box: tuple[int, int, int, int]) -> Pixels:
    left, top, width, height = box
    width = min(width, 12 * height)
    return grey[max(top, 0) : top + height, max(left, 0) : left + width]


def _is_upside_down(lines: list[Pixels]) -> bool:
    """By a vote of the classifier; where it is for turning, reading both ways must agree."""
    votes = engine.are_upside_down(lines)
    if sum(votes) * 3 < len(votes) or not lines:
        return False
    as_is = engine.read(lines)
    turned = engine.read([np.ascontiguousarray(line[::-1, ::-1]) for line in lines])
    return sum(score for _, score in turned) > sum(score for _, score in as_is)
