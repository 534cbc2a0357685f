"""Runs that are killed with SIGKILL at random moments, several times each, and given again until they end.

`.venv/bin/python benchmarks/bulk_kills.py [RUNS] [REPORTS] [KILLS]`, by default 30 runs of 300 reports, 4 kills each.
Made reports that the rules read whole, `--reader auto` (one question each), at most 4 calls in flight, and an endpoint
on loopback that counts what it is asked. Shown: reports lost, records that differ from those of a run that nobody
killed, calls paid again, and those among them that cannot have been in flight: more than 4 a kill. Aims: 0 lost, 0
different, 0 beyond those in flight.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from itertools import accumulate
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from eval.made import made_report
from extract.run import Options, extract
from extract.settings import ModelSettings, Settings

ANSWER = {
    "id": "1", "object": "chat.completion", "created": 0, "model": "stub",
    "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": ""}}],
    "usage": {"prompt_tokens": 900, "completion_tokens": 20, "total_tokens": 920},
}  # fmt: skip
LATENCY = 0.05
IN_FLIGHT = 4


class Endpoint:
    """Says of every question that there are no problems, and counts the questions."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.lock = threading.Lock()
        ANSWER["choices"][0]["message"]["content"] = json.dumps({"problems": [], "measures": []})  # type: ignore[index]
        self.answer = json.dumps(ANSWER).encode()

    def ask(self, question: str) -> None:
        with self.lock:
            self.asked[question] += 1
        time.sleep(LATENCY)


@contextmanager
def serving(endpoint: Endpoint) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:
            return

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            question = json.dumps(body, sort_keys=True)
            endpoint.ask(question)
            try:
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(endpoint.answer)))
                self.end_headers()
                self.wfile.write(endpoint.answer)
            except OSError:  # the process was killed
                self.close_connection = True

    class Server(ThreadingHTTPServer):
        request_queue_size = 128
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            return

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()


def extracting(folder: Path, run_dir: Path, url: str) -> None:
    """One `extract`."""
    model = ModelSettings(model="stub", base_url=url, api_key=SecretStr("none"), concurrency=IN_FLIGHT)
    settings = Settings(reader="auto", model=model)
    sys.exit(extract([folder], run_dir, settings, Options(workers=2)).exit_status)


def start(folder: Path, run_dir: Path, url: str) -> BaseProcess:
    """`extracting` in a process of its own: forked, so that it does not have to import everything again."""
    process = multiprocessing.get_context("fork").Process(target=extracting, args=(folder, run_dir, url))
    process.start()
    return process


def ended(process: BaseProcess) -> bool:
    process.join()
    return process.exitcode == 0


def contents(run_dir: Path) -> dict[str, Any]:
    """The records by path, without what differs between two readings of the same: time and bill."""
    found = {}
    for line in (run_dir / "reports.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        record["reading"] = {name: record["reading"][name] for name in ("reader", "model", "prompts", "notes")}
        found[record["source"]["path"]] = record
    return found


def one(folder: Path, root: Path, whole: dict[str, Any], seed: int, kills: int) -> list[int]:
    """Reports lost, records that differ, calls paid again, and of these more than can have been in flight."""
    chance = random.Random(seed)
    run_dir = root / f"run-{seed}"
    endpoint = Endpoint()
    again: list[int] = []
    with serving(endpoint) as url:
        for _ in range(kills):
            known = endpoint.asked.copy()
            process = start(folder, run_dir, url)
            while process.is_alive() and endpoint.asked.total() == known.total():
                time.sleep(0.01)
            time.sleep(chance.uniform(0, 1.5 * len(whole) / 300))
            process.kill()
            process.join()
            again.append(_again(endpoint.asked, known))
        known = endpoint.asked.copy()
        assert ended(start(folder, run_dir, url))
        again.append(_again(endpoint.asked, known))
    found = contents(run_dir)
    lost = sum(path not in found for path in whole)
    different = sum(found[path] != record for path, record in whole.items() if path in found)
    shutil.rmtree(run_dir)
    beyond = max(paid - IN_FLIGHT * kills_so_far for kills_so_far, paid in enumerate(accumulate(again)))
    return [lost, different, sum(again), max(0, beyond)]


def _again(now: Counter[str], before: Counter[str]) -> int:
    """Questions that were asked although they had been before."""
    return sum(now[question] - count for question, count in before.items())


def main(runs: int, reports: int, kills: int) -> None:
    for room in ("extract.model.room", "extract.run.reports"):
        import_module(room)  # once, before the processes are forked
    root = Path(tempfile.mkdtemp(prefix="gongkai-kills-"))
    try:
        folder = root / "reports"
        folder.mkdir()
        for number in range(reports):
            (folder / f"{number:04}.txt").write_text(made_report(number, style="plain").text, encoding="utf-8")
        with serving(Endpoint()) as url:
            assert ended(start(folder, root / "whole", url))
        whole = contents(root / "whole")
        total = [0, 0, 0, 0]
        for seed in range(runs):
            result = one(folder, root, whole, seed, kills)
            total = [sum(pair) for pair in zip(total, result, strict=True)]
            print(f"run {seed}: lost {result[0]}, different {result[1]}, paid again {result[2]}, beyond {result[3]}")
        print(f"{runs} runs of {len(whole)} reports, {runs * kills} kills: {total[0]} reports lost, {total[1]} records")
        print(f"different, {total[2]} calls paid again, {total[3]} of them beyond those in flight")
    finally:
        shutil.rmtree(root)


if __name__ == "__main__":
    main(*(int(given) for given in (sys.argv[1:] + ["30", "300", "4"][len(sys.argv) - 1 :])))
