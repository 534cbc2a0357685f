"""A report read by a language model: its questions asked together, its faults told, its bill kept.

`ModelReader` belongs to one event loop and is shared by a whole run.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from pydantic import BaseModel

from extract.document import Document
from extract.doubts import Doubt, doubt
from extract.model.bill import Budget, Usage
from extract.model.cache import Cache
from extract.model.claims import ClaimsReading, claims_question, claims_reading
from extract.model.endpoint import Endpoint, Tally
from extract.model.faults import ModelFault
from extract.model.issues import issues_question, issues_reading
from extract.model.repair import Suspects, repair_question, repaired, suspects_of
from extract.model.requests import Question
from extract.model.tables import VISION, picture_question, picture_reading, table_question, table_reading
from extract.model.task import Ask as Ask
from extract.model.task import Prose, Span
from extract.reading import IssuesReading, TableReading
from extract.settings import ModelSettings
from prompts import Prompt
from schemas.form import Table, load_form

Answer = TypeVar("Answer", bound=BaseModel)

UNANSWERED, ASKED_TABLE, ASKED_ISSUES = "model_unanswered", "asked_table", "asked_issues"
"""The codes of the note on a question that got no answer, and of what was asked."""


@dataclass(frozen=True)
class ModelReadings:
    """What the model read, and what it cost.

    `prompts` are the stamps of the prompts used, by id; `notes` say what could not be read and why;
    `stop` is the fault after which no further call of the run can succeed, if there was one.
    """

    tables: Mapping[str, TableReading] = field(default_factory=dict)
    issues: IssuesReading | None = None
    claims: ClaimsReading | None = None
    usage: Usage = field(default_factory=Usage)
    prompts: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Doubt, ...] = ()
    stop: ModelFault | None = None


class ModelReader:
    """Reads tables and issues through one endpoint."""

    def __init__(self, settings: ModelSettings, budget: Budget | None = None, cache: Cache | None = None) -> None:
        self.endpoint = Endpoint(settings, budget, cache)

    @property
    def budget(self) -> Budget:
        """What the run has used so far, over all reports."""
        return self.endpoint.budget

    async def close(self) -> None:
        await self.endpoint.close()

    async def read(self, document: Document, ask: Ask) -> ModelReadings:
        """All that is asked for, asked at the same time: at most one question a table, for the issues, for the prose.

        A question that fails leaves its part out and a note; nothing is raised.
        """
        asked = _Asked(self.endpoint)
        tables = [self._table(asked, document, ask, span, layouts) for span, layouts in ask.tables]
        prose = self._issues(asked, document, ask.issues), self._claims(asked, document, ask.prose)
        *read, issues, claims = await asyncio.gather(*tables, *prose)
        found = {reading.table.id: reading for reading in read if isinstance(reading, TableReading)}
        readings = asked.readings(
            found,
            issues if isinstance(issues, IssuesReading) else None,
            claims.dropped if isinstance(claims, ClaimsReading) else 0,
        )
        return replace(readings, claims=claims) if isinstance(claims, ClaimsReading) else readings

    async def repair(self, document: Document, readings: Mapping[str, TableReading]) -> ModelReadings:
        """The readings with their suspect rows asked about once more, in one call for all tables, if there are any.

        What was read from pictures is not: it is held against the rules' reading.
        """
        suspects = suspects_of([reading for reading in readings.values() if reading.reader != VISION])
        asked = _Asked(self.endpoint)
        if not suspects:
            return asked.readings(readings, None)
        answer = await asked.answer(repair_question(document, suspects), _rows_said(suspects))
        if answer is None:
            return asked.readings(readings, None)
        mended = {one.reading.table.id: repaired(document, one, answer) for one in suspects}
        return asked.readings({**readings, **mended}, None)

    async def _table(
        self, asked: _Asked, document: Document, ask: Ask, span: Span, layouts: tuple[Table, ...]
    ) -> TableReading | None:
        title = doubt(ASKED_TABLE, table=layouts[0].id)
        if jpegs := ask.pictures.get(layouts[0].id):
            seen = await asked.answer(picture_question(jpegs, layouts), title)
            return picture_reading(ask.rules[layouts[0].id], seen) if seen is not None else None
        answer = await asked.answer(table_question(document, span, layouts), title)
        return table_reading(document, span, answer) if answer is not None else None

    async def _issues(self, asked: _Asked, document: Document, span: Span | None) -> IssuesReading | None:
        if span is None or not document.text[slice(*span)].strip():
            return None
        answer = await asked.answer(issues_question(document, span), Doubt(ASKED_ISSUES))
        return issues_reading(document, span, answer) if answer is not None else None

    async def _claims(self, asked: _Asked, document: Document, prose: Prose | None) -> ClaimsReading | None:
        if prose is None:
            return None
        answer = await asked.answer(claims_question(document, prose, load_form()), Doubt("asked_claims"))
        return claims_reading(document, prose, answer, load_form()) if answer is not None else None


class _Asked:
    """The questions of one report."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._tally = Tally()
        self._prompts: dict[str, str] = {}
        self._notes: list[Doubt] = []
        self._stop: ModelFault | None = None

    async def answer(self, question: Question[Answer], what: Doubt) -> Answer | None:
        self._use(question.prompt)
        try:
            return await self._endpoint.ask(question, self._tally)
        except ModelFault as fault:
            self._notes.append(doubt(UNANSWERED, what=what, fault=fault.said))
            self._stop = fault if fault.lasting else self._stop
            return None

    def _use(self, prompt: Prompt) -> None:
        self._prompts[prompt.id] = prompt.stamp

    def readings(
        self, tables: Mapping[str, TableReading], issues: IssuesReading | None, lost: int = 0
    ) -> ModelReadings:
        """What was read; `lost` counts the figures that do not stand in the source."""
        notes = list(self._notes)
        if self._tally.usage.guessed:
            notes.append(Doubt("usage_guessed"))
        if issues is not None and issues.dropped:
            notes.append(doubt("quotes_dropped", count=issues.dropped))
        if lost:
            notes.append(doubt("figures_dropped", count=lost))
        usage, prompts = self._tally.usage, self._prompts
        return ModelReadings(tables, issues, None, usage, prompts, tuple(notes), self._stop)


def _rows_said(suspects: Sequence[Suspects]) -> Doubt:
    return doubt("asked_rows", count=sum(len(one.rows) for one in suspects))


def together(first: ModelReadings, then: ModelReadings) -> ModelReadings:
    """The readings of `then`, with the calls, prompts and notes of both."""
    return replace(
        then,
        issues=then.issues or first.issues,
        claims=then.claims or first.claims,
        usage=first.usage + then.usage,
        prompts={**first.prompts, **then.prompts},
        notes=tuple(dict.fromkeys((*first.notes, *then.notes))),
        stop=then.stop or first.stop,
    )
