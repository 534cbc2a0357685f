"""Whose report it is and of which year.

The title, the stated period of the data, the signature and the page's own data each give evidence. They are
weighed, and where they disagree, the reader of the record is told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.doubts import Doubt, doubt
from extract.prose.furniture import AGENCY, Closing, closing
from extract.prose.openings import contact, paragraphs, preparer, subject, told_year
from extract.prose.titles import Title, find_titles
from extract.text.dates import DATE, YEAR, month_of, reported_on, year_of
from extract.text.normal import canonical
from extract.text.squeezed import Squeezed, squeezed_text
from schemas.form import Form
from schemas.record import SectionSpan

_HEAD = 3000
"""Characters in which the title is looked for where the first section was not found."""
_INTRODUCED = 500
"""Characters below the first heading in which an introduction may still name the report."""
_FIRST_WORDS = 320
_HEADING = 120
"""Characters of the first section in which its opening, and its heading, are looked for."""
_PUBLISHES = re.compile("现(?!有|行|代|场|状)|特(?:此|向|将)|兹|如下|本(?:年度)?报告")
_PERIOD = re.compile(
    rf"(?P<first>{YEAR})年?[1一元]月[1一]日[^。，；]{{0,4}}?[至到—\-~～－―]+"
    rf"(?:(?P<last>{YEAR})年?|当年|同年)?(?:12|十二)月(?:31|三十一)日"
)
_UNTIL = re.compile(rf"截[止至]到?(?P<year>{YEAR})年(?:12月31日|12月底|底)")
_PUBLISHED = re.compile(rf"(?:(?:发布|发文|成文|生成|公开)(?:时间|日期)|(?<!\w)(?:时间|日期))：?{DATE}")
_OPENING = re.compile(rf"^[^\w]{{0,2}}(?P<year>{YEAR})年")
_WEIGHTS = {
    "title": 3.0,
    "period": 2.5,
    "page_title": 2.5,
    "signature": 1.5,
    "introduction": 1.4,
    "opening": 1.0,
    "text": 0.9,
    "published": 1.0,
    "file_name": 1.0,
    "until": 0.8,
}
_STANDINGS = ("line", "metadata", "sentence")
_SURE = 1.5
"""Weight from which a year needs no remark."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The body and the year reported on. `evidence` says what named which year."""

    agency: str | None
    year: int | None
    doubts: tuple[Doubt, ...] = ()
    evidence: tuple[tuple[str, int], ...] = ()
    titled: bool = False
    """Whether a title of such a report was found."""


def find_identity(text: str, sections: Sequence[SectionSpan], form: Form, name: str | None = None) -> Identity:
    """Agency and year of the report in `text`; `name` is the file's name, the last resort.

    The agency is the body as the title, else the signature, else the introduction names it, its characters as
    they stand.
    """
    squeezed = squeezed_text(text)
    by_number = {span.number: span for span in sections}
    first = by_number.get(form.sections[0].number)
    head_end = squeezed.index(first.start) if first else min(len(squeezed.text), _HEAD)
    titles = _titles(squeezed, head_end)
    signed = _closing(squeezed, sections)
    file_titles = find_titles(Squeezed(name), len(name)) if name else []
    opening = _opening(squeezed, first)
    agency, agency_doubts = _agency(squeezed, head_end, titles, signed, file_titles, opening)
    evidence = _evidence(squeezed.text, head_end, titles, signed, opening, file_titles)
    if not evidence and (year := told_year(opening) or told_year(paragraphs(squeezed, 0, head_end))):
        evidence = [("text", year)]
    year, year_doubts = _weigh(evidence)
    return Identity(agency, year, (*agency_doubts, *year_doubts), tuple(evidence), bool(titles))


def _opening(squeezed: Squeezed, first: SectionSpan | None) -> str:
    """The first section behind its heading, with a line break where a line begins something new."""
    if first is None:
        return ""
    section = paragraphs(squeezed, squeezed.index(first.start), squeezed.index(first.end))
    title = canonical(first.title)
    return section[section.find(title) + len(title) :].lstrip("：。\n") if title in section[:_HEADING] else section


def _titles(squeezed: Squeezed, head_end: int) -> list[Title]:
    """The titles in the head, and those by which the first paragraphs below it publish the report."""
    found = find_titles(squeezed, min(head_end + _INTRODUCED, len(squeezed.text)))
    return [t for t in found if t.start < head_end or (t.standing == "sentence" and _publishes(squeezed.text, t))]


def _publishes(text: str, title: Title) -> bool:
    """Whether a sentence that names a report publishes it, and does not tell of another."""
    begin = 1 + max(text.rfind(mark, 0, title.start) for mark in "。；！")
    return title.year is not None and _PUBLISHES.search(text, begin, title.end + 8) is not None


def _closing(squeezed: Squeezed, sections: Sequence[SectionSpan]) -> Closing:
    last = sections[-1].start if sections else 0
    return closing(squeezed, squeezed.index(last))


