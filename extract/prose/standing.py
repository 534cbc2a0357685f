"""Sections without contents, and sentences of an earlier year's report left standing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.doubts import doubt, finding
from extract.prose.sections import heading_end
from extract.text.squeezed import Squeezed
from schemas.form import Form
from schemas.record import Finding, SectionSpan

_OPENING = re.compile(
    r"(?:^|[。；！？：）])(?P<sentence>(?:截[至止]到?)?(?P<year>20\d\d)年(?:度|全年|底|12月31日|1月1日[至到—-][^，。]{0,12})?[，]?"
    r"(?=我|本|全|共|未|区|市|县|局|镇|街道|办|委|按照|认真|严格|坚持|主动|在|收到|发布|公开)[^。；！？]{2,80})"
)
"""A sentence that begins with a year: what it says is said of that year."""
_LEGITIMATE = re.compile(
    r"[较比]|相比|上年|去年|以来|结转|起[，施]|印发|〔|《|修订|制定|出台|成立|荣获|报告|中存在|存在的|整改|规划|以前|至今|-20\d\d|至20\d\d年|—20\d\d"
)


_AHEAD = re.compile(r"将|拟|计划|下一步|预计|即将|[1-9]月|力争|继续|要")
"""What a sentence about the year to come says."""


def standing_findings(text: str, sections: Sequence[SectionSpan], year: int | None, form: Form) -> list[Finding]:
    """Warnings on empty sections and on sentences that speak of another year as if it were the one reported on."""
    return [*_empty(text, sections, form), *(_stale(text, sections, year, form) if year else ())]


def _empty(text: str, sections: Sequence[SectionSpan], form: Form) -> Iterator[Finding]:
    tabled = {section.number for section in form.sections if section.table}
    for span in sections:
        if span.title and span.number not in tabled and not Squeezed(text, heading_end(text, span), span.end).text:
            said = doubt("section_empty", f"section_empty:{span.number}", section=span.number, title=span.title)
            yield finding("structure.section_empty", "warning", said)


def _stale(text: str, sections: Sequence[SectionSpan], year: int, form: Form) -> Iterator[Finding]:
    for span in sections:
        if span.number == form.issues_section:
            continue
        squeezed = Squeezed(text, heading_end(text, span), span.end)
        for match in _OPENING.finditer(squeezed.text):
            sentence, stated = match["sentence"], int(match["year"])
            if stated == year or _LEGITIMATE.search(sentence) or (stated > year and _AHEAD.search(sentence)):
                continue
            code = "stale_year" if stated < year else "later_year"
            said = doubt(code, f"{code}:{span.number}", year=year, section=span.number, quote=sentence[:40])
            yield finding(f"structure.{code}", "warning", said)
