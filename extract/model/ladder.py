"""What an endpoint was found to support: which rung of the ladder works, and whether it takes a temperature.

Found out by the first call that gets an answer, kept in the cache for the runs after it.
"""

from __future__ import annotations

import json

from extract.model.cache import Cache, key_of
from extract.model.requests import LADDER, Rung


class Ladder:
    """The rungs of one endpoint and model. `proven` is None until one of them gave an answer."""

    def __init__(self, cache: Cache, endpoint: str, model: str) -> None:
        self._cache = cache
        self._key = "endpoint " + key_of({"endpoint": endpoint, "model": model})
        kept = json.loads(cache.get(self._key) or "{}")
        self.proven: Rung | None = kept.get("rung") if kept.get("rung") in LADDER else None
        self.temperature: float | None = None if kept.get("no_temperature") else 0.0

    def rungs(self) -> tuple[Rung, ...]:
        """The rungs to try: the one that works, else all of them."""
        return LADDER if self.proven is None else (self.proven,)

    def prove(self, rung: Rung) -> None:
        if rung != self.proven:
            self.proven = rung
            self._keep()

    def drop_temperature(self) -> None:
        self.temperature = None
        self._keep()

    def forget(self) -> None:
        """The endpoint no longer takes what it took: all rungs are open again."""
        self.proven = None

    def _keep(self) -> None:
        kept = {"rung": self.proven, "no_temperature": self.temperature is None}
        self._cache.put(self._key, json.dumps(kept))
