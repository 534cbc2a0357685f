"""Agency and year, from heads and ends of reports written for this."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from extract.prose.identity import find_identity
from extract.prose.sections import find_sections
from extract.wording import said
from schemas.form import load_form

CASES: list[dict[str, Any]] = [
    case
    for name in ("identity.toml", "identity_openings.toml")
    for case in tomllib.loads((Path(__file__).parent / "cases" / name).read_text(encoding="utf-8"))["case"]
]
FORM = load_form()


def report(case: dict[str, Any]) -> str:
    """A report with the case's head, first sentence and end."""
    titles = [section.title for section in FORM.sections]
    numbered = [f"{number}、{title}" for number, title in zip("一二三四五六", titles, strict=True)]
    bodies = [case.get("opening", "我局认真落实条例。"), "0", "0", "0", "公开形式较单一。", "本年度未收取信息处理费。"]
    text = "\n".join(f"{title}\n{body}" for title, body in zip(numbered, bodies, strict=True))
    return "\n".join(part for part in (case["head"], text, case.get("end", "")) if part)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_agency_and_year_are_those_that_a_person_reads(case: dict[str, Any]) -> None:
    text = report(case)
    identity = find_identity(text, find_sections(text, FORM), FORM, case.get("file"))
    assert (identity.agency, identity.year) == (case.get("agency"), case.get("year"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_doubts_are_stated_where_there_is_reason_and_only_there(case: dict[str, Any]) -> None:
    text = report(case)
    doubts = "".join(map(said, find_identity(text, find_sections(text, FORM), FORM, case.get("file")).doubts))
    assert case["doubt"] in doubts if "doubt" in case else not doubts
