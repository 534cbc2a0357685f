"""One more call about a report's suspect rows: which equations fail, what was read, what does the source say?

Only rows whose reading is in doubt are asked about: where every number of a broken rule stands in the source just as it
was read, the report itself prints numbers that do not add up, and asking again would only tempt the model to mend them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from extract.document import Document
from extract.judge.edits import Weighing, as_value, weigh_all
from extract.model.answers import RepairAnswer, repair_answer
from extract.model.ground import COUNT, NOT_HERE, ground
from extract.model.requests import Question
from extract.model.tables import mark_of
from extract.reading import CellReading, TableReading
from extract.wording.labels import place_of
from prompts import load_prompt
from schemas.form import Row

SURE = 0.9
"""From this confidence of the recognition engine on, a digit counts as certain."""


@dataclass(frozen=True)
class Suspects:
    """The suspect rows of one table, and the equations that fail over it."""

    reading: TableReading
    rows: tuple[Row, ...]
    broken: tuple[Weighing, ...]

    def address(self, row: Row) -> str:
        return f"{self.reading.table.id}.{row.id}"


def suspects_of(readings: Sequence[TableReading]) -> list[Suspects]:
    """The tables with rows worth asking about again."""
    found = [_suspects(reading) for reading in readings if reading.found and reading.span]
    return [suspects for suspects in found if suspects.rows]


def _suspects(reading: TableReading) -> Suspects:
    broken = [w for w in weigh_all(reading.table, reading.cells) if w.outcome == "broken"]
    pointed = {address for weighing in broken for address in weighing.equation.cells}
    rows = tuple(row for row in reading.table.rows if _is_suspect(reading, row, pointed))
    return Suspects(reading, rows, tuple(broken))


def _is_suspect(reading: TableReading, row: Row, pointed: set[str]) -> bool:
    addresses = [reading.table.address(row.id, column.id) for column in row.columns]
    cells = [reading.cells[address] for address in addresses]
    if any(_unfound(cell) for cell in cells):
        return True
    return bool(pointed & set(addresses)) and any(_uncertain(cell) for cell in cells)


def _unfound(cell: CellReading) -> bool:
    return any(doubt.code in (NOT_HERE, COUNT.code) for doubt in cell.doubts)


def _uncertain(cell: CellReading) -> bool:
    return bool(cell.doubts) or cell.state == "absent" or (cell.confidence is not None and cell.confidence < SURE)


def repair_question(document: Document, suspects: Sequence[Suspects]) -> Question[RepairAnswer]:
    """The question about the suspect rows of a report, all its tables together."""
    prompt = load_prompt("repair")
    spans = sorted({one.reading.span for one in suspects if one.reading.span})
    text = "\n".join(document.text[slice(*span)].strip("\n") for span in spans)
    equations = [_sentence(one, weighing) for one in suspects for weighing in one.broken]
    messages = prompt.messages(
        rows="\n".join(line for one in suspects for line in _rows(one)),
        equations="\n".join(equations) or "（无；这些数在原文的该行中找不到）",
        mark=mark_of(text),
        text=text,
    )
    expected = {one.address(row): len(row.columns) for one in suspects for row in one.rows}
    return Question(prompt, messages, repair_answer(expected))


def _rows(suspects: Suspects) -> Iterator[str]:
    for row in suspects.rows:
        columns = "、".join(column.label for column in row.columns)
        yield f"{suspects.address(row)} {row.printed()}，列：{columns}；上次所抄：{_said(suspects.reading, row)}"


def _said(reading: TableReading, row: Row) -> str:
    cells = [reading.cells[reading.table.address(row.id, column.id)] for column in row.columns]
    return ",".join(cell.text or "null" for cell in cells)


def _sentence(suspects: Suspects, weighing: Weighing) -> str:
    place = place_of(suspects.reading.table, weighing.equation)
    left, right = as_value(weighing.left), as_value(weighing.right)
    return f"{place}：{weighing.equation.rule.says}，而所抄的数左边为{left}，右边为{right}"


def repaired(document: Document, suspects: Suspects, answer: RepairAnswer) -> TableReading:
    """The reading with the changes that stand in the source and break no further rule."""
    reading = suspects.reading
    given = answer.values(answer.expected)
    asked = {row.id: given[suspects.address(row)] for row in suspects.rows}
    span = reading.span or (0, 0)
    again = ground(document, span, reading.table, {**_values(reading), **asked})
    cells = {
        address: again[address] if _better(again[address], cell, address, asked) else cell
        for address, cell in reading.cells.items()
    }
    changed = replace(reading, cells=cells)
    return changed if _broken(changed) <= _broken(reading) else reading


def _better(new: CellReading, old: CellReading, address: str, asked: Mapping[str, object]) -> bool:
    stands = not new.doubts and new.state != "absent"
    return stands and address.split(".")[1] in asked and (bool(old.doubts) or new != old)


def _values(reading: TableReading) -> dict[str, list[int | str | None] | None]:
    """What was read, in the shape of an answer."""
    values: dict[str, list[int | str | None] | None] = {}
    for row in reading.table.rows:
        cells = [reading.cells[reading.table.address(row.id, column.id)] for column in row.columns]
        lost = all(cell.state == "absent" for cell in cells)
        values[row.id] = None if lost else [cell.text or None for cell in cells]
    return values


def _broken(reading: TableReading) -> int:
    return sum(weighing.outcome == "broken" for weighing in weigh_all(reading.table, reading.cells))
