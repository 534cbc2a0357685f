"""Answers that were given once, kept by what was asked: a changed prompt, form or text misses its recording.

A recording is one line of JSON: `key` (SHA-256 of the messages and the shape of the answer), `about` (for people) and
`answer`. `replaying` serves them; `Recorder` passes requests on to a real endpoint and keeps what it says.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx2
from model_stub import Body, Reply, Script, failed

FILE = Path(__file__).with_name("recordings.jsonl")


def key_of(body: Body) -> str:
    """What decides an answer, but for the model and the endpoint."""
    parts = [body["messages"], body.get("response_format"), body.get("tools")]
    return sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def load(path: Path = FILE) -> dict[str, str]:
    """The answers by key."""
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    return {entry["key"]: entry["answer"] for entry in map(json.loads, lines)}


def replaying(answers: Mapping[str, str]) -> Script:
    """A script that gives the recorded answers, and an error for anything else."""

    def script(body: Body) -> Reply:
        answer = answers.get(key_of(body))
        return failed(400, "no recording of this request") if answer is None else Reply(answer)

    return script


class Recorder:
    """A script that answers from the recordings, and else from a real endpoint, whose answers it appends."""

    def __init__(self, path: Path, url: str, wait: float) -> None:
        self._path, self._url, self._wait = path, url, wait
        self._answers = load(path)
        self._lock = threading.Lock()
        self.about: dict[str, str] = {}
        """A name for each text, by a piece of the user's message, for the people who read the file."""
        self.asked = 0

    def __call__(self, body: Body) -> Reply:
        key = key_of(body)
        if key not in self._answers:
            answer = self._ask(body)
            with self._lock:
                self._answers[key] = answer
                self._append({"key": key, "about": self._name(body), "answer": answer})
        return Reply(self._answers[key])

    def _ask(self, body: Body) -> str:
        self.asked += 1
        said = (
            httpx2.post(f"{self._url}/chat/completions", json=dict(body), timeout=self._wait).raise_for_status().json()
        )
        message: Mapping[str, Any] = said["choices"][0]["message"]
        calls = message.get("tool_calls")
        return str(calls[0]["function"]["arguments"] if calls else message["content"])

    def _name(self, body: Body) -> str:
        asked = body["messages"][-1]["content"]
        return next((name for piece, name in self.about.items() if piece in asked), "")

    def _append(self, entry: Mapping[str, str]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry, ensure_ascii=False) + "\n")
