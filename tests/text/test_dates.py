"""Years, months and periods, in digits and in numerals."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.text.dates import (
    DATE,
    FIRST,
    LAST,
    YEAR,
    is_other_year,
    is_period,
    latest,
    month_of,
    without_year,
    year_of,
)
from extract.text.lookalikes import CONFUSED, as_digits
from extract.text.numerals import digit_by_digit, numeral


@given(st.integers(FIRST, LAST), st.sampled_from("〇零○O"))
def test_a_year_in_numerals_is_that_year_whatever_its_zero(year: int, zero: str) -> None:
    printed = digit_by_digit(year).replace("〇", zero)
    assert re.fullmatch(YEAR, printed)
    assert year_of(printed) == year_of(str(year)) == year


@given(st.integers(FIRST, LAST), st.integers(1, 12), st.integers(1, 28), st.booleans())
def test_a_printed_date_gives_its_year_and_month(year: int, month: int, day: int, chinese: bool) -> None:
    written = numeral if chinese else str
    found = re.fullmatch(DATE, f"{digit_by_digit(year) if chinese else year}年{written(month)}月{written(day)}日")
    assert found is not None
    assert (year_of(found["year"]), month_of(found["month"])) == (year, month)


def test_a_year_that_no_report_can_be_of_is_none() -> None:
    assert [year_of(text) for text in ("1999", "2007", "2080", "二〇〇七", "202", "二〇二")] == [None] * 6


@pytest.mark.parametrize("text", ["2023年", "二〇二三年", "（2023）", "上年", "去年同期", "上一年度合计"])
def test_a_column_of_another_year_is_told(text: str) -> None:
    assert is_other_year(text, 2024)


@pytest.mark.parametrize("text", ["2024年", "二〇二四年", "上年结转政府信息公开申请数量", "本年制发件数", "二十三"])
def test_a_piece_of_this_year_or_of_none_is_of_no_other(text: str) -> None:
    assert not is_other_year(text, 2024)


def test_periods_are_read_in_digits_and_in_numerals() -> None:
    assert all(map(is_period, ("2024年", "２０２４年度", "二〇二四年", "上年", "本年度数据", "去年同期")))
    assert not any(map(is_period, ("2024年总计", "上年结转", "")))
    assert without_year("二〇二三年总计") == without_year("2023年度总计") == "总计"
    assert latest(["2023年", "二〇二四年", "上年"]) == 2024


def test_letters_that_look_like_digits_are_digits_and_near_ones_only_where_a_number_stands() -> None:
    assert as_digits("1O2l|〇") == "102110"
    assert as_digits("Q5D") == "Q5D"
    assert as_digits("Q5D", near=True) == "050"
    assert frozenset("17") in CONFUSED
