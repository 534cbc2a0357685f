"""What the commands say is in one language: the reader's."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from command_process import FIXTURES

from gongkai.speaking import run
from gongkai.told import telling
from schemas.form import load_form

REPORT = FIXTURES / "ganyu-science-2024" / "report.txt"
HAN = re.compile(r"[\u3400-\u9fff][\u3400-\u9fff，；：、]*")
QUOTED = re.compile(r"“[^”]*”|'[^']*'|\([^)]*pip install[^)]*\)")
ENGLISH = re.compile(r"\b[a-z]{2,}(?: [a-z]{2,}){2,}\b", re.I)
"""Three or more English words in a row are a sentence, or a piece of one."""


Say = Callable[..., str]


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    """What a command prints in a language, without what it quotes: paths, and names between quotation marks."""
    monkeypatch.setattr(warnings, "showwarning", warnings.showwarning)
    monkeypatch.setenv("LANGUAGE", "")

    def said(lang: str, *arguments: object) -> str:
        monkeypatch.setenv("GONGKAI_LANG", lang)
        given = [str(argument) for argument in arguments]
        with pytest.raises(SystemExit), telling():
            run(given)
        done = capsys.readouterr()
        printed = done.out + done.err
        for path in (argument for argument in given if "/" in argument):
            printed = printed.replace(path, "")
        return QUOTED.sub("", printed)

    return said


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


def sayings(say: Say, lang: str, faults: Path, folder: Path) -> dict[str, str]:
    extract = ("extract", "--reader", "rules", "--workers", "0", "--out", folder / "other")
    commands: dict[str, tuple[object, ...]] = {
        "bad files": (*extract, faults),
        "a missing path": (*extract, faults / "nowhere.txt"),
        "an empty folder": (*extract, faults / "nothing"),
        "rules at fault": (*extract, REPORT, "--rules", faults / "rules.toml"),
        "a wrong option": ("extract", "--readers", "rules"),
        "a wrong value": ("extract", REPORT, "--out", folder / "other", "--reader", "nobody"),
        "no paths": ("extract",),
        "a reading": ("extract", "--reader", "rules", "--workers", "0", "--out", folder, REPORT),
        "a check": ("check", folder),
        "no run": ("check", faults),
        "no such report": ("show", folder, "nobody"),
        "no page": ("show", folder, "report", "--page", "9"),
        "an export": ("export", folder, "--to", "csv"),
        "no fixtures": ("eval", faults),
        "the report": ("show", folder, "report"),
        "an unknown reader": ("eval", "--reader", "nobody"),
    }
    return {name: say(lang, *arguments) for name, arguments in commands.items()}


def test_in_chinese_no_command_says_an_english_sentence(say: Say, faults: Path, tmp_path: Path) -> None:
    for name, printed in sayings(say, "zh", faults, tmp_path / "run").items():
        assert not ENGLISH.findall(printed), f"{name}: {printed}"


def test_in_english_no_command_says_chinese_but_what_the_form_and_the_report_say(
    say: Say, faults: Path, tmp_path: Path
) -> None:
    printed_words = REPORT.read_text(encoding="utf-8") + repr(load_form()) + "政府信息公开工作年度报告"
    for name, printed in sayings(say, "en", faults, tmp_path / "run").items():
        strange = [found for found in HAN.findall(printed) if found not in printed_words]
        assert not strange, f"{name}: {printed}"
