"""One report through `gongkai.read`: the same pipeline as the command, whatever the report is given as."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from command_process import Command

import gongkai
from schemas.record import Record


def without_place(record: Record) -> dict[str, object]:
    """A record but for its path, its seconds and what its bytes are called."""
    return record.model_dump(exclude={"source": {"path"}, "reading": {"seconds"}})


def test_a_path_its_bytes_and_its_text_give_one_record(report: Path) -> None:
    by_path = gongkai.read(report)
    by_bytes = gongkai.read(report.read_bytes(), name=report.name)
    by_text = gongkai.read(report.read_text(encoding="utf-8"))
    assert by_path.tables["applications"]["new"]["total"] == 140
    assert without_place(by_path) == without_place(by_bytes) == without_place(by_text)


def test_the_command_and_python_read_alike(report: Path, tmp_path: Path, gongkai: Command) -> None:
    gongkai("extract", report, "--out", tmp_path / "run", "--reader", "rules")
    line = (tmp_path / "run" / "reports.jsonl").read_text(encoding="utf-8")
    from extract.report import read

    assert without_place(Record.model_validate(json.loads(line))) == without_place(read(report))


def test_what_is_no_report_says_so() -> None:
    with pytest.raises(gongkai.NotAReport, match="不是政府信息公开工作年度报告"):
        gongkai.read("关于放假的通知\n各科室：明日放假一天。\n")


@pytest.mark.usefixtures("english")
def test_a_file_that_is_not_there_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(gongkai.FileError, match="there is no such file; check its name"):
        gongkai.read(tmp_path / "nothing.pdf")


def test_importing_gongkai_imports_no_room() -> None:
    code = "import gongkai, sys; print([name for name in sys.modules if name.split('.')[0] in ('extract', 'schemas')])"
    seen = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert seen.stdout.strip() == "[]"
