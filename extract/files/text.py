"""Plain text and Markdown, which stay as they are, but for the HTML tables that tools put into Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.document import Document
from extract.files.blocks import Block, Line
from extract.files.compose import compose, refuse_empty, too_long
from extract.files.encoding import decode, mark_controls, tidy
from extract.settings import Limits

_TABLE = re.compile(r"<table\b.*?</table\s*>", re.IGNORECASE | re.DOTALL)


def read_text(data: bytes, limits: Limits, media_type: str = "text/plain") -> Document:
    """The text of a file, its line breaks as ``\n``. Raises FileError."""
    decoded = decode(data)
    text, notes = mark_controls(tidy(decoded.text))
    refuse_empty(text)
    if len(text) > limits.max_text:
        raise too_long(len(text), limits.max_text)
    notes = (*decoded.notes, *notes)
    if "</table" in text.lower():
        return compose(_with_tables(text), media_type, limits.max_text, notes=notes)
    return Document(text, media_type, notes=notes)


def read_markdown(data: bytes, limits: Limits) -> Document:
    """As `read_text`: the bars of Markdown's tables are left to the reader of tables."""
    return read_text(data, limits, "text/markdown")


def _with_tables(text: str) -> Iterator[Block]:
    from extract.files.html import html_blocks

    end = 0
    for table in _TABLE.finditer(text):
        yield from _lines(text[end : table.start()])
        yield from html_blocks(table[0])
        end = table.end()
    yield from _lines(text[end:])


def _lines(text: str) -> Iterator[Line]:
    return map(Line, text.strip("\n").split("\n"))
