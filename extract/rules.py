"""What the rules read in a document, not yet judged.

sections → identity → tables → section 五 → remarks
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from extract.document import Document
from extract.doubts import Doubt, doubt
from extract.failing import Told
from extract.judge import EMPTY, Rulebook
from extract.prose.genre import is_report
from extract.prose.identity import Identity, find_identity
from extract.prose.issues import read_issues
from extract.prose.older import with_issues
from extract.prose.remarks import Remarks, remarks_on
from extract.prose.sections import find_sections
from extract.reading import IssuesReading, TableReading
from extract.tables import TableReader
from schemas.form import Form, load_form
from schemas.record import SectionSpan


class NotAReport(Told):
    """The document is no 政府信息公开工作年度报告; `reason` and the message say what it lacks."""

    @property
    def whole(self) -> Doubt:
        return doubt("not_a_report", reason=self.reason)


@dataclass(frozen=True, slots=True)
class InFile:
    """Which report of its file it is, from 1, of how many; `unread`: so many of them are no reports after all."""

    number: int = 1
    count: int = 1
    unread: int = 0

    def mark(self, sign: str) -> str:
        """What stands behind the file's id (`-`) or path (`#`); nothing for the first."""
        return f"{sign}{self.number}" if self.number > 1 else ""


@dataclass(frozen=True)
class RulesReading:
    """What the rules read in a document, not yet judged."""

    sections: Sequence[SectionSpan]
    identity: Identity
    tables: Mapping[str, TableReading]
    issues: IssuesReading
    doubts: tuple[Doubt, ...] = ()
    """Remarks on the report's structure."""
    seconds: float = 0.0
    remarks: Remarks = field(default_factory=Remarks)
    page: Mapping[str, TableReading] = field(default_factory=dict)
    """The tables as a second reading of the pages' pictures has them, where there is one."""
    rulebook: Rulebook = EMPTY
    """The rules of the user's own, by which the prose was read and the tables are to be judged."""
    in_file: InFile = InFile()


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
    if verdict.reason is not None and not any(_is_filled(table) for table in tables.values()):
        raise NotAReport(verdict.reason)
    if verdict.formless:
        tables, sections = {}, with_issues(document.text, sections, form)
    by_number = {section.number: section for section in sections}
    issues = read_issues(document.text, by_number.get(form.issues_section))
    remarks = remarks_on(document.text, sections, identity.year, tables, form, rulebook.claims)
    seconds = time.perf_counter() - began
    return RulesReading(sections, identity, tables, issues, verdict.doubts, seconds, remarks, rulebook=rulebook)


def _is_filled(table: TableReading) -> bool:
    """Numbers in most cells: such a table makes a document a report, whatever else it looks like."""
    numbers = sum(cell.value is not None for cell in table.cells.values())
    return 2 * numbers > len(table.cells)
