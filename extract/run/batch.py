"""Questions sent through the OpenAI Batch endpoints: half the price, answers within a day.

The order of the work: collect what has ended → read (what is answered is completed, what is new is postponed) →
plan batches → upload their files → start them. Each step is noted in the ledger before the next begins, and a
file or batch that the endpoint has but the ledger does not is found again by its token, so that the process may
be killed anywhere and nothing is sent twice.
"""

from __future__ import annotations

import json
import logging
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from openai import NotFoundError, OpenAI, OpenAIError
from openai.types import Batch as Started

from extract.model.faults import fault_of
from extract.run.errors import StopRun
from extract.run.postponing import postponing_room
from extract.run.requests import Batch, Requests
from extract.run.steps import Steps
from extract.settings import ModelSettings
from extract.wording import phrase

log = logging.getLogger("extract.run")

RUNNING = frozenset({"validating", "in_progress", "finalizing", "cancelling"})
LOOK_BACK = 500
"""How many of the newest files and batches are looked through for one that was made just before a kill."""


class BatchEndpoint:
    """The Batch endpoints of a model's provider. A context manager. Raises `StopRun` for what a person must mend."""

    def __init__(self, settings: ModelSettings, requests: Requests, folder: Path) -> None:
        self._key = settings.api_key.get_secret_value() if settings.api_key else None
        self._client = OpenAI(
            api_key=self._key or "none",
            base_url=settings.base_url,
            max_retries=settings.attempts,
            timeout=settings.timeout,
        )
        self._requests, self._folder = requests, folder

    def __enter__(self) -> BatchEndpoint:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def postponing(self, steps: Steps) -> Steps:
        """The steps with a model room that answers from the batches that were collected."""
        return replace(steps, room=lambda settings: postponing_room(settings, self._requests))

    def collect(self) -> str | None:
        """Takes the answers of the batches that have ended. The reason to stop, if there is one."""
        return self._until_stopped(self._collect, self._requests.open_batches("sent"))

    def submit(self) -> str | None:
        """Sends what waits, first what an earlier process planned and did not come to send. As `collect`."""
        while planned := self._requests.open_batches("planned") or self._requests.plan():
            if stopped := self._until_stopped(self._start, planned):
                return stopped
        return None

    def _until_stopped(self, step: Callable[[Batch], None], batches: Sequence[Batch]) -> str | None:
        try:
            for batch in batches:
                step(batch)
        except StopRun as reason:
            return str(reason)
        except OpenAIError as error:
            fault = fault_of(error, self._key)
            return phrase("batch_endpoint_failed", said=fault.told)
        return None

    # ------------------------------------------------------------ collecting

    def _collect(self, batch: Batch) -> None:
        started = self._client.batches.retrieve(batch.batch or "")
        if started.status in RUNNING:
            return
        if started.status == "failed":
            reason = _reasons(started)
            self._requests.put_back(batch, reason)
            raise StopRun("batch_not_taken", batch=started.id, said=reason)
        with tempfile.TemporaryDirectory(prefix=".batch-", dir=self._folder) as parts:
            files = [name for name in (started.output_file_id, started.error_file_id) if name]
            saved = [self._download(name, Path(parts) / str(place)) for place, name in enumerate(files)]
            count = self._requests.collect(
                batch, (answer for file in saved for answer in _answers(file)), started.status
            )
        log.info("batch %s %s: %d answers", started.id, started.status, count)

    def _download(self, name: str, target: Path) -> Path:
        with self._client.files.with_streaming_response.content(name) as response:
            response.stream_to_file(target)
        return target

    # ------------------------------------------------------------ submitting

    def _start(self, batch: Batch) -> None:
        file = batch.file or self._uploaded(batch) or self._upload(batch)
        self._requests.note(batch.number, file=file)
        started = self._started(batch)
        if started is None:
            started = self._client.batches.create(
                input_file_id=file,
                endpoint="/v1/chat/completions",
                completion_window="24h",
                metadata={"gongkai": batch.token},
            )
        self._requests.note(batch.number, batch=started.id, state="sent")
        log.info("batch %s sent", started.id)

    def _upload(self, batch: Batch) -> str:
        with tempfile.NamedTemporaryFile(prefix=".batch-", suffix=".jsonl", dir=self._folder) as file:
            for line in self._requests.lines(batch):
                file.write(line)
            file.seek(0)
            return self._client.files.create(file=(_name(batch), file), purpose="batch").id

    def _uploaded(self, batch: Batch) -> str | None:
        """The file of an earlier process that was killed before it noted the file."""
        with _where_there_are_lists():
            for file in islice(self._client.files.list(purpose="batch", order="desc"), LOOK_BACK):
                if file.filename == _name(batch):
                    return file.id
        return None

    def _started(self, batch: Batch) -> Started | None:
        """The batch of an earlier process that was killed before it noted the batch."""
        with _where_there_are_lists():
            for started in islice(self._client.batches.list(limit=100), LOOK_BACK):
                if (started.metadata or {}).get("gongkai") == batch.token:
                    return started
        return None


@contextmanager
def _where_there_are_lists() -> Iterator[None]:
    """Some endpoints take batches and list none."""
    try:
        yield
    except NotFoundError:
        return


def _name(batch: Batch) -> str:
    return f"gongkai-{batch.token}.jsonl"


def _reasons(started: Started) -> str:
    said = [error.message or error.code or "" for error in (started.errors.data or [] if started.errors else [])]
    return "; ".join(said)[:300] or "?"


def _answers(file: Path) -> Iterator[tuple[str, int | None, Any]]:
    """Key, HTTP status and body of each item; an item that is no item is left out, and its request asked again."""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            try:
                item = json.loads(line)
                response = item.get("response") or {}
                status = response.get("status_code") if not item.get("error") else None
                yield item["custom_id"], status, response.get("body") or {"error": item.get("error")}
            except (ValueError, KeyError, AttributeError):
                log.warning("a line of the batch's answers could not be read")
