"""The one language of what a person reads: chosen by `--lang`, else the locale's, Chinese where that is unclear."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Literal, get_args

Lang = Literal["zh", "en"]
LANGUAGES: tuple[Lang, ...] = get_args(Lang)
OPTION = "--lang"
VARIABLE = "GONGKAI_LANG"
"""Holds the choice for this process and those that it starts."""
_LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")
_UNCLEAR = ("", "c", "posix")


def chosen_in(arguments: Sequence[str]) -> tuple[str | None, list[str]]:
    """What `--lang` says, wherever it stands among the arguments of a command, and the other arguments."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    for place, argument in enumerate(arguments[:end]):
        if argument == OPTION and place + 1 < end:
            return arguments[place + 1], [*arguments[:place], *arguments[place + 2 :]]
        if argument.startswith(f"{OPTION}="):
            return argument.partition("=")[2], [*arguments[:place], *arguments[place + 1 :]]
    return None, list(arguments)


def speak(lang: Lang) -> None:
    """Chooses the language of this process and of those that it starts."""
    os.environ[VARIABLE] = lang


@contextmanager
def spoken(lang: Lang) -> Iterator[None]:
    """The language for as long as the block takes."""
    before = os.environ.get(VARIABLE)
    speak(lang)
    try:
        yield
    finally:
        os.environ.pop(VARIABLE, None)
        if before is not None:
            os.environ[VARIABLE] = before


def language(environ: Mapping[str, str] = os.environ) -> Lang:
    """The language chosen, else the first locale that names one: Chinese, or English for every other."""
    for name in (VARIABLE, *_LOCALES):
        told = environ.get(name, "").partition(".")[0].partition("@")[0].lower()
        if told not in _UNCLEAR:
            return "zh" if told.startswith("zh") else "en"
    return "zh"
