"""What the reports of one agency say of each other: the rules between years, gaps, and two reports for one year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extract.doubts import doubt, finding
from extract.judge.again import layout_of
from extract.judge.years import Years
from extract.wording import worded_findings
from schemas.form import Form
from schemas.record import Finding, Reading, Record, Source, TableValues

MOST = 100
"""Reports that one agency can have; a name that more have is no agency's, but what recognition made of many."""
NAMED = 5


def crowded(count: int) -> Finding:
    """What is said of each report under a name that too many have."""
    return worded_findings([finding("years.crowded", "warning", doubt("agency_crowded", count=count))])[0]


@dataclass(frozen=True, slots=True)
class YearOf:
    """One report of an agency; `figures` as `packed.figures_between_years` gives them."""

    sha256: str
    path: str
    agency: str
    year: int
    editions: dict[str, str]
    figures: dict[str, TableValues]


def between(reports: Sequence[YearOf], form: Form) -> dict[str, list[Finding]]:
    """Findings over the reports (at most `MOST`) of one agency, by the content of the report they are stated for."""
    found: dict[str, list[Finding]] = {}
    if len(reports) < 2:
        return found
    years = Years(form.rules_between_years)
    records = [_record(report) for report in reports]
    for record in records:
        years.add(record)
    for report, record in zip(reports, records, strict=True):
        layouts = {table: layout_of(record, table, form) for table in record.tables}
        findings = [*years.findings(record, layouts), *_same_year(report, reports), *_gap(report, reports)]
        if findings:
            found[report.sha256] = worded_findings(findings, editions=report.editions)
    return found


def _record(report: YearOf) -> Record:
    """As much of a record as the rules look at."""
    source = Source(path=report.path, sha256=report.sha256, media_type="")
    return Record(
        id=report.sha256, source=source, agency=report.agency, year=report.year, editions=report.editions,
        tables=report.figures, cells={}, reading=Reading(reader=""),
    )  # fmt: skip


def _same_year(report: YearOf, reports: Sequence[YearOf]) -> Iterator[Finding]:
    others = [other.path for other in reports if other.year == report.year and other.sha256 != report.sha256]
    if others:
        more = doubt("of_so_many", count=len(others)) if len(others) > NAMED else None
        said = doubt("year_twice", year=report.year, others=tuple(others[:NAMED]), more=more)
        yield finding("years.duplicate", "warning", said)


def _gap(report: YearOf, reports: Sequence[YearOf]) -> Iterator[Finding]:
    for before, year in pairwise(sorted({other.year for other in reports})):
        if year == report.year and year - before > 1:
            said = doubt("years_missing", lost=tuple(range(before + 1, year)), before=before)
            yield finding("years.gap", "info", said)
