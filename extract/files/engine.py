"""The OCR engine: RapidOCR on ONNX Runtime, its models from its own package, loaded when a page first needs it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.extras import needing
from extract.files.ink import Pixels

_NARROW = 64
"""Pixels. The engine pads every picture to 320 by default; most cells hold one digit."""
_LONGEST = 2400
"""Pixels. Pages come smaller than this; the engine would enlarge flat strips by default."""
_BATCH = 12
_AT_ONCE = 120
"""The width of the pictures of a batch together, in their heights: three lines of prose."""
_CLASS_BATCH = 8
_SIGNS = frozenset("0123456789.,-/")
"""What numbers are printed with."""


@cache
def _engine() -> Any:
    with needing("scans"):
        from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Rec.rec_img_shape": [3, 48, _NARROW],
            "Rec.rec_batch_num": _BATCH,
            "Cls.cls_batch_num": _CLASS_BATCH,
            "Det.limit_type": "max",
            "Det.limit_side_len": _LONGEST,
        }
    )


@cache
def _digit_reader() -> Any:
    """The engine's recogniser, its network shared, with another decoder."""
    reader = copy(_engine()._load_rec_model())
    reader.postprocess_op = _Digits(reader.postprocess_op)
    return reader


def _input(pictures: list[Pixels]) -> Any:
    from rapidocr.ch_ppocr_rec import TextRecInput

    return TextRecInput(pictures)


class _Digits:
    """Decodes what a network says at each place of a line (Graves et al. 2006, CTC), all other signs ruled out."""

    def __init__(self, decode: Any) -> None:
        self.decode = decode
        blank = 0
        self.kept = [blank, *(place for place, sign in enumerate(decode.character) if sign in _SIGNS)]

    def __call__(self, says: NDArray[np.float32], *asked: Any, **how: Any) -> Any:
        """`says`: [picture, place, sign], each place's sum 1."""
        only = np.zeros_like(says)
        only[..., self.kept] = says[..., self.kept]
        return self.decode(only / np.maximum(only.sum(axis=2, keepdims=True), 1e-9), *asked, **how)


def find_text(grey: Pixels, scale: float) -> NDArray[np.float32]:
    """The corners of the lines of text in a picture, [n, 4, 2] pixels; it is looked at `scale` times its size."""
    scale = min(scale, 1.0, _LONGEST / max(grey.shape))
    small = np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    found = _engine()(_colour(small), use_det=True, use_cls=False, use_rec=False)
    boxes = np.empty((0, 4, 2), np.float32) if found.boxes is None else np.asarray(found.boxes, np.float32)
    return boxes / scale


def read(crops: Sequence[Pixels]) -> list[tuple[str, float]]:
    """The text of each picture of a line and its confidence, 0 to 1."""
    return _read(crops, lambda pictures: _engine().recognize_txt(pictures))


def read_digits(crops: Sequence[Pixels]) -> list[tuple[str, float]]:
    """The same by the same network of pictures of numbers, told among the signs of a number alone."""
    return _read(crops, lambda pictures: _digit_reader()(_input(pictures)))


def _read(crops: Sequence[Pixels], recognize: Callable[[list[Pixels]], Any]) -> list[tuple[str, float]]:
    found: list[tuple[str, float]] = [("", 0.0)] * len(crops)
    for batch in _batches([crop.shape[1] / crop.shape[0] for crop in crops]):
        result = recognize([_colour(crops[number]) for number in batch])
        for number, text, score in zip(batch, result.txts, result.scores, strict=True):
            found[number] = text, float(score)
    return found


def _batches(widths: Sequence[float]) -> Iterator[Sequence[int]]:
    """The numbers of pictures to be read at once, from the narrowest on: all of a batch are padded to its widest.

    `widths` are in heights. The engine keeps a score for each of 18,000 signs at each place of each picture.
    """
    order = sorted(range(len(widths)), key=lambda number: widths[number])
    for start in range(0, len(order), _BATCH):
        batch = order[start : start + _BATCH]
        size = max(1, min(_BATCH, int(_AT_ONCE / max(widths[batch[-1]], 1))))
        yield from (batch[place : place + size] for place in range(0, len(batch), size))


def are_upside_down(crops: Sequence[Pixels]) -> list[bool]:
    """Whether each picture of a line stands on its head, as far as the engine can tell."""
    if not crops:
        return []
    _, result = _engine().cls_and_rotate([_colour(crop) for crop in crops])
    return [label == "180" and score > 0.6 for label, score in result.cls_res]


def _colour(grey: Pixels) -> Pixels:
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), np.uint8)
