"""The plain way to have a model read: one call with the whole text and one nested model of everything."""

from __future__ import annotations

import logging
import time
from typing import Any

import instructor
from instructor.core.exceptions import InstructorRetryException
from openai import OpenAI
from openai.types import CompletionUsage
from pydantic import BaseModel, create_model

from eval.baselines.zeros import bare_record
from extract.document import Document
from extract.model.bill import Prices, usage_of
from extract.settings import ModelSettings
from schemas.form import Form, Table
from schemas.record import Measure, Problem, Reading, Record, Source, Value

# A failed reading tells of itself; what instructor would print repeats it with the model's words.
logging.getLogger("instructor").addHandler(logging.NullHandler())

PROMPT = "从下面的政府信息公开工作年度报告中提取全部数据，没有数字的填 null，问题和措施照抄原文。\n\n"


def answer_model(form: Form) -> type[BaseModel]:
    """A model with a field for every cell of the newest edition, and lists of problems and measures."""
    tables: dict[str, Any] = {name: (_table_model(table), ...) for name, table in form.editions[-1].tables.items()}
    issues: dict[str, Any] = {"problems": (list[str], ...), "measures": (list[str], ...)}
    return create_model("Report", agency=(str | None, None), year=(int | None, None), **tables, **issues)


def _table_model(table: Table) -> type[BaseModel]:
    rows: dict[str, Any] = {}
    for row in table.rows:
        columns: dict[str, Any] = {column.id: (float | None, None) for column in row.columns}
        rows[row.id] = (create_model(row.id, **columns), ...)
    return create_model(table.id, **rows)


class Unread(Exception):
    """An answer that is no answer; `spent` is what it cost all the same."""

    def __init__(self, reason: str, spent: Reading) -> None:
        super().__init__(reason)
        self.spent = spent


def read_plainly(document: Document, source: Source, form: Form, settings: ModelSettings) -> Record:
    """What the model says, believed as it is. Raises `Unread`, and whatever openai raises."""
    key = settings.api_key.get_secret_value() if settings.api_key else "none"
    client = OpenAI(
        api_key=key, base_url=settings.base_url, timeout=settings.timeout, max_retries=settings.attempts - 1
    )
    began = time.perf_counter()
    try:
        answer, completion = instructor.from_openai(client, mode=instructor.Mode.JSON).create_with_completion(
            response_model=answer_model(form),
            messages=[{"role": "user", "content": PROMPT + document.text}],
            model=settings.model,
            max_retries=0,
            strict=False,
        )
    except InstructorRetryException as error:
        raise Unread(_reason(error), _spent(error.total_usage, settings, began)) from error
    record = _record(answer.model_dump(), document, source, form)
    record.reading = _spent(completion.usage, settings, began)
    return record


def _reason(error: InstructorRetryException) -> str:
    cause = error.__cause__ or error
    return f"the answer fits no report: {str(cause).splitlines()[0] if str(cause) else type(cause).__name__}"


def _spent(usage: Any, settings: ModelSettings, began: float) -> Reading:
    """One call, with what the endpoint says it used."""
    used = usage_of(usage if isinstance(usage, CompletionUsage) else None, 0, 0)
    prices = Prices.of(settings)
    return Reading(
        reader="plain",
        model=settings.model,
        calls=used.calls,
        input_tokens=used.input_tokens,
        cached_tokens=used.cached_tokens,
        output_tokens=used.output_tokens,
        cost=prices.cost(used) if prices else None,
        seconds=time.perf_counter() - began,
    )


def _record(answer: dict[str, Any], document: Document, source: Source, form: Form) -> Record:
    tables = form.editions[-1].tables
    values = {
        table.address(row.id, column.id): _value(answer[name][row.id][column.id], column.kind == "amount")
        for name, table in tables.items()
        for row in table.rows
        for column in row.columns
    }
    record = bare_record(source, tables, values, "plain")
    record.agency, record.year = answer["agency"], answer["year"]
    for quote in answer["problems"]:
        start, end = _place(quote, document)
        record.problems.append(Problem(text=quote, quote=quote, start=start, end=end))
    for quote in answer["measures"]:
        start, end = _place(quote, document)
        record.measures.append(Measure(text=quote, quote=quote, start=start, end=end))
    return record


def _value(number: float | None, amount: bool) -> Value:
    if number is None:
        return None
    whole = number == int(number)
    return str(int(number) if whole else number) if amount or not whole else int(number)


def _place(quote: str, document: Document) -> tuple[int, int]:
    """Where a quote stands; 0 to 0 for one that does not stand in the text."""
    start = document.text.find(quote)
    return (start, start + len(quote)) if start >= 0 else (0, 0)
