"""Labels and records made by hand for the tests of the scores: a report of the newest edition, all zeros but for
the cells that a test names."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from eval.labels import LabelledMeasure, LabelledProblem, LabelledSection, Labels, Number, Passage
from schemas.form import load_form
from schemas.record import Cell, Finding, Measure, Problem, Reading, Record, SectionSpan, Source, State, Trust, Value

FORM = load_form()
EDITION = FORM.editions[-1]
ADDRESSES = [address for table in EDITION.tables.values() for address in table.addresses]
EDITIONS = {"disclosure": "2021", "applications": "2021"}

NEW = "applications.new.natural_person"
NEW_TOTAL = "applications.new.total"
GRANTED = "applications.granted.natural_person"
CARRIED = "applications.carried_in.natural_person"
REVIEW = "proceedings.review.upheld"
FEES = "disclosure.fees.amount"


def labels(values: Mapping[str, Number] = {}, states: Mapping[str, State] = {}, **fields: Any) -> Labels:
    """Labels with a zero in every cell that is not named; a cell with a state other than number has no value."""
    known: dict[str, Number] = {a: "0" if a == FEES else 0 for a in ADDRESSES} | dict(values)
    known |= {address: None for address, state in states.items() if state not in ("number", "noted")}
    known |= dict.fromkeys(fields.get("undecided", ()))
    tables = {
        name: {row.id: [known[table.address(row.id, column.id)] for column in row.columns] for row in table.rows}
        for name, table in EDITION.tables.items()
    }
    given = {"agency": "云溪县水利局", "year": 2024, "confirmed": True} | fields
    return Labels(
        source="report.txt", origin="a test", layout="tabs", editions=EDITIONS, tables=tables, states=dict(states),
        **given,
    )  # fmt: skip


def record(
    values: Mapping[str, Value] = {},
    states: Mapping[str, State] = {},
    trust: Mapping[str, Trust] = {},
    findings: Sequence[Finding] = (),
    **fields: Any,
) -> Record:
    """A record with a zero in every cell that is not named, nothing flagged unless told."""
    known: dict[str, Value] = {a: "0" if a == FEES else 0 for a in ADDRESSES} | dict(values)
    known |= {address: None for address, state in states.items() if state not in ("number", "noted")}
    given: dict[str, Any] = {
        "agency": "云溪县水利局", "year": 2024, "editions": EDITIONS, "reading": Reading(reader="test"),
        "source": Source(path="report.txt", sha256=hashlib.sha256(b"").hexdigest(), media_type="text/plain"),
    } | fields  # fmt: skip
    return Record(
        id="0" * 16,
        tables={
            name: {row.id: {c.id: known[table.address(row.id, c.id)] for c in row.columns} for row in table.rows}
            for name, table in EDITION.tables.items()
        },
        cells={
            address: Cell(
                text="" if value is None else str(value),
                state=states.get(address, "number" if value is not None else "absent"),
                trust=trust.get(address, "verified"),
            )
            for address, value in known.items()
        },
        findings=list(findings),
        **given,
    )


def finding(*cells: str, rule: str = "applications.row_total", severity: str = "error", **fields: Any) -> Finding:
    given = {"rule": rule, "severity": severity, "cells": list(cells), "message": "。"} | fields
    return Finding.model_validate(given)


def problem(start: int, end: int, text: str = "") -> Problem:
    return Problem(text=text or "问" * (end - start), quote=text or "问" * (end - start), start=start, end=end)


def measure(start: int, end: int, *answers: int, text: str = "") -> Measure:
    quote = text or "措" * (end - start)
    return Measure(text=quote, quote=quote, start=start, end=end, answers=list(answers))


def labelled_problem(start: int, end: int, *themes: str) -> LabelledProblem:
    return LabelledProblem(start=start, end=end, themes=list(themes))


def labelled_measure(start: int, end: int, *answers: int) -> LabelledMeasure:
    return LabelledMeasure(start=start, end=end, answers=list(answers))


def section(number: int, start: int, end: int) -> SectionSpan:
    return SectionSpan(number=number, title="", start=start, end=end)


def labelled_section(number: int, start: int, end: int) -> LabelledSection:
    return LabelledSection(number=number, title="", start=start, end=end)


def passage(quote: str) -> Passage:
    return Passage(quote=quote)
