"""Pictures of pages: PNG, JPEG, WebP, BMP, GIF, JPEG 2000, and TIFF with one page or many."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from io import BytesIO

import numpy as np
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from extract.document import Document
from extract.files.blocks import Block
from extract.files.compose import compose
from extract.files.errors import FileError
from extract.files.scan import scanned_blocks
from extract.files.turning import with_rows_whole
from extract.settings import Limits

_FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF", "JPEG2000")
_LONGEST = 65_535
"""Pixels of a side: more than a JPEG can have, and forty pages below each other."""
_MANY, _LEAST = 45_000_000, 4_000
"""Pixels of a picture, and of its shorter side, from which on half of them do, and cost a quarter of the memory."""


def read_image(data: bytes, limits: Limits) -> Document:
    """The text, tables and words of a picture of a page, or of several. Raises FileError."""
    pages = count_pages(data, limits)
    media_type = Image.MIME[str(_open(data, limits).format)]
    return compose(with_rows_whole(_pages(data, limits)), media_type, limits.max_text, pages)


def count_pages(data: bytes, limits: Limits) -> int:
    """Raises FileError where there are too many."""
    pages = int(getattr(_open(data, limits), "n_frames", 1))
    if pages > limits.max_pages:
        raise FileError("too_many_pages", count=pages, most=limits.max_pages)
    return pages


def page_pictures(data: bytes, limits: Limits) -> Iterator[Image.Image]:
    """The pages in RGB, turned as the camera says, on white. Raises FileError."""
    try:
        for frame in ImageSequence.Iterator(_open(data, limits)):
            _refuse_large(frame, limits)
            yield _halved(_on_white(ImageOps.exif_transpose(frame)))
    except (OSError, SyntaxError, ValueError):
        raise FileError("picture_damaged") from None


def _pages(data: bytes, limits: Limits) -> Iterator[list[Block]]:
    for number, picture in enumerate(page_pictures(data, limits), start=1):
        yield scanned_blocks(np.asarray(picture, np.uint8), number)


def _open(data: bytes, limits: Limits) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            picture = Image.open(BytesIO(data), formats=_FORMATS)
        except Image.DecompressionBombError:
            raise FileError("too_many_pixels", most=limits.max_pixels) from None
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
            raise FileError("picture_damaged") from None
    _refuse_large(picture, limits)
    return picture


def _refuse_large(picture: Image.Image, limits: Limits) -> None:
    width, height = picture.size
    if max(width, height) > _LONGEST:
        raise FileError("picture_no_page", width=width, height=height)
    if width * height > limits.max_pixels:
        raise FileError("picture_too_large", width=width, height=height, most=limits.max_pixels)


def _halved(picture: Image.Image) -> Image.Image:
    """The picture, at half its size where that still is more than 300 dpi of a large sheet."""
    width, height = picture.size
    return picture.reduce(2) if width * height > _MANY and min(picture.size) > _LEAST else picture


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        return Image.alpha_composite(white, picture).convert("RGB")
    if picture.mode.startswith("I") or picture.mode == "F":
        values = np.asarray(picture, np.float64)
        return Image.fromarray((values / max(values.max(), 1) * 255).astype(np.uint8)).convert("RGB")
    return picture.convert("RGB")
