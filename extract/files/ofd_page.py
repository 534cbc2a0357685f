"""One page of an OFD file: where its letters stand, and the picture that its lines and pictures make."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import TypeAlias

import cv2
import numpy as np
from lxml import etree
from numpy.typing import NDArray
from PIL import Image

from extract.files.colours import BLACK, Colour, is_seen
from extract.files.encoding import tidy
from extract.files.ink import Pixels
from extract.files.runs import Run
from extract.settings import Limits

DPI = 200
"""Of a page's picture, which boxes are in pixels of."""
_MM = 25.4
_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "GIF", "JPEG2000")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_STEP = re.compile(r"g|[^\s]+")
_DRAW = re.compile(r"([SMLQBAC])([^SMLQBAC]*)")
_LINE_MM = 0.353
_RISE, _FALL = 0.86, 0.14
"""Of a letter's size, what lies above its base line and below."""
_HALF = 0.5
_ASKEW = math.radians(8)
_PICTURE = 0.03
"""The share of a page from which on a picture on it may hold a table."""
_TINY_MM = 0.7
_MOST_DEPTH = 20

Matrix: TypeAlias = NDArray[np.float64]
Box: TypeAlias = tuple[float, float, float, float]


def numbers(text: str | None) -> list[float]:
    return [float(number) for number in _NUMBER.findall(text or "")]


@dataclass(frozen=True, slots=True)
class _Letter:
    text: str
    box: Box
    """Left, top, right, bottom in millimetres."""
    colour: Colour
    is_askew: bool


@dataclass(frozen=True, slots=True)
class _Shape:
    """A line or an area, its corners in millimetres: [n, 2]."""

    corners: NDArray[np.float64]
    colour: Colour
    width: float
    is_filled: bool


@dataclass(frozen=True, slots=True)
class _Picture:
    box: Box
    pixels: Pixels


@dataclass
class Canvas:
    """What a page holds, in the order in which it is drawn. `area`: left, top, width, height in millimetres."""

    area: Box
    resources: Mapping[str, bytes]
    limits: Limits
    drawn: list[_Letter | _Shape | _Picture] = field(default_factory=list)
    lost: int = 0
    """Pictures that could not be read."""

    def take(self, page: etree._Element) -> None:
        """Adds what stands in a page's content."""
        for content in page.iterfind("{*}Content"):
            for layer in content.iterfind("{*}Layer"):
                self._take_block(layer, _moved(*self.area[:2], -1), 0)

    def _take_block(self, block: etree._Element, outer: Matrix, depth: int) -> None:
        for element in block:
            name = etree.QName(element).localname if isinstance(element.tag, str) else ""
            if element.get("Visible", "true").lower() in ("false", "0"):
                continue
            if name == "TextObject":
                self.drawn += _letters(element, outer)
            elif name == "PathObject":
                self.drawn += _shapes(element, outer)
            elif name == "ImageObject":
                self._take_picture(element, outer)
            elif name in ("PageBlock", "Layer") and depth < _MOST_DEPTH:
                self._take_block(element, outer, depth + 1)

    def _take_picture(self, element: etree._Element, outer: Matrix) -> None:
        data = self.resources.get(element.get("ResourceID", ""))
        picture = None if data is None else _opened(data, self.limits)
        if picture is None:
            self.lost += 1
            return
        stated = element.get("CTM")
        corners = _moved(*_boundary(element)[:2]) if stated else _boundary_matrix(element)
        self.drawn.append(_Picture(_around(outer @ corners @ _matrix(stated), 0, 0, 1, 1), picture))

    @property
    def has_pictures(self) -> bool:
        """Whether a picture on the page is large enough to hold a table."""
        most = self.area[2] * self.area[3]
        return any(_size_of(part.box) > _PICTURE * most for part in self.drawn if isinstance(part, _Picture))

    def picture(self, shrunk: float = 1) -> Pixels:
        """The page in RGB without its letters, so many times smaller than at `DPI`."""
        scale = self._scale / shrunk
        page = np.full((round(self.area[3] * scale), round(self.area[2] * scale), 3), 255, np.uint8)
        for part in self.drawn:
            _draw(page, part, scale)
        return page

    def letters(self) -> tuple[list[Run], list[Run]]:
        """The letters that are seen, boxes in pixels of the picture at `DPI`, and those of a slanting watermark."""
        scale = self._scale
        page = np.full((round(self.area[3] * scale), round(self.area[2] * scale), 3), 255, np.uint8)
        seen: list[_Letter] = []
        for part in self.drawn:
            if isinstance(part, _Letter):
                seen += [part] if _is_seen(part, page, scale) else []
                continue
            _draw(page, part, scale)
            seen = [letter for letter in seen if not _covers(part, letter)]
        runs = [(Run(letter.text, *(edge * scale for edge in letter.box)), letter.is_askew) for letter in seen]
        return [run for run, askew in runs if not askew], [run for run, askew in runs if askew]

    @property
    def _scale(self) -> float:
        """Pixels a millimetre."""
        most = (self.limits.max_pixels / (self.area[2] * self.area[3])) ** 0.5
        return float(min(DPI / _MM, 5_000 / max(self.area[2:]), most))


