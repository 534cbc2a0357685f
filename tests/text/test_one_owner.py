"""What a number, an enumerator, a page line or a look-alike digit is, the room of text says, and no other place.

The strings of the code are searched, docstrings and comments aside. Code that prints reports (`eval/made`) and the
baseline that is an afternoon's script by design (`eval/baselines`) read nothing by the room's words; the proof
(`extract/proof`) starts from the raw text and shares no reading with the tables, so that it can contradict them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("extract", "eval", "gongkai", "prompts", "schemas")
EXEMPT = ("extract/text/", "extract/proof/", "eval/made/", "eval/baselines/")

OWNED = {
    "numerals, as enumerators and counts are written": (r"一二三四五|二三四五六|[①⑴㈠]-", "[一二三四五六七八九十]、"),
    "enumerators in words": (r"首先\|", "首先|其次"),
    "page lines": (r"第[^条行]{0,12}[d+*}\]] *页|page *\\?s?\*?\\d", r"第 *\d{1,4} *页"),
    "separators of thousands": (r"d\{+1,3\}+\(\?:\[?[,，]", r"\d{1,3}(?:,\d{3})+"),
    "digits of both widths": (r"0-9０-９", "[0-9０-９]"),
    "characters that look like digits": (r"Oo[Q○〇0]|OQD|[○O〇]零|零[○O〇]", "OoQDlI|"),
    "characters that print nothing": (r"\u200b.{0,3}\u200c|\ufeff\u200b", "\ufeff\u200b\u200c"),
    "last year": (r"上一\?年\|去年$|^去年\|上一\?年", "上一?年|去年"),
}
"""What only the room may say: how it is known, and an example."""
CALLS = {"normalize": "unicodedata.normalize", "decomposition": "unicodedata.decomposition"}


@cache
def trees() -> tuple[tuple[str, ast.Module], ...]:
    files = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
    named = [(path.relative_to(ROOT).as_posix(), path) for path in files]
    return tuple((name, ast.parse(path.read_text(encoding="utf-8"))) for name, path in named if not exempt(name))


def exempt(name: str) -> bool:
    return name.startswith(EXEMPT)


def strings(tree: ast.Module) -> Iterator[str]:
    """The strings of a module that are no statements of their own, as docstrings are."""
    spoken = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in spoken:
            yield node.value


@pytest.mark.parametrize("what", OWNED)
def test_no_other_place_says_what_one_is(what: str) -> None:
    owned = re.compile(OWNED[what][0])
    assert [(name, text) for name, tree in trees() for text in strings(tree) if owned.search(text)] == []


@pytest.mark.parametrize("what", OWNED)
def test_what_another_place_would_say_is_found(what: str) -> None:
    pattern, example = OWNED[what]
    assert re.search(pattern, example)


def test_normal_forms_are_made_in_the_room_of_text_only() -> None:
    called = [
        (name, CALLS[node.attr])
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in CALLS
        and isinstance(node.value, ast.Name) and node.value.id == "unicodedata"
    ]  # fmt: skip
    assert called == []
