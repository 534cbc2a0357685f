"""Whether a document is such a report at all.

A report that is cut off or lacks a table is one all the same, with doubts, and so is one of a time before the form,
whose prose alone is read; a news article about reports, a
notice on how to write them, the blank form and other annual reports are not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.doubts import Doubt, doubt
from extract.prose.identity import Identity
from extract.prose.landmarks import table_landmarks
from extract.prose.older import has_headings
from extract.prose.sections import section_doubts
from extract.prose.words import compiled
from extract.text.squeezed import Squeezed, squeezed_text
from schemas.form import Form
from schemas.record import SectionSpan

_REPORT = "政府信息公开工作年度报告"
_HEAD = 1500
_LATIN = re.compile("[A-Za-z]")
_MOST_LATIN = 0.2
"""Share of Latin letters beyond which a text without a name is no Chinese report."""
_NOTICE = compiled("<notice>")
_BLANK_FORM = compiled("<blank_form>")
_OTHER_KIND = compiled(
    "<other_kind>(?:与政务新媒体)?(?:工作|信息公开)?(?:情况)?的?(?:年度)?(?:工作)?(?:情况)?的?(?:报告|报表|公报|年报|总结)"
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reason` says why a document is no such report; `doubts` what a report lacks."""

    is_report: bool
    reason: Doubt | None = None
    doubts: tuple[Doubt, ...] = ()
    formless: bool = False
    """Whether the report is of a time before the form, and prints none of its tables."""


def is_report(text: str, sections: Sequence[SectionSpan], identity: Identity, form: Form) -> Verdict:
    """Whether `text` is a 政府信息公开工作年度报告 of an edition of the form."""
    squeezed = squeezed_text(text)
    tables = {landmark.table for landmark in table_landmarks(squeezed, form)}
    reason = _refusal(squeezed, sections, tables, identity, form)
    if reason is not None:
        return Verdict(False, reason)
    first = form.editions[0].first_year
    if identity.year is not None and identity.year < first and not tables:
        return Verdict(True, None, (doubt("no_form_yet", year=identity.year, first=first),), formless=True)
    return Verdict(True, None, (*_table_doubts(tables, form), *section_doubts(text, sections, form)))


def _refusal(
    squeezed: Squeezed, sections: Sequence[SectionSpan], tables: set[str], identity: Identity, form: Form
) -> Doubt | None:
    text = squeezed.text
    if not text:
        return Doubt("no_text")
    head = text[:_HEAD]
    own = _own_sections(sections, form)
    older = identity.year is not None and identity.year < form.editions[0].first_year and has_headings(squeezed.source)
    enough = (
        own >= 3 or len(tables) >= 2 or (identity.titled and (sections or tables or older)) or (own >= 2 and tables)
    )
    if not enough:
        return _not_enough(head, identity, bool(sections or tables))
    notice = {match.group()[:4] for match in _NOTICE.finditer(text)}
    if len(notice) >= 2 or "通知如下" in head:
        return Doubt("is_a_notice")
    if identity.year is None and _BLANK_FORM.search(text) and (identity.agency is None or _BLANK_FORM.search(head)):
        return Doubt("is_a_blank_form")
    unnamed = identity.agency is None and identity.year is None
    if unnamed and len(_LATIN.findall(text)) > _MOST_LATIN * len(text):
        return Doubt("is_not_chinese")
    return None


def _own_sections(sections: Sequence[SectionSpan], form: Form) -> int:
    """How many sections speak for a report of this kind; 总体情况 and the like stand in others too."""
    tabled = {section.number for section in form.sections if section.table}
    titled = [span.number for span in sections if span.title]
    return len(titled) if any(number in tabled for number in titled) else 0


def _not_enough(head: str, identity: Identity, anything: bool) -> Doubt:
    other = _OTHER_KIND.search(head)
    if other and not identity.titled:
        return doubt("is_another_report", kind=other.group())
    if "通知如下" in head or len(list(_NOTICE.finditer(head))) >= 2:
        return Doubt("is_a_notice")
    if identity.titled and not anything:
        return Doubt("is_a_title_only")
    return Doubt("is_no_report")


def _table_doubts(tables: set[str], form: Form) -> list[Doubt]:
    return [doubt("table_not_printed", table=table) for table in form.table_ids if table not in tables]
