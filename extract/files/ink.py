"""From a page's picture to its ink: dark on white, whatever the paper, with red seals taken off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.files.ground import with_dark_ink, with_dark_letters, without_grounds

Pixels: TypeAlias = NDArray[np.uint8]
Rectangle: TypeAlias = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""

_DARK = 0.80
"""Ink is darker than this share of the paper around it."""
_PAPER_MM = 5.0
"""The width over which paper is looked for: wider than any stroke, narrower than a shaded row."""
_RED = 40
"""Grey levels by which red ink is redder than green or blue."""
_FRINGE_MM = 0.4
_FRINGE = 180
"""Lighter than this, what is left beside the red of a seal is its blurred edge."""
_SEAL_MM = (20.0, 70.0)
_A4_MM = (210.0, 297.0)


@dataclass(frozen=True)
class Sheet:
    """A page's picture in grey, paper evened out to white, and where there is ink on it."""

    grey: Pixels
    mm: float
    """Pixels a millimetre, the page taken for A4."""
    fringed: Pixels | None = None
    """The same with the faint edges of seals, where thin ruled lines show through; None where there is no seal."""
    unsealed: Pixels | None = None
    """0 where the red of a seal was taken off, and maybe pale ink with it, 255 elsewhere; None where there is none."""

    @property
    def height(self) -> int:
        return int(self.grey.shape[0])

    @property
    def width(self) -> int:
        return int(self.grey.shape[1])

    @cached_property
    def ink(self) -> Pixels:
        """255 where there is ink, 0 elsewhere."""
        return _ink(self.grey)

    @cached_property
    def ink_of_lines(self) -> Pixels:
        """The ink to look for ruled lines in."""
        return self.ink if self.fringed is None else _ink(self.fringed)

    def changed(self, change: Callable[[Pixels], NDArray[np.generic] | cv2.typing.MatLike]) -> Sheet:
        """The sheet after the same change to each of its pictures, such as a turn."""
        fringed, unsealed = (
            None if picture is None else _pixels(change(picture)) for picture in (self.fringed, self.unsealed)
        )
        return Sheet(_pixels(change(self.grey)), self.mm, fringed, unsealed)


def sheet(picture: Pixels) -> Sheet:
    """The sheet of a picture, grey or RGB."""
    mm = pixels_a_mm(picture)
    if picture.ndim == 2:
        return Sheet(_plain(picture, mm), mm)
    grey, fringed, unsealed = _without_seals(picture, mm)
    return Sheet(_plain(grey, mm), mm, None if fringed is None else _plain(fringed, mm), unsealed)


def _plain(grey: Pixels, mm: float) -> Pixels:
    """Dark ink on white paper, and nothing else."""
    return with_dark_ink(without_grounds(_even_out(with_dark_letters(grey, mm), mm), mm))


def _ink(grey: Pixels) -> Pixels:
    return _pixels(cv2.threshold(grey, _DARK * 255, 255, cv2.THRESH_BINARY_INV)[1])


def pixels_a_mm(picture: Pixels) -> float:
    """For a page of A4, upright or lying, or a part of one as wide as it."""
    height, width = picture.shape[:2]
    across = width / _A4_MM[0] if height > width else max(width / _A4_MM[1], height / _A4_MM[0])
    return max(float(across), 1.0)


def _even_out(grey: Pixels, mm: float) -> Pixels:
    """Grey paper and shadows become white: each pixel is divided by the paper around it."""
    if _is_white(grey):
        return grey
    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    size = int(_PAPER_MM * mm / 4) | 1
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)))
    paper = cv2.GaussianBlur(paper, (size, size), 0)
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return _pixels(cv2.divide(grey, np.maximum(paper, 64), scale=255))


def _is_white(grey: Pixels) -> bool:
    """Whether most of the paper is pure white, as in pages that were rendered and not scanned."""
    return bool(np.mean(grey[::8, ::8] >= 250) > 0.8)


def _without_seals(picture: Pixels, mm: float) -> tuple[Pixels, Pixels | None, Pixels | None]:
    """Grey, in which red seals are white and the ink below them is not; the same with the edges of the seals; and
    where they were not.

    In the red channel a red seal is nearly as light as paper, and black ink stays black; at its edges, where JPEG
    blurs colours, it is the lightness that is as that of the seal. Only red patches as large and as round as a seal
    are treated so: a red letterhead names the agency.
    """
    grey = _pixels(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY))
    red, green, blue = (picture[..., channel].astype(np.int16) for channel in range(3))
    redness = red - np.maximum(green, blue)
    mask = (redness > _RED).astype(np.uint8)
    seals = _seals(mask, mm)
    if not seals:
        return grey, None, None
    around = np.ones((int(_FRINGE_MM * mm) * 2 + 1,) * 2, np.uint8)
    fringed, unsealed = grey.copy(), np.full_like(grey, 255)
    for part in seals:
        tinted = cv2.dilate(mask[part], around) > 0
        light = _under_seal(red[part], grey[part], mask[part] > 0)
        unsealed[part][tinted] = 0
        fringed[part] = np.where(tinted, light, grey[part])
        grey[part] = np.where(tinted & (light > _FRINGE), 255, fringed[part])
    return grey, fringed, unsealed


def _under_seal(red: NDArray[np.int16], grey: Pixels, mask: NDArray[np.bool_]) -> Pixels:
    """How light the page is without its seal, whose red is where `mask` is."""
    by_red = red * (255 / max(float(np.percentile(red[mask], 80)), 1.0))
    by_grey = grey * (255 / max(float(np.median(grey[mask])), 1.0))
    light = np.where(mask, np.maximum(by_red, by_grey), np.maximum(red, grey))
    return _pixels(np.clip(light, 0, 255))


def _seals(mask: NDArray[np.uint8], mm: float) -> list[tuple[slice, slice]]:
    """The parts of a page where a red seal stands."""
    if not mask.any():
        return []
    near = cv2.dilate(mask, np.ones((int(2 * mm) | 1, int(2 * mm) | 1), np.uint8))
    _, _, boxes, _ = cv2.connectedComponentsWithStats(near)
    return [
        np.s_[top : top + height, left : left + width]
        for left, top, width, height, _ in boxes[1:]
        if all(_SEAL_MM[0] * mm <= side <= _SEAL_MM[1] * mm for side in (width, height))
    ]


def along(mask: NDArray[np.generic], axis: int) -> NDArray[np.bool_]:
    """Whether there is anything in each row (`axis` 1) or column (`axis` 0)."""
    return np.asarray(mask.any(axis=axis), np.bool_)


def _pixels(array: NDArray[np.generic] | cv2.typing.MatLike) -> Pixels:
    return np.asarray(array, dtype=np.uint8)
