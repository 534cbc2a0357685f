"""Marks of emphasis around what is printed: Markdown, inline tags, mathematics."""

from __future__ import annotations

import re

_ANY = re.compile(r"[*_`~$<]")
_PAIRED = re.compile(r"(\*{1,3}|_{1,3}|`{1,3}|~~)(?=[^\s*_`~])([^*_`~\n|]*[^\s*_`~|])\1(?![*_`~])")
_FORMULA = re.compile(r"(\$) ?([+\-]?\d[\d.,]*|/|-) ?\$")
_TAG = re.compile(
    r"</?(?:b|strong|i|em|u|s|del|span|font|mark|code|small|big|center)(?:\s[^<>]{0,80})?/?>", re.IGNORECASE
)


def unmarked(text: str) -> str:
    """`text` with blanks in place of marks that open and close around something; offsets stay."""
    if not _ANY.search(text):
        return text
    for pattern in (_PAIRED, _FORMULA):
        text = pattern.sub(_inside, text)
    return _TAG.sub(lambda found: " " * len(found[0]), text)


def _inside(found: re.Match[str]) -> str:
    before = found.start(2) - found.start()
    return " " * before + found[2] + " " * (len(found[0]) - before - len(found[2]))
