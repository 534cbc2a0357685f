"""What the reports of a run state in their section 五, with who, when and where: the material of the summary."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, get_args

from extract.summary.codebook import Kind
from extract.summary.coder import Coding, RuleCoder
from extract.summary.places import Place, place_of
from extract.text.normal import name_key
from schemas.form import load_form
from schemas.record import Record
from schemas.record import Statement as Stated

State = Literal["stated", "none", "empty", "missing", "whole"]
STATES: tuple[State, ...] = get_args(State)
"""Of section 五: states something, says that there is nothing (无), is empty, was not found, or takes in the tables
(a copy of the whole report, or a heading that was lost): then its statements are not counted."""

_NOTHING = frozenset(
    {"无", "暂无", "没有", "无问题", "不存在", "无此情况", "不涉及", "无存在问题", "本年度无", "/", "-", "—", "无。"}
)
_NO_PROBLEM = ("无存在", "不存在问题", "无主要问题", "无问题", "未发现问题")
_ROW = re.compile(r"(?:(?<!\S)[\d.]+\s+){4}")
"""Numbers in a row, as a table prints them and no sentence does."""

UNCODED = Coding((), {})


@dataclass(slots=True)
class Statement:
    """A problem or a measure. `ref` is unique in a summary: P1, P2, … and M1, M2, …"""

    ref: str
    kind: Kind
    text: str
    quote: str
    start: int
    end: int
    report: Report = field(repr=False)
    coding: Coding = UNCODED
    answers: tuple[str, ...] = ()
    """Of a measure: the problems it answers as the reader of the report linked them."""
    wording: int = -1
    """Statements of one wording have one number."""

    @property
    def themes(self) -> tuple[str, ...]:
        return self.coding.themes


@dataclass(slots=True)
class Report:
    """One report. `key` tells agencies apart: the name without spaces, or the record where no name was read."""

    ref: str
    id: str
    path: str
    agency: str | None
    key: str
    year: int | None
    place: Place
    state: State
    problems: list[Statement] = field(default_factory=list)
    measures: list[Statement] = field(default_factory=list)

    @property
    def statements(self) -> list[Statement]:
        return sorted([*self.problems, *self.measures], key=lambda statement: statement.start)


@dataclass(frozen=True)
class Corpus:
    """All reports of a run."""

    reports: Sequence[Report]

    @cached_property
    def problems(self) -> list[Statement]:
        return [statement for report in self.reports for statement in report.problems]

    @cached_property
    def measures(self) -> list[Statement]:
        return [statement for report in self.reports for statement in report.measures]

    @cached_property
    def statements(self) -> list[Statement]:
        return [*self.problems, *self.measures]

    @cached_property
    def by_ref(self) -> dict[str, Statement]:
        return {statement.ref: statement for statement in self.statements}

    def of_kind(self, kind: Kind) -> list[Statement]:
        return self.problems if kind == "problem" else self.measures

    @cached_property
    def agencies(self) -> int:
        return len({report.key for report in self.reports})

    @cached_property
    def years(self) -> list[int]:
        return sorted({report.year for report in self.reports if report.year is not None})

    def with_state(self, state: State) -> list[Report]:
        return [report for report in self.reports if report.state == state]


def gather(records: Iterable[Record]) -> Corpus:
    """The corpus of some records, in their order."""
    counters = {"P": 0, "M": 0}
    reports = [_report(f"R{number}", record, counters) for number, record in enumerate(records, 1)]
    return Corpus(reports)


def code(corpus: Corpus, coder: RuleCoder) -> None:
    """Codes every statement by rules."""
    for statement in corpus.statements:
        statement.coding = coder.code(statement.text, statement.kind)


def _report(ref: str, record: Record, counters: dict[str, int]) -> Report:
    agency = " ".join((record.agency or "").split()) or None
    key = name_key(agency) if agency else f"record {record.id}"
    report = Report(ref, record.id, record.source.path, agency, key, record.year, place_of(agency), _state(record))
    if report.state == "stated":
        problems = dict(_taken(record.problems, "problem", report, counters))
        measures = dict(_taken(record.measures, "measure", report, counters))
        for index, measure in measures.items():
            linked = (problems.get(answered) for answered in record.measures[index].answers)
            measure.answers = tuple(problem.ref for problem in linked if problem)
        report.problems, report.measures = list(problems.values()), list(measures.values())
    return report


def _state(record: Record) -> State:
    number = load_form().issues_section
    section = next((section for section in record.sections if section.number == number), None)
    if section is None and not (record.problems or record.measures):
        return "missing"
    if section and any(
        _within(cell.where.start, section.start, section.end) for cell in record.cells.values() if cell.where
    ):
        return "whole"
    if any(_ROW.search(f"{statement.quote} ") for statement in (*record.problems, *record.measures)):
        return "whole"
    said = [statement for statement in (*record.problems, *record.measures) if not _nothing(statement.text)]
    if said:
        return "stated"
    return "none" if record.problems or record.measures else "empty"


def _within(start: int | None, first: int, last: int) -> bool:
    return start is not None and first <= start < last


def _nothing(text: str) -> bool:
    said = "".join(text.split()).rstrip("。.；;")
    return not said or said in _NOTHING or (len(said) <= 16 and any(word in said for word in _NO_PROBLEM))


def _taken(
    stated: Sequence[Stated], kind: Kind, report: Report, counters: dict[str, int]
) -> Iterator[tuple[int, Statement]]:
    """The statements that say something, each with its index in the record."""
    letter = "P" if kind == "problem" else "M"
    for index, given in enumerate(stated):
        if not _nothing(given.text):
            counters[letter] += 1
            ref = f"{letter}{counters[letter]}"
            yield index, Statement(ref, kind, given.text, given.quote, given.start, given.end, report)
