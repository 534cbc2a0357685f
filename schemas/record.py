"""The record that a report becomes: what is printed, what follows from it, and how far to trust it.

`tables` holds printed values only. What the edit rules imply stands in `suggestions`, what contradicts
itself in `findings`. A reason (a doubt, a note, a finding) is a code, a cause and values; its sentence is rendered from
them for people, and nothing reads it. `gongkai schema` prints the JSON Schema of `Record`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

State = Literal["number", "blank", "mark", "noted", "absent"]
Trust = Literal["confirmed", "verified", "unverified", "suspect"]
Severity = Literal["error", "warning", "info"]
Verdict = Literal["source", "reading", "unknown"]
Outcome = Literal["holds", "broken", "holds_if_blanks_are_zero", "cannot_be_judged"]

Value = int | str | None
"""A printed count (int), a printed amount (decimal string), or None where no number was printed or found."""

Stored = JsonValue
"""What a reason names: words, numbers, addresses; a phrase is an object with a `code` and what it names."""


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


class Doubt(_Part):
    """A reason as data. `text` is rendered from the rest, in Chinese where it is stored."""

    code: str = Field(description="Stable and free of language: by_order, rule_broken, lost.")
    cause: str = Field(default="", description="The same for all cells that one act can settle.")
    values: dict[str, Stored] = Field(default={}, description="What the sentence names.")
    text: str = ""


class Cell(_Part):
    """How one cell of the form was printed and read."""

    text: str = Field(description="The printed text; empty for blank and absent cells.")
    state: State
    trust: Trust
    where: Where | None = None
    evidence: list[str] = Field(default=[], description="What speaks for this value in this place.")
    doubts: list[Doubt] = Field(default=[], description="Why the cell is suspect.")
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
    trust: Trust = Field(
        default="unverified",
        description="verified where its place and its words say what it is, suspect where neither does.",
    )


class Span(_Part):
    """A stretch of the document's text."""

    start: int
    end: int


class Problem(Statement):
    """One problem that the agency states; `detail` are the sentences after it that explain it."""

    detail: Span | None = None


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
    """Something that does not add up or could not be read. `message` is rendered from code and values."""

    rule: str
    severity: Severity
    verdict: Verdict | None = None
    cells: list[str] = []
    left: Value = None
    right: Value = None
    code: str = Field(default="", description="What is said of it: one rule can be broken in several ways.")
    cause: str = Field(default="", description="The same as that of the doubts that the finding explains.")
    values: dict[str, Stored] = Field(default={}, description="What the message names.")
    message: str = ""


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


class Stray(_Part):
    """A printed number that ended in no cell and under no excuse."""

    text: str
    where: Where | None = None


class Account(_Part):
    """What became of every number that is printed in a table's stretch of the document."""

    printed: int
    placed: int
    excused: dict[str, int] = Field(default={}, description="By excuse: enumerator, page_line, heading, note, …")
    left: list[Stray] = []


class Review(_Part):
    """What a person decided about a cell; `read` is the value that was read before."""

    cell: str
    decision: str = Field(description="as_read, value, blank, mark, absent, source_error or skip.")
    value: Value = None
    read: Value = None
    by: str = ""
    at: str = Field(default="", description="When, as ISO 8601 in UTC.")
    note: str = ""


class Body(_Part):
    """The body that reported, as a register or its name tells it."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True, serialize_by_alias=True)

    id: str
    name: str
    level: str | None = None
    kind: str | None = None
    division: str | None = None
    parent: str | None = None
    origin: str = Field(default="", alias="from", description="Where it is known from: register, name or person.")


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
    notes: list[Doubt] = Field(default=[], description="What could not be done, such as a model call that failed.")


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
    accounts: dict[str, Account] = Field(default={}, description="By table: what became of its printed numbers.")
    sections: list[SectionSpan] = []
    problems: list[Problem] = []
    measures: list[Measure] = []
    progress: list[Statement] = Field(default=[], description="What is reported as done about earlier problems.")
    reviews: list[Review] = []
    body: Body | None = None
    claims: list[Claim] = []
    findings: list[Finding] = []
    suggestions: list[Suggestion] = []
    checks: list[Check] = []
    reading: Reading
