"""Whole numbers in Chinese numerals: 二十三, 一百零五, 二〇二四."""

from __future__ import annotations

ONES = "一二三四五六七八九"
NUMERALS = f"{ONES}十"
"""For a regular expression's brackets: what enumerators are written with."""
COUNTED = f"零〇{NUMERALS}百千万亿两"
"""For a regular expression's brackets: what numbers are written with."""
SPOKEN = f"零{ONES}十百千两"
"""For a regular expression's brackets: what counts in prose are written with."""
CIRCLES = "".join(map(chr, range(ord("①"), ord("⑳") + 1)))
"""Digits in circles, from 1 to 20."""

_DIGIT = {numeral: value for value, numeral in enumerate(f"零{ONES}")} | {"〇": 0, "○": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MOST_DIGITS = 18


def numeral_value(text: str) -> int | None:
    """The number that Chinese numerals say, or the digits one by one; None for what is not written as numbers are.

    一百五 may be 105 or 150 and is none; nor are 一一 and the like, which are dashes.
    """
    if not text or len(text) > 2 * _MOST_DIGITS:
        return None
    if all(character in _DIGIT and character != "两" for character in text) and len(text) > 1:
        return _one_by_one(text)
    value = _said(text)
    return value if value is not None and _usual(text) == numeral(value) else None


def _one_by_one(text: str) -> int | None:
    if len(text) > _MOST_DIGITS or set(text) == {"一"}:
        return None
    return int("".join(str(_DIGIT[character]) for character in text))


def _said(text: str) -> int | None:
    """The sum that the numerals say, whether they are in order or not."""
    whole = part = digit = 0
    for character in text:
        if character in _DIGIT:
            digit = _DIGIT[character]
        elif character in _TENS:
            part += (digit or (character == "十" and 1)) * _TENS[character]
            digit = 0
        elif character == "万":
            whole, part, digit = whole + (part + digit) * 10_000, 0, 0
        elif character == "亿":
            whole, part, digit = (whole + part + digit) * 100_000_000, 0, 0
        else:
            return None
    return whole + part + digit


def _usual(text: str) -> str:
    usual = text.replace("两", "二").replace("〇", "零").replace("○", "零")
    return usual[1:] if usual.startswith("一十") else usual


def numeral(value: int) -> str:
    """A whole number from 0 to below 10**16 as it is written. Raises `ValueError` for another."""
    if not 0 <= value < 10**16:
        raise ValueError(f"{value} is not written in numerals here")
    if not value:
        return "零"
    text = _grouped(value)
    return text[1:] if text.startswith("一十") else text


def digit_by_digit(value: int) -> str:
    """A whole number as years are written: 二〇二四."""
    return "".join(f"〇{ONES}"[int(digit)] for digit in str(value))


def _grouped(value: int) -> str:
    for size, name in ((100_000_000, "亿"), (10_000, "万")):
        if value >= size:
            high, low = divmod(value, size)
            gap = "零" if low and low < size // 10 else ""
            return f"{_grouped(high)}{name}{gap}{_grouped(low) if low else ''}"
    return _below_ten_thousand(value)


def _below_ten_thousand(value: int) -> str:
    text = ""
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, size)
        if digit:
            text += f"{ONES[digit - 1]}{name}"
        elif text and not text.endswith("零") and value:
            text += "零"
    return text
