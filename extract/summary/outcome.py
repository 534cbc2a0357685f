"""The summary as data: what `summary.json` holds, and what the text and the page are written from."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from extract.summary.codebook import Kind

Language = Literal["zh", "en"]
CoderName = Literal["rules", "model", "both"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class StatementOut(_Part):
    """A problem or measure with its source: `quote` stands in the report at `start` to `end`."""

    ref: str
    kind: Kind
    text: str
    quote: str
    start: int
    end: int
    report: str = Field(description="The record's id.")
    path: str
    agency: str | None
    year: int | None
    province: str | None
    city: str | None
    level: str
    body: str = Field(description="The kind of body, an id.")
    themes: list[str]
    words: dict[str, list[str]] = Field(description="theme → the words that decided; empty where a model coded.")
    reason: str = Field(default="", description="The model's reason, where a model coded.")
    answers: list[str] = Field(default=[], description="Of a measure: the problems that it answers, by the report.")
    wording: int = Field(description="Statements of one wording have one number.")


class ThemeOut(_Part):
    """A theme, counted. `by`: dimension → value → agencies."""

    kind: Kind
    id: str
    zh: str
    en: str
    definition: str
    agencies: int
    texts: int
    statements: int
    share: int = Field(description="Per cent of the agencies that state anything of this kind.")
    unanswered: int | None = Field(description="Of a problem: statements that no measure answers.")
    by: dict[str, dict[str, int]]
    refs: list[str]


class AnsweredOut(_Part):
    """Refs of problems by what answers them; `answering`: problem → measures."""

    linked: list[str]
    by_theme: list[str]
    unanswered: list[str]
    answering: dict[str, list[str]]


class RepeatedOut(_Part):
    """A theme that an agency states year after year."""

    agency: str
    theme: str
    years: list[int]
    running: int = Field(description="Longest run of consecutive years.")
    same_wording: bool
    refs: list[str]


class PassageOut(_Part):
    """The same passage as each of two texts prints it."""

    first: str
    second: str


class SideOut(_Part):
    """One text of a pair."""

    report: str
    path: str
    agency: str | None
    year: int | None
    refs: list[str]


class PairOut(_Part):
    """Two sections of which one was taken over. `passages` is null beyond the first pairs of many."""

    relation: Literal["self", "other"]
    overlap: float
    similarity: float
    first: SideOut
    second: SideOut
    passages: list[PassageOut] | None


class TemplateOut(_Part):
    """A phrase that many agencies use."""

    phrase: str
    agencies: int


class CopiesOut(_Part):
    """Sections taken over, apart from template wording."""

    method: str
    pairs: list[PairOut]
    templates: list[TemplateOut]
    too_short: int


class SentenceOut(_Part):
    """A sentence of the summary. `numbers` are the computed ones that it states."""

    part: str
    text: str
    refs: list[str]
    numbers: list[int]


class ThemeAgreementOut(_Part):
    kind: Kind
    theme: str
    kappa: float | None
    both: int
    first_only: int
    second_only: int


class DisagreementOut(_Part):
    ref: str
    first: list[str]
    second: list[str]


class AgreementOut(_Part):
    """Two coders over the same statements: the rules first, the model second."""

    statements: int
    kappa: float | None
    alpha: float | None
    themes: list[ThemeAgreementOut]
    disagreements: list[DisagreementOut]


class ProposalOut(_Part):
    """A theme that the model proposes for statements coded `other`; never used unasked."""

    kind: Kind
    id: str
    zh: str
    en: str
    definition: str
    refs: list[str]


class ModelOut(_Part):
    """What a model did and cost. `rejected`: sentences that were left out, each with the reason."""

    model: str
    prompts: dict[str, str]
    calls: int
    input_tokens: int
    output_tokens: int
    cost: float | None
    uncoded: int = Field(description="Statements that the model did not code; the rules' codes stand.")
    prose: Literal["written", "failed", "not asked"]
    rejected: list[str]


class ScopeOut(_Part):
    """How much there is. `states`: of section 五 over the reports."""

    reports: int
    agencies: int
    years: list[int]
    problems: int
    measures: int
    states: dict[str, int]
    by_year: dict[str, int] = Field(description="Agencies with statements, by year.")
    by_body: dict[str, int]
    by_level: dict[str, int]
    by_region: dict[str, int]


class SummaryReport(_Part):
    """The summary of a run."""

    language: Language
    codebook: str
    coder: CoderName
    scope: ScopeOut
    sentences: list[SentenceOut]
    themes: list[ThemeOut]
    answered: AnsweredOut
    repeated: list[RepeatedOut]
    copies: CopiesOut
    agreement: AgreementOut | None = None
    proposals: list[ProposalOut] = []
    model: ModelOut | None = None
    notes: list[str]
    unusable: dict[str, list[str]] = Field(description="state → paths of the reports without usable statements.")
    statements: list[StatementOut]
