"""Pictures in a Word file: the scanned pages of a report that someone pasted there, or a table of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from lxml import etree
from PIL import Image

from extract.document import Document
from extract.doubts import Doubt, doubt
from extract.files.blocks import Block
from extract.files.errors import FileError
from extract.files.image import page_pictures
from extract.files.ink import sheet
from extract.files.package import FALLBACK, Package, R, W
from extract.files.rulings import find_rulings
from extract.files.scan import scanned_blocks
from extract.settings import Limits

_PLACED = (
    ("{http://schemas.openxmlformats.org/drawingml/2006/main}blip", "embed"),
    ("{urn:schemas-microsoft-com:vml}imagedata", "id"),
)
"""How a body places a picture: the element, and the attribute with its id."""
_LEAST = (400, 100)
"""Pixels of the longer and the shorter side: what is smaller is a mark or a logo."""
_CELLS = 12
"""A picture with so many ruled cells shows a table."""


class Pasted:
    """The pictures in the order in which the body places them: they are its pages, and count from 1.

    Beside tables that are typed, only pictures of ruled tables are: others are photographs.
    """

    def __init__(self, package: Package, limits: Limits, body: etree._Element) -> None:
        self.package = package
        self.limits = limits
        self.is_typed = next(body.iter(f"{W}tbl"), None) is not None
        self.names = package.pictures()
        self.count = 0
        self.notes: list[Doubt] = []

    def pages(self, parent: etree._Element) -> Iterator[list[Block]]:
        """What stands on each picture in an element of the body. Raises FileError where there are too many."""
        for picture in self.pictures(parent):
            yield scanned_blocks(np.asarray(picture, np.uint8), self.count)

    def pictures(self, parent: etree._Element) -> Iterator[Image.Image]:
        """The pictures in an element of the body that may be pages; `count` is the number of the last."""
        for element in parent.iter(*(tag for tag, _ in _PLACED)):
            if next(element.iterancestors(FALLBACK), None) is not None:
                continue
            key = next(element.get(f"{R}{name}") for tag, name in _PLACED if tag == element.tag)
            picture = self._opened(self.names.get(key or ""))
            if picture is None or max(picture.size) < _LEAST[0] or min(picture.size) < _LEAST[1]:
                continue
            if self.is_typed and not _shows_table(picture):
                continue
            self.count += 1
            if self.count > self.limits.max_pages:
                raise FileError("too_many_pictures", most=self.limits.max_pages)
            yield picture

    def _opened(self, name: str | None) -> Image.Image | None:
        if name is None:
            return None
        try:
            return next(page_pictures(self.package.read(name), self.limits))
        except FileError:
            self.notes.append(doubt("picture_unreadable", name=name))
            return None

    def noted(self, document: Document) -> Document:
        """The document with the number of its pages, if pictures are its pages, and with what could not be read."""
        return replace(document, pages=self.count or None, notes=(*document.notes, *self.notes))


def _shows_table(picture: Image.Image) -> bool:
    tables = find_rulings(sheet(np.asarray(picture, np.uint8))).tables
    return sum(len(table.cells) for table in tables) >= _CELLS
