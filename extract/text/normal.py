"""Normal forms of printed text: one character for all that print alike, with the way back to the original.

`plain` and `canonical` replace character by character, so that offsets stay valid; they fold the same characters and
differ in punctuation, which tables want narrow and prose Chinese. `Normal` is NFKC, which may lengthen a text, and
keeps the offset of every character. Besides what NFKC folds, Kangxi radicals and compatibility ideographs among it,
the radicals of the CJK Radicals Supplement are folded (Unicode's Equivalent_Unified_Ideograph, in `radicals.tsv`) and
the decimal digits of every script and style (𝟏, ٣). ① and ² point to notes: folded, they would become digits of the
number before them, so `plain` and `canonical` leave them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

CJK = "\u3400-\u9fff\uf900-\ufaff"
"""For a regular expression's brackets: Chinese characters."""

INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060\u00ad"
"""Characters that print nothing."""

_NOT_FOLDED = ("<circle>", "<super>", "<sub>")
_RADICALS = Path(__file__).with_name("radicals.tsv")


def _radicals() -> dict[str, str]:
    rows = (line.split() for line in _RADICALS.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return {chr(int(radical, 16)): chr(int(ideograph, 16)) for radical, ideograph in rows}


_IDEOGRAPH = _radicals()


def _folded(character: str) -> str:
    """The character that stands for all that print as this one does."""
    if character in _IDEOGRAPH:
        return _IDEOGRAPH[character]
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if unicodedata.decomposition(character).startswith(_NOT_FOLDED):
        return character
    narrow = unicodedata.normalize("NFKC", character)
    return narrow if len(narrow) == 1 and not narrow.isspace() else character


class _Table(dict[int, str]):
    """A table for `str.translate` that is filled by the characters that are met."""

    def __init__(self, replaced: Callable[[str], str]) -> None:
        self._replaced = replaced

    def __missing__(self, code: int) -> str:
        self[code] = found = self._replaced(chr(code))
        return found


def _narrowed(character: str) -> str:
    if character in "\u2212\uff0d\u2011\u2010\ufe63":
        return "-"
    if (character.isspace() and character not in "\n\t") or character in INVISIBLE:
        return " "
    return "|" if character in "│┃║┆┇┊┋" else _folded(character)


_NARROW = _Table(_narrowed)
_CHINESE = dict(zip("(),:;!?﹒､﹑〔〕【】「」ニ", "（），：；！？.、、（）（）“”二", strict=True))
_CANONICAL = _Table(lambda character: _CHINESE.get(character) or _CHINESE.get(_folded(character)) or _folded(character))


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """`text` with full-width forms narrowed, all spaces and what prints nothing made blanks; same length."""
    return narrow(text)


def narrow(text: str) -> str:
    """As `plain`, for whole documents: nothing of it is kept."""
    return text.translate(_NARROW)


def canonical(text: str) -> str:
    """`text` with letters and digits narrowed and Chinese punctuation; same length."""
    return text.translate(_CANONICAL)


@lru_cache(maxsize=8192)
def _compatible(character: str) -> str:
    return unicodedata.normalize("NFKC", _IDEOGRAPH.get(character, character))


def nfkc(text: str) -> str:
    """`text` in NFKC, radicals folded."""
    return unicodedata.normalize("NFKC", "".join(_IDEOGRAPH.get(character, character) for character in text))


def name_key(name: str) -> str:
    """What two printings of one name, of an agency for instance, have in common: NFKC without white space."""
    return "".join(nfkc(name).split())


@dataclass(frozen=True, slots=True)
class Normal:
    """A normalized text; `offsets[i]` is the offset in the original of the character that its i-th comes from."""

    text: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original of `text[start:end]`, which must not be empty."""
        return self.offsets[start], self.offsets[end - 1] + 1


def _prints(character: str) -> bool:
    return not character.isspace()


def normal(text: str, spans: Iterable[tuple[int, int]] | None = None, keep: Callable[[str], bool] = _prints) -> Normal:
    """`text`, or these spans of it, in NFKC: those characters that are to be kept, which white space is not."""
    found = [pair for span in ([(0, len(text))] if spans is None else spans) for pair in _pairs(text, *span, keep)]
    return Normal("".join(character for character, _ in found), tuple(offset for _, offset in found))


def _pairs(text: str, start: int, end: int, keep: Callable[[str], bool]) -> Iterator[tuple[str, int]]:
    for offset in range(start, end):
        for character in _compatible(text[offset]):
            if keep(character):
                yield character, offset
