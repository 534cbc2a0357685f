"""Normal forms: what prints alike is one, and every character knows where it stands in the original."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.text.normal import canonical, name_key, nfkc, normal, plain

ANY = st.text(
    st.one_of(
        st.characters(codec="utf-8"), st.sampled_from("⻘⺠⼀\uf901\uf967１𝟏٣①²㈠½㎡：，（）　\u200b\n\t…")
    ),
    max_size=40,
)  # fmt: skip


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("⻘溪县⼈⺠政府", "青溪县人民政府"), ("\uf901新", "更新"), ("⻓⻔⻋⻢", "长门车马"), ("⻚⻛⻥", "页风鱼"),
        ("⼆〇⼆四年", "二〇二四年"), ("１２𝟏𝟐٣๔", "121234"),
    ],
)  # fmt: skip
def test_radicals_compatibility_ideographs_and_digits_of_every_style_are_folded(printed: str, meant: str) -> None:
    assert plain(printed) == canonical(printed) == nfkc(printed.translate({0x0663: "3", 0x0E54: "4"})) == meant


@pytest.mark.parametrize("mark", list("①②²₃❶㊀"))
def test_a_character_that_points_to_a_note_stays_what_it_is(mark: str) -> None:
    assert plain(mark) == canonical(mark) == mark


def test_punctuation_is_narrow_in_tables_and_chinese_in_prose() -> None:
    assert plain("（1）：2，3；") == "(1):2,3;"
    assert canonical("(1):2,3;") == canonical("（1）：2，3；") == "（1）：2，3；"


@given(ANY)
def test_both_forms_keep_every_character_in_its_place(text: str) -> None:
    assert len(plain(text)) == len(canonical(text)) == len(text)


@given(ANY)
def test_what_is_normal_already_stays_so(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert canonical(canonical(text)) == canonical(text)


@given(ANY)
def test_lines_and_tabs_stand_where_they_stood(text: str) -> None:
    for form in (plain(text), canonical(text)):
        assert [(i, c) for i, c in enumerate(form) if c in "\n\t"] == [
            (i, c) for i, c in enumerate(text) if c in "\n\t"
        ]


@given(ANY)
def test_every_character_of_the_longer_form_comes_from_the_one_at_its_offset(text: str) -> None:
    form = normal(text)
    assert len(form.offsets) == len(form.text)
    assert list(form.offsets) == sorted(form.offsets)
    for character, offset in zip(form.text, form.offsets, strict=True):
        assert character in nfkc(text[offset])


@given(ANY)
def test_a_stretch_of_the_longer_form_is_found_again_in_its_span_of_the_original(text: str) -> None:
    form = normal(text)
    for start in range(0, len(form.text), 3):
        begin, end = form.span(start, len(form.text))
        assert form.text[start:] in normal(text[begin:end]).text


@given(st.text("甲乙①½㎡一 \n", max_size=20), st.data())
def test_spans_of_a_text_keep_the_offsets_of_the_whole(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    form = normal(text, [(start, end)])
    assert all(start <= offset < end for offset in form.offsets)
    assert form.text == normal(text[start:end]).text


@pytest.mark.parametrize("one", ["⻘溪县 人民政府办公室", "青溪县人民政府办公室", "青溪县⼈⺠政府　办公室\n"])
def test_printings_of_one_name_have_one_key(one: str) -> None:
    assert name_key(one) == "青溪县人民政府办公室"


def test_every_radical_is_folded_to_an_ideograph_of_one_character() -> None:
    for code in (*range(0x2E80, 0x2EF4), *range(0x2F00, 0x2FD6)):
        folded = plain(chr(code))
        if unicodedata.category(chr(code)) != "Cn" and code != 0x2E80:  # the mark of repetition is no ideograph's
            assert "CJK" in unicodedata.name(folded)
            assert "RADICAL" not in unicodedata.name(folded)
