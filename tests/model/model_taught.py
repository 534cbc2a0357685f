"""Made reports as the model room meets them: documents, tables with their places, a reader that knows them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache

from model_simulated import Printed, SimulatedReader
from model_stub import Body, Reply, Script

from eval.made import Made, made_report
from extract.document import Document
from extract.files import read_bytes
from extract.model.task import Task, asking
from extract.rules import read_by_rules
from extract.settings import Limits, ReaderName
from schemas.form import Form, Table, load_form
from schemas.record import Source

SUFFIXES = {"text/html": ".html", "text/markdown": ".md"}


@dataclass(frozen=True)
class TableIn:
    """One table of a made report: where it stands, and what is printed in it."""

    document: Document
    span: tuple[int, int]
    printed: Printed


@lru_cache(maxsize=64)
def report(seed: int, layout: str) -> tuple[Made, Document]:
    """A made report and the document that its text opens as."""
    made = made_report(seed, layout)
    return made, read_bytes(made.text.encode(), Limits(), SUFFIXES.get(made.media_type, ".txt"))


def task(seed: int, layout: str, reader: ReaderName) -> Task:
    """The report as the rules read it, to be completed by a model."""
    _, document = report(seed, layout)
    source = Source(path=f"{layout}-{seed}", sha256=f"{seed:064d}", media_type=document.media_type)
    return Task(document, source, read_by_rules(document), reader)


def table_in(seed: int, layout: str, table_id: str) -> TableIn:
    made, document = report(seed, layout)
    form = load_form()
    asked = asking(task(seed, layout, "model"), form).tables
    span = next(span for span, layouts in asked if layouts[0].id == table_id)
    return TableIn(document, span, printed_in(made, layout_of(made, table_id, form)))


def layout_of(made: Made, table_id: str, form: Form) -> Table:
    return next(table for table in made.labels.layouts(form) if table.id == table_id)


def printed_in(made: Made, table: Table) -> Printed:
    """What is printed in a table of a made report, as an answer writes it."""
    labels, values = made.labels, made.labels.values(load_form())
    cells: dict[str, int | str | None] = {}
    for address in table.addresses:
        state = labels.state(address)
        if state in ("blank", "absent"):
            cells[address] = None
        elif state in ("mark", "noted"):
            cells[address] = labels.texts[address]
        else:
            cells[address] = made.truth.get(address) if address in labels.undecided else values[address]
    absent = frozenset(address for address in table.addresses if labels.state(address) == "absent")
    return Printed(table, cells, absent)


def teach(reader: SimulatedReader, asked: Task, made: Made) -> None:
    """Everything that the task will ask about the tables of a made report."""
    form = load_form()
    for span, layouts in asking(asked, form).tables:
        reader.teach(asked.document.text[slice(*span)], printed_in(made, layout_of(made, layouts[0].id, form)))


def issues_answer(made: Made) -> str:
    """The right answer about the problems and measures of a made report."""
    problems = [problem.quote for problem in made.labels.problems or ()]
    measures = [[one.quote, *one.answers] for one in made.labels.measures or ()]
    return json.dumps({"problems": problems, "measures": measures}, ensure_ascii=False)


def answering(reader: SimulatedReader, issues: str) -> Script:
    """A script that answers tables by the reader and anything else by `issues`."""

    def script(body: Body) -> Reply:
        return Reply(reader.answer(body) or issues)

    return script
