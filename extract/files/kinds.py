"""Which kind a file is, told by its content before its name, and which module reads it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from typing import Any

from extract.document import Document
from extract.doubts import Doubt, doubt
from extract.extras import MissingExtra, needing
from extract.files.errors import FileError
from extract.settings import Limits

Reader = Callable[[bytes, Limits], Document]
Counter = Callable[[bytes, Limits], int]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file. The module of its `reader` is imported when a file of the kind is opened."""

    name: str
    media_type: str
    reader: str
    """``module:function``, nothing where it cannot be read."""
    suffixes: tuple[str, ...]
    starts: tuple[bytes, ...] = ()
    """How its files begin; none for text."""
    holds: tuple[bytes, ...] = ()
    """What else stands in its files, one of these in small letters, where their beginning tells too little."""
    counter: str = ""
    """As `reader`, where its files have pages."""
    instead: str = ""
    """The code of what to do with its files where they may hold a report and cannot be read."""

    @property
    def said(self) -> Doubt:
        """What a person calls it."""
        return doubt(f"filekind_{self.name.lower().replace(' ', '_').replace(',', '')}")

    def read(self, data: bytes, limits: Limits) -> Document:
        if self.instead:
            raise FileError("kind_not_read", kind=self.said, instead=doubt(self.instead))
        reader: Reader = _function(self.reader)
        try:
            return reader(data, limits)
        except MissingExtra as missing:
            raise _not_installed(missing) from None

    def count(self, data: bytes, limits: Limits) -> int:
        """Its pages; 1 where it has none. Raises FileError."""
        if not self.counter:
            return 1
        counter: Counter = _function(self.counter)
        return counter(data, limits)


def _function(name: str) -> Any:
    """Raises FileError where the libraries of its kind are not installed."""
    module, function = name.split(":")
    try:
        with needing("pages"):
            return getattr(import_module(f"extract.files.{module}"), function)
    except MissingExtra as missing:
        raise _not_installed(missing) from None


def _not_installed(missing: MissingExtra) -> FileError:
    return FileError("kind_not_installed", missing=missing.reason)


_OFFICE = "application/vnd.openxmlformats-officedocument"
_DOCX = f"{_OFFICE}.wordprocessingml.document"
_XLSX = f"{_OFFICE}.spreadsheetml.sheet"
_PICTURES = (
    b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"GIF87a", b"GIF89a",
    b"\x00\x00\x00\x0cjP  ", b"\xff\x4f\xff\x51",
)  # fmt: skip
_PICTURE_NAMES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".jp2", ".j2k")
_OLD_OFFICE = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf")
_OLD_NAMES = (".doc", ".wps", ".rtf", ".xls")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_MAIL = (b"From:", b"MIME-Version:", b"Content-Type:", b"Subject:", b"Date:", b"X-")
_XML = (b"<?xml", b"\xef\xbb\xbf<?xml", b"<pkg:", b"<w:")
_WORD_XML = (b"xmlpackage", b"/word/2003/wordml")
_PACKED_NAMES = (".rar", ".7z", ".gz", ".tgz", ".tar", ".bz2", ".xz")
_PACKED = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\x00")
_HEIC = tuple(b"\x00\x00\x00" + bytes([size]) + b"ftyp" for size in range(16, 64, 4))
_HEIC_BRANDS = (b"ftyphei", b"ftypmif", b"ftypavif")
_AS_PDF = "instead_as_pdf"
_AS_JPEG = "instead_as_jpeg"
_PRINTED = "instead_printed"

