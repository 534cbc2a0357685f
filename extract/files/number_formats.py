"""How the numbers of list items are printed, by Word's name of the format.

Source: ECMA-376 part 1, 17.18.59. Web pages use them too, so that nothing of a Word file is needed here.
"""

from __future__ import annotations

from collections.abc import Callable

from extract.text.numerals import CIRCLES, digit_by_digit, numeral

_STEMS = "甲乙丙丁戊己庚辛壬癸"
_ROMAN = {100: "c", 90: "xc", 50: "l", 40: "xl", 10: "x", 9: "ix", 5: "v", 4: "iv", 1: "i"}


def _roman(value: int) -> str:
    text = ""
    for size, sign in _ROMAN.items():
        text += sign * (value // size)
        value %= size
    return text


def _letter(value: int) -> str:
    return chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1) if value > 0 else ""


def _one_of(signs: str) -> Callable[[int], str]:
    return lambda value: signs[value - 1] if 0 < value <= len(signs) else str(value)


FORMATS: dict[str, Callable[[int], str]] = {
    "chineseCounting": numeral,
    "chineseCountingThousand": numeral,
    "japaneseCounting": numeral,
    "taiwaneseCounting": numeral,
    "taiwaneseCountingThousand": numeral,
    "ideographDigital": digit_by_digit,
    "ideographTraditional": _one_of(_STEMS),
    "decimalZero": lambda value: f"{value:02d}",
    "decimalEnclosedCircle": _one_of(CIRCLES),
    "decimalEnclosedCircleChinese": _one_of(CIRCLES),
    "decimalEnclosedParen": lambda value: f"({value})",
    "decimalEnclosedFullstop": lambda value: f"{value}.",
    "lowerRoman": _roman,
    "upperRoman": lambda value: _roman(value).upper(),
    "lowerLetter": _letter,
    "upperLetter": lambda value: _letter(value).upper(),
    "none": lambda value: "",
}
