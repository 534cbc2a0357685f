"""Numbers that the form or a list prints before its items (1.属于国家秘密), proved by what follows them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.proof.numbers import Number
from extract.proof.vocabulary import WORDS, Vocabulary

_POINTED = re.compile(r"[ \t\n|]*[.．、,，)）:：·•][ \t\n|.．、]*")
_BARE = re.compile(r"[ \t|]*(?=[\u3400-\u9fff])")
_OPENING = re.compile(r"(?:^|[\n\t|）)\u3400-\u9fff：:“”])[ \r]*$")
_LISTED = re.compile(r"[.．、)）](?=[ ]*[\u3400-\u9fff“《(（])")
_COMPARED = 6
"""Characters of a label that tell it from the others of its number."""
_LOOK_BACK = 12
_LONGEST_LIST = 20


def enumerator(text: str, number: Number, words: Vocabulary) -> int:
    """How many of a number's last digits are the enumerator of the label that follows; 0 where none is.

    Without its point the digit must open its line or its cell, or stand at words: behind a space it may be the last
    number of the row before.
    """
    digit = text[number.end - 1 : number.end]
    labels = words.numbered.get(str(int(digit)) if digit.isdecimal() else "", ())
    pointed = _POINTED.match(text, number.end)
    after = pointed or _BARE.match(text, number.end)
    if not labels or after is None:
        return 0
    follows = "".join(text[after.end() : after.end() + 2 * _COMPARED].split())[:_COMPARED]
    run = WORDS.match(follows)
    if run is None or not any(_is_like(run[0], label) for label in labels):
        return 0
    return int(pointed is not None or (number.end - number.start == 1 and _opens(text, number.start)))


def _is_like(words: str, label: str) -> bool:
    """Whether words are the beginning of a label, or of one some of whose characters were lost or misread."""
    return label.startswith(words[:2]) or 2 * len(set(words) & set(label[: len(words) + 2])) >= len(set(words))


def _opens(text: str, at: int) -> bool:
    return _OPENING.search(text[max(at - _LOOK_BACK, 0) : at]) is not None or at == 0


def counted(text: str, numbers: Sequence[Number]) -> set[Number]:
    """The numbers that count the items of lists: 1. 2. 3., each before words and one more than the last one."""
    found: set[Number] = set()
    expected, first = 1, None
    for number in numbers:
        value = _item(text, number)
        if value == 1:
            expected, first = 2, number
        elif value is not None and value == expected and first is not None:
            found |= {first, number}
            expected += 1
    return found


def _item(text: str, number: Number) -> int | None:
    listed = number.end - number.start <= 2 and _LISTED.match(text, number.end) and _opens_item(text, number.start)
    return int(text[number.start : number.end]) if listed and text[number.start : number.end].isdecimal() else None


def _opens_item(text: str, at: int) -> bool:
    """An item begins a line, or follows a full stop or a semicolon, or stands in brackets."""
    before = text[max(at - _LOOK_BACK, 0) : at].rstrip(" 　*#\t")
    return not before or before[-1] in "\n。；;：:(（"
