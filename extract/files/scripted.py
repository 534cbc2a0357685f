"""Pages that a script fills: the report stands as HTML in a string of the data that the page brings with it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"')
_TABLE = re.compile(r"<(?:table|td)\b", re.IGNORECASE)
_LEAST = 200
"""Characters. What is shorter holds no report."""
_DEEPEST = 3
"""Data may hold data as a string, so many times over."""


def scripted_pages(text: str) -> list[str]:
    """The HTML with tables that the scripts of a page hold as strings, each once, in their order."""
    scripts = [script.text() for script in LexborHTMLParser(text).css("script") if not script.attributes.get("src")]
    return list(dict.fromkeys(found for script in scripts for found in _strings(script, _DEEPEST)))


def _strings(text: str, depth: int) -> Iterator[str]:
    for found in _STRING.finditer(text) if depth else ():
        value = _decoded(found[0])
        if len(value) < _LEAST or not _TABLE.search(value):
            continue
        if value.lstrip().startswith(("{", "[")):
            yield from _strings(value, depth - 1)
        else:
            yield value


def _decoded(literal: str) -> str:
    try:
        return str(json.loads(literal, strict=False))
    except ValueError:
        return ""
