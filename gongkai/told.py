"""How the command speaks of what went wrong: one line on standard error and an exit status, never a traceback."""

from __future__ import annotations

import os
import sys
import traceback
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
            say("stopped; give the same command again to go on")
            raise typer.Exit(INTERRUPTED) from None


def say(line: str) -> None:
    """One line on standard error."""
    typer.echo(f"gongkai: {line}", err=True)


@contextmanager
def telling() -> Iterator[None]:
    """Ends the program for an error that a command raised."""
    try:
        yield
    except Exception as error:
        from extract.extras import MissingExtra
        from extract.judge.rulebook import RulesError
        from extract.run.errors import RunError

        if isinstance(error, RunError | RulesError | MissingExtra):
            say(str(error))
            sys.exit(error.exit_status if isinstance(error, RunError) else 2)
        # The message of an unforeseen error may hold a key or a report's text; its kind is enough to report it by.
        say(f"an error in this program ({type(error).__name__}); please report it. {TRACEBACK}=1 shows where it arose")
        if os.environ.get(TRACEBACK):
            traceback.print_exc()
        sys.exit(1)