# ---------------------------------------------------------------- letters


def _letters(element: etree._Element, outer: Matrix) -> Iterator[_Letter]:
    size, width = _float(element, "Size", 3.5), _float(element, "HScale", 1.0)
    matrix = outer @ _moved(*_boundary(element)[:2]) @ _matrix(element.get("CTM"))
    angle = math.atan2(matrix[1, 0], matrix[0, 0])
    askew = abs(angle - round(angle / (math.pi / 2)) * math.pi / 2) > _ASKEW
    colour, alpha = _colour(element, "FillColor", BLACK)
    if element.get("Fill", "true").lower() == "false" or not alpha or not _float(element, "Alpha", 255):
        return
    x, y = 0.0, 0.0
    for code in element.iterfind("{*}TextCode"):
        x, y = _float(code, "X", x), _float(code, "Y", y)
        text = code.text or ""
        across, down = (_steps(code.get(name), len(text)) for name in ("DeltaX", "DeltaY"))
        left, base = x, y
        for number, letter in enumerate(text):
            advance = size * width * (_HALF if letter.isascii() else 1.0)
            box = _around(matrix, left, base - _RISE * size, left + advance, base + _FALL * size)
            if not letter.isspace() and box[3] - box[1] > _TINY_MM:
                yield _Letter(tidy(letter), box, colour, askew)
            left += across[number] if across else (0.0 if down else advance)
            base += down[number] if down else 0.0


def _steps(text: str | None, count: int) -> list[float]:
    """How far each letter stands from the one before; ``g 3 5`` says 5 three times. The last one goes on."""
    words = iter(_STEP.findall(text or ""))
    steps: list[float] = []
    for word in words:
        if word == "g":
            times, step = numbers(next(words, "")), numbers(next(words, ""))
            steps += (step[:1] or [0.0]) * min(int(times[0]) if times else 0, count)
        else:
            steps += numbers(word)[:1]
    return [*steps, *([steps[-1]] * max(count - len(steps), 0))] if steps else []


def _is_seen(letter: _Letter, page: Pixels, scale: float) -> bool:
    """Whether a letter lies on the page and stands out from what is drawn there."""
    left, top, right, bottom = (round(edge * scale) for edge in letter.box)
    ground = page[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)].reshape(-1, 3)
    if not len(ground):
        return False
    red, green, blue = (int(level) for level in np.median(ground, axis=0))
    return is_seen(letter.colour, (red, green, blue))


def _covers(part: _Shape | _Picture, letter: _Letter) -> bool:
    """Whether something drawn later lies over a letter's middle."""
    x, y = (letter.box[0] + letter.box[2]) / 2, (letter.box[1] + letter.box[3]) / 2
    if isinstance(part, _Picture):
        return part.box[0] < x < part.box[2] and part.box[1] < y < part.box[3]
    return part.is_filled and cv2.pointPolygonTest(part.corners.astype(np.float32), (x, y), False) > 0


# ---------------------------------------------------------------- lines and pictures


def _shapes(element: etree._Element, outer: Matrix) -> Iterator[_Shape]:
    matrix = outer @ _moved(*_boundary(element)[:2]) @ _matrix(element.get("CTM"))
    fill, stroke = element.get("Fill", "false").lower() == "true", element.get("Stroke", "true").lower() != "false"
    width = _float(element, "LineWidth", _LINE_MM)
    for data in element.iterfind("{*}AbbreviatedData"):
        for path in _paths(data.text or ""):
            corners = (np.c_[path, np.ones(len(path))] @ matrix.T)[:, :2]
            if fill and len(path) > 2:
                colour, alpha = _colour(element, "FillColor", BLACK)
                yield from [_Shape(corners, colour, 0.0, True)] if alpha else []
            if stroke and len(path) > 1:
                yield _Shape(corners, _colour(element, "StrokeColor", BLACK)[0], width, False)


