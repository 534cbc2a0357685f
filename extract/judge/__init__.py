"""From readings to a judgement: the edit rules applied, each cell's trust, findings and suggestions.

No language model is asked here, and nothing here can reach one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from extract.judge import findings as say
from extract.judge.absence import absences
from extract.judge.agreement import Tables, compare, differences
from extract.judge.edits import weigh_all
from extract.judge.evidence import Evidence
from extract.judge.fusion import Fused, fuse
from extract.judge.impute import impute
from extract.judge.localize import locate
from extract.judge.plausible import plausibility
from extract.judge.rulebook import EMPTY, Rulebook, RulesError, load_rulebook
from extract.judge.serial import serials_doubted
from extract.judge.trust import doubtful, told, trusted
from extract.judge.verdict import Question, questions
from extract.prose.patterns import claim_patterns
from extract.reading import ABSENT, CellReading, TableReading
from schemas.form import Form, Table, load_form
from schemas.record import Cell, Check, Claim, Finding, Suggestion, TableValues

__all__ = ["EMPTY", "Judgement", "Question", "Rulebook", "RulesError", "judge", "load_rulebook", "whole_findings"]


@dataclass
class Judgement:
    """What is printed and what the rules say of it, in the shapes of `schemas.record.Record`."""

    editions: dict[str, str] = field(default_factory=dict)
    tables: dict[str, TableValues] = field(default_factory=dict)
    cells: dict[str, Cell] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    layouts: dict[str, Table] = field(default_factory=dict)
    """The layout of each table, by its id; not part of the record."""
    whole: set[str] = field(default_factory=set)
    """The tables beside which nothing is left over; not part of the record."""
    questions: list[Question] = field(default_factory=list)
    """What another look at the page could settle; not part of the record."""


def judge(
    readings: Sequence[Mapping[str, TableReading]],
    form: Form | None = None,
    rulebook: Rulebook = EMPTY,
    left_over: Collection[str] = (),
) -> Judgement:
    """Judge the tables of one report.

    Each mapping is one reader's tables by table id. What is printed is what most evidence speaks for (`fusion`), and
    is never changed: what the rules imply stands in `suggestions`. `left_over`: the tables beside whose cells numbers
    are left that nobody accounted for.
    """
    form = form or load_form()
    if not any(readings):
        return Judgement()  # a report of a time before the form: no table is lost
    return judge_fused([fuse(of_table) for of_table in tables_of(readings, form)], form, rulebook, left_over)


def judge_fused(
    tables: Iterable[Fused], form: Form, rulebook: Rulebook = EMPTY, left_over: Collection[str] = ()
) -> Judgement:
    """The same of tables whose readings are one already."""
    judgement = Judgement()
    for fused in tables:
        if len(form.variants_of(fused.table.id)) > 1:
            judgement.editions[fused.table.id] = fused.table.edition
        _judge_table(fused, rulebook, judgement, fused.table.id not in left_over)
    return judgement


def tables_of(readings: Sequence[Mapping[str, TableReading]], form: Form) -> Iterator[list[TableReading]]:
    """The readings of each table of the form; a table that no reader returned is all absent."""
    for table_id in form.table_ids:
        given = [reading[table_id] for reading in readings if table_id in reading]
        table = form.variants_of(table_id)[0]
        yield given or [TableReading(table, dict.fromkeys(table.addresses, ABSENT), "none")]


def whole_findings(
    judgement: Judgement,
    claims: Sequence[Claim],
    agency: str | None,
    year: int | None,
    form: Form | None = None,
    rulebook: Rulebook = EMPTY,
) -> list[Finding]:
    """Findings on the report as a whole: prose against tables, tables against year and kind of body."""
    form = form or load_form()
    tables = Tables(judgement.layouts, judgement.tables, judgement.cells, agency)
    compared = list(compare(claims, tables, (*rulebook.claims, *claim_patterns(form))))
    agreed = [one.cells[0] for one in compared if one.accord == "agrees" and len(one.cells) == 1]
    told(judgement.cells, agreed, judgement.whole)
    return [
        *differences(compared),
        *plausibility(judgement.tables, judgement.layouts, judgement.cells, agency, year, form),
    ]


def _judge_table(fused: Fused, rulebook: Rulebook, judgement: Judgement, is_whole: bool) -> None:
    first = fused.table
    table, cells = rulebook.hard(first), serials_doubted(first, fused.cells)
    fused = fused.having(cells)
    weighings = weigh_all(table, cells)
    soft = weigh_all(rulebook.soft(first), cells)
    evidence = Evidence(cells, fused.differing, fused.readers, is_whole)
    locations = locate(table, evidence)
    accused = say.accusations(table, weighings, locations)
    judgement.layouts[table.id] = first
    judgement.whole |= {table.id} if is_whole else set()
    judgement.tables[table.id] = printed(table, cells)
    judgement.cells |= trusted(fused, weighings, accused, is_whole)
    judgement.checks += say.checks([*weighings, *soft])
    judgement.findings += [
        *say.broken(table, evidence, weighings, locations),
        *say.soft(table, soft),
        *absences(table, cells),
        *say.layouts_differ(fused.reading, fused.others),
        *say.remarks(fused.reading),
    ]
    judgement.suggestions += [
        *say.repairs(evidence, weighings, locations),
        *impute(table, cells, doubtful(cells) | accused.keys()),
    ]
    judgement.questions += questions(evidence, locations)


def printed(table: Table, cells: Mapping[str, CellReading]) -> TableValues:
    """The printed values by row and column; None where no number was printed or found."""
    return {
        row.id: {column.id: cells[table.address(row.id, column.id)].value for column in row.columns}
        for row in table.rows
    }
