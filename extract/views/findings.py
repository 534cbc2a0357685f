"""The findings of a run, gravest first, each under its report."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from rich.console import Console
from rich.text import Text

from extract.views.notes import SEVERITIES
from extract.views.plain import plain
from schemas.record import Finding, Record, Severity


@dataclass(frozen=True)
class Wanted:
    """Which findings are wanted; what is left open means all. `applications` wants every rule that begins so."""

    severity: Severity | None = None
    rules: Collection[str] = ()
    agency: str = ""

    def report(self, record: Record) -> bool:
        return self.agency in (record.agency or "")

    def finding(self, finding: Finding) -> bool:
        of_rule = not self.rules or any(_is_of(finding.rule, rule) for rule in self.rules)
        return of_rule and self.severity in (None, finding.severity)


@dataclass
class Collected:
    """The wanted findings of the reports seen so far, by severity and report."""

    wanted: Wanted = Wanted()
    reports: int = 0
    suspects: int = 0
    """Suspect cells of those reports."""
    lines: dict[Severity, list[tuple[str, list[Finding]]]] = field(default_factory=dict)
    rules: set[str] = field(default_factory=set)
    """Those of all findings, wanted or not."""

    def add(self, record: Record) -> None:
        if not self.wanted.report(record):
            return
        self.reports += 1
        self.suspects += sum(cell.trust == "suspect" for cell in record.cells.values())
        self.rules.update(finding.rule for finding in record.findings)
        for severity in SEVERITIES:
            found = [item for item in record.findings if item.severity == severity and self.wanted.finding(item)]
            if found:
                self.lines.setdefault(severity, []).append((_title(record), found))

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
    """Errors, then warnings, then remarks."""
    for severity, (name, style) in SEVERITIES.items():
        reports = collected.lines.get(severity)
        if not reports:
            continue
        console.print(Text(f"{name} {collected.count(severity)}", style=style))
        for title, found in reports:
            console.print(Text(f"  {title}", style="bold"), soft_wrap=True)
            for finding in found:
                line = Text.assemble("    ", (plain(finding.rule), "dim"), f"  {plain(finding.message)}")
                console.print(line, soft_wrap=True)


def totals(collected: Collected) -> str:
    """How many reports were looked at and what was found, on one line."""
    errors, warnings, remarks = (collected.count(severity) for severity in SEVERITIES)
    return (
        f"{collected.reports} reports checked: {errors} errors, {warnings} warnings, {remarks} remarks, "
        f"{collected.suspects} suspect cells"
    )


def _title(record: Record) -> str:
    agency = plain(record.agency or "（机关未识别）")
    year = record.year or "（年度未识别）"
    return f"{agency} {year}  {plain(record.source.path)}"