def _paths(data: str) -> Iterator[NDArray[np.float64]]:
    """The corners of each stretch of a path; curves are taken for the straight line between their ends."""
    path: list[tuple[float, float]] = []
    for operator, operands in _DRAW.findall(data):
        stated = numbers(operands)
        if operator in "SM":
            if len(path) > 1:
                yield np.array(path)
            path = []
        if operator == "C" and path:
            path.append(path[0])
        elif len(stated) >= 2:
            path.append((stated[-2], stated[-1]))
    if len(path) > 1:
        yield np.array(path)


def _draw(page: Pixels, part: _Letter | _Shape | _Picture, scale: float) -> None:
    if isinstance(part, _Shape):
        corners = np.round(np.clip(part.corners * scale, -30_000, 30_000)).astype(np.int32)
        if part.is_filled:
            cv2.fillPoly(page, [corners], part.colour)
        else:
            cv2.polylines(page, [corners], False, part.colour, max(round(part.width * scale), 1))
    elif isinstance(part, _Picture):
        _paste(page, part, scale)


def _paste(page: Pixels, part: _Picture, scale: float) -> None:
    left, top, right, bottom = (round(edge * scale) for edge in part.box)
    if right - left < 1 or bottom - top < 1 or max(right - left, bottom - top) > 20_000:
        return
    scaled = np.asarray(cv2.resize(part.pixels, (right - left, bottom - top), interpolation=cv2.INTER_AREA), np.uint8)
    height, width = page.shape[:2]
    x, y = max(left, 0), max(top, 0)
    inside = scaled[y - top : height - top, x - left : width - left]
    page[y : y + inside.shape[0], x : x + inside.shape[1]] = inside


def _opened(data: bytes, limits: Limits) -> Pixels | None:
    try:
        picture = Image.open(BytesIO(data), formats=_FORMATS)
        if picture.width * picture.height > limits.max_pixels:
            return None
        return np.asarray(picture.convert("RGB"), np.uint8)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None


# ---------------------------------------------------------------- places


def _boundary(element: etree._Element) -> list[float]:
    """Left, top, width and height of an element."""
    return [*numbers(element.get("Boundary")), 0.0, 0.0, 0.0, 0.0][:4]


def _boundary_matrix(element: etree._Element) -> Matrix:
    """From the unit square to an element's boundary."""
    left, top, width, height = _boundary(element)
    return np.array([[width, 0, left], [0, height, top], [0, 0, 1]])


def _moved(x: float, y: float, times: float = 1) -> Matrix:
    return np.array([[1, 0, times * x], [0, 1, times * y], [0, 0, 1]])


def _matrix(text: str | None) -> Matrix:
    """A transformation that is stated as a b c d e f."""
    stated = numbers(text)
    if len(stated) != 6:
        return np.eye(3)
    a, b, c, d, e, f = stated
    return np.array([[a, c, e], [b, d, f], [0, 0, 1]])


def _around(matrix: Matrix, left: float, top: float, right: float, bottom: float) -> Box:
    xs, ys, _ = matrix @ np.array([[left, right, left, right], [top, top, bottom, bottom], [1, 1, 1, 1]])
    return float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max())


def _size_of(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _float(element: etree._Element, name: str, default: float) -> float:
    stated = numbers(element.get(name))
    return stated[0] if stated else default


def _colour(element: etree._Element, name: str, default: Colour) -> tuple[Colour, float]:
    """The colour that an element states, and its opacity, 0 to 255."""
    stated = element.find(f"{{*}}{name}")
    if stated is None:
        return default, 255.0
    levels = [min(max(round(level), 0), 255) for level in numbers(stated.get("Value"))]
    alpha = _float(stated, "Alpha", 255.0)
    if len(levels) == 1:
        return (levels[0], levels[0], levels[0]), alpha
    return ((levels[0], levels[1], levels[2]) if len(levels) == 3 else default), alpha
