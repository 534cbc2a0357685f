"""A record as the ledger keeps it: compressed, with the few facts that the ledger is asked for beside it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from extract.text.normal import name_key
from schemas.form import load_form
from schemas.record import Finding, Reading, Record, TableValues


@dataclass(frozen=True, slots=True)
class Packed:
    """A record on its way from a worker to the ledger. `identity` says by what it was read."""

    blob: bytes
    identity: str
    agency: str | None
    agency_key: str | None
    year: int | None
    figures: str
    """The editions, and the tables as far as the rules between years speak of them, as JSON; of the first of several
    reports in a file also how many there are."""
    flagged: bool
    complete: bool
    """False where a part that was asked of the model could not be had."""
    reading: Reading


def numbered(path: str, number: int) -> str:
    """The path of the first, second, … report of a file."""
    return path if number == 1 else f"{path}#{number}"


def pack_all(records: Sequence[Record], identity: Callable[[Record], str], complete: bool = True) -> tuple[Packed, ...]:
    """The records of a file: all are read by the same, and complete together, since they are read together."""
    prompts = {name: stamp for record in records for name, stamp in record.reading.prompts.items()}
    reading = records[0].reading.model_copy(update={"prompts": prompts})
    by = identity(records[0].model_copy(update={"reading": reading}))
    figures = [_figures(record) for record in records]
    figures[0] |= {"reports": len(records)} if len(records) > 1 else {}
    return tuple(_pack(record, by, one, complete) for record, one in zip(records, figures, strict=True))


def _figures(record: Record) -> dict[str, Any]:
    return {"editions": record.editions, "tables": figures_between_years(record)}


def _pack(record: Record, identity: str, figures: dict[str, Any], complete: bool) -> Packed:
    # The cells of a report repeat the same few words: zlib makes a tenth of it, in less than a millisecond.
    blob = zlib.compress(record.model_dump_json().encode(), 6)
    return Packed(
        blob, identity, record.agency, _key(record.agency), record.year, json.dumps(figures, separators=(",", ":")),
        is_flagged(record), complete, record.reading,
    )  # fmt: skip


def _key(agency: str | None) -> str | None:

    return name_key(agency) if agency else None


def figures_between_years(record: Record) -> dict[str, TableValues]:
    """The part of `tables` that the rules between years speak of."""
    needed = _needed()
    return {
        table: {
            row: kept
            for row, columns in rows.items()
            if (kept := {c: value for c, value in columns.items() if (table, row) in needed or (table, c) in needed})
        }
        for table, rows in record.tables.items()
        if any(table == name for name, _ in needed)
    }


@lru_cache(maxsize=1)
def _needed() -> frozenset[tuple[str, str]]:
    rules = load_form().rules_between_years
    return frozenset(
        (rule.table, term.removeprefix("previous."))
        for rule in rules
        for term in (*rule.left, *rule.minus, *rule.right)
    )


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
