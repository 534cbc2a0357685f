"""OFD (GB/T 33190-2016), the national format of fixed pages for official documents: a zip archive of XML.

Its texts state where each letter stands; lines and pictures are drawn, and the rest is as for a PDF.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from extract.document import Document
from extract.doubts import doubt
from extract.files.blocks import Block
from extract.files.compose import compose
from extract.files.errors import FileError
from extract.files.known import COARSE, text_blocks
from extract.files.ofd_page import Canvas, numbers
from extract.files.package import Parts, unzipped
from extract.files.scan import read_blocks, scanned_blocks
from extract.files.turning import with_rows_whole
from extract.files.upright import turned
from extract.settings import Limits

MEDIA_TYPE = "application/ofd"
_A4 = (0.0, 0.0, 210.0, 297.0)
_DAMAGED = "ofd_damaged"


def read_ofd(data: bytes, limits: Limits) -> Document:
    """The text, tables and words of an OFD file. Raises FileError."""
    with unzipped(data, _DAMAGED) as archive:
        pages = list(_Document(Parts(archive, limits), limits).pages())
        notes = [
            doubt("pictures_lost", page=number, count=page.lost) for number, page in enumerate(pages, 1) if page.lost
        ]
        blocks = with_rows_whole(_blocks(page, number) for number, page in enumerate(pages, start=1))
        return compose(blocks, MEDIA_TYPE, limits.max_text, len(pages), notes)


def _blocks(page: Canvas, number: int) -> list[Block]:
    letters, aside = page.letters()
    if not letters:
        return scanned_blocks(page.picture(), number)
    blocks = None if page.has_pictures else text_blocks(letters, page.picture(COARSE), COARSE, number)
    if blocks is None:
        blocks = read_blocks(turned(page.picture(), number, 0), letters, aside)
    return blocks


@dataclass(frozen=True, slots=True)
class _Document:
    parts: Parts
    limits: Limits

    def pages(self) -> Iterator[Canvas]:
        """The pages of all documents in the file, with what stands on them."""
        for root in self._roots():
            document, folder = self._tree(root), posixpath.dirname(root)
            resources = self._pictures(document, folder)
            templates = {part.get("ID", ""): part.get("BaseLoc", "") for part in _all(document, "TemplatePage")}
            places = [place for pages in _all(document, "Pages") for place in _all(pages, "Page")]
            if len(places) > self.limits.max_pages:
                raise FileError("too_many_pages", count=len(places), most=self.limits.max_pages)
            area = next(iter(_all(document, "PageArea")), None)
            for place in places:
                page = self._tree(posixpath.join(folder, place.get("BaseLoc", "")))
                canvas = Canvas(_size(page, area), resources, self.limits)
                for under in _all(page, "Template"):
                    if template := templates.get(under.get("TemplateID", "")):
                        canvas.take(self._tree(posixpath.join(folder, template)))
                canvas.take(page)
                yield canvas

    def _roots(self) -> list[str]:
        found = [(root.text or "").strip().lstrip("/") for root in _all(self._tree("OFD.xml"), "DocRoot")]
        if not found:
            raise FileError(_DAMAGED)
        return found

    def _tree(self, name: str) -> etree._Element:
        name = posixpath.normpath(name).lstrip("/")
        if name not in self.parts.names:
            raise FileError("ofd_lacks_part", name=name)
        return self.parts.tree(name)

    def _pictures(self, document: etree._Element, folder: str) -> Mapping[str, bytes]:
        """The files of the pictures by the ids that pages call them by."""
        found: dict[str, bytes] = {}
        for kind in ("PublicRes", "DocumentRes"):
            for place in _all(document, kind):
                name = posixpath.join(folder, (place.text or "").strip())
                resources = self._tree(name)
                base = posixpath.join(posixpath.dirname(name), resources.get("BaseLoc", ""))
                found.update(self._files(resources, base))
        return found

    def _files(self, resources: etree._Element, base: str) -> Iterator[tuple[str, bytes]]:
        for media in _all(resources, "MultiMedia"):
            file = next(iter(_all(media, "MediaFile")), None)
            name = posixpath.normpath(posixpath.join(base, (file.text or "").strip() if file is not None else ""))
            if media.get("Type") == "Image" and name in self.parts.names:
                yield media.get("ID", ""), self.parts.read(name)


def _size(page: etree._Element, area: etree._Element | None) -> tuple[float, float, float, float]:
    """Left, top, width and height of a page in millimetres."""
    for around in (*_all(page, "Area"), *([] if area is None else [area])):
        for box in _all(around, "PhysicalBox"):
            stated = numbers(box.text)
            if len(stated) == 4 and min(stated[2:]) > 0:
                return stated[0], stated[1], stated[2], stated[3]
    return _A4


def _all(element: etree._Element, name: str) -> list[etree._Element]:
    """The elements of a name below another, whichever of the namespaces in use they are in."""
    return element.findall(f".//{{*}}{name}")
