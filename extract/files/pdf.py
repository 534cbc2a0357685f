"""PDF: pages with a text layer, scanned pages, and both in one file."""

from __future__ import annotations

from collections.abc import Iterator

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from extract.document import Document
from extract.doubts import Doubt, doubt
from extract.files.blocks import Block
from extract.files.compose import compose
from extract.files.drawing import drawn, opened_page
from extract.files.errors import FileError
from extract.files.glyphs import Typefaces
from extract.files.ink import Pixels
from extract.files.known import COARSE, text_blocks
from extract.files.scan import read_blocks, scanned_blocks
from extract.files.textlayer import text_layer, turns_of
from extract.files.turning import with_rows_whole
from extract.files.upright import turned
from extract.settings import Limits

MEDIA_TYPE = "application/pdf"
_DPI = 200
"""Of the page pictures, which boxes are in pixels of."""
_LONGEST = 5_000
"""Pixels of a side: a poster is drawn smaller."""
_WIDEST = 100_000
"""Points (35 m): the longest side of what can be printed at all."""
_MOST_LETTERS = 200_000
"""Of a page: a full one has 2,000."""
_PICTURE = 0.03
"""The share of a page from which on a picture in it may hold a table."""


def read_pdf(data: bytes, limits: Limits) -> Document:
    """The text, tables and words of a PDF. Raises FileError."""
    pdf = open_pdf(data, limits)
    try:
        notes: list[Doubt] = []
        blocks = with_rows_whole(_pages(pdf, limits, notes))
        return compose(blocks, MEDIA_TYPE, limits.max_text, len(pdf), notes)
    finally:
        pdf.close()


def count_pages(data: bytes, limits: Limits) -> int:
    """Raises FileError."""
    pdf = open_pdf(data, limits)
    try:
        return len(pdf)
    finally:
        pdf.close()


def open_pdf(data: bytes, limits: Limits) -> pdfium.PdfDocument:
    """Raises FileError where it is encrypted, damaged, cut off, without pages, or has too many."""
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code == pdfium_c.FPDF_ERR_PASSWORD:
            raise FileError("file_encrypted") from None
        raise FileError("pdf_damaged") from None
    pdf.init_forms()  # before any page: what is filled into a form is drawn from then on
    if b"%%EOF" not in data[-4096:].rstrip(b"\x00"):
        raise FileError("pdf_cut_off")
    if not len(pdf):
        raise FileError("pdf_no_pages")
    if len(pdf) > limits.max_pages:
        raise FileError("too_many_pages", count=len(pdf), most=limits.max_pages)
    return pdf


def page_picture(pdf: pdfium.PdfDocument, page: int, limits: Limits) -> Pixels:
    """The picture of a page (from 1) in RGB, in whose pixels the boxes are."""
    opened = opened_page(pdf, page - 1)
    return drawn(opened, _scale(opened, limits))


def _scale(page: pdfium.PdfPage, limits: Limits) -> float:
    """Pixels a point."""
    width, height = page.get_size()
    most = (limits.max_pixels / max(width * height, 1)) ** 0.5
    return float(min(_DPI / 72, _LONGEST / max(width, height, 1), most))


def _pages(pdf: pdfium.PdfDocument, limits: Limits, notes: list[Doubt]) -> Iterator[list[Block]]:
    typefaces = Typefaces()
    for number in range(1, len(pdf) + 1):
        try:
            page = opened_page(pdf, number - 1)
        except pdfium.PdfiumError:
            notes.append(doubt("page_damaged", page=number))
            continue
        try:
            yield _page_blocks(page, number, limits, typefaces, notes)
        finally:
            page.close()
    if typefaces.unchecked:
        notes.append(doubt("digits_unchecked", extra="gongkai[scans]"))


def _page_blocks(
    page: pdfium.PdfPage, number: int, limits: Limits, typefaces: Typefaces, notes: list[Doubt]
) -> list[Block]:
    _refuse_absurd(page, number)
    scale = _scale(page, limits)
    turns = turns_of(page)
    layer = text_layer(page, scale, turns, COARSE, typefaces)
    if not layer.letters:
        return scanned_blocks(drawn(page, scale), number)
    if layer.unseen:
        notes.append(doubt("unseen_characters", page=number, count=layer.unseen))
    if layer.untrue:
        notes.append(doubt("digits_otherwise_drawn", page=number, count=layer.untrue))
    incomplete = layer.lost or _has_pictures(page)
    blocks = None if incomplete else text_blocks(layer.letters, layer.bare, COARSE, number, turns)
    if blocks is None:
        frame = turned(drawn(page, scale), number, turns)
        letters, aside = ([frame.moved(letter) for letter in part] for part in (layer.letters, layer.aside))
        blocks = read_blocks(frame, letters, aside)
    return blocks


def _refuse_absurd(page: pdfium.PdfPage, number: int) -> None:
    """Raises FileError for a page that no one printed, before it is drawn."""
    width, height = page.get_size()
    if max(width, height) > _WIDEST:
        raise FileError("page_too_wide", page=number, width=round(width), height=round(height))
    letters = page.get_textpage().count_chars()
    if letters > _MOST_LETTERS:
        raise FileError("too_many_letters", page=number, count=letters)


def _has_pictures(page: pdfium.PdfPage) -> bool:
    width, height = page.get_size()
    for placed in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = placed.get_bounds()
        if (right - left) * (top - bottom) > _PICTURE * width * height:
            return True
    return False
