"""Coding by a model: statements in batches against the codebook, and the themes it proposes for what is left over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, create_model, model_validator

from extract.model.requests import Question
from extract.model.tables import mark_of
from extract.summary.codebook import OTHER, Codebook, Kind
from extract.summary.coder import Coding
from extract.summary.corpus import Statement
from prompts import load_prompt

BATCH = 20
"""Statements in one question."""
LEFT_OVER = 80
"""Statements of no theme that are shown for proposals."""

_WHAT: Mapping[Kind, str] = {"problem": "问题", "measure": "改进措施"}


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Coded(_Answer):
    """一条陈述的编码"""

    ref: str
    themes: list[str] = Field(min_length=1)
    reason: str


class CodingAnswer(_Answer):
    """一批陈述的编码"""

    codings: list[Coded]

    refs: ClassVar[frozenset[str]] = frozenset()
    themes: ClassVar[frozenset[str]] = frozenset()

    @model_validator(mode="after")
    def _complete(self) -> Self:
        faults = list(self._faults())
        if faults:
            raise ValueError("；".join(faults))
        return self

    def _faults(self) -> Iterator[str]:
        given = [coded.ref for coded in self.codings]
        for label, refs in (
            ("没有编码的陈述", self.refs - set(given)),
            ("没有的陈述", set(given) - self.refs),
            ("编码两次的陈述", {ref for ref in given if given.count(ref) > 1}),
            ("主题表中没有的主题", {theme for coded in self.codings for theme in coded.themes} - self.themes),
        ):
            if refs:
                yield f"{label}：{'、'.join(sorted(refs))}"


class Proposed(_Answer):
    """一个建议的主题"""

    kind: Kind
    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    definition: str = Field(min_length=1)
    refs: list[str] = Field(min_length=2)


class ProposalsAnswer(_Answer):
    """建议的新主题"""

    themes: list[Proposed] = Field(max_length=5)


def batches(statements: Sequence[Statement]) -> list[list[Statement]]:
    """Statements of one kind in batches; the same words are asked about once."""
    first: dict[str, Statement] = {}
    for statement in statements:
        first.setdefault(statement.text, statement)
    different = list(first.values())
    return [different[start : start + BATCH] for start in range(0, len(different), BATCH)]


def coding_question(batch: Sequence[Statement], kind: Kind, codebook: Codebook) -> Question[CodingAnswer]:
    """The question about one batch. Statements are numbered within it, so that equal batches are one question."""
    prompt = load_prompt("coding")
    lines = "\n".join(f"A{number} {statement.text}" for number, statement in enumerate(batch, 1))
    expected = frozenset(f"A{number}" for number in range(1, len(batch) + 1))
    themes = frozenset({*(theme.id for theme in codebook.themes(kind)), OTHER})
    answer = create_model(
        "CodingAnswer",
        __base__=CodingAnswer,
        __doc__=CodingAnswer.__doc__,
        refs=(ClassVar, expected),
        themes=(ClassVar, themes),
    )
    messages = prompt.messages(
        what=_WHAT[kind], themes=said_themes(codebook, kind), mark=mark_of(lines), statements=lines
    )
    return Question(prompt, messages, answer)


def codings(batch: Sequence[Statement], answer: CodingAnswer, codebook: Codebook) -> dict[str, Coding]:
    """The codings of a batch by the statements' words."""
    order = [theme.id for theme in codebook.themes(batch[0].kind)]
    by_ref = {coded.ref: coded for coded in answer.codings}
    made = {}
    for number, statement in enumerate(batch, 1):
        coded = by_ref[f"A{number}"]
        themes = tuple(theme for theme in order if theme in coded.themes) or (OTHER,)
        made[statement.text] = Coding(themes, {}, coded.reason)
    return made


def said_themes(codebook: Codebook, kind: Kind) -> str:
    """The themes as the prompt states them, one a line."""
    lines = []
    for theme in codebook.themes(kind):
        parts = [f"{theme.id}（{theme.zh}）：{theme.definition}"]
        parts += [f"包括：{theme.includes}。"] if theme.includes else []
        parts += [f"不包括：{theme.excludes}。"] if theme.excludes else []
        parts += [f"如：{'；'.join(theme.examples)}。"] if theme.examples else []
        lines.append("".join(parts))
    return "\n".join(lines)


def proposals_question(statements: Sequence[Statement], codebook: Codebook) -> Question[ProposalsAnswer]:
    """The question about statements that no theme takes."""
    prompt = load_prompt("proposals")
    lines = "\n".join(f"{statement.ref} {statement.text}" for statement in statements[:LEFT_OVER])
    themes = "\n".join(f"{kind} {theme.id}（{theme.zh}）" for kind in _WHAT for theme in codebook.themes(kind))
    return Question(prompt, prompt.messages(themes=themes, mark=mark_of(lines), statements=lines), ProposalsAnswer)


def kept_proposals(answer: ProposalsAnswer, statements: Sequence[Statement], codebook: Codebook) -> list[Proposed]:
    """The proposals that are new and rest on two statements at least that were shown."""
    shown = {statement.ref: statement.kind for statement in statements[:LEFT_OVER]}
    kept = []
    for each in answer.themes:
        refs = [ref for ref in dict.fromkeys(each.refs) if shown.get(ref) == each.kind]
        known = {theme.id for theme in codebook.themes(each.kind)} | {OTHER}
        if len(refs) > 1 and each.id not in known:
            kept.append(each.model_copy(update={"refs": refs}))
    return kept
