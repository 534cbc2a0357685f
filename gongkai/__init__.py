"""The command `gongkai`.

`main` answers plain `gongkai --help` from a page that is generated from the commands, since the command line
library alone takes ten times as long to import as Python takes to start (`benchmarks/start.py`). All else is
in `gongkai.commands`, imported when it is needed.
"""

import sys
from io import TextIOWrapper

HELP_FILE = __file__.replace("__init__.py", "help.txt")


def main() -> None:
    """The entry point of the installed command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal of another encoding shows ? for what it has no sign for
            stream.reconfigure(errors="replace")
    if sys.argv[1:] in ([], ["--help"]):
        with open(HELP_FILE, encoding="utf-8") as page:
            sys.stdout.write(page.read())
        return
    from gongkai.told import telling

    with telling():
        from gongkai.commands import app

        app(prog_name="gongkai")
