"""What stands below a table: a numbered note for every reason that a cell is flagged for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from schemas.form import Table
from schemas.record import Record, Severity

SEVERITIES: dict[Severity, tuple[str, str]] = {
    "error": ("错误", "bold red"),
    "warning": ("警告", "yellow"),
    "info": ("提示", "cyan"),
}
"""Name and style of each severity, gravest first."""

SUSPECT = ("存疑", "bold red")


@dataclass
class Notes:
    """Numbered notes on the cells of one table: its errors and warnings, and the reasons of its suspect cells.

    A reason that a finding begins with is that finding's note, so that it is said once.
    """

    record: Record
    table: Table
    _numbers: dict[str, int] = field(default_factory=dict)
    _kinds: dict[str, tuple[str, str]] = field(default_factory=dict)
    _by_cell: dict[str, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for finding in self.record.findings:
            if finding.severity != "info" and self.table.column_of.keys() & set(finding.cells):
                for address in finding.cells:
                    self._add(address, finding.message, SEVERITIES[finding.severity])
        for address in self.table.addresses:
            cell = self.record.cells.get(address)
            for reason in cell.reasons if cell is not None else ():
                self._add(address, self._said_by_a_finding(reason) or reason, SUSPECT)

    def of(self, address: str) -> list[int]:
        """The numbers of the notes on a cell, from 1."""
        return self._by_cell.get(address, [])

    def lines(self) -> Iterator[tuple[int, tuple[str, str], str]]:
        """Number, kind (name and style) and text of each note."""
        for text, number in self._numbers.items():
            yield number, self._kinds[text], text

    def _said_by_a_finding(self, reason: str) -> str | None:
        beginning = (finding for finding in self.record.findings if finding.message.startswith(reason))
        return next((finding.message for finding in beginning), None)

    def _add(self, address: str, text: str, kind: tuple[str, str]) -> None:
        number = self._numbers.setdefault(text, len(self._numbers) + 1)
        self._kinds.setdefault(text, kind)
        numbers = self._by_cell.setdefault(address, [])
        if number not in numbers:
            numbers.append(number)
