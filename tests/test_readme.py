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


def test_every_page_that_the_chinese_readme_names_is_chinese_and_names_the_english_one() -> None:
    text = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")
    pages = {ROOT / target for target in re.findall(r"\]\((docs/[^)#:]+\.md)\)", text)}
    assert len(pages) >= 5
    for page in pages:
        assert page.name.endswith(".zh-CN.md")
        assert f"[English]({page.name.replace('.zh-CN', '')})" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["eval", "python", "rules", "summary"])
def test_a_page_in_two_languages_has_the_same_code_but_for_its_comments(name: str) -> None:
    texts = [(ROOT / "docs" / f"{name}{ending}").read_text(encoding="utf-8") for ending in (".md", ".zh-CN.md")]
    english, chinese = (
        [re.sub(r"(?m)\s*# .*", "", block) for block in re.findall(r"```.*?```", t, re.S)] for t in texts
    )
    assert english == chinese


def test_the_chinese_page_of_commands_has_every_command_option_and_example() -> None:
    english, chinese = (
        (ROOT / "docs" / f"help{ending}").read_text(encoding="utf-8").split("\n## ")[1:]
        for ending in (".md", ".zh-CN.md")
    )
    pages = {page.splitlines()[0]: page for page in chinese}
    assert len(pages) == len(english)
    for page in english[1:]:
        theirs = pages[page.splitlines()[0]]
        options = set(re.findall(r"^  (--[a-z-]+)", page, re.M)) - {"--help"}
        theirs = theirs.replace("\\\n", " ")
        assert {option for option in options if option not in theirs} == set()
        examples = page.split("Examples:")[1].split("\n\n")[0].replace("\\\n", " ").split("\n    gongkai")[1:]
        assert [example for example in examples if " ".join(example.split()) not in " ".join(theirs.split())] == []


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
