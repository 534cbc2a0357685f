"""An OpenAI-compatible endpoint on loopback that plays what it is told: answers, faults, delays.

A `Script` is a function from a request's body to a `Reply`. `Stub` serves it and keeps every request. Started as a
program, it answers like a simulated reader or with a fixed text:

    python tests/model/model_stub.py --port 8098 --latency 1.0 --text '{"problems":[],"measures":[]}'
"""

from __future__ import annotations

import argparse
import json
import socket
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

Body = Mapping[str, Any]


@dataclass(frozen=True)
class Reply:
    """What the endpoint sends: a completion with `text`, or `status` with `error`, or `raw` as it stands.

    `cut` closes the connection after so many bytes of the body, `stall` waits before anything is sent.
    """

    text: str | None = None
    status: int = 200
    error: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    finish_reason: str = "stop"
    refusal: str | None = None
    usage: Mapping[str, Any] | None = field(default_factory=lambda: {"prompt_tokens": 100, "completion_tokens": 20})
    as_tool: bool = True
    """Whether a text comes as the arguments of a tool where the request forces one."""
    raw: bytes | None = None
    content_type: str = "application/json"
    cut: int | None = None
    stall: float = 0.0


Script = Callable[[Body], Reply]


def playing(replies: Iterable[Reply]) -> Script:
    """A script that plays the replies in their order, the last one for ever."""
    waiting = list(replies)
    lock = threading.Lock()

    def script(_body: Body) -> Reply:
        with lock:
            return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    return script


def failed(status: int, message: str = "", code: str | None = None, **headers: str) -> Reply:
    """An error in OpenAI's shape."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status=status, error={"message": message, "code": code, "type": "error"}, headers=named)


@dataclass(frozen=True)
class Request:
    """A request as it came; names of headers in lower case."""

    body: Any
    headers: Mapping[str, str]
    at: float
    path: str


class Stub:
    """The endpoint; a context manager. `url` is its base URL."""

    def __init__(self, script: Script, latency: float = 0.0, port: int = 0) -> None:
        self.script, self.latency = script, latency
        self.requests: list[Request] = []
        self.in_flight = self.most_in_flight = 0
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", port), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    @property
    def calls(self) -> int:
        return len(self.requests)

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._server.hang_up()

    def serve(self) -> None:
        self._server.serve_forever()

    def reply(self, request: Request) -> Reply:
        with self._lock:
            self.requests.append(request)
            self.in_flight += 1
            self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            reply = self.script(request.body)
            time.sleep(self.latency + reply.stall)
            return reply
        finally:
            with self._lock:
                self.in_flight -= 1


class _Server(ThreadingHTTPServer):
    request_queue_size = 256
    daemon_threads = True
    block_on_close = False

    def __init__(self, *given: Any) -> None:
        self._open: list[socket.socket] = []
        super().__init__(*given)

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        self._open.append(connection)
        return connection, address

    def hang_up(self) -> None:
        """Closes the connections that clients keep open."""
        for connection in self._open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is what some tests are about."""


def _handler(stub: Stub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            reply = stub.reply(
                Request(
                    body, {name.lower(): value for name, value in self.headers.items()}, time.monotonic(), self.path
                )
            )
            if not self.path.endswith("/v1/chat/completions"):
                reply = failed(404, f"no such path: {self.path}")
            self._send(reply, body)

        def _send(self, reply: Reply, body: Body) -> None:
            data = reply.raw if reply.raw is not None else json.dumps(_payload(reply, body)).encode()
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(data)))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            if reply.cut is None:
                self.wfile.write(data)
                return
            self.wfile.write(data[: reply.cut])
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True

    return Handler


def _payload(reply: Reply, body: Body) -> Mapping[str, Any]:
    if reply.error is not None:
        return {"error": dict(reply.error)}
    message: dict[str, Any] = {"role": "assistant", "content": reply.text, "refusal": reply.refusal}
    if reply.as_tool and reply.text is not None and body.get("tools"):
        call = {"name": body["tools"][0]["function"]["name"], "arguments": reply.text}
        message = {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": "c", "type": "function", "function": call}],
        }
    return {
        "id": "chatcmpl-stub", "object": "chat.completion", "created": 0, "model": body.get("model", "stub"),
        "choices": [{"index": 0, "message": message, "finish_reason": reply.finish_reason}],
        **({"usage": _usage(reply.usage)} if reply.usage is not None else {}),
    }  # fmt: skip


def _usage(usage: Mapping[str, Any]) -> dict[str, Any]:
    return {**usage, "total_tokens": usage["prompt_tokens"] + usage["completion_tokens"]}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--port", type=int, default=8098)
    arguments.add_argument("--latency", type=float, default=1.0, help="seconds before each reply")
    arguments.add_argument("--text", default='{"problems":[],"measures":[]}', help="the answer to every request")
    given = arguments.parse_args()
    Stub(playing([Reply(given.text)]), given.latency, given.port).serve()


if __name__ == "__main__":
    main()
