"""The reports of one file: usually one; each of several becomes a record of its own, a comparison of two years none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extract.document import Document
from extract.doubts import doubt, finding
from extract.judge import EMPTY, Rulebook
from extract.prose.reports import compared_years, reports_in
from extract.rules import InFile, NotAReport, RulesReading, read_by_rules
from extract.wording import worded_findings
from schemas.record import Finding, Record

RULE = "structure.several_reports"
READ_ALL = "gongkai.read_all"

Part = tuple[Document, RulesReading]


def read_each(document: Document, name: str | None = None, rulebook: Rulebook = EMPTY) -> list[Part]:
    """Each report of a document in order, as a document that keeps all offsets, and what the rules read in it.

    Raises `NotAReport` where there is none, and for two years side by side in one table.
    """
    spans = reports_in(document)
    if len(spans) > 1:
        return _read_several([document.part(*span) for span in spans], rulebook)
    if (years := compared_years(document.text)) is not None:
        raise NotAReport(doubt("compared_years", first=years[0], second=years[1]))
    return [(document, read_by_rules(document, name, rulebook=rulebook))]


def _read_several(parts: Sequence[Document], rulebook: Rulebook) -> list[Part]:
    """The name of the file says nothing of one of them alone, so that none is given."""
    read: list[Part] = []
    refused: list[NotAReport] = []
    for part in parts:
        try:
            read.append((part, read_by_rules(part, rulebook=rulebook)))
        except NotAReport as error:
            refused.append(error)
    if not read:
        raise refused[0]
    places = [InFile(number, len(parts), len(refused)) for number in range(1, len(read) + 1)]
    return [(part, replace(rules, in_file=place)) for (part, rules), place in zip(read, places, strict=True)]


def remark(place: InFile) -> list[Finding]:
    """What the record of one of several reports says of that; a warning where another one could not be read."""
    if place.count == 1:
        return []
    more = doubt("no_report_beside", count=place.unread) if place.unread else None
    said = doubt("one_of_several", number=place.number, count=place.count, more=more)
    return [finding(RULE, "warning" if place.unread else "info", said)]


def first_of(records: Sequence[Record]) -> Record:
    """The first of the records of a file, with a warning where others stand beside it."""
    first = records[0]
    if len(records) == 1:
        return first
    warning = worded_findings([finding(RULE, "warning", doubt("several_reports", count=len(records), every=READ_ALL))])
    return first.model_copy(update={"findings": [*first.findings, *warning]})
