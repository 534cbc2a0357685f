"""Coding by rules: what decides, what goes before what, and how far it agrees with coding by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.coding.gold import SECOND, Statement, statements
from extract.summary.agreement import compare
from extract.summary.codebook import OTHER, Kind, load_codebook
from extract.summary.coder import RuleCoder, plain

CODER = RuleCoder(load_codebook())
AGAIN = RuleCoder(load_codebook())


@pytest.mark.parametrize(
    ("text", "kind", "themes"),
    [
        ("政策解读形式单一，质量不高", "problem", {"interpretation"}),
        ("政策解读形式单一，栏目更新不及时", "problem", {"interpretation", "timeliness"}),
        ("公开渠道单一、人员业务水平不足", "problem", {"channels", "competence"}),
        ("信息公开工作有待加强", "problem", {OTHER}),
        ("加强业务培训，切实保障群众的知情权和监督权", "measure", {"training"}),
        ("丰富政策解读形式，通过图解、短视频等方式解读", "measure", {"interpretation"}),
        ("加强与申请人的沟通，规范答复", "measure", {"applications"}),
    ],
)
def test_the_specific_theme_goes_before_the_general_and_purposes_do_not_count(
    text: str, kind: Kind, themes: set[str]
) -> None:
    assert set(CODER.code(text, kind).themes) == themes


OWN = """
version = 1
problems_turn = '(?:车辆|人员)'
[[problems]]
id = "fleet"
zh = "车辆"
en = "Fleet"
definition = "车辆不好用"
cues = ['车辆', '保养…(差|少)']
over = ["late"]
[[problems]]
id = "late"
zh = "误点"
en = "Late"
definition = "来得晚"
cues = ['误点|晚到']
[[problems]]
id = "rural"
zh = "乡下"
en = "Rural"
definition = "乡下的线路"
faint = ['乡下']
[[measures]]
id = "more"
zh = "加车"
en = "More"
definition = "加车"
cues = ['加车']
"""


@pytest.mark.parametrize(
    ("text", "themes"),
    [
        ("乡下线路人们有意见", {"rural"}),
        ("乡下线路时有误点", {"late"}),
        ("车辆老旧，常常误点", {"fleet"}),
        ("车辆老旧，人员晚到", {"fleet", "late"}),
        ("时有误点，车辆老旧", {"fleet", "late"}),
        ("票价太高", {OTHER}),
    ],
)
def test_a_codebook_of_ones_own_codes_by_the_same_rules(tmp_path: Path, text: str, themes: set[str]) -> None:
    """A faint cue decides alone only; `over` holds in a clause and in those that go on about its subject."""
    file = tmp_path / "own.toml"
    file.write_text(OWN, encoding="utf-8")
    assert set(RuleCoder(load_codebook(file)).code(text, "problem").themes) == themes


def test_the_words_that_decided_stand_in_the_statement() -> None:
    for each in statements():
        coding = CODER.code(each.text, each.kind)
        assert set(coding.words) == set(coding.themes) - {OTHER}
        for words in coding.words.values():
            assert words and all(word in plain(each.text) for word in words)


def test_width_spaces_and_punctuation_make_no_difference() -> None:
    assert CODER.code("栏 目更新不够\u3000及时,解读形式单一", "problem") == CODER.code(
        "栏目更新不够及时，解读形式单一", "problem"
    )


@given(st.text(max_size=200), st.sampled_from(["problem", "measure"]))
def test_any_text_has_themes_of_the_codebook_and_the_same_ones_again(text: str, kind: Kind) -> None:
    coding = CODER.code(text, kind)
    known = {theme.id for theme in CODER.codebook.themes(kind)} | {OTHER}
    assert coding.themes and set(coding.themes) <= known
    assert AGAIN.code(text, kind) == coding


def kappa(given: list[Statement], kind: Kind) -> float:
    themes = [*(theme.id for theme in CODER.codebook.themes(kind)), OTHER]
    pairs = [(each.themes, frozenset(CODER.code(each.text, kind).themes)) for each in given if each.kind == kind]
    agreed = compare(pairs, themes).kappa
    assert agreed is not None
    return agreed


@pytest.mark.parametrize("kind", ["problem", "measure"])
def test_the_rules_agree_with_the_hand_on_statements_kept_apart_and_on_the_seeds(kind: Kind) -> None:
    everything = statements()
    assert len([each for each in everything if each.half != "seed"]) >= 250
    assert kappa([each for each in everything if each.half == "held_out"], kind) > 0.8
    assert kappa([each for each in everything if each.half == "seed"], kind) > 0.8


def test_a_third_of_the_first_statements_was_coded_twice() -> None:
    first = {each.id: each.themes for each in statements()}
    second = statements(SECOND)
    halves = [each for each in statements() if each.half in ("development", "held_out")]
    assert len(second) >= len(halves) / 3
    assert 0.5 < sum(first[each.id] == each.themes for each in second) / len(second) < 1


def test_every_theme_by_hand_is_one_of_the_codebook() -> None:
    known = {kind: {theme.id for theme in CODER.codebook.themes(kind)} | {OTHER} for kind in ("problem", "measure")}
    for each in statements():
        assert each.themes <= known[each.kind]


def test_agreement_is_what_the_textbook_says() -> None:
    # Cohen (1960) on 2 by 2: 20 both, 5 and 10 one alone, 15 neither: κ = (0.7 - 0.5) / (1 - 0.5)
    has, has_not = frozenset({"a"}), frozenset[str]()
    pairs = [(has, has)] * 20 + [(has, has_not)] * 5 + [(has_not, has)] * 10 + [(has_not, has_not)] * 15
    agreed = compare(pairs, ["a"])
    assert agreed.kappa == pytest.approx(0.4)
    assert agreed.themes[0].f1 == pytest.approx(40 / 55)
    # α of two coders: 1 - (n - 1) · D / (n₀ · n₁) over the 100 values, 55 of them present, D = 30 values that disagree
    assert agreed.alpha == pytest.approx(1 - 99 * 30 / (2 * 55 * 45) / 1, abs=1e-9)


def test_a_theme_that_nobody_chose_has_no_agreement() -> None:
    agreed = compare([(frozenset({"a"}), frozenset({"a"}))], ["a", "b"])
    assert [part.kappa for part in agreed.themes] == [None, None]
    assert agreed.themes[1].f1 is None
    assert compare([], ["a"]).kappa is None
