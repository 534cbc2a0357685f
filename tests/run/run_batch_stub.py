"""The Batch endpoints of an OpenAI-compatible provider on loopback: files, batches, and what their items become.

`kill` names a process to kill at the request of that number, once it was carried out and before it is answered:
the worst moment there is.
"""

from __future__ import annotations

import json
import os
import re
import signal
import threading
from collections import Counter
from collections.abc import Callable
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import urlsplit

Item = dict[str, Any]
Answering = Callable[[Item], Item]
"""From an item of a batch to its line of output, `custom_id` left out."""


def answered(text: str) -> Item:
    """An item that the model answered."""
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}
    usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
    body = {"id": "c", "object": "chat.completion", "created": 0, "model": "stub", "choices": [choice], "usage": usage}
    return {"id": "r", "response": {"status_code": 200, "request_id": "q", "body": body}, "error": None}


def refused(status: int, message: str) -> Item:
    """An item that the endpoint refused."""
    body = {"error": {"message": message, "code": None, "type": "error"}}
    return {"id": "r", "response": {"status_code": status, "request_id": "q", "body": body}, "error": None}


WRONG_KEY = b'{"error": {"message": "Incorrect API key provided", "code": "invalid_api_key", "type": "error"}}'
EXPIRED: Item = {"id": "r", "response": None, "error": {"code": "batch_expired", "message": "not done in 24 h"}}


class BatchStub:
    """A context manager; `url` is its base URL. Batches stay in progress until `finish`."""

    def __init__(self, answering: Answering) -> None:
        self.answering = answering
        self.files: dict[str, tuple[str, bytes]] = {}
        self.batches: dict[str, Item] = {}
        self.asked: Counter[str] = Counter()
        """How often each question was put into a batch that was started."""
        self.requests = 0
        self.kill: Callable[[int], int | None] = lambda number: None
        self.refuse_batches: str | None = None
        self.key: str | None = None
        """The key that requests have to carry; None: any."""
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    # ------------------------------------------------------------ what a provider does

    def finish(self, status: str = "completed") -> None:
        """Ends the batches in progress, their items in another order than they came in."""
        for batch in [batch for batch in self.batches.values() if batch["status"] == "in_progress"]:
            items = [json.loads(line) for line in self.files[batch["input_file_id"]][1].splitlines()]
            lines = [{**self.answering(item), "custom_id": item["custom_id"]} for item in reversed(items)]
            good = [line for line in lines if line["response"] and line["response"]["status_code"] == 200]
            batch |= {"output_file_id": self._file("out", good), "status": status}
            batch |= {"error_file_id": self._file("err", [line for line in lines if line not in good])}

    def _file(self, name: str, lines: list[Item]) -> str | None:
        return self.store(name, "".join(json.dumps(line) + "\n" for line in lines).encode()) if lines else None

    def store(self, name: str, data: bytes) -> str:
        key = f"file-{len(self.files)}"
        self.files[key] = (name, data)
        return key

    def start(self, given: Item) -> Item:
        key = f"batch-{len(self.batches)}"
        batch: Item = {
            "id": key, "object": "batch", "created_at": 0, "endpoint": given["endpoint"], "completion_window": "24h",
            "input_file_id": given["input_file_id"], "status": "in_progress", "metadata": given.get("metadata"),
        }  # fmt: skip
        if self.refuse_batches:
            errors = [{"code": "invalid", "message": self.refuse_batches}]
            batch |= {"status": "failed", "errors": {"object": "list", "data": errors}}
        else:
            lines = self.files[given["input_file_id"]][1].splitlines()
            self.asked.update(json.dumps(json.loads(line)["body"]["messages"]) for line in lines)
        self.batches[key] = batch
        return batch

    def carry_out(self, method: str, path: str, kind: str, body: bytes) -> bytes:
        with self._lock:
            self.requests += 1
            answer = self._answer(method, path, kind, body)
            victim = self.kill(self.requests)
            if victim is not None:
                os.kill(victim, signal.SIGKILL)
            return answer

    def _answer(self, method: str, path: str, kind: str, body: bytes) -> bytes:
        content = re.fullmatch(r"/v1/files/([^/]+)/content", path)
        if content:
            return self.files[content[1]][1]
        if path == "/v1/files":
            if method == "GET":
                return _listed([_shown(key, name) for key, (name, _) in reversed(self.files.items())])
            name, data = _uploaded(kind, body)
            return json.dumps(_shown(self.store(name, data), name)).encode()
        if path == "/v1/batches":
            if method == "GET":
                return _listed(list(reversed(self.batches.values())))
            return json.dumps(self.start(json.loads(body))).encode()
        return json.dumps(self.batches[path.rsplit("/", 1)[1]]).encode()


def _shown(key: str, name: str) -> Item:
    return {
        "id": key, "object": "file", "bytes": 1, "created_at": 0, "filename": name, "purpose": "batch", "status": "ok"
    }  # fmt: skip


def _listed(items: list[Item]) -> bytes:
    return json.dumps({"object": "list", "data": items, "has_more": False}).encode()


def _uploaded(kind: str, body: bytes) -> tuple[str, bytes]:
    """Name and content of the file in a multipart form."""
    form = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    (file,) = [part for part in form.iter_parts() if part.get_filename()]  # type: ignore[attr-defined]
    return str(file.get_filename()), file.get_payload(decode=True)


def _handler(stub: BatchStub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:
            return

        def _do(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            kind = self.headers.get("content-type", "")
            right = stub.key is None or self.headers["authorization"] == f"Bearer {stub.key}"
            answer = stub.carry_out(self.command, urlsplit(self.path).path, kind, body) if right else WRONG_KEY
            self.send_response(200 if right else 401)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST = _do  # noqa: N815

    return Handler
