"""What the commands say is in one language: the reader's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from command_process import FIXTURES, Command

from schemas.form import load_form

REPORT = FIXTURES / "ganyu-science-2024" / "report.txt"
HAN = re.compile(r"[\u3400-\u9fff][\u3400-\u9fff，；：、]*")
QUOTED = re.compile(r"“[^”]*”|'[^']*'|\([^)]*pip install[^)]*\)")
ENGLISH = re.compile(r"\b[a-z]{2,}(?: [a-z]{2,}){2,}\b", re.I)
"""Three or more English words in a row are a sentence, or a piece of one."""


def said(gongkai: Command, language: str, *arguments: object) -> str:
    """What a command prints, without what it quotes: paths, and names between quotation marks."""
    done = gongkai(*arguments, env={"GONGKAI_LANG": language})
    printed = done.stdout + done.stderr
    assert "Traceback" not in printed
    for argument in arguments:
        printed = printed.replace(str(argument), "") if "/" in str(argument) else printed
    return QUOTED.sub("", printed)


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of each fault, and a folder without reports."""
    folder = tmp_path_factory.mktemp("faults")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "cut.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<<")
    (folder / "none.docx").write_bytes(b"PK\x03\x04 cut off")
    (folder / "letter.txt").write_text("尊敬的读者：\n今天天气很好。\n", encoding="utf-8")
    (folder / "slides.pptx").write_bytes(b"PK\x03\x04ppt/presentation.xml")
    (folder / "nothing").mkdir()
    (folder / "rules.toml").write_text('[[rule]]\nid = "own.one"\n', encoding="utf-8")
    return folder


def sayings(gongkai: Command, language: str, faults: Path, run: Path) -> dict[str, str]:
    extract = ("extract", "--reader", "rules", "--workers", "0", "--out", run / "other")
    commands: dict[str, tuple[object, ...]] = {
        "bad files": (*extract, faults),
        "a missing path": (*extract, faults / "nowhere.txt"),
        "an empty folder": (*extract, faults / "nothing"),
        "rules at fault": (*extract, REPORT, "--rules", faults / "rules.toml"),
        "a wrong option": ("extract", "--readers", "rules"),
        "a wrong value": ("extract", REPORT, "--out", run / "other", "--reader", "nobody"),
        "no paths": ("extract",),
        "a reading": ("extract", "--reader", "rules", "--workers", "0", "--out", run, REPORT),
        "a check": ("check", run),
        "no run": ("check", faults),
        "no such report": ("show", run, "nobody"),
        "no page": ("show", run, "report", "--page", "9"),
        "an export": ("export", run, "--to", "csv"),
        "no fixtures": ("eval", faults),
        "an unknown reader": ("eval", "--reader", "nobody"),
    }
    return {name: said(gongkai, language, *arguments) for name, arguments in commands.items()}


def test_in_chinese_no_command_says_an_english_sentence(gongkai: Command, faults: Path, tmp_path: Path) -> None:
    for name, printed in sayings(gongkai, "zh", faults, tmp_path / "run").items():
        assert not ENGLISH.findall(printed), f"{name}: {printed}"


def test_in_english_no_command_says_chinese_but_what_the_form_and_the_report_say(
    gongkai: Command, faults: Path, tmp_path: Path
) -> None:
    printed_words = REPORT.read_text(encoding="utf-8") + repr(load_form()) + "政府信息公开工作年度报告"
    for name, printed in sayings(gongkai, "en", faults, tmp_path / "run").items():
        strange = [found for found in HAN.findall(printed) if found not in printed_words]
        assert not strange, f"{name}: {printed}"
