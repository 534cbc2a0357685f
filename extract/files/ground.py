"""What a page is printed on: coloured heads, shaded rows, watermarks, grey paper. All of it becomes white, ink dark."""

from __future__ import annotations

from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels: TypeAlias = NDArray[np.uint8]

_SOLID = 0.62
"""A ground darker than this share of the paper has light letters on it."""
_STRIP_MM = (8.0, 0.8)
"""Width and height of what a dark ground has beside its letters: wider than a letter, thicker than a line."""
_THROUGH_MM = 0.9
"""Wider than the strokes of light letters and the light lines between cells."""
_LEAST_MM = 2.5
"""The lowest and the narrowest dark ground."""
_LETTER_MM = 6.0
_FILLED = 0.6
"""The share of a dark ground that is dark: the rest is its letters."""
_LETTERS = 0.002
"""The share of light letters in one. A bar without any is left as it is."""
_STROKE_MM = 1.3
"""Wider than any stroke of text, narrower than those of a watermark."""
_BLACK = 0.45
"""What is thick and darker than this share of the paper is printed for its own sake: titles, rules, pictures."""
_PAPER = 230
"""Grey levels, paper 255: what is lighter is paper."""
_CORE, _SPARSE = 10, 0.0002
"""Percent of what is no paper that is surely ink, and the share of a page below which it is dirt."""
_FAINT, _GRAIN = 100, 215
"""The darkest of faint ink, and what is but the grain of the paper."""
_DARKENED = 40


def with_dark_letters(grey: Pixels, mm: float) -> Pixels:
    """The page with the light letters on dark grounds dark, and those grounds white."""
    paper = float(np.percentile(grey[::8, ::8], 75))
    dark = np.asarray(grey < _SOLID * paper, np.uint8)
    strips = cv2.morphologyEx(dark, cv2.MORPH_OPEN, _box(*_STRIP_MM, mm))
    if not strips.any():
        return grey
    whole = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, _box(_THROUGH_MM, _THROUGH_MM, mm))
    whole = cv2.morphologyEx(whole, cv2.MORPH_OPEN, _box(_LEAST_MM, _LEAST_MM, mm))
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(whole)
    turned = grey.copy()
    for number in np.unique(labels[strips > 0]):
        left, top, width, height, _ = boxes[number]
        part = np.s_[top : top + height, left : left + width]
        inside = _with_letters(labels[part] == number, mm)
        if number and _has_letters(grey[part], dark[part], inside):
            turned[part] = np.where(inside, _turned(grey[part], inside), grey[part])
    return turned


def _with_letters(ground: NDArray[np.bool_], mm: float) -> NDArray[np.bool_]:
    """A ground with the letters that stand in it."""
    letter = _box(_LETTER_MM, _LETTER_MM, mm)
    room = max(letter.shape)
    padded = np.pad(ground.astype(np.uint8), room)
    return np.asarray(cv2.morphologyEx(padded, cv2.MORPH_CLOSE, letter)[room:-room, room:-room] > 0, np.bool_)


def _has_letters(grey: Pixels, dark: Pixels, inside: NDArray[np.bool_]) -> bool:
    """Whether a part of a page is a dark ground, and light letters stand on it."""
    core = cv2.erode(inside.astype(np.uint8), np.ones((5, 5), np.uint8), borderValue=(0,)) > 0
    if not core.any() or dark[inside].mean() < _FILLED:
        return False
    light = (float(np.median(grey[inside])) + 255) / 2
    return bool((grey[core] > light).mean() > _LETTERS)


def _turned(grey: Pixels, inside: NDArray[np.bool_]) -> Pixels:
    """What differs from the ground, lighter or darker, as dark on white; the ground is what most of the part is."""
    ground = float(np.median(grey[inside]))
    above, below = (grey - ground) / max(255 - ground, 1.0), (ground - grey) / max(ground, 1.0)
    return np.asarray(255 - 255 * np.clip(np.maximum(above, below), 0, 1), np.uint8)


def without_grounds(grey: Pixels, mm: float) -> Pixels:
    """The page, its paper white, without what is grey and broader than a stroke: shading, watermarks."""
    size = int(_STROKE_MM * mm) | 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    ground = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, disc)
    ground = np.where(ground < _BLACK * 255, np.uint8(255), ground)
    return np.asarray(cv2.divide(grey, ground, scale=255), np.uint8)


def with_dark_ink(grey: Pixels) -> Pixels:
    """The page, its paper white, with its ink dark however faint it was printed."""
    printed = grey[grey < _PAPER]
    ink = float(np.percentile(printed, _CORE)) if printed.size > _SPARSE * grey.size else 0.0
    if not _FAINT < ink < _GRAIN:
        return grey
    levels = np.clip((np.arange(256) - ink) * ((255 - _DARKENED) / (255 - ink)) + _DARKENED, 0, 255)
    return np.asarray(cv2.LUT(grey, levels.astype(np.uint8)), np.uint8)


def _box(width: float, height: float, mm: float) -> NDArray[np.uint8]:
    return np.ones((max(round(height * mm), 1), max(round(width * mm), 1)), np.uint8)
