"""How the command speaks of what went wrong: one line on standard error and an exit status, never a traceback."""

from __future__ import annotations

import os
import sys
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer
from typer.core import TyperGroup

INTERRUPTED = 130
TRACEBACK = "GONGKAI_TRACEBACK"


class Commands(TyperGroup):
    """The commands, with Ctrl-C answered by the exit status that shells expect."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            from extract.wording import phrase

            say(phrase("interrupted"))
            raise typer.Exit(INTERRUPTED) from None


def say(line: str) -> None:
    """One line on standard error."""
    typer.echo(f"gongkai: {line}", err=True)


def say_if_mute() -> None:
    """Says so where the terminal has no sign for Chinese, which would become question marks in silence."""
    try:
        "政府信息公开".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        say(f"the encoding of this terminal ({sys.stdout.encoding}) has no Chinese; PYTHONUTF8=1 may help")


class _Damage:
    """What was said of damaged parts of a run: they were left out, so the status is not that of success."""

    said = False


def _warned(message: Warning | str, category: type[Warning], *where: Any, **more: Any) -> None:
    if category.__name__ in ("RunDamage", "NotExported"):
        _Damage.said = True
        say(str(message))


@contextmanager
def telling() -> Iterator[None]:
    """Ends the program for an error that a command raised, and says what a run has lost."""
    warnings.showwarning = _warned
    try:
        yield
    except KeyboardInterrupt:
        from extract.wording import phrase

        say(phrase("interrupted"))
        sys.exit(INTERRUPTED)
    except SystemExit as end:
        if _Damage.said and not end.code:
            sys.exit(1)
        raise
    except Exception as error:
        from extract.doubts import doubt
        from extract.failing import Told
        from extract.wording import phrase

        if isinstance(error, Told):
            say(str(error))
            sys.exit(getattr(error, "exit_status", 2))
        # The message of an unforeseen error may hold a key or a report's text; its kind is enough to report it by.
        path = _last_given()
        over = doubt("error_over", path=path) if path else None
        say(phrase("error_in_program", kind=type(error).__name__, over=over, variable=TRACEBACK))
        if os.environ.get(TRACEBACK):
            traceback.print_exc()
        sys.exit(1)


def _last_given() -> str | None:
    """The report that was being worked on, as far as one was."""
    entry = sys.modules.get("extract.run.entry")
    path = entry.last_given() if entry else None
    return str(path) if path else None
