"""The six sections, wherever and however their headings are printed, in reports written for this."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from extract.prose.sections import find_sections, heading_end
from schemas.form import load_form

DATA: dict[str, Any] = tomllib.loads((Path(__file__).parent / "cases" / "sections.toml").read_text(encoding="utf-8"))
CASES: list[dict[str, Any]] = DATA["case"]
FORM = load_form()


def marked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """A case's text without its marks, and (number, start) of each section that a mark shows."""
    for number, table in DATA["tables"].items():
        text = text.replace("{" + number + "}", table.strip("\n"))
    expected: list[tuple[int, int]] = []
    taken = 0
    for mark in re.finditer(r"⟦(\d)⟧", text):
        expected.append((int(mark[1]), mark.start() - taken))
        taken += len(mark[0])
    return re.sub(r"⟦\d⟧", "", text), expected


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_sections_begin_where_a_person_sees_them_begin(case: dict[str, Any]) -> None:
    text, expected = marked(case["text"])
    sections = find_sections(text, FORM)
    assert [(section.number, section.start) for section in sections] == expected
    ends = [start for _, start in expected[1:]] + [len(text.rstrip())]
    assert [section.end for section in sections] == ends[: len(sections)]
    if "titles" in case:
        assert [section.title for section in sections] == case["titles"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_contents_begin_behind_the_heading(case: dict[str, Any]) -> None:
    text, _ = marked(case["text"])
    for section in find_sections(text, FORM):
        at = heading_end(text, section)
        heading = re.sub(r"[\s*#]", "", text[section.start : at])
        assert heading.endswith(section.title) if section.title else at == section.start
