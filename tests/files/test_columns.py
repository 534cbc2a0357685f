"""Prose in two columns is read column by column, and nothing else is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from extract.files.columns import in_reading_order
from extract.files.runs import Run, in_lines

LETTER = 10.0


def line(text: str, left: float, top: float) -> Run:
    return Run(text, left, top, left + LETTER * len(text), top + LETTER)


def read(*runs: Run) -> list[str]:
    return ["".join(run.text for run in line) for line in in_reading_order(in_lines(runs))]


def test_the_left_column_comes_first_below_a_title_over_both() -> None:
    title = line("政府信息公开工作年度报告全文如下这是标题", 80, 0)
    left = [line("一是公开目录更新得不够及时有待改进", 0, 20), line("二是解读的形式还比较单一需要丰富", 0, 40)]
    right = [line("三是部分窗口的人员不熟悉公开指南", 220, 20), line("四是栏目检索的功能不够完善要提升", 220, 41)]
    assert read(title, *left, *right) == [run.text for run in (title, *left, *right)]


def test_labels_and_their_values_stay_in_their_lines() -> None:
    runs = [line("发布机构", 0, 0), line("县教育局", 220, 0), line("发布日期", 0, 20), line("2025年1月8日", 220, 20)]
    assert read(*runs) == ["发布机构县教育局", "发布日期2025年1月8日"]


def test_a_wide_gap_in_one_line_of_prose_makes_no_columns() -> None:
    lines = [line("全年共收到政府信息公开申请三十件均已按期答复没有超期情形", 0, 20 * row) for row in range(3)]
    gapped = [line("我局公开的渠道主要有以下", 0, 60), line("几种形式请公众按需选用", 170, 60)]
    assert len(read(*lines, *gapped)) == 4


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 30), st.integers(1, 30)), max_size=30))
def test_no_run_is_lost_or_read_twice(places: list[tuple[int, int, int]]) -> None:
    runs = [line("字" * length, 10 * left, 20 * row) for left, row, length in places]
    read_runs = [run for ordered in in_reading_order(in_lines(runs)) for run in ordered]
    assert sorted(map(id, read_runs)) == sorted(map(id, runs))
