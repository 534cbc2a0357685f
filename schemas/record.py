"""The record that a report becomes: what is printed, what follows from it, and how far to trust it.

`tables` holds printed values only. What the edit rules imply stands in `suggestions`, what contradicts
itself in `findings`. `gongkai schema` prints the JSON Schema of `Record`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

State = Literal["number", "blank", "mark", "noted", "absent"]
Trust = Literal["verified", "unverified", "suspect"]
Severity = Literal["error", "warning", "info"]
Verdict = Literal["source", "reading", "unknown"]
Outcome = Literal["holds", "broken", "holds_if_blanks_are_zero", "cannot_be_judged"]

Value = int | str | None
"""A printed count (int), a printed amount (decimal string), or None where no number was printed or found."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Source(_Part):
    """The file a record was read from."""

    path: str
    sha256: str
    media_type: str
    pages: int | None = None
    other_paths: list[str] = Field(default=[], description="Other paths at which the same bytes were given.")


class Where(_Part):
    """Where a cell stands: offsets into the document's text, or a page (from 1) and a box in its pixels."""

    line: int | None = Field(default=None, description="Line in the document's text, from 1.")
    start: int | None = None
    end: int | None = None
    page: int | None = Field(default=None, description="Page, from 1.")
    box: tuple[float, float, float, float] | None = Field(
        default=None, description="Left, top, right, bottom in pixels of the page image."
    )


class Cell(_Part):
    """How one cell of the form was printed and read."""

    text: str = Field(description="The printed text; empty for blank and absent cells.")
    state: State
    trust: Trust
    where: Where | None = None
    reasons: list[str] = Field(default=[], description="Why the cell is suspect, as sentences.")
    confidence: float | None = Field(default=None, ge=0, le=1, description="The recognition engine's, if it read it.")
    readings: dict[str, Value] = Field(default={}, description="What each reader read, where they differ.")


class SectionSpan(_Part):
    """A section of the report: `number` is its number in the form, whatever is printed."""

    number: int
    title: str
    start: int
    end: int


class Statement(_Part):
    """A verbatim passage: `text` is the quote on one line, `document.text[start:end]` the quote."""

    text: str
    quote: str
    start: int
    end: int


class Problem(Statement):
    """One problem that the agency states."""


class Measure(Statement):
    """One measure; `answers` are indices into `problems`."""

    answers: list[int] = []


class Claim(_Part):
    """A figure in the prose that speaks of a cell."""

    kind: str
    value: Value
    scope: str
    quote: str
    start: int
    end: int


class Finding(_Part):
    """Something that does not add up or could not be read."""

    rule: str
    severity: Severity
    verdict: Verdict | None = None
    cells: list[str] = []
    left: Value = None
    right: Value = None
    message: str


class Suggestion(_Part):
    """A value that is not printed: `imputed` where an edit rule determines a blank or lost cell."""

    cell: str
    value: Value
    why: str = Field(description="The id of the rule it follows from.")
    kind: Literal["imputed", "repair"]
    alternatives: list[Value] = []


class Check(_Part):
    """The outcome of one equation: an edit rule over one row or column."""

    rule: str
    over: str
    outcome: Outcome


class Reading(_Part):
    """How the record came about and what it cost."""

    reader: str
    model: str | None = None
    prompts: dict[str, str] = Field(default={}, description="Version of each prompt used, by id.")
    calls: int = 0
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = None
    seconds: float = 0.0
    notes: list[str] = Field(default=[], description="What could not be done, such as a model call that failed.")


TableValues = dict[str, dict[str, Value]]
"""row → column → printed value."""


class Record(_Part):
    """One report."""

    id: str = Field(description="The first 16 hex digits of the SHA-256 of the source bytes.")
    source: Source
    agency: str | None
    year: int | None
    editions: dict[str, str]
    tables: dict[str, TableValues] = Field(description="table → row → column → printed value.")
    cells: dict[str, Cell] = Field(description="By address: table.row.column.")
    sections: list[SectionSpan] = []
    problems: list[Problem] = []
    measures: list[Measure] = []
    claims: list[Claim] = []
    findings: list[Finding] = []
    suggestions: list[Suggestion] = []
    checks: list[Check] = []
    reading: Reading
