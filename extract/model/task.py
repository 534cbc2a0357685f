"""What a report has to be asked of a model, found out by rules: light to import, so that workers need no client."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from extract.document import Document
from extract.doubts import Doubt, doubt
from extract.model.pictures import Picture, pictures_of
from extract.prose.occupied import occupied
from extract.prose.patterns import ClaimPattern, claim_patterns
from extract.prose.remarks import stretches
from extract.prose.sections import heading_end
from extract.reading import TableReading
from extract.recording import record_by_rules
from extract.rules import RulesReading
from extract.settings import ReaderName
from extract.tables.reader import EDITION_UNCLEAR
from extract.text.numerals import SPOKEN
from prompts import load_prompt
from schemas.form import Form, Table
from schemas.record import Source

Span = tuple[int, int]

_FIGURES = re.compile(rf"\d|[{SPOKEN}]+[件宗起]|[无未零]|没有")
"""What prose without claims lacks."""
LONGEST = 30_000
"""A table whose section was not found is looked for in the whole text up to so many characters."""

PROMPTS = ("table", "table_image", "issues", "claims", "repair")


@lru_cache(maxsize=1)
def stamps() -> Mapping[str, str]:
    """The stamps of the prompts in use, by id."""
    return {name: load_prompt(name).stamp for name in PROMPTS}


@dataclass(frozen=True)
class Prose:
    """Where the prose of a report stands, what its figures may be claims of, and the year reported on."""

    spans: Sequence[Span]
    patterns: Sequence[ClaimPattern]
    year: int | None


@dataclass(frozen=True)
class Ask:
    """What to have the model read of one report.

    `tables`: where each table stands and the layouts it may be printed in, the likeliest first. `issues`: section 五.
    `prose`: where figures are to be looked for. `pictures`: JPEGs of the pages of those tables that are to be looked
    at, by table, with the rules' reading.
    """

    tables: Sequence[tuple[Span, tuple[Table, ...]]] = ()
    issues: Span | None = None
    pictures: Mapping[str, tuple[bytes, ...]] = field(default_factory=dict)
    rules: Mapping[str, TableReading] = field(default_factory=dict)
    prose: Prose | None = None


@dataclass(frozen=True)
class Task:
    """A report as the rules read it, to be completed by the model. Travels between processes."""

    document: Document
    source: Source
    rules: RulesReading
    reader: ReaderName
    pictures: Mapping[str, tuple[bytes, ...]] = field(default_factory=dict)
    """What is shown of the tables that are to be looked at, by table."""
    notes: tuple[Doubt, ...] = ()
    claims: bool = False
    """Whether the model is asked for the figures of the prose too."""
    whole: Document | None = None
    """All of the file, where `document` is one of its reports."""

    @cached_property
    def unproven(self) -> frozenset[str]:
        """The tables for which evidence is missing where the rules alone read them: those with a cell that is suspect
        or with numbers left over."""
        record = record_by_rules(self.document, self.source, self.rules)
        suspect = {address.partition(".")[0] for address, cell in record.cells.items() if cell.trust == "suspect"}
        return frozenset(suspect | {name for name, account in record.accounts.items() if account.left})


def shown(task: Task, page: Picture, form: Form) -> Task:
    """The task with the pictures of the tables that a model is asked about, or a note on why there are none."""
    pictures = {
        layouts[0].id: pictures_of(task.document, span, task.rules.tables[layouts[0].id], page)
        for span, layouts in asking(task, form).tables
    }
    unseen = tuple(table_id for table_id, given in pictures.items() if not given)
    notes = (doubt("nothing_to_see", tables=unseen),) if unseen else ()
    return replace(task, pictures={name: given for name, given in pictures.items() if given}, notes=notes)


def asking(task: Task, form: Form) -> Ask:
    """What the reader of a task asks a model: which tables, each with its place and layouts, and section 五."""
    tables = [
        (span, _layouts(reading, form))
        for table_id, reading in task.rules.tables.items()
        if (task.reader != "auto" or table_id in task.unproven) and (span := _place(task, table_id, form))
    ]
    issues = next((s for s in task.rules.sections if s.number == form.issues_section), None)
    prose = _prose(task, form) if task.claims else None
    if issues is None:
        return Ask(tables, None, task.pictures, task.rules.tables, prose)
    body = (heading_end(task.document.text, issues), issues.end)
    issues_span = body if task.document.text[slice(*body)].strip() else None
    return Ask(tables, issues_span, task.pictures, task.rules.tables, prose)


def _prose(task: Task, form: Form) -> Prose | None:
    """The stretches of bounded length that speak of figures, outside the tables."""
    rules, text = task.rules, task.document.text
    tables = occupied(text, rules.tables.values(), rules.sections)
    spans = [span for span in stretches(text, rules.sections, tables) if _FIGURES.search(text, *span)]
    if not spans or sum(end - start for start, end in spans) > LONGEST:
        return None
    return Prose(spans, (*rules.rulebook.claims, *claim_patterns(form)), rules.identity.year)


def _place(task: Task, table_id: str, form: Form) -> Span | None:
    """Where a table stands: where the rules found it, else its section, else anywhere in a text of bounded length."""
    reading = task.rules.tables[table_id]
    if reading.found and reading.span:
        return reading.span
    number = next(section.number for section in form.sections if section.table == table_id)
    for section in task.rules.sections:
        if section.number == number:
            return section.start, section.end
    length = len(task.document.text)
    return (0, length) if length <= LONGEST else None


def _is_sure(reading: TableReading) -> bool:
    """Whether the rules found something of every row of the layout, and did not doubt the layout itself."""
    cells = reading.cells
    rows = [[cells[reading.table.address(row.id, c.id)] for c in row.columns] for row in reading.table.rows]
    unclear = any(doubt.code == EDITION_UNCLEAR.code for cell in cells.values() for doubt in cell.doubts)
    return not unclear and all(any(cell.state != "absent" for cell in row) for row in rows)


def _layouts(reading: TableReading, form: Form) -> tuple[Table, ...]:
    """The layouts that the table may have: the one that the rules are sure of, else all, theirs first."""
    if _is_sure(reading):
        return (reading.table,)
    others = tuple(table for table in form.variants_of(reading.table.id) if table is not reading.table)
    return (reading.table, *others)
