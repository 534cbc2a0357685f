"""What the reader says about its own reading: findings, their verdicts, and where they point."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from eval.labels import Difference, Labels
from eval.scoring.cells import CellOutcome, equal
from schemas.form import Equation, Form
from schemas.record import Finding, Record


def count_judgement(
    counts: Counter[str], labels: Labels, record: Record | None, cells: Sequence[CellOutcome], form: Form
) -> None:
    """Findings of hard rules against the confirmed errors of the report and the errors of the reading.

    A finding is true where the report itself prints the error or a cell it names was read wrongly; otherwise it
    is a false alarm. Its verdict ought to be `source` in the first case, `reading` in the second.
    """
    equations = {(one.rule.id, one.over): one for table in labels.layouts(form) for one in table.equations}
    printed = [equations[error.rule, error.over] for error in labels.printed_errors]
    hard = {rule for rule, _ in equations}
    findings = [finding for finding in (record.findings if record else []) if finding.severity == "error"]
    errors = [finding for finding in findings if finding.rule in hard]
    wrong = {cell.address for cell in cells if not cell.right}
    counts["printed_errors"] = len(printed)
    counts["printed_errors.found"] = sum(any(_speaks_of(f, one) for f in errors) for one in printed)
    for finding in errors:
        misread = wrong & set(finding.cells)
        is_printed = any(_speaks_of(finding, one) for one in printed)
        counts["findings"] += 1
        counts["findings.false"] += not misread and not is_printed
        truth = "reading" if misread else "source" if is_printed else "false"
        counts[f"verdict.{truth}.{finding.verdict or 'unknown'}"] += 1
    _count_localization(counts, record, wrong)
    _count_differences(counts, labels.differences, record, wrong)


def _speaks_of(finding: Finding, equation: Equation) -> bool:
    """Instances of one rule share no cell, so that one cell of an instance tells which it is."""
    return finding.rule == equation.rule.id and not set(equation.cells).isdisjoint(finding.cells)


def _count_localization(counts: Counter[str], record: Record | None, wrong: set[str]) -> None:
    """Suspect cells against cells that were read wrongly."""
    suspect = {address for address, cell in record.cells.items() if cell.trust == "suspect"} if record else set()
    if wrong or suspect:
        counts["wrong"] = len(wrong)
        counts["suspect"] = len(suspect)
        counts["suspect.wrong"] = len(suspect & wrong)


def _count_differences(
    counts: Counter[str], differences: Sequence[Difference], record: Record | None, wrong: set[str]
) -> None:
    """Figures of the prose that contradict a cell: found where a finding names the cell and the prose's figure."""
    findings = [finding for finding in (record.findings if record else []) if finding.severity != "info"]
    counts["differences"] = len(differences)
    counts["differences.found"] = sum(any(_tells(f, one) for f in findings) for one in differences)
    claims = [finding for finding in findings if finding.rule.startswith(("claims.", "prose."))]
    counts["claims"] = len(claims)
    counts["claims.false"] = sum(
        not (wrong & set(claim.cells)) and not any(_tells(claim, one) for one in differences) for claim in claims
    )


def _tells(finding: Finding, difference: Difference) -> bool:
    named = difference.cell in finding.cells
    return named and (equal(finding.left, difference.value) or equal(finding.right, difference.value))


def verdict_confusion(counts: Mapping[str, float]) -> dict[tuple[str, str], int]:
    """Findings by what is true (source, reading, false) and by the verdict given."""
    found = {}
    for name, amount in counts.items():
        if name.startswith("verdict.") and amount:
            _, truth, given = name.split(".")
            found[truth, given] = int(amount)
    return found
