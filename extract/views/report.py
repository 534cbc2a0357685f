"""One report in the terminal: its tables as the form lays them out, and all that was found in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console, RenderableType
from rich.table import Table as Sheet
from rich.text import Text

from extract.judge.again import layout_of
from extract.text.numerals import numeral
from extract.views.notes import SEVERITIES, Notes
from extract.views.plain import plain
from extract.views.sheet import Drawing
from extract.wording.labels import cell_label
from schemas.form import Form, Table, load_form
from schemas.record import Measure, Record, Statement, Suggestion

KINDS = {"imputed": "推算", "repair": "改正"}


def show(record: Record, console: Console, form: Form | None = None) -> None:
    """Print a record: head, tables with their notes and suggestions, problems, measures, other findings."""
    form = form or load_form()
    layouts = [layout_of(record, table_id, form) for table_id in form.table_ids]
    for part in (
        _head(record),
        *(_table(Drawing(record, layout, Notes(record, layout), console.width), form) for layout in layouts),
        _statements("问题", record.problems),
        _statements("措施", record.measures),
        _remaining(record, layouts),
    ):
        for line in part:
            console.print(line)


def _head(record: Record) -> Iterator[RenderableType]:
    agency = plain(record.agency) if record.agency else "（机关未识别）"
    year = f"{record.year}年度" if record.year else "（年度未识别）"
    yield Text(f"{agency}  {year}", style="bold")
    for path in (record.source.path, *record.source.other_paths):
        yield Text(f"来源  {plain(path)}", style="dim")
    reading = record.reading
    model = f"  模型  {plain(reading.model)}" if reading.model else ""
    yield Text(f"编号  {record.id}  读法  {plain(reading.reader)}{model}", style="dim")
    for note in reading.notes:
        yield Text(plain(note.text), style="yellow")


def _table(drawing: Drawing, form: Form) -> Iterator[RenderableType]:
    record, table = drawing.record, drawing.table
    section = next((section for section in form.sections if section.table == table.id), None)
    title = f"{numeral(section.number)}、{section.title}" if section else table.id
    edition = f"（{table.edition}年版）" if table.id in record.editions else ""
    yield Text(f"\n{title}{edition}", style="bold")
    yield drawing.draw()
    notes = drawing.notes.lines()
    yield from _listing((Text.assemble((f"[{number}] ", "dim"), kind), plain(text)) for number, kind, text in notes)
    yield from _listing(_suggestions(record.suggestions, table))


def _suggestions(suggestions: Iterable[Suggestion], table: Table) -> Iterator[tuple[Text, str]]:
    for suggestion in suggestions:
        if suggestion.cell in table.column_of:
            others = "、".join(str(value) for value in suggestion.alternatives)
            others = f"，也可能是{others}" if others else ""
            label = cell_label(table, suggestion.cell)
            sentence = f"{label}：{suggestion.value}{others}（依据{suggestion.why}）"
            yield Text(KINDS[suggestion.kind], style="green"), plain(sentence)


def _statements(name: str, statements: Sequence[Statement]) -> Iterator[RenderableType]:
    yield Text(f"\n{name} {len(statements)}", style="bold")
    numbered = enumerate(statements, start=1)
    yield from _listing(
        (Text(f"{number:3}."), plain(statement.text) + _answers(statement)) for number, statement in numbered
    )


def _answers(statement: Statement) -> str:
    if not isinstance(statement, Measure) or not statement.answers:
        return ""
    return f"（针对问题{'、'.join(str(index + 1) for index in statement.answers)}）"


def _remaining(record: Record, layouts: Sequence[Table]) -> Iterator[RenderableType]:
    """The findings that stand below no table: those that name no cell, and the remarks."""
    placed = {address for layout in layouts for address in layout.addresses}
    rest = [finding for finding in record.findings if finding.severity == "info" or not placed & set(finding.cells)]
    if rest:
        yield Text(f"\n其他 {len(rest)}", style="bold")
        yield from _listing((Text.assemble(SEVERITIES[finding.severity]), plain(finding.message)) for finding in rest)


def _listing(lines: Iterable[tuple[Text, str]]) -> Iterator[Sheet]:
    """Marks at the left, sentences beside them with their further lines below their first; nothing for no lines."""
    sheet = Sheet.grid(padding=(0, 1))
    for mark, sentence in lines:
        sheet.add_row(mark, Text(sentence, overflow="fold"))
    if sheet.rows:
        yield sheet