def _agency(
    squeezed: Squeezed,
    head_end: int,
    titles: Sequence[Title],
    signed: Closing,
    file_titles: Sequence[Title],
    opening: str,
) -> tuple[str | None, list[Doubt]]:
    named_in = sorted((t for t in titles if t.agency), key=lambda t: (t.year is None, _STANDINGS.index(t.standing)))
    titled = named_in[0].agency if named_in else None
    below = _below_title(squeezed, titles)
    signature = signed.agency or below
    if titled and signature and not _same_body(titled, signature):
        return titled, [doubt("agency_disputed", titled=titled, signed=signature)]
    if signature or (named_in and not _only_said(squeezed.text, named_in[0])):
        return titled or signature, []
    if titled:
        return titled, [doubt("agency_by_introduction", agency=titled)]
    return _introduced(squeezed.text, head_end, file_titles, opening)


def _introduced(text: str, head_end: int, file_titles: Sequence[Title], opening: str) -> tuple[str | None, list[Doubt]]:
    """The body of a report without title and signature, and where it was found."""
    head = text[: head_end + _INTRODUCED]
    if (prepared := preparer(head)) and prepared.agency:
        return prepared.agency, [doubt("agency_by_preparer", printed=prepared.printed, agency=prepared.agency)]
    if by_file := next((t.agency for t in file_titles if t.agency), None):
        return by_file, [doubt("agency_by_file", agency=by_file)]
    if told := subject(opening[:_FIRST_WORDS]) or subject(text[max(0, head_end - _FIRST_WORDS) : head_end]):
        return told, [doubt("agency_by_opening", agency=told)]
    if (asked := contact(head)) and asked.agency:
        return asked.agency, [doubt("agency_by_contact", printed=asked.printed, agency=asked.agency)]
    return None, [doubt("agency_unknown", contact=doubt("contact_only", printed=asked.printed) if asked else None)]


def _only_said(text: str, title: Title) -> bool:
    """Whether a title is only spoken of in a sentence, and not quoted in marks."""
    return title.standing == "sentence" and "《" not in text[max(0, title.start - 1) : title.end]


def _below_title(squeezed: Squeezed, titles: Sequence[Title]) -> str | None:
    """A signature right below the title: the body on a line of its own."""
    title = next((t for t in titles if t.standing == "line"), None)
    if title is None:
        return None
    following = [line for line in squeezed.lines if line[0] >= title.end][:1]
    for start, end in following:
        if end - start <= 30 and AGENCY.fullmatch(squeezed.text, start, end):
            return squeezed.printed(start, end)
    return None


def _same_body(one: str, other: str) -> bool:
    """Whether two names can be one body's: one within the other (宿迁市, 宿迁市人民政府), in order."""
    short, long = sorted((canonical(one), canonical(other)), key=len)
    rest = iter(long)
    return all(character in rest for character in short)


def _evidence(
    text: str, head_end: int, titles: Sequence[Title], signed: Closing, opening: str, file_titles: Sequence[Title]
) -> list[tuple[str, int]]:
    """What names which year, the strongest first, each source once a year."""
    found: list[tuple[str, int]] = []
    names = {"line": "title", "metadata": "page_title", "sentence": "title"}
    found += [("introduction" if _only_said(text, t) else names[t.standing], t.year) for t in titles if t.year]
    period = _PERIOD.search(text)
    if period:
        stated = [year for part in ("first", "last") if period[part] and (year := year_of(period[part]))]
        found += [("period", year) for year in stated]
    if signed.year:
        found.append(("signature", reported_on(signed.year, signed.month)))
    published = _PUBLISHED.search(text, 0, head_end)
    if published and (year := year_of(published["year"])):
        found.append(("published", reported_on(year, month_of(published["month"] or published["month2"]))))
    for source, match in (("until", _UNTIL.search(text)), ("opening", _OPENING.search(opening))):
        if match and (year := year_of(match["year"])):
            found.append((source, year))
    found += [("file_name", t.year) for t in file_titles if t.year]
    return list(dict.fromkeys(found))


def _weigh(evidence: Sequence[tuple[str, int]]) -> tuple[int | None, list[Doubt]]:
    """The year with the most weight behind it, and what is to be said about it."""
    if not evidence:
        return None, [Doubt("year_unknown")]
    weight: dict[int, float] = {}
    for source, year in evidence:
        weight[year] = weight.get(year, 0) + _WEIGHTS[source]
    chosen = max(weight, key=lambda year: (weight[year], year))
    doubts: list[Doubt] = []
    if len(weight) > 1:
        told = tuple(doubt("year_told", source=source, year=year) for source, year in evidence)
        doubts.append(doubt("year_disputed", told=told, year=chosen))
    elif weight[chosen] < _SURE:
        doubts.append(doubt("year_once", source=evidence[0][0], year=chosen))
    return chosen, doubts
