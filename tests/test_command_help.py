"""The help is the tutorial, and cannot drift from the commands."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest
from command_process import ROOT, Command

PAGES: dict[str, Any] = runpy.run_path(str(ROOT / "docs" / "write_help.py"), run_name="pages")
NAMES: list[str] = PAGES["names"]()


def test_the_generated_pages_are_what_the_commands_say_today() -> None:
    assert PAGES["FRONT"].read_text(encoding="utf-8") == PAGES["page"]()
    assert PAGES["MANUAL"].read_text(encoding="utf-8") == PAGES["manual"]()


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
    assert done.stdout == Path(PAGES["FRONT"]).read_text(encoding="utf-8")


def test_the_front_page_is_printed_where_the_terminal_has_no_chinese(gongkai: Command) -> None:
    done = gongkai("--help", env={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert "gongkai extract reports/" in done.stdout


@pytest.mark.parametrize("arguments", [("extracts",), ("extract",), ("show", "nowhere"), ("check", "--rulez", "x")])
def test_a_wrong_usage_exits_2_and_says_how_it_goes(gongkai: Command, arguments: tuple[str, ...]) -> None:
    done = gongkai(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--help" in done.stderr
