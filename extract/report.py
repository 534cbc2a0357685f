"""One report: from its document to its record.

The order of the work: sections → identity → tables → section 五 → judgement → record. `read_by_rules` does the
part that needs no model; a model's readings are added before `make_record` judges them together.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from extract.document import Document
from extract.judge import EMPTY, Rulebook, judge, whole_findings
from extract.prose.genre import is_report
from extract.prose.identity import Identity, find_identity
from extract.prose.issues import read_issues
from extract.prose.remarks import Remarks, remarks_on
from extract.prose.sections import find_sections
from extract.reading import IssuesReading, TableReading
from extract.tables import TableReader
from schemas.form import Form, load_form
from schemas.record import Finding, Reading, Record, SectionSpan, Source


class NotAReport(ValueError):
    """The document is no 政府信息公开工作年度报告; the message says what it lacks."""


@dataclass(frozen=True)
class RulesReading:
    """What the rules read in a document, not yet judged."""

    sections: Sequence[SectionSpan]
    identity: Identity
    tables: Mapping[str, TableReading]
    issues: IssuesReading
    doubts: tuple[str, ...] = ()
    """Remarks on the report's structure, as Chinese sentences."""
    seconds: float = 0.0
    remarks: Remarks = field(default_factory=Remarks)
    rulebook: Rulebook = EMPTY
    """The rules of the user's own, by which the prose was read and the tables are to be judged."""


@lru_cache(maxsize=4)
def table_reader(form: Form) -> TableReader:
    """The table reader of a form, made once a process."""
    return TableReader(form)


def read_by_rules(
    document: Document, name: str | None = None, form: Form | None = None, rulebook: Rulebook = EMPTY
) -> RulesReading:
    """Sections, agency, year, tables, issues and claims as the rules read them. `name`: the file's name.

    Raises `NotAReport` for a document that is no such report.
    """
    began = time.perf_counter()
    form = form or load_form()
    sections = find_sections(document.text, form)
    identity = find_identity(document.text, sections, form, name)
    tables = table_reader(form).read(document, sections, identity.year)
    verdict = is_report(document.text, sections, identity, form)
    if not verdict.is_report and not any(_is_filled(table) for table in tables.values()):
        raise NotAReport(f"is no 政府信息公开工作年度报告: {verdict.reason}")
    by_number = {section.number: section for section in sections}
    issues = read_issues(document.text, by_number.get(form.issues_section))
    remarks = remarks_on(document.text, sections, identity.year, tables, form, rulebook.claims)
    seconds = time.perf_counter() - began
    return RulesReading(sections, identity, tables, issues, verdict.doubts, seconds, remarks, rulebook)


def _is_filled(table: TableReading) -> bool:
    """Numbers in most cells: such a table makes a document a report, whatever else it looks like."""
    numbers = sum(cell.value is not None for cell in table.cells.values())
    return 2 * numbers > len(table.cells)


def make_record(
    source: Source,
    rules: RulesReading,
    readings: Sequence[Mapping[str, TableReading]],
    issues: IssuesReading,
    reading: Reading,
) -> Record:
    """The record of a report whose tables were read by one or more readers, the first one's values first."""
    judgement = judge(readings, rulebook=rules.rulebook)
    agency, year, claims = rules.identity.agency, rules.identity.year, rules.remarks.claims
    whole = whole_findings(judgement, claims, agency, year, rulebook=rules.rulebook)
    return Record(
        id=source.sha256[:16],
        source=source,
        agency=agency,
        year=year,
        editions=judgement.editions,
        tables=judgement.tables,
        cells=judgement.cells,
        sections=list(rules.sections),
        problems=list(issues.problems),
        measures=list(issues.measures),
        claims=list(claims),
        findings=[*judgement.findings, *whole, *rules.remarks.findings, *_remarks(rules)],
        suggestions=judgement.suggestions,
        checks=judgement.checks,
        reading=reading,
    )


def read_report(document: Document, source: Source, name: str | None = None, *, reader: str = "rules") -> Record:
    """The record of a report as the rules alone read it. Raises `NotAReport`."""
    return record_by_rules(document, source, read_by_rules(document, name), reader)


def record_by_rules(document: Document, source: Source, rules: RulesReading, reader: str = "rules") -> Record:
    """The record of what the rules alone read in a document."""
    reading = Reading(reader=reader, seconds=round(rules.seconds, 4), notes=[*document.notes, *rules.issues.notes])
    return make_record(source, rules, [rules.tables], rules.issues, reading)


def _remarks(rules: RulesReading) -> list[Finding]:
    said = [("identity", doubt) for doubt in rules.identity.doubts] + [("structure.sections", d) for d in rules.doubts]
    return [Finding(rule=rule, severity="warning", message=message) for rule, message in said]
