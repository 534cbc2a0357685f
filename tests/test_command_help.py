"""The help is the tutorial, and cannot drift from the commands."""

from __future__ import annotations

import gettext
import re
import runpy
from typing import Any

import pytest
from command_process import ROOT, Command
from typer.main import get_command

from extract.language import LANGUAGES, Lang
from gongkai.commands import app
from gongkai.speaking import LOCALE, columns

PAGES: dict[str, Any] = runpy.run_path(str(ROOT / "docs" / "write_help.py"), run_name="pages")
NAMES: list[str] = PAGES["names"]()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_generated_pages_are_what_the_commands_say_today(lang: Lang) -> None:
    assert PAGES["FRONTS"][lang].read_text(encoding="utf-8") == PAGES["page"](lang=lang)
    assert PAGES["MANUALS"][lang].read_text(encoding="utf-8") == PAGES["manual"](lang)


def test_everything_that_the_help_says_is_said_in_chinese() -> None:
    with (LOCALE / "zh" / "LC_MESSAGES" / "messages.mo").open("rb") as compiled:
        chinese = gettext.GNUTranslations(compiled)
    commands = get_command(app)
    said = [commands.help, *(param.help for param in commands.params if getattr(param, "help", None))]
    for command in commands.commands.values():
        said += [command.help, *(param.help for param in command.params if getattr(param, "help", None))]
    assert [text for text in said if chinese.gettext(text) == text] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_chinese_page_has_no_english_sentence_and_no_line_beyond_the_terminal(name: str) -> None:
    page: str = PAGES["page"](name, lang="zh")
    assert max(columns(line) for line in page.splitlines()) <= 80
    told = [line for line in page.splitlines() if "gongkai " not in line and "--" not in line and line.strip()]
    assert [line for line in told if re.search(r"\b(?:the|of|a|and|is|by)\b", line)] == []


def test_the_language_may_be_chosen_before_and_behind_the_command_or_by_the_locale(gongkai: Command) -> None:
    english, chinese = PAGES["page"]("check"), PAGES["page"]("check", lang="zh")
    for arguments, env, page in (
        (("--lang", "en", "check", "--help"), {}, english),
        (("check", "--help", "--lang=en"), {}, english),
        (("check", "--help"), {"LC_ALL": "en_US.UTF-8"}, english),
        (("check", "--help"), {"LC_ALL": "", "LC_MESSAGES": "zh_CN.UTF-8", "LANG": "en_GB"}, chinese),
        (("check", "--help"), {"LC_ALL": "C", "LC_MESSAGES": "", "LANG": "C.UTF-8"}, chinese),
    ):
        assert gongkai(*arguments, env={"PYTHONIOENCODING": "utf-8", "GONGKAI_LANG": "", **env}).stdout == page


def test_a_wrong_usage_is_told_in_one_language(gongkai: Command) -> None:
    assert "错误：'--reader' 的值不对" in gongkai("extract", "a", "--out=b", "--reader=x", "--lang=zh").stderr
    assert "Error: Invalid value for '--reader'" in gongkai("extract", "a", "--out=b", "--reader=x", "--lang=en").stderr


@pytest.mark.parametrize("name", NAMES)
def test_the_help_of_a_command_opens_with_examples_of_it(name: str) -> None:
    lines = PAGES["page"](name).split("Arguments:")[0].split("Options:\n")[0].splitlines()
    assert [line.strip() for line in lines if line.strip()][2] == "Examples:"
    assert any(line.strip().startswith(f"gongkai {name}") for line in lines)


@pytest.mark.parametrize("name", NAMES)
def test_the_front_page_lists_every_command_with_an_unbroken_summary(name: str) -> None:
    listed = PAGES["page"]().split("Commands:")[1]
    line = next(line for line in listed.splitlines() if line.split()[:1] == [name])
    assert line.endswith(".")
    assert not line.endswith("...")


def test_no_line_of_the_help_is_wider_than_a_terminal() -> None:
    assert max(len(line) for name in [[], *zip(NAMES)] for line in PAGES["page"](*name).splitlines()) <= 80


@pytest.mark.parametrize("arguments", [(), ("--help",)])
def test_the_front_page_is_printed_on_standard_output(gongkai: Command, arguments: tuple[str, ...]) -> None:
    done = gongkai(*arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == PAGES["FRONTS"]["en"].read_text(encoding="utf-8")


def test_the_front_page_is_printed_where_the_terminal_has_no_chinese(gongkai: Command) -> None:
    done = gongkai("--help", env={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert "gongkai extract reports/" in done.stdout


@pytest.mark.parametrize("arguments", [("extracts",), ("extract",), ("show", "nowhere"), ("check", "--rulez", "x")])
def test_a_wrong_usage_exits_2_and_says_how_it_goes(gongkai: Command, arguments: tuple[str, ...]) -> None:
    done = gongkai(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--help" in done.stderr
