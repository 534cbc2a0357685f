"""What the README tells a stranger to do can be done."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import duckdb
import pytest
from command_process import FIXTURES, ROOT, Command

READMES = ("README.md", "README.zh-CN.md")


@pytest.mark.parametrize("name", READMES)
def test_every_command_and_file_of_the_readme_is_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    listed = (ROOT / "gongkai" / "help.txt").read_text(encoding="utf-8").split("Commands:")[1]
    known = {line.split()[0] for line in listed.strip().splitlines()}
    assert set(re.findall(r"(?:bin/|`)gongkai ([a-z]+)", text)) <= known
    assert set(re.findall(r"run\.py ([a-z]+)", text)) == {"demo", "test"}
    assert [target for target in re.findall(r"\]\(([^)#:]+)\)", text) if not (ROOT / target).exists()] == []


def test_both_readmes_have_the_same_code_but_for_its_comments() -> None:
    blocks = [re.findall(r"```.*?```", (ROOT / name).read_text(encoding="utf-8"), re.S) for name in READMES]
    english, chinese = ([re.sub(r"\s+# .*", "", block) for block in found] for found in blocks)
    assert english == chinese


def test_the_query_of_the_readme_gives_what_was_read(
    gongkai: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(FIXTURES / "luolong-government-office-2024" / "report.txt", "a.txt")
    assert gongkai("extract", "a.txt", "--out", "runs/2024", "--reader", "rules").returncode == 0
    assert gongkai("export", "runs/2024", "--to", "parquet").returncode == 0
    found = re.search(r"```sql\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S)
    assert found is not None
    assert duckdb.sql(found[1]).fetchall() == [("洛龙区人民政府办公室", 2024, True, 140, 21, 2)]
