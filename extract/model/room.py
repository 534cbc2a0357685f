"""One report read by rules and by a model: what is asked, and the record that the two make.

`model`: the model's tables and issues, the rules' where it gave none. `both`: the two as peers. `auto`: the rules'
tables, the model asked about those that the rules did not read whole and clean; the issues by the model.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from extract.doubts import as_read, notes
from extract.model.bill import Budget
from extract.model.claims import ClaimsReading, with_models
from extract.model.combine import settled_issues
from extract.model.faults import ModelFault
from extract.model.reader import ModelReader, ModelReadings, together
from extract.model.tables import VISION
from extract.model.task import Task, asking
from extract.reading import IssuesReading, TableReading
from extract.recording import make_record
from extract.rules import RulesReading
from extract.settings import ModelSettings
from schemas.form import Form, load_form
from schemas.record import Reading, Record


@dataclass(frozen=True)
class Completed:
    """A record, whether anything that was asked is missing from it, and the fault that ends the run, if one did."""

    record: Record
    complete: bool
    stop: ModelFault | None


class ModelRoom:
    """Completes reports through one endpoint."""

    def __init__(self, settings: ModelSettings, budget: Budget | None = None, form: Form | None = None) -> None:
        self.settings = settings
        self.reader = ModelReader(settings, budget)
        self._form = form or load_form()

    async def complete(self, task: Task) -> Completed:
        """Asks what the task needs asked, and joins the answers with the rules' reading."""
        began = time.perf_counter()
        ask = asking(task, self._form)
        read = await self.reader.read(task.document, ask)
        if read.tables and read.stop is None:
            read = together(read, await self.reader.repair(task.document, read.tables))
        reading = self._reading(task, read, time.perf_counter() - began)
        record = await asyncio.to_thread(joined, task, read, reading)
        wanted = {layouts[0].id for _, layouts in ask.tables}
        prose = (ask.issues is None or read.issues is not None) and (ask.prose is None or read.claims is not None)
        complete = wanted <= read.tables.keys() and prose
        return Completed(record, complete, read.stop)

    def _reading(self, task: Task, read: ModelReadings, seconds: float) -> Reading:
        prices = self.reader.budget.prices
        return Reading(
            reader=task.reader,
            model=self.settings.model,
            prompts=dict(read.prompts),
            calls=read.usage.calls,
            input_tokens=read.usage.input_tokens,
            cached_tokens=read.usage.cached_tokens,
            output_tokens=read.usage.output_tokens,
            cost=prices.cost(read.usage) if prices else None,
            seconds=round(task.rules.seconds + seconds, 4),
            notes=notes((*task.document.notes, *task.notes, *read.notes)),
        )


def joined(task: Task, read: ModelReadings, reading: Reading) -> Record:
    """The record of the rules' and the model's readings, as the reader of the task joins them."""
    readings = _readings(task, read.tables)
    issues = _issues(task, read.issues)
    noted = reading.model_copy(update={"notes": notes((*map(as_read, reading.notes), *issues.notes))})
    rules = _with_claims(task.rules, read.claims) if read.claims else task.rules
    return make_record(task.document, task.source, rules, readings, issues, noted)


def _with_claims(rules: RulesReading, model: ClaimsReading) -> RulesReading:
    remarks = replace(rules.remarks, claims=with_models(rules.remarks.claims, model.claims))
    return replace(rules, remarks=remarks)


def _readings(task: Task, model: Mapping[str, TableReading]) -> list[Mapping[str, TableReading]]:
    """The readings to be fused. Under `model` the rules' stand where it gave none, and beside what it saw on a page,
    where they alone know the places."""
    alone = {name for name, table in model.items() if task.reader == "model" and table.reader != VISION}
    return [{name: table for name, table in task.rules.tables.items() if name not in alone}, task.rules.page, model]


def _issues(task: Task, model: IssuesReading | None) -> IssuesReading:
    if task.reader == "model" and model is not None:
        return model
    issues = settled_issues(task.rules.issues, model)
    return issues if task.reader == "both" else replace(issues, notes=() if issues is model else issues.notes)


@asynccontextmanager
async def model_room(settings: ModelSettings) -> AsyncIterator[ModelRoom]:
    """A room for a run, closed at the end."""
    room = ModelRoom(settings)
    try:
        yield room
    finally:
        await room.reader.close()
