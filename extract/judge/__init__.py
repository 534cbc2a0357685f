"""From readings to a judgement: the edit rules applied, each cell's trust, findings and suggestions.

No language model is asked here, and nothing here can reach one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from extract.judge import findings as say
from extract.judge.absence import absences
from extract.judge.edits import weigh_all
from extract.judge.evidence import Evidence
from extract.judge.impute import impute
from extract.judge.localize import locate
from extract.judge.readers import differing, other_layouts, tables_of
from extract.judge.trust import doubtful, trusted
from extract.judge.verdict import Question, questions
from extract.reading import CellReading, TableReading
from schemas.form import Form, Table, load_form
from schemas.record import Cell, Check, Finding, Suggestion, TableValues

__all__ = ["Judgement", "Question", "judge"]


@dataclass
class Judgement:
    """What is printed and what the rules say of it, in the shapes of `schemas.record.Record`."""

    editions: dict[str, str] = field(default_factory=dict)
    tables: dict[str, TableValues] = field(default_factory=dict)
    cells: dict[str, Cell] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    """What another look at the page could settle; not part of the record."""


def judge(readings: Sequence[Mapping[str, TableReading]], form: Form | None = None) -> Judgement:
    """Judge the tables of one report.

    Each mapping is one reader's tables by table id; of the readers that found a table the first one's values
    are printed, the others' compared. Values are never changed: what the rules imply stands in `suggestions`.
    """
    form = form or load_form()
    judgement = Judgement()
    for table_id, of_table in tables_of(readings, form).items():
        if len(form.variants_of(table_id)) > 1:
            judgement.editions[table_id] = of_table[0].table.edition
        _judge_table(of_table, judgement)
    return judgement


def _judge_table(readings: Sequence[TableReading], judgement: Judgement) -> None:
    first = readings[0]
    table, cells = first.table, first.cells
    weighings = weigh_all(table, cells)
    differ = differing(readings)
    evidence = Evidence(cells, differ, len(readings) - len(other_layouts(readings)))
    locations = locate(table, evidence)
    accused = say.accusations(table, weighings, locations)
    judgement.tables[table.id] = printed(table, cells)
    judgement.cells |= trusted(cells, weighings, accused, differ)
    judgement.checks += say.checks(weighings)
    judgement.findings += [
        *say.broken(table, evidence, weighings, locations),
        *absences(table, cells),
        *say.layouts_differ(first, other_layouts(readings)),
        *say.remarks(first),
    ]
    judgement.suggestions += [
        *say.repairs(evidence, weighings, locations),
        *impute(table, cells, doubtful(cells, differ) | accused.keys()),
    ]
    judgement.questions += questions(evidence, locations)


def printed(table: Table, cells: Mapping[str, CellReading]) -> TableValues:
    """The printed values by row and column; None where no number was printed or found."""
    return {
        row.id: {column.id: cells[table.address(row.id, column.id)].value for column in row.columns}
        for row in table.rows
    }
