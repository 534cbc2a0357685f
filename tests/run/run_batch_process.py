"""One `extract --batch` in a process of its own: `python run_batch_process.py FOLDER RUN URL`."""

from __future__ import annotations

import sys

from pydantic import SecretStr

from extract.run import Options, extract
from extract.settings import ModelSettings, Settings


def settings(url: str, **more: object) -> Settings:
    given = {"model": "stub", "base_url": url, "api_key": SecretStr("sk-test"), "attempts": 2, "timeout": 5.0} | more
    return Settings(reader="auto", model=ModelSettings.model_validate(given))


if __name__ == "__main__":
    folder, run_dir, url = sys.argv[1:]
    summary = extract([folder], run_dir, settings(url), Options(workers=0, batch=True))
    sys.exit(10 if summary.waiting else summary.exit_status)
