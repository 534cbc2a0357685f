"""The command `gongkai`, and what Python programs import: `read`, `Run`, their settings and errors.

`main` answers plain `gongkai --help` from a page that is generated from the commands, since the command line
library alone takes ten times as long to import as Python takes to start (`benchmarks/start.py`). All else is
in `gongkai.commands`, imported when it is needed; so are the public names.
"""

import sys
from contextlib import suppress
from importlib import import_module
from io import TextIOWrapper

TYPE_CHECKING = False  # type checkers take it for true; `typing` alone takes half as long to import as Python to start
if TYPE_CHECKING:
    from extract.extras import MissingExtra
    from extract.files import FileError
    from extract.report import read, read_all
    from extract.rules import NotAReport
    from extract.run.errors import RunError
    from extract.settings import ModelSettings, Settings
    from extract.views.relations import Run

__all__ = [
    "FileError",
    "MissingExtra",
    "ModelSettings",
    "NotAReport",
    "Run",
    "RunError",
    "Settings",
    "main",
    "read",
    "read_all",
]

_PUBLIC = {
    "read": "extract.report",
    "read_all": "extract.report",
    "Run": "extract.views.relations",
    "NotAReport": "extract.rules",
    "FileError": "extract.files",
    "MissingExtra": "extract.extras",
    "RunError": "extract.run.errors",
    "Settings": "extract.settings",
    "ModelSettings": "extract.settings",
}
"""The module of each public name; `import gongkai` alone imports none of them."""

HELP_FILES = {
    "en": __file__.replace("__init__.py", "help.txt"),
    "zh": __file__.replace("__init__.py", "help.zh-CN.txt"),
}


def __getattr__(name: str) -> object:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'gongkai' has no attribute {name!r}")
    return getattr(import_module(_PUBLIC[name]), name)


def version() -> str:
    """The version of the installed package."""
    from importlib.metadata import version as installed

    return f"gongkai {installed('gongkai')}"


def main() -> None:
    """The entry point of the installed command. Ctrl-C ends it without a traceback, whenever it comes."""
    try:
        _run()
    except KeyboardInterrupt:
        sys.stderr.write("gongkai: stopped\n")
        sys.exit(130)
    finally:
        import signal

        with suppress(ValueError):  # another thread's
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # what is left is to end


def _run() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal of another encoding shows ? for what it has no sign for
            stream.reconfigure(errors="replace")
    from extract.language import LANGUAGES, OPTION, chosen_in, language, speak

    chosen, arguments = chosen_in(sys.argv[1:])
    if chosen in LANGUAGES:
        speak(chosen)
    elif chosen is not None:  # the command line library says what is wrong with it
        arguments = [OPTION, chosen, *arguments]
    if arguments == ["--version"]:
        sys.stdout.write(version() + "\n")
        return
    if arguments in ([], ["--help"]):
        with open(HELP_FILES[language()], encoding="utf-8") as page:
            sys.stdout.write(page.read())
        return
    from gongkai.told import say_if_mute, telling

    say_if_mute()
    with telling():
        from gongkai.speaking import run

        run(arguments)
