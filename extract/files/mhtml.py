"""Web pages that a browser or Word saved in one file (MHTML): the page, with the style sheets saved beside it.

Source: RFC 2557.
"""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes, policy
from email.message import Message

from extract.document import Document
from extract.files.errors import FileError
from extract.files.html import read_html
from extract.settings import Limits

MEDIA_TYPE = "multipart/related"
_PAGES = ("text/html", "application/xhtml+xml")


def read_mhtml(data: bytes, limits: Limits) -> Document:
    """The visible text and tables of the page, and of the pages framed in it. Raises FileError."""
    return replace(read_html(whole_page(data), limits), media_type=MEDIA_TYPE)


def whole_page(data: bytes) -> bytes:
    """The page in `data` with those framed in it and the style sheets saved beside it. Raises FileError."""
    parts = list(message_from_bytes(data.lstrip(), policy=policy.compat32).walk())
    pages = [page for part in parts if part.get_content_type() in _PAGES and (page := _content(part)).strip()]
    if not pages:
        raise FileError("mhtml_no_page")
    sheets = [b"<style>%s</style>" % _content(part) for part in parts if part.get_content_type() == "text/css"]
    return b"\n".join(pages + sheets)


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
