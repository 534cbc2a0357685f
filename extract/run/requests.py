"""The part of the ledger that batches are kept in: requests, and the batches that carry them."""

from __future__ import annotations

import json
import secrets
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, bindparam, func, select, update
from sqlalchemy.dialects.sqlite import insert

from extract.run.tables import batches, explained, requests

MOST, LARGEST = 50_000, 190_000_000
"""Requests and bytes in one file; endpoints take 50,000 and 200 MB."""


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch that is planned or under way. `file` and `batch` are the endpoint's names, None until it gave them."""

    number: int
    token: str
    file: str | None
    batch: str | None


@dataclass(frozen=True, slots=True)
class Sent:
    """A request and what became of it: `answer` is the body of the response, `status` its HTTP status."""

    state: str
    rung: str
    tries: int
    status: int | None
    answer: dict[str, Any] | None


class Requests:
    """Requests and batches of a run."""

    def __init__(self, engine: Engine, file: Path) -> None:
        self._engine, self._file = engine, file

    def find(self, key: str) -> Sent | None:
        """The request for an answer, if there is one."""
        query = select(requests.c.state, requests.c.rung, requests.c.tries, requests.c.status, requests.c.answer)
        with explained(self._file), self._engine.connect() as connection:
            row = connection.execute(query.where(requests.c.key == key)).first()
        if row is None:
            return None
        answer = json.loads(zlib.decompress(row.answer)) if row.answer else None
        return Sent(row.state, row.rung, row.tries, row.status, answer)

    def plan(self) -> list[Batch]:
        """Puts waiting requests into a new batch, as many as one may hold; none where none waits."""
        with explained(self._file), self._engine.begin() as connection:
            waiting = select(requests.c.key, requests.c.body).where(requests.c.state == "waiting").limit(MOST)
            keys: list[str] = []
            size = 0
            for row in connection.execute(waiting.order_by(requests.c.key)):
                size += len(zlib.decompress(row.body)) + 200
                if keys and size > LARGEST:
                    break
                keys.append(row.key)
            if not keys:
                return []
            token = secrets.token_hex(8)
            planned = insert(batches).values(token=token, state="planned").returning(batches.c.number)
            number = connection.execute(planned).scalar_one()
            chosen = update(requests).where(requests.c.key == bindparam("of")).values(state="sent", batch=number)
            connection.execute(chosen, [{"of": key} for key in keys])
        return [Batch(number, token, None, None)]

    def lines(self, batch: Batch) -> Iterator[bytes]:
        """The file of a batch, line by line."""
        last = ""
        query = select(requests.c.key, requests.c.body).where(requests.c.batch == batch.number)
        while True:
            with explained(self._file), self._engine.connect() as connection:
                page = connection.execute(query.where(requests.c.key > last).order_by(requests.c.key).limit(200)).all()
            for row in page:
                yield _line(row.key, zlib.decompress(row.body).decode())
                last = row.key
            if not page:
                return

    def open_batches(self, state: str) -> list[Batch]:
        """Batches that are `planned` or `sent`, oldest first."""
        query = select(batches.c.number, batches.c.token, batches.c.file, batches.c.batch)
        with explained(self._file), self._engine.connect() as connection:
            rows = connection.execute(query.where(batches.c.state == state).order_by(batches.c.number)).all()
        return [Batch(*row) for row in rows]

    def note(self, number: int, **values: str | None) -> None:
        """Takes note of the `file`, the `batch` or the `state` of a batch."""
        with explained(self._file), self._engine.begin() as connection:
            connection.execute(update(batches).where(batches.c.number == number).values(**values))

    def collect(self, batch: Batch, answers: Iterable[tuple[str, int | None, Any]], reason: str | None = None) -> int:
        """Takes the answers (key, HTTP status, body) of a batch that has ended, all or none; how many there were.

        A request that got no answer is refused with status None.
        """
        store = update(requests).where(requests.c.key == bindparam("of"), requests.c.batch == batch.number)
        store = store.values(state=bindparam("now"), status=bindparam("said"), answer=bindparam("what"))
        with explained(self._file), self._engine.begin() as connection:
            for key, status, body in answers:
                now = "answered" if status == 200 else "refused"
                packed = zlib.compress(json.dumps(body, ensure_ascii=False).encode())
                connection.execute(store, {"of": key, "now": now, "said": status, "what": packed})
            left = requests.c.batch == batch.number, requests.c.state == "sent"
            connection.execute(update(requests).where(*left).values(state="refused", status=None, answer=None))
            done = update(batches).where(batches.c.number == batch.number)
            connection.execute(done.values(state="collected", reason=reason))
            answered = requests.c.batch == batch.number, requests.c.state == "answered"
            return connection.scalar(select(func.count()).select_from(requests).where(*answered)) or 0

    def put_back(self, batch: Batch, reason: str) -> None:
        """The endpoint would not take a batch: its requests wait again."""
        with explained(self._file), self._engine.begin() as connection:
            again = update(requests).where(requests.c.batch == batch.number, requests.c.state == "sent")
            connection.execute(again.values(state="waiting", batch=None))
            done = update(batches).where(batches.c.number == batch.number)
            connection.execute(done.values(state="collected", reason=reason))


def _line(key: str, body: str) -> bytes:
    head = json.dumps({"custom_id": key, "method": "POST", "url": "/v1/chat/completions"})
    return f'{head[:-1]}, "body": {body}}}\n'.encode()
