"""Whatever the text: no crash, exact quotes, spans in order, time in proportion."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.prose.genre import is_report
from extract.prose.identity import find_identity
from extract.prose.issues import read_issues
from extract.prose.sections import find_sections, heading_end
from extract.text.normal import canonical
from extract.text.squeezed import Squeezed, bare
from schemas.form import load_form
from schemas.record import SectionSpan

FORM = load_form()
PIECES = [
    *(Path(__file__).parent / "cases" / "pieces.txt").read_text(encoding="utf-8").split(),
    *("\n", "\n\n", " ", "\t", "0\t0\t0", "\n- 4 -\n", "— 3 —", "\n- "),
]
TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(st.sampled_from(PIECES), max_size=60).map("".join),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=40).map("".join),
)


@given(TEXTS)
@settings(max_examples=120, deadline=None)
def test_sections_stand_in_order_and_none_twice(text: str) -> None:
    sections = find_sections(text, FORM)
    numbers = [section.number for section in sections]
    assert numbers == sorted(set(numbers))
    for section, following in pairwise(sections):
        assert section.end == following.start
    for section in sections:
        assert 0 <= section.start < section.end <= len(text)
        assert section.start <= heading_end(text, section) <= section.end
        assert section.title in bare(text[section.start : section.end])


@given(TEXTS)
@settings(max_examples=120, deadline=None)
def test_statements_are_exact_and_do_not_overlap(text: str) -> None:
    span = SectionSpan(number=5, title="", start=0, end=len(text))
    reading = read_issues(text, span)
    statements = [*reading.problems, *reading.measures]
    for statement in statements:
        assert text[statement.start : statement.end] == statement.quote
        assert statement.quote.strip() == statement.quote != ""
        assert "\n" not in statement.text
    for kind in (reading.problems, reading.measures, sorted(statements, key=lambda s: s.start)):
        assert all(one.end <= next_one.start for one, next_one in pairwise(kind))
    for measure in reading.measures:
        assert all(0 <= index < len(reading.problems) for index in measure.answers)
        assert measure.answers == sorted(set(measure.answers))


@given(TEXTS, st.one_of(st.none(), st.text(max_size=40)))
@settings(max_examples=120, deadline=None)
def test_identity_and_verdict_come_of_any_text(text: str, name: str | None) -> None:
    sections = find_sections(text, FORM)
    identity = find_identity(text, sections, FORM, name)
    if identity.agency is not None and name is None:
        assert canonical(identity.agency) in canonical(bare(text))
    verdict = is_report(text, sections, identity, FORM)
    assert verdict.is_report == (verdict.reason is None)


@given(st.text(max_size=200), st.integers(0, 200), st.integers(0, 200))
@settings(max_examples=120, deadline=None)
def test_squeezed_text_knows_where_each_character_stands(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    squeezed = Squeezed(text, start, end)
    for i, character in enumerate(squeezed.text):
        assert canonical(text[squeezed.offset(i)]) == character
        assert squeezed.index(squeezed.offset(i)) == i
    assert "".join(squeezed.text[a:b] for a, b in squeezed.lines) == squeezed.text


LONG = {
    "one line of numbered titles": "一、总体情况",
    "titles in a row": "五、存在的主要问题及改进情况\n",
    "numbers alone": "一、",
    "one sentence without end": "公开形式不够丰富、",
    "clauses": "今后，",
    "enumerators": "一是公开形式单一；",
    "announcements": "存在有待改进的地方",
    "titles of reports": "青川区水务局2024年政府信息公开工作年度报告\n",
    "table rows": "规章\t0\t0\t0\n行政规范性文件\t现行有效件数\n",
    "cells": "\t0\n",
    "full stops": "。",
    "spaces": " \n",
    "prose": "针对上述问题，我局将加强业务培训，提高工作人员水平。仍存在更新不及时、内容不全面等问题。\n",
}


@pytest.mark.parametrize("piece", LONG.values(), ids=LONG.keys())
def test_time_grows_in_proportion_to_the_text(piece: str) -> None:
    short, long = (_seconds(piece * (size // len(piece))) for size in (6_000, 36_000))
    assert long < 18 * short + 0.5


def _seconds(text: str) -> float:
    began = time.process_time()
    sections = find_sections(text, FORM)
    identity = find_identity(text, sections, FORM)
    is_report(text, sections, identity, FORM)
    read_issues(text, SectionSpan(number=5, title="", start=0, end=len(text)))
    return time.process_time() - began
