"""From what was computed to the summary as data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from extract.summary.copying import Copies, Pair
from extract.summary.corpus import STATES, Corpus, Report, Statement
from extract.summary.counts import DIMENSIONS, Answered, Repeated, ThemeCount, agencies_by
from extract.summary.facts import Findings, percent
from extract.summary.notes import UNUSABLE, notes
from extract.summary.outcome import (
    AgreementOut,
    AnsweredOut,
    CoderName,
    CopiesOut,
    Language,
    ModelOut,
    PairOut,
    PassageOut,
    ProposalOut,
    RepeatedOut,
    ScopeOut,
    SentenceOut,
    SideOut,
    StatementOut,
    SummaryReport,
    TemplateOut,
    ThemeOut,
)

ALIGNED_PAIRS = 2_000
"""The pairs that get their aligned passages, those with the greatest overlap first."""
TEMPLATES = 50
"""The phrases of template wording that are listed."""


@dataclass
class Assistance:
    """What a model gave."""

    model: ModelOut
    agreement: AgreementOut | None = None
    proposals: list[ProposalOut] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def summary_out(
    findings: Findings,
    language: Language,
    coder: CoderName,
    sentences: list[SentenceOut],
    assistance: Assistance | None = None,
) -> SummaryReport:
    """The whole summary."""
    corpus = findings.corpus
    return SummaryReport(
        language=language, codebook=findings.codebook.stamp, coder=coder, scope=scope_out(corpus),
        sentences=sentences, themes=themes_out(findings), answered=answered_out(findings.answered),
        repeated=repeated_out(findings.repeated), copies=copies_out(findings.copies, findings.compared),
        agreement=assistance.agreement if assistance else None,
        proposals=assistance.proposals if assistance else [],
        model=assistance.model if assistance else None,
        notes=[*(assistance.notes if assistance else ()), *notes(findings, language)],
        unusable={state: [report.path for report in corpus.with_state(state)] for state in UNUSABLE},
        statements=[statement_out(statement) for statement in corpus.statements],
    )  # fmt: skip


def scope_out(corpus: Corpus) -> ScopeOut:
    states: dict[str, int] = {state: len(corpus.with_state(state)) for state in STATES}
    by = {name: agencies_by(corpus.statements, of) for name, of in DIMENSIONS.items()}
    return ScopeOut(
        reports=len(corpus.reports), agencies=corpus.agencies, years=corpus.years, problems=len(corpus.problems),
        measures=len(corpus.measures), states=states, by_year=by["year"], by_body=by["body"], by_level=by["level"],
        by_region=by["region"],
    )  # fmt: skip


def statement_out(statement: Statement) -> StatementOut:
    report, place, coding = statement.report, statement.report.place, statement.coding
    return StatementOut(
        ref=statement.ref, kind=statement.kind, text=statement.text, quote=statement.quote, start=statement.start,
        end=statement.end, report=report.id, path=report.path, agency=report.agency, year=report.year,
        province=place.province, city=place.city, level=place.level, body=place.kind, themes=list(coding.themes),
        words={theme: list(words) for theme, words in coding.words.items()}, reason=coding.reason,
        answers=list(statement.answers), wording=statement.wording,
    )  # fmt: skip


def themes_out(findings: Findings) -> list[ThemeOut]:
    return [_theme_out(each, findings) for each in (*findings.problems, *findings.measures)]


def _theme_out(each: ThemeCount, findings: Findings) -> ThemeOut:
    theme = findings.codebook.theme(each.kind, each.theme)
    without = sum(each.theme in statement.themes for statement in findings.answered.unanswered)
    return ThemeOut(
        kind=each.kind, id=theme.id, zh=theme.zh, en=theme.en, definition=theme.definition, agencies=each.agencies,
        texts=each.texts, statements=len(each.statements), share=percent(each.agencies, findings.stating(each.kind)),
        unanswered=without if each.kind == "problem" else None,
        by={name: dict(counts) for name, counts in each.by.items()}, refs=_refs(each.statements),
    )  # fmt: skip


def answered_out(answered: Answered) -> AnsweredOut:
    return AnsweredOut(
        linked=_refs(answered.linked), by_theme=_refs(answered.by_theme), unanswered=_refs(answered.unanswered),
        answering={problem: list(measures) for problem, measures in answered.answering.items()},
    )  # fmt: skip


def repeated_out(repeated: Iterable[Repeated]) -> list[RepeatedOut]:
    return [
        RepeatedOut(
            agency=each.agency, theme=each.theme, years=list(each.years), running=each.running,
            same_wording=each.same_wording, refs=_refs(each.statements),
        )
        for each in repeated
    ]  # fmt: skip


def copies_out(copies: Copies, compared: Sequence[Report]) -> CopiesOut:
    pairs = [_pair_out(copies, compared, pair, number < ALIGNED_PAIRS) for number, pair in enumerate(copies.pairs)]
    templates = [TemplateOut(phrase=each.phrase, agencies=each.agencies) for each in copies.templates[:TEMPLATES]]
    return CopiesOut(method=copies.method, pairs=pairs, templates=templates, too_short=copies.short)


def _pair_out(copies: Copies, compared: Sequence[Report], pair: Pair, aligned: bool) -> PairOut:
    passages = [PassageOut(first=each.first, second=each.second) for each in copies.passages(pair)] if aligned else None
    return PairOut(
        relation=pair.relation, overlap=pair.overlap, similarity=pair.similarity, first=_side(compared[pair.first]),
        second=_side(compared[pair.second]), passages=passages,
    )  # fmt: skip


def _side(report: Report) -> SideOut:
    return SideOut(
        report=report.id, path=report.path, agency=report.agency, year=report.year, refs=_refs(report.statements)
    )


def _refs(statements: Iterable[Statement]) -> list[str]:
    return [statement.ref for statement in statements]
