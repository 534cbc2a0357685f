"""Bytes to text: UTF-8, GB18030 (GBK and GB2312 are parts of it) and UTF-16, with and without a byte order mark.

General detectors end in latin-1 and turn Chinese into mojibake. Three encodings are all that Chinese government text
comes in, so each is tried strictly, and where several fit, the one that gives common Chinese characters is taken.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from extract.doubts import Doubt, doubt
from extract.files.errors import FileError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_GUESSES = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
_DECLARABLE = {
    "utf-8": "utf-8", "utf8": "utf-8", "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "x-gbk": "gb18030",
    "big5": "big5", "big5-hkscs": "big5hkscs", "hz-gb-2312": "hz",
}  # fmt: skip
_SAMPLE = 20_000
_FAMILIAR = 0.6
"""Least share of common characters. Right text has above 0.9, text in the wrong encoding below 0.4."""

_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it came in, and what a person should know of it (Chinese sentences)."""

    text: str
    encoding: str
    notes: tuple[Doubt, ...] = ()


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """The text of `data`, as it stands: line breaks and characters are those of the file.

    `declared` is the encoding that the file itself states, one candidate among the others. A character that the end
    of the file cuts in two is dropped, with a note. Raises FileError, with the byte offset, for anything else.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_as(data[len(mark) :], encoding, len(mark))
    return _decode_as(data, _likeliest(data, declared), 0)


def mark_controls(text: str) -> tuple[str, tuple[Doubt, ...]]:
    """`text` with control characters as U+FFFD, so that a number they stand in never passes for a whole one."""
    text, count = _CONTROL.subn("\ufffd", text.rstrip("\x1a\x00"))
    return text, (doubt("control_characters", count=count),) if count else ()


def tidy(text: str) -> str:
    """`text` with every line break as ``\\n``, no-break spaces as spaces, and no invisible characters."""
    return _INVISIBLE.sub("", _BREAKS.sub("\n", text).replace("\xa0", " "))


def _decode_as(data: bytes, encoding: str, offset: int) -> Decoded:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        text = decoder.decode(data)
    except UnicodeDecodeError as error:
        raise _undecodable(encoding, offset + error.start) from None
    cut = decoder.getstate()[0]
    notes = (Doubt("cut_in_a_character"),) if cut else ()
    return Decoded(text, encoding, notes)


def _undecodable(encoding: str, offset: int) -> FileError:
    return FileError("byte_not_valid", offset=offset, encoding=encoding.upper())


def _likeliest(data: bytes, declared: str | None) -> str:
    encodings = _candidates(data, declared)
    if encodings[0] == "utf-8" and _looks_like_text(_strict(data, "utf-8") or "\0"):
        return "utf-8"
    scores = {encoding: _score(data, encoding) for encoding in encodings}
    best = max(encodings, key=lambda encoding: scores[encoding])
    if scores[best] >= _FAMILIAR:
        return best
    reached = {encoding: _valid_until(data, encoding) for encoding in ("utf-8", "gb18030")}
    furthest = max(reached, key=lambda encoding: reached[encoding])
    at = reached[furthest]
    if at < len(data) and _CONTROL.match(chr(data[at])):
        raise FileError("byte_is_control", offset=at, byte=f"0x{data[at]:02X}")
    raise _undecodable(furthest, at)


def _candidates(data: bytes, declared: str | None) -> list[str]:
    """The encodings to try, the one to prefer first.

    Longer text is not valid UTF-8 by chance, so UTF-8 leads where nothing is declared; but Chinese in UTF-16 can be
    all bytes of ASCII, and a report cannot be all ASCII.
    """
    preferred = _DECLARABLE.get((declared or "").lower().replace("_", "-"), "utf-8")
    if data.isascii() and preferred == "utf-8":
        return [*reversed(_GUESSES)]
    return [preferred, *(guess for guess in _GUESSES if guess != preferred)]


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return codecs.getincrementaldecoder(encoding)("strict").decode(data)
    except UnicodeDecodeError:
        return None


def _valid_until(data: bytes, encoding: str) -> int:
    """The offset of the first byte that `encoding` (or text at all) does not allow."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        text, end = data[: error.start].decode(encoding), error.start
    else:
        end = len(data)
    control = _CONTROL.search(text)
    return len(text[: control.start()].encode(encoding)) if control else end


def _looks_like_text(text: str) -> bool:
    """Whether control characters are rare: UTF-16 and binary data have many, a damaged text has a few."""
    sample = text[:_SAMPLE]
    return len(_CONTROL.findall(sample)) * 100 <= len(sample)


def _score(data: bytes, encoding: str) -> float:
    text = _strict(data, encoding)
    return familiarity(text) if text and _looks_like_text(text) else 0.0


def familiarity(text: str) -> float:
    """The share of characters in common Chinese use: those of GB2312, ASCII included."""
    sample = text[:_SAMPLE]
    return len(sample.encode("gb2312", "ignore").decode("gb2312")) / max(len(sample), 1)
