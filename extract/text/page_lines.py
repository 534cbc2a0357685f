"""Lines that may be the number of a page: 第3页 共9页, Page 3 of 9, 3/9, - 3 -, 3.

This room names a candidate and how sure it is. Whether `- 1 -` is a page's number or a row of the table (nothing, one,
nothing) cannot be told from the line; the table reader decides it, by whether the rows are complete without it.
"""

from __future__ import annotations

import re
from typing import Literal

from extract.text.numerals import NUMERALS

PageLine = Literal["named", "dashed", "counted", "bare"]
"""`named` says that it is a page's number; the others (- 1 -, 3/9, 3) may be a row of marks and numbers."""

_KINDS: tuple[PageLine, ...] = ("named", "dashed", "counted", "bare")
_DASH = "-—–－―─~·•"
_EDGE = rf"[{_DASH}.\s]*"
PAGE_LINE = re.compile(
    rf"(?P<named>{_EDGE}第\s*(?:\d{{1,4}}|[{NUMERALS}]{{1,3}})\s*页(?:[\s,，/共of]+\d{{1,4}}\s*页?)?{_EDGE}"
    rf"|{_EDGE}\d{{1,3}}(?:(?:\s*页)(?:[\s,，/共of]+\d{{1,3}}\s*页?)?|[\s,，/共of]+\d{{1,3}}\s*页){_EDGE}"
    rf"|page\s*\d+(?:\s*(?:of|/)\s*\d+)?)"
    rf"|(?P<dashed>[{_DASH}]+\s*\d{{1,4}}\s*[{_DASH}]+)"
    rf"|(?P<counted>\d{{1,4}}\s*/\s*\d{{1,4}})"
    rf"|(?P<bare>{_EDGE}(?:第\s*)?\d{{1,3}}(?:[\s,，/共of]+\d{{1,3}})?{_EDGE})",
    re.IGNORECASE,
)
"""A line that may be a page's number; `fullmatch` it."""


def page_line(line: str) -> PageLine | None:
    """What kind of a page's number a line may be; None for a line that is none, and for an empty one."""
    found = PAGE_LINE.fullmatch(line.strip())
    return next((kind for kind in _KINDS if found[kind] is not None), None) if found else None
