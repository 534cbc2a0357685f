"""What the prose says in figures, and what is odd about it by itself: claims, parts, empty and stale passages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extract.prose.claims import find_claims
from extract.prose.parts import part_findings
from extract.prose.patterns import ClaimPattern, claim_patterns
from extract.prose.standing import standing_findings
from extract.reading import TableReading
from schemas.form import Form
from schemas.record import Claim, Finding, SectionSpan


@dataclass(frozen=True)
class Remarks:
    """`findings` need no table; how the claims agree with the tables is for the judge."""

    claims: Sequence[Claim] = ()
    findings: Sequence[Finding] = ()


def remarks_on(
    text: str,
    sections: Sequence[SectionSpan],
    year: int | None,
    tables: Mapping[str, TableReading],
    form: Form,
    added: Sequence[ClaimPattern] = (),
) -> Remarks:
    """The claims and the remarks on a report's prose; `added` are the user's claim patterns, which come first."""
    spans = [table.span for table in tables.values() if table.span is not None]
    patterns = (*added, *claim_patterns(form))
    return Remarks(
        find_claims(text, sections, form, year, patterns, spans),
        [*part_findings(text, sections, spans), *standing_findings(text, sections, year, form)],
    )
