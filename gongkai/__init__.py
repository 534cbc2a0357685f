"""The command `gongkai`.

`main` answers plain `gongkai --help` from a page that is generated from the commands (`benchmarks/start.py`
measures why: the command line library alone takes ten times as long to import as Python takes to start).
Everything else is in `gongkai.commands`, imported when it is needed.
"""

import sys

HELP_FILE = __file__.replace("__init__.py", "help.txt")


def main() -> None:
    """The entry point of the installed command."""
    if sys.argv[1:] in ([], ["--help"]):
        with open(HELP_FILE, encoding="utf-8") as page:
            sys.stdout.write(page.read())
        return
    from gongkai.commands import app

    app()
