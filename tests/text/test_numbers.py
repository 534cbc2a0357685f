"""Numbers in a text: every one is found once, at its place, with its value, or said to have none."""

from __future__ import annotations

import time
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.text.numbers import MOST_DIGITS, UNREADABLE, read_cell, tokens
from extract.text.numerals import numeral, numeral_value


def values(text: str) -> list[str]:
    return [str(token.value) for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("予以公开\t12\t0\t-3", ["12", "0", "3"]), ("收费 1,234.56 万元", ["1234.56"]), ("１，２３４件", ["1234"]),
        ("0,123", ["0", "123"]), ("1,12,345", ["1", "12", "345"]), ("2024.1.5", ["2024", "1", "5"]), ("2.5。", ["2.5"]),
        ("𝟏𝟐 ٣", ["12", "3"]), ("20³000", ["20", "000"]), ("48① ²", ["48"]), ("12,3", ["12", "3"]),
        ("|规章|三|〇|二十三|", ["3", "0", "23"]), ("三件", ["3"]), ("一百零五\n两百", ["105", "200"]),
        ("予以公开 三 〇 5", ["3", "0", "5"]), ("|一一|**十**|", ["10"]), ("规章\t一百五", ["None"]),
    ],
)  # fmt: skip
def test_numbers_are_found_with_their_values(text: str, expected: list[str]) -> None:
    found = list(tokens(text))
    assert [None if token.value is None else token.value for token in found] == [
        None if value == "None" else Decimal(value) for value in expected
    ]


@pytest.mark.parametrize(
    "text",
    [
        "一、总体情况",
        "第 一 条",
        "（一）予以公开",
        "二〇二四年",
        "二 〇 二 四 年",
        "一　总体情况",
        "无",
        "①②",
        "三是",
        "十 五 日",
    ],
)
def test_numerals_in_words_and_before_them_are_no_numbers_alone(text: str) -> None:
    assert values(text) == []


def test_more_digits_than_any_count_has_are_found_and_have_no_value() -> None:
    assert [token.value for token in tokens("9" * MOST_DIGITS + " " + "9" * (MOST_DIGITS + 1))] == [
        Decimal("9" * MOST_DIGITS), None,
    ]  # fmt: skip
    assert read_cell("9" * (MOST_DIGITS + 1)) == read_cell("1" + ",000" * 6) == read_cell("9" * 5000) == UNREADABLE
    assert read_cell("9" * MOST_DIGITS) != UNREADABLE


@given(st.text("0123456789１𝟏,，. 一三十百〇甲、件|\t\n-", max_size=60))
def test_every_digit_is_in_one_number_and_every_number_is_as_printed(text: str) -> None:
    found = list(tokens(text))
    for before, after in pairwise(found):
        assert before.end <= after.start
    for token in found:
        assert text[token.start : token.end] == token.text
    covered = {at for token in found for at in range(token.start, token.end)}
    assert {at for at, character in enumerate(text) if character.isdecimal()} <= covered


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=12), st.sampled_from(["\t", " ", " | ", "\n", "　"]))
def test_numbers_with_bounds_between_them_are_read_one_by_one(numbers: list[int], between: str) -> None:
    assert [int(token.value or 0) for token in tokens(between.join(map(str, numbers)))] == numbers


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=12), st.sampled_from(["\t", " | ", "\n"]))
def test_numerals_with_bounds_between_them_are_read_one_by_one(numbers: list[int], between: str) -> None:
    text = between.join(map(numeral, numbers))
    assert [int(token.value or 0) for token in tokens(text)] == numbers


@given(st.integers(0, 10**16 - 1))
def test_a_number_written_in_numerals_is_that_number(value: int) -> None:
    assert numeral_value(numeral(value)) == value


@given(st.integers(0, 10**16 - 1))
def test_separators_of_thousands_change_no_number(value: int) -> None:
    assert values(f"{value:,}") == [str(value)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("〇", 0),
        ("十", 10),
        ("一十", 10),
        ("二〇二四", 2024),
        ("一百一十", 110),
        ("两千零五", 2005),
        ("一万两千", 12000),
    ],
)
def test_numerals_are_read_as_they_are_said(text: str, value: int) -> None:
    assert numeral_value(text) == value


@pytest.mark.parametrize(
    "text", ["", "一百五", "百", "十十", "一一", "一一一", "二百三", "十百", "两两", "万", "一二十"]
)
def test_numerals_that_say_no_one_number_have_no_value(text: str) -> None:
    assert numeral_value(text) is None


@pytest.mark.parametrize(
    "text", ["9" * 400_000, "一 " * 200_000, "1," * 200_000, " " * 400_000 + "一", "1.1." * 100_000]
)
def test_the_work_grows_as_the_text_does(text: str) -> None:
    begun = time.process_time()
    list(tokens(text))
    assert time.process_time() - begun < 5
