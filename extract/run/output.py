"""`RUN/reports.jsonl`: the records of a run for other programs, one a line, ordered by source path."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from extract.failing import os_fault
from extract.run.errors import DiskFull
from extract.run.ledger import Ledger
from extract.run.packed import unpacked

NAME = "reports.jsonl"


def write_jsonl(ledger: Ledger, run_dir: Path) -> Path:
    """Writes the file whole or leaves the one that is there; does nothing where it is up to date already."""
    target = run_dir / NAME
    tag = ledger.content_tag()
    if target.exists() and ledger.fact("jsonl") == _mark(target, tag):
        return target
    part = run_dir / f"{NAME}.part"
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            for kept in ledger.records():
                file.write(unpacked(kept.blob, kept.read_as, kept.paths, kept.related))
                file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise DiskFull("file_not_written", place=target, error=os_fault(error)) from None
    ledger.set_fact("jsonl", _mark(target, tag))
    return target


def _mark(file: Path, tag: str) -> str:
    state = file.stat()
    return hashlib.sha256(f"{tag}:{state.st_size}:{state.st_mtime_ns}".encode()).hexdigest()
