"""Which letters of a text layer the picture of the page shows, and which of them are a watermark's.

Nobody reads what is white on white, on a layer that is off, under a box, beyond the page's edge or without ink. None
of these is asked for by name: the page is drawn with its texts and without, and a letter is shown where the two
differ within its box. Texts that lie over each other are drawn in turns, so that each answers for itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
import pypdfium2 as pdfium  # type: ignore[import-untyped]
from numpy.typing import NDArray

from extract.files.drawing import Texts, drawn
from extract.files.ink import Pixels

Rectangle: TypeAlias = tuple[float, float, float, float]

_FAINT = 20
"""Grey levels of 255. What differs less from what is under it is not seen on paper."""
_LEAST = 0.05
"""The share of a letter's box that its strokes cover at least."""
_TINY = 1 / 420
"""Of the longer side of the page, 2 points of A4: the height of letters that no eye reads."""
_OVER = 0.2
"""The share of the smaller of two letters' boxes from which on one lies over the other."""
_LARGE, _LIGHT = 1.6, 0.6
"""A watermark's letters are so much larger or lighter than most of the page's."""
_MOST_TURNS = 6


@dataclass(frozen=True, slots=True)
class Glyph:
    """A letter's ink and its line's height, in pixels of the picture, and the address of the text it is part of."""

    box: Rectangle
    size: float
    owner: int


@dataclass(frozen=True, slots=True)
class Look:
    """What the picture shows of each letter: how far its ink stands out, 0 to 255 (0: not seen); the watermark's.

    `bare` is the picture without any letters: ruled lines, and whatever else is drawn.
    """

    strengths: NDArray[np.float64]
    watermark: Collection[int]
    bare: Pixels


def look_at(page: pdfium.PdfPage, scale: float, glyphs: Sequence[Glyph]) -> Look:
    """How the letters of `page` look on its picture, drawn at `scale` pixels a point."""
    whole = drawn(page, scale)
    texts = Texts(page)
    with texts.only(()):
        bare = drawn(page, scale)
    strengths = _strengths(whole, bare, glyphs)
    over = _overlapping(glyphs, whole.shape[:2])
    for turn in _turns(glyphs, over):
        with texts.only(turn):
            picture = drawn(page, scale)
        mine = [number for number, glyph in enumerate(glyphs) if glyph.owner in turn]
        strengths[mine] = _strengths(picture, bare, [glyphs[number] for number in mine])
    strengths[[glyph.size < _TINY * max(whole.shape[:2]) for glyph in glyphs]] = 0
    return Look(strengths, _watermark(glyphs, strengths, over, texts), bare)


def _strengths(picture: Pixels, bare: Pixels, glyphs: Sequence[Glyph]) -> NDArray[np.float64]:
    """The mean difference of the two pictures where a letter's strokes are, 0 where there are none."""
    apart = cv2.absdiff(picture, bare)
    most = np.asarray(cv2.max(cv2.max(apart[..., 0], apart[..., 1]), apart[..., 2]), np.uint8)
    inner = _inner(np.array([glyph.box for glyph in glyphs]).reshape(-1, 4), picture.shape[:2])
    return np.array([_strength(most[top:bottom, left:right]) for left, top, right, bottom in inner.T.tolist()])


def _strength(apart: NDArray[np.uint8]) -> float:
    strokes = apart[apart > _FAINT]
    return float(strokes.mean()) if len(strokes) > _LEAST * apart.size else 0.0


def _inner(boxes: NDArray[np.float64], shape: tuple[int, ...]) -> NDArray[np.intp]:
    """Left, top, right and bottom of the whole pixels within each box, of those it touches where there are none."""
    start, end = boxes.T[:2], boxes.T[2:]
    inner = np.concatenate([np.ceil(start), np.floor(end)])
    outer = np.concatenate([np.floor(start), np.ceil(end)])
    thin = np.concatenate([inner[2:] <= inner[:2]] * 2)
    limits = np.array([[shape[1]], [shape[0]]] * 2)
    return np.asarray(np.clip(np.where(thin, outer, inner), 0, limits), np.intp)


def _overlapping(glyphs: Sequence[Glyph], shape: tuple[int, ...]) -> Mapping[int, set[int]]:
    """The letters of other texts that each letter lies over or under, for those with any."""
    if not glyphs:
        return {}
    boxes = np.array([glyph.box for glyph in glyphs])
    owners = np.array([glyph.owner for glyph in glyphs])
    crowded = np.flatnonzero(_are_crowded(boxes, shape))
    over: dict[int, set[int]] = {}
    for number in crowded:
        shared = _shares(boxes[number], boxes[crowded]) > _OVER
        others = crowded[shared & (owners[crowded] != owners[number])]
        if len(others):
            over[int(number)] = set(others.tolist())
    return over


def _shares(box: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much of the smaller of `box` and each of `others` lies in both."""
    sides = np.minimum(box[2:], others[:, 2:]) - np.maximum(box[:2], others[:, :2])
    areas = np.prod(others[:, 2:] - others[:, :2], axis=1)
    smaller = np.minimum(areas, np.prod(box[2:] - box[:2]))
    return np.asarray(np.prod(np.maximum(sides, 0), axis=1) / np.maximum(smaller, 1e-6), np.float64)


def _are_crowded(boxes: NDArray[np.float64], shape: tuple[int, ...]) -> list[bool]:
    """Whether others of `boxes` have a pixel of each."""
    counts = np.zeros(shape, np.uint8)
    inner = _inner(boxes, shape).T.tolist()
    for left, top, right, bottom in inner:
        part = counts[top:bottom, left:right]
        np.minimum(part, 1, out=part)
        part += 1
    if counts.max(initial=0) < 2:
        return [False] * len(inner)
    return [bool((counts[top:bottom, left:right] > 1).any()) for left, top, right, bottom in inner]


def _turns(glyphs: Sequence[Glyph], over: Mapping[int, set[int]]) -> list[set[int]]:
    """The texts that meet others, in as few groups as it takes that none meets another of its group."""
    met: dict[int, set[int]] = {}
    for number, others in over.items():
        met.setdefault(glyphs[number].owner, set()).update(glyphs[other].owner for other in others)
    turns: list[set[int]] = []
    for owner, others in met.items():
        turn = next((turn for turn in turns if not turn & others), None)
        if turn is not None:
            turn.add(owner)
        elif len(turns) < _MOST_TURNS:
            turns.append({owner})
    return turns


def _watermark(
    glyphs: Sequence[Glyph], strengths: NDArray[np.float64], over: Mapping[int, set[int]], texts: Texts
) -> set[int]:
    """The letters over other text that are far lighter or larger than most, and those that look the same."""
    shown = np.flatnonzero(strengths).tolist()
    if not over or not len(shown):
        return set()
    size = float(np.median([glyphs[number].size for number in shown]))
    usual = float(np.median(strengths[shown]))

    def stands_out(number: int) -> bool:
        return bool(glyphs[number].size > _LARGE * size or strengths[number] < _LIGHT * usual)

    def style(number: int) -> tuple[int, object]:
        return round(glyphs[number].size), texts.colour(glyphs[number].owner)

    over_text = [number for number, others in over.items() if any(strengths[other] for other in others)]
    found = [number for number in over_text if strengths[number] and stands_out(number)]
    styles = {style(number) for number in found}
    return {number for number in shown if styles and stands_out(number) and style(number) in styles}
