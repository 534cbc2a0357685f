"""The findings of a run, gravest first, each under its report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from rich.console import Console
from rich.text import Text

from extract.doubts import as_read
from extract.judge.trust import LOST
from extract.views.notes import STYLES
from extract.views.notes import severity as severity_of
from extract.views.plain import plain
from extract.wording import language, phrase, worded_findings
from extract.wording import said as rendered
from schemas.record import Finding, Record, Severity


@dataclass(frozen=True)
class Wanted:
    """Which findings are wanted; what is left open means all. `applications` wants every rule that begins so."""

    severity: Severity | None = None
    rules: Collection[str] = ()
    agency: str = ""

    @property
    def all_of_a_report(self) -> bool:
        return self.severity is None and not self.rules

    def report(self, record: Record) -> bool:
        return self.agency in (record.agency or "")

    def finding(self, finding: Finding) -> bool:
        of_rule = not self.rules or any(_is_of(finding.rule, rule) for rule in self.rules)
        return of_rule and self.severity in (None, finding.severity)


@dataclass(frozen=True, slots=True)
class Cause:
    """What one act settles: how many cells are suspect for it, and why."""

    cause: str
    cells: int
    text: str


def causes_of(record: Record) -> list[Cause]:
    """What makes cells of a record suspect, the most cells first; what a finding says already is left out."""
    said = {finding.cause for finding in record.findings}
    doubts = [doubt for cell in record.cells.values() for doubt in cell.doubts if doubt.cause not in said]
    doubts = [doubt for doubt in doubts if doubt.code != LOST]  # a finding names every lost cell
    counts = Counter(doubt.cause for doubt in doubts)
    first = {doubt.cause: doubt for doubt in reversed(doubts)}
    return [
        Cause(cause, count, rendered(as_read(first[cause]), language(), record.editions))
        for cause, count in counts.most_common()
    ]


@dataclass
class Collected:
    """The wanted findings of the reports seen so far, by severity and report."""

    wanted: Wanted = Wanted()
    reports: int = 0
    suspects: int = 0
    """Suspect cells of those reports."""
    lines: dict[Severity, list[tuple[str, list[Finding]]]] = field(default_factory=dict)
    causes: list[tuple[str, list[Cause]]] = field(default_factory=list)
    """What makes cells suspect besides those findings, by report; only where all findings are wanted."""
    rules: set[str] = field(default_factory=set)
    """Those of all findings, wanted or not."""

    def add(self, record: Record) -> None:
        if not self.wanted.report(record):
            return
        self.reports += 1
        self.suspects += sum(cell.trust == "suspect" for cell in record.cells.values())
        self.rules.update(finding.rule for finding in record.findings)
        if self.wanted.all_of_a_report and (causes := causes_of(record)):
            self.causes.append((_title(record), causes))
        for severity in STYLES:
            found = [item for item in record.findings if item.severity == severity and self.wanted.finding(item)]
            if found:
                self.lines.setdefault(severity, []).append(
                    (_title(record), worded_findings(found, language(), record.editions))
                )

    def count(self, severity: Severity) -> int:
        return sum(len(found) for _, found in self.lines.get(severity, ()))

    @property
    def without(self) -> list[str]:
        """The wanted rules of which there is no finding of any severity."""
        return [wanted for wanted in self.wanted.rules if not any(_is_of(rule, wanted) for rule in self.rules)]


def _is_of(rule: str, wanted: str) -> bool:
    return f"{rule}.".startswith(f"{wanted}.")


def collect(records: Iterable[Record], wanted: Wanted) -> Collected:
    """The wanted findings of all records, read once."""
    collected = Collected(wanted)
    for record in records:
        collected.add(record)
    return collected


def print_findings(collected: Collected, console: Console) -> None:
    """Errors, then warnings, then remarks; then what else makes cells suspect, one line a cause."""
    for severity in STYLES:
        name, style = severity_of(severity)
        reports = collected.lines.get(severity)
        if not reports:
            continue
        console.print(Text(f"{name} {collected.count(severity)}", style=style))
        for title, found in reports:
            console.print(Text(f"  {title}", style="bold"), soft_wrap=True)
            for finding in found:
                line = Text.assemble("    ", (plain(finding.rule), "dim"), f"  {plain(finding.message)}")
                console.print(line, soft_wrap=True)
    if collected.causes:
        _print_causes(collected, console)


def _print_causes(collected: Collected, console: Console) -> None:
    count = sum(cause.cells for _, causes in collected.causes for cause in causes)
    console.print(Text(f"{phrase('suspect')} {count}", style=STYLES["error"]))
    for title, causes in collected.causes:
        console.print(Text(f"  {title}", style="bold"), soft_wrap=True)
        for cause in causes:
            said = phrase("cells_doubted", count=cause.cells, why=plain(cause.text))
            console.print(Text.assemble("    ", (plain(cause.cause), "dim"), f"  {said}"), soft_wrap=True)


def totals(collected: Collected) -> str:
    """How many reports were looked at and what was found, on one line."""
    errors, warnings, remarks = (collected.count(severity) for severity in STYLES)
    return phrase(
        "reports_checked", reports=collected.reports, errors=errors, warnings=warnings, remarks=remarks,
        suspects=collected.suspects,
    )  # fmt: skip


def _title(record: Record) -> str:
    agency = plain(record.agency or phrase("agency_unread"))
    year = record.year or phrase("year_unread")
    return f"{agency} {year}  {plain(record.source.path)}"
