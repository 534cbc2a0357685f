"""`gongkai show --why`: the proof of one value."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_process import Command

from extract.report import read
from extract.run import UsageError
from extract.views.why import why


def proof(report: Path, address: str, lang: str = "zh") -> str:
    return "\n".join(line.plain for line in why(read(report), address, "en" if lang == "en" else "zh"))


def test_the_source_line_is_shown_and_each_kind_of_evidence_says_what_it_saw(report: Path) -> None:
    shown = proof(report, "applications.new.total")
    assert "│ 140 │" in shown
    assert "✓ 行标签：一、本年新收政府信息公开申请数量" in shown
    assert "137 + 0 + 0 + 0 + 0 + 3 = 140" in shown


def test_what_is_missing_is_said_too(report: Path) -> None:
    assert "✗ no reader of another kind read it so" in proof(report, "applications.new.total", "en")


def test_a_number_that_is_left_over_stands_in_the_proof_of_its_table(report: Path) -> None:
    text = report.read_text(encoding="utf-8").replace("\t137\t0\t0\t0\t0\t3\t140", "\t137\t0\t0\t0\t0\t3\t140\t77", 1)
    report.write_text(text, encoding="utf-8")
    shown = proof(report, "applications.new.total")
    assert "无着落：77" in shown
    assert "存疑" in shown


def test_a_source_that_is_gone_is_said_to_be(report: Path) -> None:
    record = read(report)
    report.unlink()
    assert "原文件已不在原处或已改动" in "\n".join(line.plain for line in why(record, "applications.new.total"))


@pytest.mark.usefixtures("english")
def test_an_address_that_does_not_exist_is_answered_with_near_ones(report: Path) -> None:
    with pytest.raises(UsageError, match=r"such as applications\.new\.total"):
        proof(report, "applications.new.totla")


def test_the_command_prints_the_proof(report: Path, tmp_path: Path, gongkai: Command) -> None:
    gongkai("extract", report, "--out", tmp_path / "run", "--reader", "rules")
    shown = gongkai("show", tmp_path / "run", "report.txt", "--why", "applications.new.total")
    assert (shown.returncode, "137 + 0 + 0 + 0 + 0 + 3 = 140" in shown.stdout) == (0, True)
    wrong = gongkai("show", tmp_path / "run", "report.txt", "--why", "nothing")
    assert (wrong.returncode, "has no cell 'nothing'" in wrong.stderr) == (2, True)
