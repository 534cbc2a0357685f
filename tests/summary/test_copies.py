"""Copies: what is one, from whom, and what is template wording."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.summary.copying import Method, Text, find_copies
from extract.summary.shingles import comparable

ONE = (
    "栏目更新不够及时，个别栏目三个月没有新内容，群众反映较多；政策解读停留在文字层面，图解和短视频很少，年轻人不爱看。"
)
TWO = "依申请公开答复中说理不充分，有两件被复议机关纠正；业务科室提供材料拖拉，办公室一人兼管多项工作，顾此失彼。"
FRAME = "今后我们将持续深入贯彻条例精神，坚持以人民为中心，不断把政府信息公开工作引向深入，为高质量发展营造良好环境。"


def text(agency: str, year: int | None, *parts: str) -> Text:
    return Text(agency, year, agency, "\n".join(parts))


def found(*texts: Text) -> list[tuple[int, int, str]]:
    return [(pair.first, pair.second, pair.relation) for pair in find_copies(texts).pairs]


def test_last_years_text_with_this_years_figures_is_a_copy_of_itself() -> None:
    before = text("甲县教育局", 2023, "2023年，甲县教育局公开信息12条。" + ONE)
    after = text("甲县教育局", 2024, "2024年，甲县教育局公开信息305条。" + ONE)
    [pair] = find_copies([after, before]).pairs
    assert (pair.first, pair.second, pair.relation, pair.overlap) == (1, 0, "self", 1.0)


def test_another_agencys_text_with_the_name_changed_is_a_copy_of_another() -> None:
    assert found(text("甲县教育局", 2023, "甲县教育局" + ONE), text("乙市财政局", 2024, "乙市财政局" + ONE)) == [
        (0, 1, "other")
    ]


def test_the_same_words_in_another_width_are_a_copy() -> None:
    assert found(text("甲", 2023, ONE), text("乙", 2023, ONE.replace("，", ", "))) == [(0, 1, "other")]


def test_different_texts_are_no_pair() -> None:
    assert found(text("甲", 2023, ONE), text("乙", 2023, TWO)) == []


def test_two_versions_of_one_report_are_no_copy() -> None:
    assert found(text("甲", 2023, ONE), text("甲", 2023, ONE)) == []


def test_wording_that_everyone_uses_makes_no_pair_and_is_listed_apart() -> None:
    own = ["水利", "林业", "民政", "交通", "气象", "地震", "文物", "档案", "粮食", "体育"]
    digits = "零一二三四五六七八九"
    texts = [
        text(f"{name}局", 2023, FRAME, f"{name}数据{digit}号库里的{name}资料还不能按条目查询，{name}站点也没有接通")
        for name, digit in zip(own, digits, strict=True)
    ]
    copies = find_copies(texts)
    assert copies.pairs == []
    assert any(each.agencies == 10 and "以人民为中心" in each.phrase for each in copies.templates)


STOCK = "对照上级标准指引逐条核对公开事项并在每年三月底以前把调整后的目录报送办公室备案存查"


def test_a_stock_sentence_in_common_makes_no_pair_of_unlike_texts() -> None:
    short = text("甲县教育局", 2023, STOCK, "食堂的菜价没有贴在墙上，家长问过几次也没有人答")
    long = text("乙市财政局", 2024, ONE, TWO, STOCK)
    assert found(short, long) == []


def test_a_short_text_taken_over_whole_into_a_longer_one_is_a_copy() -> None:
    assert found(text("甲县教育局", 2023, STOCK), text("乙市财政局", 2024, ONE, TWO, STOCK)) == [(0, 1, "other")]


def test_a_short_text_is_not_judged() -> None:
    copies = find_copies([text("甲", 2023, "更新不及时"), text("乙", 2023, "更新不及时")])
    assert (copies.pairs, copies.short) == ([], 2)


def test_aligned_passages_are_printed_passages_of_both_texts() -> None:
    first, second = text("甲县", 2022, ONE, TWO), text("甲县", 2023, TWO, "另起一段。", ONE.replace("三个月", "4个月"))
    copies = find_copies([first, second])
    [pair] = copies.pairs
    passages = copies.passages(pair)
    assert passages
    for passage in passages:
        assert passage.first in first.text and passage.second in second.text
        assert first.text[passage.first_start :].startswith(passage.first)
        assert second.text[passage.second_start :].startswith(passage.second)


def test_nothing_to_compare_is_no_error() -> None:
    assert find_copies([]).pairs == [] and find_copies([text("甲", None, "")]).pairs == []


@given(st.text(max_size=120), st.text(max_size=20))
def test_every_compared_character_knows_its_place(said: str, name: str) -> None:
    made = comparable(said, name)
    assert len(made.text) == len(made.places)
    assert list(made.places) == sorted(made.places)
    assert all(0 <= place < len(said) for place in made.places)


def benchmark() -> ModuleType:
    file = Path(__file__).parents[2] / "benchmarks" / "copies.py"
    spec = importlib.util.spec_from_file_location("benchmark_copies", file)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["benchmark_copies"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("method", ["exact", "minhash"])
def test_planted_copies_are_found_and_hardly_anything_else(method: Method) -> None:
    made = benchmark().make(400)
    pairs = {
        (min(pair.first, pair.second), max(pair.first, pair.second)) for pair in find_copies(made.texts, method).pairs
    }
    planted = made.planted.keys()
    assert len(planted) == 40
    assert len(pairs & planted) >= 38
    assert len(pairs - planted) <= 2
