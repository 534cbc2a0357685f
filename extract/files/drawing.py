"""A page of a PDF as a picture, whole or with some of its texts only."""

from __future__ import annotations

import ctypes
from collections.abc import Collection, Iterator
from contextlib import contextmanager

import numpy as np
import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from extract.files.ink import Pixels

_SHOWN_ONLY = frozenset({pdfium_c.FPDF_ANNOT_LINK, pdfium_c.FPDF_ANNOT_POPUP})
"""Annotations that print nothing of their own."""


def drawn(page: pdfium.PdfPage, scale: float, without: tuple[float, float, float, float] = (0, 0, 0, 0)) -> Pixels:
    """The picture of a page in RGB, [height, width, 3], at `scale` pixels a point.

    `without` are the points that are cut off on its left, bottom, right and top.
    """
    picture = page.render(scale=scale, crop=without, rev_byteorder=True, prefer_bgrx=False).to_numpy()
    return np.ascontiguousarray(picture[..., :3])


def opened_page(pdf: pdfium.PdfDocument, index: int) -> pdfium.PdfPage:
    """A page with what is filled into its form and noted on it made part of it. Raises PdfiumError."""
    page = pdf[index]
    if not _has_notes(page) or pdfium_c.FPDFPage_Flatten(page, pdfium_c.FLAT_NORMALDISPLAY) != _FLATTENED:
        return page
    page.close()
    return pdf[index]


_FLATTENED = pdfium_c.FLATTEN_SUCCESS


def _has_notes(page: pdfium.PdfPage) -> bool:
    return any(kind not in _SHOWN_ONLY for kind in _kinds_of_notes(page))


def _kinds_of_notes(page: pdfium.PdfPage) -> Iterator[int]:
    for number in range(pdfium_c.FPDFPage_GetAnnotCount(page)):
        note = pdfium_c.FPDFPage_GetAnnot(page, number)
        if note:
            yield pdfium_c.FPDFAnnot_GetSubtype(note)
            pdfium_c.FPDFPage_CloseAnnot(note)


class Texts:
    """The texts of a page, by their addresses; they can be left out of its pictures."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self.page = page
        self.handles = {
            ctypes.addressof(text.raw.contents): text.raw
            for text in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_TEXT])
        }

    @contextmanager
    def only(self, addresses: Collection[int]) -> Iterator[None]:
        """While this is open, no other texts than these are drawn."""
        others = [handle for address, handle in self.handles.items() if address not in addresses]
        try:
            for handle in others:
                pdfium_c.FPDFPageObj_SetIsActive(handle, False)
            yield
        finally:
            for handle in others:
                pdfium_c.FPDFPageObj_SetIsActive(handle, True)

    def colour(self, address: int) -> tuple[int, ...] | None:
        """Red, green, blue and opacity of a text, 0 to 255."""
        parts = [ctypes.c_uint() for _ in range(4)]
        handle = self.handles.get(address)
        if handle is None or not pdfium_c.FPDFPageObj_GetFillColor(handle, *parts):
            return None
        return tuple(part.value for part in parts)
