"""The model's part of a summary: codes, proposals, prose. What it does not do, the rules have done."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Literal, TypeVar

from pydantic import BaseModel

from extract.model.endpoint import Endpoint, Tally
from extract.model.faults import ModelFault
from extract.model.requests import Question
from extract.settings import ModelSettings
from extract.summary.agreement import compare
from extract.summary.analysis import analyse
from extract.summary.codebook import KINDS, OTHER, Codebook, Kind
from extract.summary.coder import Coding
from extract.summary.compose import Assistance, summary_out
from extract.summary.corpus import Corpus, Statement
from extract.summary.facts import Findings, collect
from extract.summary.model_coding import (
    batches,
    coding_question,
    codings,
    kept_proposals,
    proposals_question,
)
from extract.summary.model_prose import Prose, WrittenSentence
from extract.summary.outcome import (
    AgreementOut,
    CoderName,
    DisagreementOut,
    Language,
    ModelOut,
    ProposalOut,
    SentenceOut,
    SummaryReport,
    ThemeAgreementOut,
)
from extract.summary.writing import PARTS, Writer

Answer = TypeVar("Answer", bound=BaseModel)
FEW = 2
"""Fewer statements than this make no proposal."""


def assist(
    corpus: Corpus, codebook: Codebook, coder: CoderName, language: Language, settings: ModelSettings
) -> SummaryReport:
    """The summary of a coded corpus with a model. A model that fails leaves the rules' work and a note."""
    return asyncio.run(_assist(corpus, codebook, coder, language, settings))


async def _assist(
    corpus: Corpus, codebook: Codebook, coder: CoderName, language: Language, settings: ModelSettings
) -> SummaryReport:
    asked = _Asked(settings, language)
    try:
        agreement = None
        if coder != "rules" and corpus.statements:
            agreement = await _code(corpus, codebook, coder, asked)
            if asked.uncoded == len(corpus.statements):
                coder = "rules"
        findings = analyse(corpus, codebook)
        proposals = await _proposals(corpus, codebook, asked)
        sentences = await _prose(findings, language, asked)
    finally:
        await asked.endpoint.close()
    return summary_out(findings, language, coder, sentences, asked.assistance(agreement, proposals))


class _Asked:
    """The questions of one summary: their answers, their bill, what went wrong."""

    def __init__(self, settings: ModelSettings, language: Language) -> None:
        self.endpoint = Endpoint(settings)
        self.language = language
        self.uncoded = 0
        self.prose: Literal["written", "failed", "not asked"] = "not asked"
        self.rejected: list[str] = []
        self._tally = Tally()
        self._prompts: dict[str, str] = {}
        self._notes: dict[str, None] = {}

    async def answer(self, question: Question[Answer]) -> Answer | None:
        """None where the model failed; the reason is noted once."""
        self._prompts[question.prompt.id] = question.prompt.stamp
        try:
            return await self.endpoint.ask(question, self._tally)
        except ModelFault as fault:
            self.note(f"模型调用失败：{fault}。", f"A call of the model failed: {fault}.")
            return None

    def note(self, chinese: str, english: str) -> None:
        self._notes[english if self.language == "en" else chinese] = None

    def assistance(self, agreement: AgreementOut | None, proposals: list[ProposalOut]) -> Assistance:
        usage = self._tally.usage
        model = ModelOut(
            model=self.endpoint.settings.model, prompts=self._prompts, calls=usage.calls,
            input_tokens=usage.input_tokens, output_tokens=usage.output_tokens, cost=self.endpoint.budget.cost,
            uncoded=self.uncoded, prose=self.prose, rejected=self.rejected,
        )  # fmt: skip
        return Assistance(model, agreement, proposals, list(self._notes))


