"""A run in a process of its own, for the tests that stop it: `python run_process.py FOLDER RUN [rules|model]`."""

from __future__ import annotations

import sys
from pathlib import Path

from run_standin import STEPS

from extract.run import Event, Options, RunError, extract
from extract.settings import ModelSettings, Settings


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def heard(event: Event) -> None:
    say(event.kind, event.path and Path(event.path).name, event.message)


def main(folder: str, run_dir: str, reader: str = "rules", workers: str = "1") -> int:
    model = ModelSettings(model="stub", concurrency=4) if reader == "model" else None
    settings = Settings.model_validate({"reader": reader, "model": model})
    try:
        return extract([folder], run_dir, settings, Options(workers=int(workers)), heard, STEPS).exit_status
    except RunError as error:
        say("error", error)
        return error.exit_status
    except KeyboardInterrupt:
        return 131


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
