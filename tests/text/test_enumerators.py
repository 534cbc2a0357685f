"""Enumerators: each shape has one kind and one value, in every width of its brackets and points."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.text.enumerators import NUMBERED, OPENING, SHAPES, enumerators, opening
from extract.text.normal import canonical, plain
from extract.text.numerals import numeral


@pytest.mark.parametrize(
    ("text", "kind", "ordinal"),
    [
        ("一、总体情况", "han", 1), ("二．总体情况", "han", 2), ("（三）予以公开", "paren", 3),
        ("(四)予以公开", "paren", 4), ("1.属于国家秘密", "num", 1), ("2．属于", "num", 2), ("3、属于", "num", 3),
        ("（4）属于", "pnum", 4), ("5）属于", "pnum", 5),
        ("①属于", "circ", 1), ("⒉属于", "circ", 2), ("⑶属于", "circ", 3), ("㈣属于", "circ", 4), ("一是加强", "shi", 1),
        ("二要加强", "shi", 2), ("第三，加强", "di", 3), ("其二，加强", "qi", 2), ("问题一：意识不强", "label", 1),
        ("首先，加强", "order", 1), ("另一方面，加强", "order", 2), ("二十三、其他", "han", 23),
        ("  一、总体情况", "han", 1), ("1、2024年，加强", "num", 1),
    ],
)  # fmt: skip
def test_every_shape_has_its_kind_and_its_value(text: str, kind: str, ordinal: int) -> None:
    found = opening(text, OPENING)
    assert found is not None
    assert (found.kind, found.ordinal) == (kind, ordinal)


@pytest.mark.parametrize(
    "text",
    [
        "2.5万元", "统一是", "一体化", "第三方评估", "最后一公里", "三农工作", "2024年", "12", "一直", "其他",
        "1、2、3类", "三要素",
    ],
)  # fmt: skip
def test_what_only_looks_like_an_enumerator_opens_nothing(text: str) -> None:
    assert opening(text, OPENING) is None


@given(
    st.integers(1, 99), st.sampled_from(["（{}）", "({})", "{}、", "{}.", "{}．", "（ {} ）", "{} 、"]), st.booleans()
)
def test_a_number_in_brackets_or_with_a_point_is_an_enumerator_in_every_form_of_the_text(
    value: int, shape: str, chinese: bool
) -> None:
    text = shape.format(numeral(value) if chinese else value) + "予以公开"
    for form in (text, plain(text), canonical(text)):
        found = opening(form, NUMBERED)
        assert found is not None
        assert (found.ordinal, form[found.end :].strip()) == (value, "予以公开")


@given(st.text("一二十1230（）()、.．，是第其首先①⒈要不 公开", max_size=30))
def test_an_enumerator_stands_where_it_says(text: str) -> None:
    found = opening(text, tuple(SHAPES))
    if found is not None:
        assert 0 <= found.start < found.end <= len(text)
        assert not text[: found.start].strip()
        assert found.ordinal >= 0


@given(st.text("一二三123（）、.，。；是第其①⑵要公开", max_size=60))
def test_enumerators_of_a_text_stand_apart_and_in_order(text: str) -> None:
    found = enumerators(text, set())
    assert all(before.end <= after.start for before, after in pairwise(found))


def test_words_count_only_in_a_row() -> None:
    assert [(e.kind, e.ordinal) for e in enumerators("首先，加强培训。其次，充实内容。最后，改进平台。", {0})] == [
        ("order", 1), ("order", 2), ("order", 99),
    ]  # fmt: skip
    assert enumerators("首先加强培训。", {0}) == []
