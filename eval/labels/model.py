"""The labels of one report, as `labels.json` keeps them, and how they are read and written."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from pydantic import BaseModel, ConfigDict, StrictInt, StrictStr, ValidationError

from extract.files import read_document
from extract.settings import Settings
from schemas.form import Form, FormError, Table
from schemas.record import State

Number = StrictInt | StrictStr | None
"""A printed count (int), a printed amount (decimal string), or None."""


LONGEST_LINE = 110


class LabelsError(ValueError):
    """A labels file that cannot be read as one; the message names the file and the place."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Passage(_Part):
    """A place in the text: its quote, its offsets, or both."""

    quote: str | None = None
    start: int | None = None
    end: int | None = None


class LabelledSection(_Part):
    """A section: its number in the form, and its title as printed, without number and markup, on one line."""

    number: int
    title: str | None = None
    start: int | None = None
    end: int | None = None


class LabelledProblem(Passage):
    """One problem and the codes it was given."""

    themes: list[str] = []


class LabelledMeasure(Passage):
    """One measure; `answers` are indices into the problems."""

    answers: list[int] = []
    themes: list[str] = []


class PrintedError(_Part):
    """A hard edit rule that the printed numbers break, confirmed in the source: it is the agency's own error."""

    rule: str
    over: str


class Difference(Passage):
    """A figure of the prose that contradicts the cell it speaks of."""

    cell: str
    value: Number = None


class Labels(_Part):
    """Everything labelled of one report. See the package for the conventions."""

    source: str
    source_sha256: str | None = None
    origin: str
    layout: str
    confirmed: bool = False
    agency: str | None = None
    agency_sha256: str | None = None
    year: int | None = None
    editions: dict[str, str]
    tables: dict[str, dict[str, list[Number]]]
    states: dict[str, State] = {}
    texts: dict[str, str] = {}
    undecided: list[str] = []
    sections: list[LabelledSection] | None = None
    problems: list[LabelledProblem] | None = None
    measures: list[LabelledMeasure] | None = None
    printed_errors: list[PrintedError] = []
    differences: list[Difference] = []
    notes: list[str] = []

    @property
    def wordless(self) -> bool:
        """Whether the report's wording is withheld."""
        return self.agency_sha256 is not None

    def names(self, agency: str | None) -> bool:
        """Whether `agency` is the labelled one; spaces do not count."""
        if agency is None:
            return self.agency is None and not self.wordless
        return digest(agency) == (self.agency_sha256 if self.agency is None else digest(self.agency))

    def layouts(self, form: Form) -> tuple[Table, ...]:
        """The labelled tables as their editions lay them out. Raises `FormError` for an unknown edition."""
        return tuple(self._layout(form, table_id) for table_id in form.table_ids if table_id in self.tables)

    def _layout(self, form: Form, table_id: str) -> Table:
        if table_id in self.editions:
            return form.table(table_id, self.editions[table_id])
        layouts = form.variants_of(table_id)
        if len(layouts) > 1:
            raise FormError(f"no edition given for table {table_id}")
        return layouts[0]

    def values(self, form: Form) -> dict[str, Number]:
        """Value of each labelled cell by address, the undecided ones among them as None."""
        return {
            layout.address(row.id, column.id): value
            for layout in self.layouts(form)
            for row in layout.rows
            for column, value in zip(row.columns, self.tables[layout.id].get(row.id, ()), strict=False)
        }

    def state(self, address: str) -> State:
        return self.states.get(address, "number")


def digest(agency: str) -> str:
    """SHA-256 of an agency's name without its spaces, in hex."""
    return hashlib.sha256(squeeze(agency).encode()).hexdigest()


def source_text(path: Path) -> str:
    """The text of a source as it opens, which offsets count in. Raises `FileError` for one that does not open."""
    return read_document(path, Settings().limits).text


def load_labels(path: Path) -> Labels:
    """The labels of a JSON file. Raises `LabelsError`."""
    try:
        return Labels.model_validate_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise LabelsError(f"{path}: cannot be read ({error.strerror})") from error
    except (UnicodeDecodeError, ValidationError) as error:
        raise LabelsError(f"{path}: {_first_fault(error)}") from error


def _first_fault(error: UnicodeDecodeError | ValidationError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "is not UTF-8"
    faults = error.errors(include_url=False)
    place = ".".join(str(part) for part in faults[0]["loc"])
    more = f" ({len(faults) - 1} more)" if len(faults) > 1 else ""
    return f"{place}: {faults[0]['msg']}{more}" if place else f"{faults[0]['msg']}{more}"


def save_labels(labels: Labels, path: Path) -> None:
    """Writes labels as JSON for a person to correct: a row of numbers and whatever else is short on one line."""
    text = json.dumps(labels.model_dump(mode="json", exclude_none=True), ensure_ascii=False, indent=1)
    text = re.sub(r"[\[{]\n([^\[\]{}]*?)\n\s*[\]}]", _on_one_line, text)
    path.write_text(text + "\n", encoding="utf-8")


def _on_one_line(innermost: re.Match[str]) -> str:
    line = innermost[0][0] + re.sub(r"\n\s+", " ", innermost[1].strip()) + innermost[0][-1]
    return line if len(line) <= LONGEST_LINE else innermost[0]


def squeeze(text: str) -> str:
    """Text without any white space."""
    return re.sub(r"\s+", "", text)
