"""What stands below a table: a numbered note for every reason that a cell is flagged for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from extract.wording import phrase
from schemas.form import Table
from schemas.record import Doubt, Finding, Record, Severity

STYLES: dict[Severity, str] = {"error": "bold red", "warning": "yellow", "info": "cyan"}
"""The style of each severity, gravest first."""

Said = tuple[str, str]
"""What is said: a code and what it names. The cause does not count."""


def severity(name: Severity) -> tuple[str, str]:
    """The name of a severity in the reader's language, and its style."""
    return phrase(f"severity_{name}"), STYLES[name]


def said_by(reason: Finding | Doubt) -> Said:
    return reason.code, json.dumps(reason.values, ensure_ascii=False, sort_keys=True)


@dataclass
class Notes:
    """Numbered notes on the cells of one table: its errors and warnings, and the reasons of its suspect cells.

    A reason that says what a finding says is that finding's note, so that it is said once.
    """

    record: Record
    table: Table
    _numbers: dict[Said, int] = field(default_factory=dict)
    _texts: dict[Said, tuple[tuple[str, str], str]] = field(default_factory=dict)
    _by_cell: dict[str, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for finding in self.record.findings:
            if finding.severity != "info" and self.table.column_of.keys() & set(finding.cells):
                for address in finding.cells:
                    self._add(address, finding, severity(finding.severity), finding.message)
        for address in self.table.addresses:
            cell = self.record.cells.get(address)
            for doubt in cell.doubts if cell is not None else ():
                self._add(address, doubt, (phrase("suspect"), STYLES["error"]), doubt.text)

    def of(self, address: str) -> list[int]:
        """The numbers of the notes on a cell, from 1."""
        return self._by_cell.get(address, [])

    def lines(self) -> Iterator[tuple[int, tuple[str, str], str]]:
        """Number, kind (name and style) and text of each note."""
        for said, number in self._numbers.items():
            yield number, *self._texts[said]

    def has(self, finding: Finding) -> bool:
        """Whether a note says what a finding says."""
        return said_by(finding) in self._numbers

    def _add(self, address: str, reason: Finding | Doubt, kind: tuple[str, str], text: str) -> None:
        said = said_by(reason)
        number = self._numbers.setdefault(said, len(self._numbers) + 1)
        self._texts.setdefault(said, (kind, text))
        numbers = self._by_cell.setdefault(address, [])
        if number not in numbers:
            numbers.append(number)
