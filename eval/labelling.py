"""Fixtures begun from a reading, for a person to correct; and confirmed once they are right."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from eval.fixture import PLAIN_TEXT, Fixture, FixtureError, check_fixture
from eval.labels import (
    LabelledMeasure,
    LabelledProblem,
    LabelledSection,
    Labels,
    LabelsError,
    Number,
    Passage,
    load_labels,
    save_labels,
)
from eval.readers import Failed, digest, make_readers
from eval.scoring import CellOutcome, compare_cells
from extract.doubts import texts
from schemas.form import Form, Table, load_form
from schemas.record import Record, SectionSpan, State, Statement, Value

LABELS = "labels.json"
LOOK = "look at "
"""Begins the notes that tell a person what to look at; confirming takes them out."""


def begin_fixture(source: Path, folder: Path, name: str | None = None, reader: str = "rules") -> Fixture:
    """A new folder below `folder` with a copy of the report and labels as they were read, unconfirmed.

    Raises `FixtureError` where the report cannot be read or the folder is there already.
    """
    form = load_form()
    if not source.is_file():
        raise FixtureError("no_such_file", place=source)
    home = folder / (name or re.sub(r"[^\w.-]+", "-", source.stem))
    if home.exists():
        raise FixtureError("fixture_is_there", place=home)
    [outcome] = make_readers([reader], [], form)[0].read({source.name: source}).values()
    if isinstance(outcome, Failed):
        raise FixtureError(outcome.reason, place=source)
    copied = f"report{source.suffix.lower()}"
    labels = labels_of(outcome, copied, form)
    labels.source_sha256 = digest(source)
    home.mkdir(parents=True)
    shutil.copyfile(source, home / copied)
    save_labels(labels, home / LABELS)
    return Fixture(home.name, home / copied, labels)


def labels_of(record: Record, source: str, form: Form) -> Labels:
    """The labels that a record would have if it were right, unconfirmed, with notes on what it doubts itself."""
    located = Path(source).suffix in PLAIN_TEXT
    layouts = [_layout(record, name, form) for name in form.table_ids]
    return Labels(
        source=source,
        origin=f"The file {record.source.path.rsplit('/', 1)[-1]}, labelled by hand from a reading.",
        layout="unknown",
        agency=record.agency,
        year=record.year,
        editions={layout.id: layout.edition for layout in layouts if len(form.variants_of(layout.id)) > 1},
        tables={layout.id: _rows(record, layout) for layout in layouts},
        states={a: state for layout in layouts for a in layout.addresses if (state := _state(record, a)) != "number"},
        texts={a: cell.text for a, cell in record.cells.items() if cell.state in ("noted", "mark")},
        sections=[_section(section, located) for section in record.sections],
        problems=[LabelledProblem(**_passage(problem, located).model_dump()) for problem in record.problems],
        measures=[
            LabelledMeasure(**_passage(measure, located).model_dump(), answers=measure.answers)
            for measure in record.measures
        ],
        notes=[
            f"{LOOK}{a}: {' '.join(texts(cell.doubts))}" for a, cell in record.cells.items() if cell.trust == "suspect"
        ],
    )


def confirm_fixture(folder: Path) -> list[str]:
    """Marks the labels of a fixture as confirmed. Returns the faults that stand against it; then nothing is changed.

    Raises `FixtureError` where there are no labels.
    """
    try:
        labels = load_labels(folder / LABELS)
    except LabelsError as error:
        raise FixtureError(str(error)) from error
    source = folder / labels.source
    if not source.is_file():
        raise FixtureError("source_not_beside", place=folder / LABELS, source=labels.source)
    faults = check_fixture(Fixture(folder.name, source, labels), load_form())
    if not faults:
        labels.notes = [note for note in labels.notes if not note.startswith(LOOK)]
        labels.confirmed = True
        save_labels(labels, folder / LABELS)
    return faults


def second_look(folder: Path) -> list[str]:
    """Where the labels of a fixture differ from what the rules read now, a line for each cell: corrections, and slips
    that no rule shows, such as a zero labelled as blank. Nothing where the report cannot be read."""
    labels, form = load_labels(folder / LABELS), load_form()
    source = folder / labels.source
    [outcome] = make_readers(["rules"], [], form)[0].read({source.name: source}).values()
    if isinstance(outcome, Failed):
        return []
    return [_differing(cell, outcome) for cell in compare_cells(labels, outcome, form) if _differs(cell)]


def _differs(cell: CellOutcome) -> bool:
    return not cell.right or cell.label_state != cell.read_state


def _differing(cell: CellOutcome, record: Record) -> str:
    read = record.cells.get(cell.address)
    place = f", line {read.where.line}" if read and read.where and read.where.line else ""
    one, other = _stated(cell.label, cell.label_state), _stated(cell.read, cell.read_state)
    return f"{cell.address}: labelled {one}, read as {other}{place}"


def _stated(value: Value, state: State) -> str:
    return state if value is None else str(value)


def _layout(record: Record, table_id: str, form: Form) -> Table:
    variants = form.variants_of(table_id)
    return next((table for table in variants if table.edition == record.editions.get(table_id)), variants[0])


def _rows(record: Record, layout: Table) -> dict[str, list[Number]]:
    """Values by row; a cell that holds no number has none, whatever the reader says."""
    read = record.tables.get(layout.id, {})
    return {row.id: [read.get(row.id, {}).get(column.id) for column in row.columns] for row in layout.rows}


def _state(record: Record, address: str) -> State:
    cell = record.cells.get(address)
    return cell.state if cell else "absent"


def _section(section: SectionSpan, located: bool) -> LabelledSection:
    start, end = (section.start, section.end) if located else (None, None)
    return LabelledSection(number=section.number, title=section.title, start=start, end=end)


def _passage(statement: Statement, located: bool) -> Passage:
    """A passage with its offsets where the text does not depend on how the file is opened."""
    start, end = (statement.start, statement.end) if located else (None, None)
    return Passage(quote=statement.quote, start=start, end=end)
