"""The command line in the reader's language: its help and its errors, by gettext from `gongkai/locale`.

English is what the commands say themselves; a Chinese page breaks its lines by the columns that characters take.
"""

from __future__ import annotations

import gettext
import os
import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn

import typer
from typer._click import Context
from typer._click.exceptions import BadParameter, MissingParameter, NoSuchOption, UsageError
from typer._click.formatting import HelpFormatter
from typer.main import get_command

from extract.language import language
from gongkai.commands import app

DOMAIN = "messages"
"""The domain that the command line library asks too."""
LOCALE = Path(__file__).parent / "locale"
_ = gettext.gettext


def command() -> Any:
    """The commands, speaking the reader's language."""
    os.environ["LANGUAGE"] = language()
    gettext.bindtextdomain(DOMAIN, str(LOCALE))
    made = get_command(app)
    if language() == "zh":
        _translate(made)
        for one in made.commands.values():  # type: ignore[attr-defined]
            _translate(one)
    return made


def run(arguments: Sequence[str]) -> NoReturn:
    """Runs a command and ends the program with its exit status; a wrong usage is told in one line."""
    made = command()
    try:
        status = made(list(arguments), prog_name="gongkai", standalone_mode=False)
    except UsageError as error:
        if language() == "zh":
            _tell(error)
        else:
            error.show()
        sys.exit(error.exit_code)
    sys.exit(status if isinstance(status, int) else 0)


def _tell(error: UsageError) -> None:
    if error.ctx is not None:
        hint = _("Try '{command} {option}' for help.").format(command=error.ctx.command_path, option="--help")
        typer.echo(f"{error.ctx.get_usage()}\n{hint}\n", err=True)
    typer.echo(_("Error: ") + wrong(error), err=True)


def wrong(error: UsageError) -> str:
    """A wrong usage in the reader's language; what the library says of a value is told from the value's kind."""
    param = getattr(error, "param", None)
    what = param.get_error_hint() if param is not None else ""
    if isinstance(error, MissingParameter):
        return _("Missing {what}.").format(what=what)
    if isinstance(error, NoSuchOption):
        return _("No such option: {name}").format(name=error.option_name)
    if isinstance(error, BadParameter) and param is not None:
        return _("Invalid value for {what}: {why}").format(what=what, why=_why(error.message))
    return error.message.partition(". Did you mean")[0]


def _why(message: str) -> str:
    """What the library says of a value: its sentences are few, and each begins or ends in its own way."""
    quoted = re.findall(r"'([^']*)'", message)
    if " is not one of " in message:
        return _("must be one of {choices}").format(choices="、".join(quoted[1:]))
    if "does not exist" in message or " is a file" in message or " is a directory" in message:
        return _("no such file or folder: {path}").format(path=quoted[-1] if quoted else "")
    return _("not a number in range") if "Input should" in message or "range" in message else message


def _translate(made: Any) -> None:
    made.context_class = _Chinese
    made.help = _(made.help)
    for param in made.params:
        if getattr(param, "help", None):
            param.help = _(param.help)


def columns(text: str) -> int:
    """The columns of a terminal that a text takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def folded(text: str, width: int) -> Iterator[str]:
    """The lines of a paragraph: Latin words whole, Chinese broken anywhere but before a mark that ends a clause."""
    width -= 2  # a mark that ends a clause may hang over
    line = ""
    for piece in _pieces(text):
        if line and columns(line + piece.rstrip()) > width and piece not in "，。；：、）”":
            yield line.rstrip()
            line = ""
        line += piece if line else piece.lstrip()
    if line:
        yield line.rstrip()


def _pieces(text: str) -> Iterator[str]:
    word = ""
    for character in text:
        if columns(character) == 2 or character == " ":
            yield from filter(None, (word, character))
            word = ""
        else:
            word += character
    yield from filter(None, (word,))


class _ChinesePage(HelpFormatter):
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or _("Usage: "))

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{heading}：\n")

    def write_text(self, text: str) -> None:
        indent = " " * self.current_indent
        for place, paragraph in enumerate(text.split("\n\n")):
            raw = paragraph.lstrip().startswith("\b")
            lines = paragraph.split("\n")[1:] if raw else list(folded(paragraph, self.width - len(indent)))
            self.write(("\n" if place else "") + "".join(f"{indent}{line}\n" for line in lines))

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        rows = [(first, _(second)) for first, second in rows]
        first_column = min(max(columns(first) for first, _second in rows), col_max) + col_spacing
        indent = " " * self.current_indent
        for first, second in rows:
            lines = list(folded(second, max(self.width - first_column - self.current_indent, 10)))
            fits = columns(first) <= first_column - col_spacing
            head = f"{indent}{first}" + (" " * (first_column - columns(first)) if fits and lines else "")
            rest = lines if not fits else lines[1:]
            self.write(head + (lines[0] if fits and lines else "") + "\n")
            self.write("".join(f"{indent}{' ' * first_column}{line}\n" for line in rest))


class _Chinese(Context):
    formatter_class = _ChinesePage
