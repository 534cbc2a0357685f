"""A table by a language model: the question, and the reading that its answer becomes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from extract.document import Document
from extract.model.answers import TableAnswer, printed, table_answer, widths
from extract.model.ground import ground
from extract.model.requests import Question
from extract.reading import ABSENT, CellReading, TableReading
from extract.tables.units import other_units
from extract.wording.labels import table_title
from prompts import load_prompt
from schemas.form import Column, Row, Table

READER = "model"
VISION = "vision"
"""The reader that looked at the page."""
SENTENCE = 20


def table_question(document: Document, span: tuple[int, int], layouts: Sequence[Table]) -> Question[TableAnswer]:
    """The question about the table in `text[span]`, which is printed in one of `layouts` (the likeliest first)."""
    prompt = load_prompt("table")
    text = document.text[slice(*span)].strip("\n")
    messages = prompt.messages(layouts=said_layouts(layouts), mark=mark_of(text), text=text)
    return Question(prompt, messages, table_answer(tuple(layouts)))


def table_reading(document: Document, span: tuple[int, int], answer: TableAnswer) -> TableReading:
    """The answer as a reading: every number found in the text of its row, or doubted."""
    table = answer.layout
    notes = tuple(other_units(table, document.text[slice(*span)]))
    return TableReading(table, ground(document, span, table, answer.values(widths(table))), READER, span, notes)


def picture_question(jpegs: Sequence[bytes], layouts: Sequence[Table]) -> Question[TableAnswer]:
    """The same question about a table on pictures of its pages, in order."""
    prompt = load_prompt("table_image")
    messages = prompt.messages(layouts=said_layouts(layouts), title=table_title(layouts[0].id))
    return Question(prompt, messages, table_answer(tuple(layouts))).with_pictures(jpegs)


def picture_reading(rules: TableReading, answer: TableAnswer) -> TableReading:
    """The answer as a reading of its own, to be compared: no text tells where a model saw a number.

    A cell that the rules read too stands where they found it. The model names each row that it reads: its label speaks.
    """
    table = answer.layout
    given = answer.values(widths(table))
    cells = {
        table.address(row.id, column.id): _seen(given[row.id], index, column, rules, table.address(row.id, column.id))
        for row in table.rows
        for index, column in enumerate(row.columns)
    }
    return TableReading(table, cells, VISION, rules.span)


def _seen(
    values: Sequence[int | str | None] | None, index: int, column: Column, rules: TableReading, address: str
) -> CellReading:
    if values is None:
        return ABSENT
    value, known = values[index], rules.cells.get(address, ABSENT)
    said = printed(value)
    text = "" if value is None else str(value)
    return CellReading(said.value(column.kind), text, said.state, known.where, evidence=frozenset({"label"}))


def mark_of(text: str) -> str:
    """A mark for the ends of a text that the text itself cannot hold, since it is made from all of it."""
    return hashlib.sha256(text.encode()).hexdigest()[:6]


def said_layouts(layouts: Sequence[Table]) -> str:
    """The rows and columns of the layouts as the prompt states them; what two layouts share is said once."""
    if len(layouts) == 1:
        return "\n".join(_rows(layouts[0], {}))
    said: dict[str, str] = {}
    parts = ["原文是下列版式之一，只按那一种写："]
    for number, table in enumerate(layouts, 1):
        parts += [f"版式{number}", *_rows(table, said)]
    return "\n".join(parts)


def _short(row: Row) -> str:
    """The label, or where that is a sentence its shortest other wording."""
    return row.label if len(row.label) <= SENTENCE else min(row.wordings, key=len)


def _rows(table: Table, said: dict[str, str]) -> list[str]:
    lines: list[str] = []
    columns = ""
    groups: set[str] = set()
    for row in table.rows:
        header = "、".join(column.label for column in row.columns)
        if header != columns:
            lines.append(f"列：{header}")
            columns = header
        label = replace(row, label=_short(row), note="").printed()
        for group in reversed(table.group_path(row)):
            if group.number and group.id not in groups:
                label = f"{group.number}{group.label} {label}"
            groups.add(group.id)
        lines.append(row.id if said.get(row.id) == row.label else f"{row.id} {label}")
        said[row.id] = row.label
    return lines
