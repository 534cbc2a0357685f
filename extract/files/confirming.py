"""Whether the picture of a page shows the number that was read: a second look, before anyone is accused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from extract.extras import MissingExtra
from extract.text.normal import plain
from schemas.record import Where

if TYPE_CHECKING:
    from PIL import Image

SURE = 0.9
"""Least confidence of the engine that is believed against a text layer."""
_PAD = 0.5
"""White around the number, in heights of it."""
_HIGH = 48
"""Pixels: what the engine reads at."""


def shown(picture: Image.Image, where: Where, text: str) -> bool | None:
    """Whether `picture`, the page of `where`, shows the digits of `text` at its box.

    None where that cannot be said: without a box, without the engine, or where it is not sure.
    """
    digits = _digits(text)
    crop = _crop(picture, where)
    if crop is None or not digits:
        return None
    try:
        from extract.files.engine import read

        seen, confidence = read([crop])[0]
    except MissingExtra:
        return None
    if _digits(seen) == digits:
        return True
    return False if confidence >= SURE and plain(seen).strip().replace(",", "").replace(".", "").isdecimal() else None


def _digits(text: str) -> str:
    return "".join(letter for letter in plain(text) if letter.isdecimal())


def _crop(picture: Image.Image, where: Where) -> Any:
    import cv2
    import numpy as np

    if where.box is None:
        return None
    left, top, right, bottom = (round(edge) for edge in where.box)
    grey = np.asarray(picture.convert("L"))[max(top - 1, 0) : bottom + 1, max(left - 1, 0) : right + 1]
    if not grey.size:
        return None
    pad = round(_PAD * grey.shape[0])
    framed = cv2.copyMakeBorder(grey, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=(int(np.median(grey)),))
    scale = _HIGH / framed.shape[0]
    return cv2.resize(framed, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
