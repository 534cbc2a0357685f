"""From readings to the record: judged together, with what the rules say of the report as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extract.document import Document
from extract.doubts import finding, notes
from extract.judge import judge_fused, whole_findings
from extract.proving import prove
from extract.reading import IssuesReading, TableReading
from extract.rules import RulesReading
from extract.several import remark
from extract.wording import worded
from schemas.form import load_form
from schemas.record import Finding, Reading, Record, Source


def make_record(
    document: Document,
    source: Source,
    rules: RulesReading,
    readings: Sequence[Mapping[str, TableReading]],
    issues: IssuesReading,
    reading: Reading,
) -> Record:
    """The record of a report whose tables were read by one or more readers; `readings`: each one's, by table id."""
    agency, year, claims = rules.identity.agency, rules.identity.year, rules.remarks.claims
    form = load_form()
    proven = prove(document, rules.sections, readings, form, year)
    judgement = judge_fused(proven.tables, form, rules.rulebook, proven.left_over)
    whole = whole_findings(judgement, claims, agency, year, rulebook=rules.rulebook)
    record = Record(
        id=source.sha256[:16] + rules.in_file.mark("-"),
        source=source,
        agency=agency,
        year=year,
        editions=judgement.editions,
        tables=judgement.tables,
        cells=judgement.cells,
        accounts={name: account.recorded() for name, account in proven.accounts.tables.items()},
        sections=list(rules.sections),
        problems=list(issues.problems),
        measures=list(issues.measures),
        progress=list(issues.progress),
        claims=list(claims),
        findings=[*judgement.findings, *whole, *rules.remarks.findings, *_remarks(rules), *remark(rules.in_file)],
        suggestions=judgement.suggestions,
        checks=judgement.checks,
        reading=reading,
    )
    return worded(record)


def is_proven(document: Document, rules: RulesReading) -> bool:
    """Whether no cell is in doubt of the tables that the document prints, as far as the rules can tell."""
    missing = {str(why.get("table")) for why in rules.doubts if why.code == "table_not_printed"}
    form = load_form()
    proven = prove(document, rules.sections, [rules.tables], form, rules.identity.year)
    judged = judge_fused(proven.tables, form, rules.rulebook, proven.left_over)
    return not any(
        cell.trust == "suspect" and address.partition(".")[0] not in missing for address, cell in judged.cells.items()
    )


def record_by_rules(document: Document, source: Source, rules: RulesReading, reader: str = "rules") -> Record:
    """The record of what the rules alone read in a document."""
    noted = notes((*document.notes, *rules.issues.notes))
    reading = Reading(reader=reader, seconds=round(rules.seconds, 4), notes=noted)
    return make_record(document, source, rules, [rules.tables, rules.page], rules.issues, reading)


def _remarks(rules: RulesReading) -> list[Finding]:
    structure = "structure.no_form" if not rules.tables else "structure.sections"
    remarks = {"identity": rules.identity.doubts, structure: rules.doubts}
    return [
        finding(rule, "info" if rule == "structure.no_form" else "warning", why.caused(f"{rule}:{why.code}"))
        for rule, whys in remarks.items()
        for why in whys
    ]
