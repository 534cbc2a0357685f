"""What the prose says in figures, and what is odd about it by itself: claims, parts, empty and stale passages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from extract.prose.claims import find_claims
from extract.prose.occupied import occupied
from extract.prose.parts import part_findings
from extract.prose.patterns import ClaimPattern, claim_patterns
from extract.prose.sections import heading_end
from extract.prose.standing import standing_findings
from extract.reading import TableReading
from extract.text.squeezed import Squeezed
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
    prose = list(prose_of(text, sections, occupied(text, tables.values(), sections)))
    return Remarks(
        find_claims(prose, form, year, (*added, *claim_patterns(form))),
        [*part_findings(prose), *standing_findings(text, sections, year, form)],
    )


def prose_of(text: str, sections: Sequence[SectionSpan], tables: Sequence[tuple[int, int]] = ()) -> Iterator[Squeezed]:
    """What `stretches` gives, squeezed."""
    for span in stretches(text, sections, tables):
        yield Squeezed(text, *span)


def stretches(
    text: str, sections: Sequence[SectionSpan], tables: Sequence[tuple[int, int]] = ()
) -> Iterator[tuple[int, int]]:
    """Where the sections are neither heading nor table; in the whole text where no section was found."""
    for begin, end in [(heading_end(text, section), section.end) for section in sections] or [(0, len(text))]:
        at = begin
        for start, stop in sorted(tables):
            if at < stop and start < end:
                if start > at:
                    yield at, start
                at = max(at, stop)
        if at < end:
            yield at, end