async def _code(corpus: Corpus, codebook: Codebook, coder: CoderName, asked: _Asked) -> AgreementOut | None:
    """Codes by the model; for `both` the rules' codes stay and the two are compared."""
    by_words: dict[tuple[Kind, str], Coding] = {}
    for kind in KINDS:
        groups = batches(corpus.of_kind(kind))
        answers = await asyncio.gather(*(asked.answer(coding_question(group, kind, codebook)) for group in groups))
        for group, answer in zip(groups, answers, strict=True):
            if answer is not None:
                by_words.update({(kind, text): coding for text, coding in codings(group, answer, codebook).items()})
    coded = [statement for statement in corpus.statements if (statement.kind, statement.text) in by_words]
    asked.uncoded = len(corpus.statements) - len(coded)
    if asked.uncoded:
        asked.note(
            f"{asked.uncoded}条陈述模型没有编码，用规则的编码。",
            f"The model did not code {asked.uncoded} statements; the rules' codes stand.",
        )
    if coder == "both":
        return agreement_of([(each, by_words[each.kind, each.text]) for each in coded], codebook)
    for statement in coded:
        statement.coding = by_words[statement.kind, statement.text]
    return None


def agreement_of(coded: Sequence[tuple[Statement, Coding]], codebook: Codebook) -> AgreementOut | None:
    """The agreement of the rules' codes, which the statements carry, with other ones; None for no statements."""
    if not coded:
        return None
    pairs = [
        (
            frozenset(f"{each.kind}.{theme}" for theme in each.themes),
            frozenset(f"{each.kind}.{theme}" for theme in by_model.themes),
        )
        for each, by_model in coded
    ]
    themes = [f"{kind}.{theme}" for kind in KINDS for theme in (*(one.id for one in codebook.themes(kind)), OTHER)]
    agreed = compare(pairs, themes)
    parts = []
    for part in agreed.themes:
        kind, _, theme = part.theme.partition(".")
        parts.append(
            ThemeAgreementOut(
                kind="problem" if kind == "problem" else "measure", theme=theme, kappa=part.kappa, both=part.both,
                first_only=part.first_only, second_only=part.second_only,
            )
        )  # fmt: skip
    differ = [
        DisagreementOut(ref=each.ref, first=list(each.themes), second=list(by_model.themes))
        for each, by_model in coded
        if set(each.themes) != set(by_model.themes)
    ]
    return AgreementOut(
        statements=len(coded), kappa=agreed.kappa, alpha=agreed.alpha, themes=parts, disagreements=differ
    )


async def _proposals(corpus: Corpus, codebook: Codebook, asked: _Asked) -> list[ProposalOut]:
    left = [statement for statement in corpus.statements if statement.themes == (OTHER,)]
    if len(left) < FEW:
        return []
    answer = await asked.answer(proposals_question(left, codebook))
    return [ProposalOut(**each.model_dump()) for each in kept_proposals(answer, left, codebook)] if answer else []


async def _prose(findings: Findings, language: Language, asked: _Asked) -> list[SentenceOut]:
    """The model's sentences that pass, by part; the templates' for the parts that it has none for."""
    facts = collect(findings)
    templates = Writer(findings, facts, language).sentences()
    if not templates:
        return []
    prose = Prose(findings, facts, language)
    answer = await asked.answer(prose.question())
    passed, failed = prose.checked(answer.sentences if answer else ())
    if failed:
        again = await asked.answer(prose.question(failed))
        more, failed = prose.checked(again.sentences) if again else ([], failed)
        passed.extend(more)
    asked.rejected = [_rejected(sentence, reason) for sentence, reason in failed]
    asked.prose = "written" if passed else "failed"
    if not passed:
        asked.note(
            "模型没有写出可用的文字（空白、拒答或未通过核对），正文由模板写成。",
            "The model wrote no usable prose (nothing, a refusal, or nothing that passed the check); templates did.",
        )
    elif failed:
        asked.note(
            f"模型所写的{len(failed)}句未通过核对，已略去。",
            f"{len(failed)} sentences of the model failed the check and were left out.",
        )
    by_part = {part: [sentence for sentence in passed if sentence.part == part] for part in PARTS}
    return [
        sentence for part in PARTS for sentence in (by_part[part] or [each for each in templates if each.part == part])
    ]


def _rejected(sentence: WrittenSentence, reason: str) -> str:
    return f"{sentence.text[:200]}（{reason}）"