KINDS = (
    Kind("PDF", "application/pdf", "pdf:read_pdf", (".pdf",), (b"%PDF-",), counter="pdf:count_pages"),
    Kind("picture", "image/*", "image:read_image", _PICTURE_NAMES, _PICTURES, counter="image:count_pages"),
    Kind("WebP picture", "image/webp", "image:read_image", (".webp",), (b"RIFF",), (b"webp",), "image:count_pages"),
    Kind("bitmap", "image/bmp", "image:read_image", (".bmp",), (b"BM",), (b"\x00" * 4,), "image:count_pages"),
    Kind("spreadsheet", _XLSX, "spreadsheet:read_spreadsheet", (".xlsx", ".xlsm", ".et"), _ZIP, (b"xl/workbook.xml",)),
    Kind("OFD", "application/ofd", "ofd:read_ofd", (".ofd",), _ZIP, (b"ofd.xml",)),
    Kind("a presentation", "", "", (".pptx",), _ZIP, (b"ppt/presentation.xml",), instead=_AS_PDF),
    Kind("an XPS file", "", "", (".xps", ".oxps"), _ZIP, (b"fixeddocseq.fdseq",), instead=_AS_PDF),
    Kind("Word", _DOCX, "docx:read_docx", (".docx",), _ZIP, (b"word/", b"[content_types].xml"), "docx:count_pages"),
    Kind("an OpenDocument file", "", "", (".odt", ".ods"), _ZIP, (b"meta-inf/manifest.xml",), instead=_AS_PDF),
    Kind("a file of iWork", "", "", (".pages", ".numbers"), _ZIP, (b"index/document.iwa",), instead=_AS_PDF),
    Kind("zip archive", "application/zip", "archive:read_archive", (".zip",), _ZIP),
    Kind("old office", "application/msword", "office:read_office", _OLD_NAMES, _OLD_OFFICE),
    Kind("Word XML", "application/xml", "wordxml:read_word_xml", (".xml",), _XML, _WORD_XML),
    Kind("saved web page", "multipart/related", "mhtml:read_mhtml", (".mhtml", ".mht"), _MAIL, (b"mime-version:",)),
    Kind("a packed archive", "", "", _PACKED_NAMES, _PACKED, (), instead="instead_unpacked"),
    Kind("a HEIC picture", "", "", (".heic", ".heif", ".avif"), _HEIC, _HEIC_BRANDS, instead=_AS_JPEG),
    Kind("a CEB, GD, SEP or CAJ file", "", "", (".ceb", ".cebx", ".gd", ".sep", ".caj"), (), (), instead=_PRINTED),
    Kind("web page", "text/html", "html:read_html", (".html", ".htm", ".xhtml")),
    Kind("Markdown", "text/markdown", "text:read_markdown", (".md", ".markdown")),
    Kind("plain text", "text/plain", "text:read_text", (".txt", ".text")),
)
SUFFIXES = frozenset(suffix for kind in KINDS for suffix in kind.suffixes)
"""The endings, in lower case with their dot, of the files that may hold a report; some of them cannot be read, and are
named."""

_WEB_PAGE, _MARKDOWN, _PLAIN_TEXT = KINDS[-3:]
_MARKUP = (b"<!doctype html", b"<html", b"<head", b"<body", b"<table", b"<?xml")
_ENDS = 50_000
"""Bytes at either end of a file that tell its kind."""
_MARKS = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"


def kind_of(data: bytes, suffix: str) -> Kind:
    """The kind of a file that holds `data`; `suffix` (such as ``.PDF``) decides where the content tells too little."""
    suffix = suffix.lower()
    begun = [kind for kind in KINDS if _begins(kind, data, suffix)]
    ends = _contents(data).lower()
    marked = [kind for kind in begun if _is_within(kind.holds, ends)]
    named = [kind for kind in begun if suffix in kind.suffixes]
    found = next(iter([*marked, *named, *(kind for kind in begun if not kind.holds)]), None)
    if found is not None:
        return found
    if suffix in _WEB_PAGE.suffixes or _is_markup(data):
        return _WEB_PAGE
    if (unread := named_kind(suffix)) is not None and not unread.starts:
        return unread
    return _MARKDOWN if suffix in _MARKDOWN.suffixes else _PLAIN_TEXT


def _contents(data: bytes) -> bytes:
    """What tells the kind of a file: the names of an archive's parts, else its ends."""
    if data.startswith(_ZIP):
        try:
            with zipfile.ZipFile(BytesIO(data)) as archive:
                return "\n".join(archive.namelist()).encode()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
            pass
    return data[:_ENDS] + data[-_ENDS:]


def _begins(kind: Kind, data: bytes, suffix: str) -> bool:
    return data.startswith(kind.starts) or (suffix in kind.suffixes and _is_within(kind.starts, data[:1024]))


def named_kind(suffix: str) -> Kind | None:
    """The kind that is not text and goes by this ending, if any."""
    is_text = {kind.name for kind in KINDS[-3:]}
    return next((kind for kind in KINDS if suffix.lower() in kind.suffixes and kind.name not in is_text), None)


def _is_within(marks: tuple[bytes, ...], data: bytes) -> bool:
    """Whether one of `marks` stands anywhere in `data`: mail and web servers put a few bytes before a file."""
    return any(mark in data for mark in marks)


def _is_markup(data: bytes) -> bool:
    start = data[:200].replace(b"\x00", b"").lstrip(_MARKS).lower()
    return start.startswith(_MARKUP)
