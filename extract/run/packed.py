"""A record as the ledger keeps it: compressed, with the few facts that the ledger is asked for beside it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from schemas.record import Finding, Reading, Record


@dataclass(frozen=True, slots=True)
class Packed:
    """A record on its way from a worker to the ledger. `identity` says by what it was read."""

    blob: bytes
    identity: str
    agency: str | None
    year: int | None
    flagged: bool
    complete: bool
    """False where a part that was asked of the model could not be had."""
    reading: Reading


def pack(record: Record, identity: str, complete: bool = True) -> Packed:
    # The cells of a report repeat the same few words: zlib makes a tenth of it, in less than a millisecond.
    blob = zlib.compress(record.model_dump_json().encode(), 6)
    return Packed(blob, identity, record.agency, record.year, is_flagged(record), complete, record.reading)


def unpacked(blob: bytes, read_as: str, paths: Sequence[str], extra: Sequence[Finding] = ()) -> str:
    """The JSON of a record under the paths that lead to it now, with findings over several documents added.

    `read_as` is the path that it was read under.
    """
    text = zlib.decompress(blob).decode()
    if [read_as] == list(paths) and not extra:
        return text
    data: dict[str, Any] = json.loads(text)
    data["source"]["path"], data["source"]["other_paths"] = paths[0], list(paths[1:])
    data["findings"].extend(finding.model_dump(mode="json") for finding in extra)
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def is_flagged(record: Record) -> bool:
    """Whether a person should look: a suspect cell, or a finding that is an error or a warning."""
    return any(cell.trust == "suspect" for cell in record.cells.values()) or any(
        finding.severity in ("error", "warning") for finding in record.findings
    )
