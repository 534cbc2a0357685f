"""Which kind a file is, told by its content before its name, and which module reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from extract.document import Document
from extract.extras import MissingExtra, needing
from extract.files.errors import FileError
from extract.settings import Limits

Reader = Callable[[bytes, Limits], Document]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file. `reader` is ``module:function``, imported when a file of the kind is opened."""

    name: str
    media_type: str
    reader: str
    suffixes: tuple[str, ...]
    starts: tuple[bytes, ...] = ()
    """How its files begin; none for text."""

    def read(self, data: bytes, limits: Limits) -> Document:
        module, function = self.reader.split(":")
        try:
            with needing("pages"):
                reader: Reader = getattr(import_module(f"extract.files.{module}"), function)
            return reader(data, limits)
        except MissingExtra as missing:
            raise FileError(f"cannot be read with what is installed: {missing}") from None


_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_OLD_OFFICE = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf")

KINDS = (
    Kind("PDF", "application/pdf", "pdf:read_pdf", (".pdf",), (b"%PDF-",)),
    Kind("picture", "image/*", "image:read_image", (".png", ".jpg", ".jpeg", ".tif", ".tiff"), _PICTURES),
    Kind("Word", _DOCX, "docx:read_docx", (".docx",), (b"PK\x03\x04", b"PK\x05\x06")),
    Kind("old Word or WPS", "application/msword", "office:read_office", (".doc", ".wps", ".rtf"), _OLD_OFFICE),
    Kind("web page", "text/html", "html:read_html", (".html", ".htm", ".xhtml")),
    Kind("Markdown", "text/markdown", "text:read_markdown", (".md", ".markdown")),
    Kind("plain text", "text/plain", "text:read_text", (".txt", ".text")),
)
SUFFIXES = frozenset(suffix for kind in KINDS for suffix in kind.suffixes)
"""The endings, in lower case with their dot, of the files that can be read."""

_WEB_PAGE, _MARKDOWN, _PLAIN_TEXT = KINDS[-3:]
_MARKUP = (b"<!doctype html", b"<html", b"<head", b"<body", b"<table", b"<?xml")
_MARKS = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"


def kind_of(data: bytes, suffix: str) -> Kind:
    """The kind of a file that begins with `data`; `suffix` (such as ``.PDF``) decides only between kinds of text."""
    suffix = suffix.lower()
    for kind in KINDS:
        if data.startswith(kind.starts) or (suffix in kind.suffixes and _is_within(kind.starts, data[:1024])):
            return kind
    if suffix in _WEB_PAGE.suffixes or _is_markup(data):
        return _WEB_PAGE
    return _MARKDOWN if suffix in _MARKDOWN.suffixes else _PLAIN_TEXT


def named_kind(suffix: str) -> Kind | None:
    """The kind that is not text and goes by this ending, if any."""
    return next((kind for kind in KINDS if kind.starts and suffix.lower() in kind.suffixes), None)


def _is_within(starts: tuple[bytes, ...], data: bytes) -> bool:
    """Whether a file's beginning comes after a few other bytes, as mail and web servers put there."""
    return any(start in data for start in starts)


def _is_markup(data: bytes) -> bool:
    start = data[:200].replace(b"\x00", b"").lstrip(_MARKS).lower()
    return start.startswith(_MARKUP)
