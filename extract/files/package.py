"""The parts of a zip archive, and of a Word file, one as ECMA-376 part 2 (Open Packaging Conventions) lays it down."""

from __future__ import annotations

import lzma
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from lxml import etree

from extract.doubts import Doubt, doubt
from extract.files.errors import FileError, refuse_elements
from extract.settings import Limits

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
"""The namespace of WordprocessingML."""
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""What older programs show instead of the element beside it: the same once more."""
_STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": W[1:-1].encode(),
    b"http://purl.oclc.org/ooxml/drawingml/main": b"http://schemas.openxmlformats.org/drawingml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": R[1:-1].encode(),
}
"""The namespaces of ISO/IEC 29500 Strict, which Word can save in, and those of the usual files."""
_USUAL_BODY = "word/document.xml"
_AT_ONCE = 1_000_000
"""Bytes."""
_BYTES_A_CHARACTER = 20
"""Of markup, for a character of text that may be read: Word writes five to ten."""


def stated(element: etree._Element, path: str) -> str | None:
    """The value that an element states at `path`, such as ``pPr/pStyle``; None where it does not."""
    found = element.find("/".join(f"{W}{step}" for step in path.split("/")))
    return None if found is None else found.get(f"{W}val", "")


@contextmanager
def opened(data: bytes, limits: Limits) -> Iterator[Package]:
    """The parts of the Word file in `data`. Raises FileError where it is none, or damaged."""
    with unzipped(data, "word_damaged") as archive:
        yield Package(archive, limits)


@contextmanager
def unzipped(data: bytes, damaged: str) -> Iterator[zipfile.ZipFile]:
    """The archive in `data`. Raises FileError, whose code is `damaged`, where it cannot be opened or read."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, EOFError, OSError, RuntimeError):
        raise FileError(damaged) from None


class Parts:
    """The parts of an archive by name, all of them together of bounded size."""

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self.archive = archive
        self.limits = limits
        self.left = limits.max_unpacked
        self.names = set(archive.namelist())

    def read(self, name: str) -> bytes:
        """A part, bit by bit: what an archive says of its sizes need not be so. Raises FileError."""
        size = self.archive.getinfo(name).file_size
        if size > self.left:
            raise self._too_large(size)
        part = bytearray()
        try:
            opened_part = self.archive.open(name)
        except ValueError as error:  # the directory of the archive states a place before its beginning
            raise zipfile.BadZipFile(str(error)) from None
        with opened_part as file:
            while piece := file.read(_AT_ONCE):
                part += piece
                self.left -= len(piece)
                if self.left < 0:
                    raise self._too_large(doubt("more_than", most=self.limits.max_unpacked))
        return bytes(part)

    def _too_large(self, size: int | Doubt) -> FileError:
        return FileError("unpacks_to_too_much", size=size, most=self.limits.max_unpacked)

    def tree(self, name: str) -> etree._Element:
        """A part that is XML. Raises FileError where it is damaged."""
        markup, most = self.archive.getinfo(name).file_size, _BYTES_A_CHARACTER * self.limits.max_text
        if markup > most:
            raise FileError("too_much_markup", count=markup, most=most)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
        data = self.read(name)
        refuse_elements(data.count(b"<"), self.limits.max_elements)
        try:
            return etree.fromstring(_transitional(data), parser)
        except etree.XMLSyntaxError:
            raise FileError("part_damaged") from None


class Package(Parts):
    """The parts of a Word file by name and by what the body calls them."""

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        super().__init__(archive, limits)
        self.body_name = next(iter(self._related("", "officeDocument").values()), _USUAL_BODY)
        if self.body_name not in self.names:
            raise FileError("zip_no_word")

    def body(self) -> etree._Element:
        """What the document says. Raises FileError where there is nothing of it."""
        body = self.tree(self.body_name).find(f"{W}body")
        if body is None:
            raise FileError("word_no_body")
        return body

    def tree_of(self, kind: str) -> etree._Element | None:
        """The part that the body relates to as `kind`, such as ``numbering``, if there is one."""
        name = next(iter(self._related(self.body_name, kind).values()), None)
        return self.tree(name) if name in self.names else None

    def pictures(self) -> dict[str, str]:
        """The names of the parts that are pictures, by the ids under which the body places them."""
        return {key: name for key, name in self._related(self.body_name, "image").items() if name in self.names}

    def chunk(self, key: str) -> tuple[str, bytes] | None:
        """The name and the content of a file in another format that the body takes in, by its id."""
        name = self._related(self.body_name, "aFChunk").get(key)
        return (name, self.read(name)) if name in self.names and name else None

    def _related(self, name: str, kind: str) -> dict[str, str]:
        """The parts that a part relates to as `kind`, by id. The archive as a whole is named by nothing."""
        folder, file = posixpath.split(name)
        relations = posixpath.join(folder, "_rels", f"{file}.rels")
        if relations not in self.names:
            return {}
        return {
            relation.get("Id", ""): posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))[1:]
            for relation in self.tree(relations)
            if relation.get("Type", "").endswith(f"/{kind}") and relation.get("TargetMode") != "External"
        }


def _transitional(part: bytes) -> bytes:
    for strict, usual in _STRICT.items():
        part = part.replace(strict, usual)
    return part
