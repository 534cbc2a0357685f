"""Which documents are reports, and what is said of those that are not."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from extract.prose.genre import Verdict, is_report
from extract.prose.identity import find_identity
from extract.prose.sections import find_sections
from extract.wording import said
from schemas.form import load_form

FOLDER = Path(__file__).parent / "cases"
CASES: list[dict[str, Any]] = tomllib.loads((FOLDER / "genre.toml").read_text(encoding="utf-8"))["case"]
TABLES: dict[str, str] = tomllib.loads((FOLDER / "sections.toml").read_text(encoding="utf-8"))["tables"]
FORM = load_form()


def verdict(text: str) -> Verdict:
    for number, table in TABLES.items():
        text = text.replace("{" + number + "}", table.strip("\n"))
    sections = find_sections(text, FORM)
    return is_report(text, sections, find_identity(text, sections, FORM), FORM)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_document_is_taken_or_refused_with_the_reason(case: dict[str, Any]) -> None:
    result = verdict(case["text"])
    assert result.is_report == ("reason" not in case), result.reason
    assert case.get("reason", "") in (said(result.reason) if result.reason else "")


def test_a_report_cut_off_is_taken_with_doubts_that_name_what_is_missing() -> None:
    doubts = verdict("青川区水务局2024年政府信息公开工作年度报告\n一、总体情况\n2024年，我局认真落实条例。").doubts
    doubts = [said(doubt) for doubt in doubts]
    assert sum("没有找到" in doubt and "表格" in doubt for doubt in doubts) == 3
    assert sum("部分" in doubt for doubt in doubts) == 5
