"""The catalogue of sentences: by code, what is said in each language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from extract.language import Lang

Settles = Literal["table", "row", "cell"]

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Entry:
    """One sentence. `settles`: how far one act reaches that settles such a doubt, where it has no cause of its own."""

    zh: str
    en: str
    settles: Settles = "table"

    def template(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Entry]:
    """Every entry, by code. Raises `ValueError` where two files have the same code."""
    entries: dict[str, Entry] = {}
    for path in sorted(_HERE.glob("*.toml")):
        for code, entry in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if code in entries:
                raise ValueError(f"{path.name}: the code {code!r} stands in two files")
            entries[code] = Entry(**entry)
    return entries
