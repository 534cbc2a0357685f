"""Model calls a second with 64 in flight against the stub at 1 s latency. Aim: 90% of what 64 in flight can give.

python benchmarks/model_throughput.py [--calls 1280] [--in-flight 64] [--latency 1.0]
"""

from __future__ import annotations

import argparse
import asyncio
import socket
import subprocess
import sys
import time
from pathlib import Path

from extract.document import Document
from extract.model.reader import ModelReader
from extract.model.task import Ask
from extract.settings import ModelSettings
from schemas.form import load_form

STUB = Path(__file__).resolve().parent.parent / "tests" / "model" / "model_stub.py"
LINE = "3\t0\t1\t0\t4\t3\t0\t0\t0\t3\t0\t0\t0\t0\t0\n"
ANSWER = '{"rows":[["review",3,0,1,0,4],["litigation_direct",3,0,0,0,3],["litigation_after_review",0]]}'


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


async def ask(reader: ModelReader, number: int) -> bool:
    document = Document(f"{LINE}{number}号文", "text/plain")
    tables = load_form().variants_of("proceedings")
    return bool((await reader.read(document, Ask(tables=[((0, len(document.text)), tables)]))).tables)


async def measure(url: str, calls: int, in_flight: int) -> float:
    """Seconds for so many calls, the endpoint known and its connections open."""
    reader = ModelReader(ModelSettings(model="stub", base_url=url, concurrency=in_flight))
    await asyncio.gather(*(ask(reader, -number) for number in range(1, in_flight + 1)))
    began, cpu = time.perf_counter(), time.process_time()
    read = await asyncio.gather(*(ask(reader, number) for number in range(calls)))
    seconds = time.perf_counter() - began
    print(f"{(time.process_time() - cpu) / calls * 1000:.1f} ms of this process's CPU a call")
    await reader.close()
    if not all(read):
        raise SystemExit(f"{read.count(False)} calls failed")
    return seconds


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--calls", type=int, default=1280)
    arguments.add_argument("--in-flight", type=int, default=64)
    arguments.add_argument("--latency", type=float, default=1.0)
    given = arguments.parse_args()
    port = free_port()
    stub = subprocess.Popen(
        [sys.executable, str(STUB), "--port", str(port), "--latency", str(given.latency), "--text", ANSWER]
    )
    try:
        time.sleep(1.5)
        seconds = asyncio.run(measure(f"http://127.0.0.1:{port}/v1", given.calls, given.in_flight))
    finally:
        stub.terminate()
    best = given.calls / given.in_flight * given.latency
    print(
        f"{given.calls} calls, {given.in_flight} in flight, {given.latency} s each: {seconds:.2f} s, best {best:.2f} s"
    )
    print(
        f"{given.calls / seconds:.1f} calls a second, {best / seconds:.1%} of what {given.in_flight} in flight can give"
    )


if __name__ == "__main__":
    main()
