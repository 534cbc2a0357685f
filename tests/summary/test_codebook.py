"""The codebook: what the bundled one promises, and what a user's own is refused for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from extract.summary.codebook import BUNDLED, OTHER, CodebookError, load_codebook
from extract.summary.coder import RuleCoder

pytestmark = pytest.mark.usefixtures("english")

SMALL = """
version = 1
[[problems]]
id = "late"
zh = "迟"
en = "Late"
definition = "迟。"
cues = ['迟']
[[measures]]
id = "early"
zh = "早"
en = "Early"
definition = "早。"
cues = ['早']
answers = ["late"]
"""


def refused(tmp_path: Path, text: str) -> str:
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CodebookError) as caught:
        load_codebook(file)
    assert str(file) in str(caught.value)
    return str(caught.value)


def test_the_bundled_codebook_has_15_to_30_themes_of_each_kind_and_every_theme_is_explained() -> None:
    codebook = load_codebook()
    for kind in ("problem", "measure"):
        themes = codebook.themes(kind)
        assert 15 <= len(themes) <= 30
        for theme in themes:
            assert theme.zh and theme.en and theme.definition and theme.includes and theme.excludes and theme.cues
            assert len(theme.examples) >= 2


def test_every_problem_theme_is_answered_by_some_measure() -> None:
    codebook = load_codebook()
    answered = {theme for measure in codebook.measures for theme in measure.answers}
    assert answered == {theme.id for theme in codebook.problems}


def test_the_rules_find_most_of_the_bundled_examples() -> None:
    codebook = load_codebook()
    coder = RuleCoder(codebook)
    found = [
        theme.id in coder.code(example, kind).themes
        for kind in ("problem", "measure")
        for theme in codebook.themes(kind)
        for example in theme.examples
    ]
    assert sum(found) / len(found) > 0.6


def test_a_codebook_of_ones_own_is_used_with_its_own_words(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(SMALL, encoding="utf-8")
    coder = RuleCoder(load_codebook(file))
    assert coder.code("栏目更新迟缓", "problem").themes == ("late",)
    assert coder.code("政策解读不足", "problem").themes == (OTHER,)


def test_a_codebook_saved_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(SMALL, encoding="utf-8-sig")
    assert load_codebook(file).problems[0].id == "late"


def test_an_unknown_key_is_refused_by_name(tmp_path: Path) -> None:
    assert "unknown key 'problems.1.colour'" in refused(tmp_path, SMALL.replace("cues = ['迟']", "colour = 'red'"))


def test_a_theme_that_stands_twice_is_refused_by_name(tmp_path: Path) -> None:
    twice = SMALL + "[[problems]]\nid = 'late'\nzh = '晚'\nen = 'Late'\ndefinition = '晚。'\n"
    assert "'late' stands twice" in refused(tmp_path, twice)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("'迟'", "'(迟'"), "no regular expression"),
        (("'迟'", "'迟?'"), "fits everything"),
        (("'迟'", "'{tardy}'"), "names the list 'tardy'"),
        (('answers = ["late"]', 'answers = ["slow"]'), "no theme 'slow'"),
        (("cues = ['迟']", "over = ['never']"), "no theme 'never'"),
        (("cues = ['迟']", "answers = ['late']"), "only a measure answers"),
        (('id = "late"', 'id = "other"'), "is taken"),
        (('id = "late"', 'id = "Too Late"'), "problems.1.id"),
        (("[[measures]]", "[[measure]]"), "unknown key 'measure'"),
        (("version = 1", "version = "), "is no TOML"),
    ],
)
def test_what_contradicts_itself_is_refused_with_the_place(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    assert said in refused(tmp_path, SMALL.replace(*change))


def test_two_themes_that_give_way_to_each_other_are_refused(tmp_path: Path) -> None:
    both = SMALL.replace("cues = ['迟']", "over = ['slow']")
    both += "[[problems]]\nid = 'slow'\nzh = '慢'\nen = 'Slow'\ndefinition = '慢。'\nover = ['late']\n"
    assert "give way to each other" in refused(tmp_path, both)


def test_a_file_that_is_not_there_or_not_utf8_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match="cannot be read"):
        load_codebook(tmp_path / "nowhere.toml")
    file = tmp_path / "gbk.toml"
    file.write_bytes("zh = '迟'".encode("gbk"))
    with pytest.raises(CodebookError, match="not UTF-8"):
        load_codebook(file)


def test_the_comment_at_the_head_names_every_sign_of_a_cue() -> None:
    head = BUNDLED.read_text(encoding="utf-8").split("version", 1)[0]
    assert all(re.search(re.escape(sign), head) for sign in ("…", "(a|b)", "{name}"))
