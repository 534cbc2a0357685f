"""One report in the terminal: its tables as the form lays them out, and all that was found in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console, RenderableType
from rich.table import Table as Sheet
from rich.text import Text

from extract.doubts import doubt
from extract.judge.again import layout_of
from extract.text.numerals import numeral
from extract.views.notes import Notes, severity
from extract.views.plain import plain
from extract.views.sheet import Drawing
from extract.wording import language, phrase, worded
from schemas.form import Form, Table, load_form
from schemas.record import Measure, Record, Statement, Suggestion


def show(record: Record, console: Console, form: Form | None = None) -> None:
    """Print a record: head, tables with their notes and suggestions, problems, measures, other findings."""
    form, record = form or load_form(), worded(record, language())
    layouts = [layout_of(record, table_id, form) for table_id in form.table_ids]
    for part in (
        _head(record),
        *(_table(Drawing(record, layout, Notes(record, layout), console.width), form) for layout in layouts),
        _statements("problems_head", record.problems),
        _statements("measures_head", record.measures),
        _remaining(record, layouts),
    ):
        for line in part:
            console.print(line)


def _head(record: Record) -> Iterator[RenderableType]:
    agency = plain(record.agency) if record.agency else phrase("agency_unread")
    year = phrase("of_year", year=record.year) if record.year else phrase("year_unread")
    yield Text(f"{agency}  {year}", style="bold")
    for path in (record.source.path, *record.source.other_paths):
        yield Text(phrase("source_line", path=plain(path)), style="dim")
    reading = record.reading
    model = doubt("model_part", model=plain(reading.model)) if reading.model else None
    yield Text(phrase("record_line", id=record.id, reader=plain(reading.reader), model=model), style="dim")
    for note in reading.notes:
        yield Text(plain(note.text), style="yellow")


def _table(drawing: Drawing, form: Form) -> Iterator[RenderableType]:
    record, table = drawing.record, drawing.table
    section = next((section for section in form.sections if section.table == table.id), None)
    title = f"{numeral(section.number)}、{section.title}" if section else table.id
    edition = phrase("of_edition", edition=table.edition) if table.id in record.editions else ""
    yield Text(f"\n{title}{edition}", style="bold")
    yield drawing.draw()
    notes = drawing.notes.lines()
    yield from _listing((Text.assemble((f"[{number}] ", "dim"), kind), plain(text)) for number, kind, text in notes)
    yield from _listing(_suggestions(record.suggestions, table))


def _suggestions(suggestions: Iterable[Suggestion], table: Table) -> Iterator[tuple[Text, str]]:
    for suggestion in suggestions:
        if suggestion.cell in table.column_of:
            sentence = suggested(suggestion, suggestion.why)
            yield Text(phrase(f"suggestion_{suggestion.kind}"), style="green"), plain(sentence)


def suggested(suggestion: Suggestion, why: str) -> str:
    """A suggestion as a sentence; `why` names what it follows from."""
    others = doubt("or_perhaps", others=tuple(suggestion.alternatives)) if suggestion.alternatives else None
    return phrase("suggested", cell=suggestion.cell, value=suggestion.value, others=others, why=why)


def _statements(name: str, statements: Sequence[Statement]) -> Iterator[RenderableType]:
    yield Text(phrase(name, count=len(statements)), style="bold")
    numbered = enumerate(statements, start=1)
    yield from _listing(
        (Text(f"{number:3}."), plain(statement.text) + _answers(statement)) for number, statement in numbered
    )


def _answers(statement: Statement) -> str:
    if not isinstance(statement, Measure) or not statement.answers:
        return ""
    return phrase("answers_problems", numbers=tuple(index + 1 for index in statement.answers))


def _remaining(record: Record, layouts: Sequence[Table]) -> Iterator[RenderableType]:
    """The findings that stand below no table: those that name no cell, and the remarks."""
    placed = {address for layout in layouts for address in layout.addresses}
    rest = [finding for finding in record.findings if finding.severity == "info" or not placed & set(finding.cells)]
    if rest:
        yield Text(phrase("others_head", count=len(rest)), style="bold")
        yield from _listing((Text.assemble(severity(finding.severity)), plain(finding.message)) for finding in rest)


def _listing(lines: Iterable[tuple[Text, str]]) -> Iterator[Sheet]:
    """Marks at the left, sentences beside them with their further lines below their first; nothing for no lines."""
    sheet = Sheet.grid(padding=(0, 1))
    for mark, sentence in lines:
        sheet.add_row(mark, Text(sentence, overflow="fold"))
    if sheet.rows:
        yield sheet
