"""Writes the pages that are generated from the commands: the front pages and the manuals, in English and in Chinese.

A test compares them with what the commands say; `make help-pages` writes them anew. The Chinese is in
`gongkai/locale/zh/LC_MESSAGES/messages.po`; `msgfmt` (of GNU gettext) makes the `.mo` beside it.
"""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from pathlib import Path

from extract.language import LANGUAGES, Lang, spoken
from gongkai.commands import app
from gongkai.speaking import command

ROOT = Path(__file__).resolve().parent.parent
FRONTS: dict[Lang, Path] = {"en": ROOT / "gongkai" / "help.txt", "zh": ROOT / "gongkai" / "help.zh-CN.txt"}
MANUALS: dict[Lang, Path] = {"en": ROOT / "docs" / "help.md", "zh": ROOT / "docs" / "help.zh-CN.md"}
HEADS: dict[Lang, str] = {
    "en": "# The commands\n\n[中文](help.zh-CN.md)\n\n"
    "Generated from the commands by `docs/write_help.py`; do not edit.\n",
    "zh": "# 全部命令\n\n[English](help.md)\n\n由 `docs/write_help.py` 从命令生成，请勿手改。\n",
}


def page(*name: str, lang: Lang = "en") -> str:
    """What `gongkai COMMAND --help` prints in a language."""
    printed = io.StringIO()
    with spoken(lang), redirect_stdout(printed):
        command()([*name, "--help"], prog_name="gongkai", standalone_mode=False)
    return printed.getvalue()


def names() -> list[str]:
    """The commands, in the order of the help."""
    return [info.name or info.callback.__name__ for info in app.registered_commands if info.callback]


def manual(lang: Lang = "en") -> str:
    """Every page of the help, as Markdown."""
    parts = [("gongkai", page(lang=lang)), *((f"gongkai {name}", page(name, lang=lang)) for name in names())]
    return HEADS[lang] + "".join(f"\n## {title}\n```text\n{text.rstrip()}\n```\n" for title, text in parts)


if __name__ == "__main__":
    for language in LANGUAGES:
        FRONTS[language].write_text(page(lang=language), encoding="utf-8")
        MANUALS[language].write_text(manual(language), encoding="utf-8")
