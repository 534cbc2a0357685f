"""Whose report it is and of which year.

The title, the stated period of the data, the signature and the page's own data each give evidence. They are
weighed, and where they disagree, the reader of the record is told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.prose.furniture import AGENCY, Closing, closing
from extract.prose.openings import contact, paragraphs, preparer, subject, told_year
from extract.prose.titles import Title, find_titles
from extract.prose.years import DATE, YEAR, month_of, reported_on, year_of
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
    "标题": 3.0,
    "统计期限": 2.5,
    "网页标题": 2.5,
    "落款": 1.5,
    "引言": 1.4,
    "总体情况首句": 1.0,
    "正文": 0.9,
    "发布时间": 1.0,
    "文件名": 1.0,
    "数据截止日期": 0.8,
}
_STANDINGS = ("line", "metadata", "sentence")
_SURE = 1.5
"""Weight from which a year needs no remark."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The body and the year reported on. `doubts` are Chinese sentences; `evidence` says what named which year."""

    agency: str | None
    year: int | None
    doubts: tuple[str, ...] = ()
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
    if not evidence and (year := told_year(opening)):
        evidence = [("正文", year)]
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
) -> tuple[str | None, list[str]]:
    named_in = sorted((t for t in titles if t.agency), key=lambda t: (t.year is None, _STANDINGS.index(t.standing)))
    titled = named_in[0].agency if named_in else None
    below = _below_title(squeezed, titles)
    signature = signed.agency or below
    if titled and signature and not _same_body(titled, signature):
        return titled, [f"标题所写机关“{titled}”与落款“{signature}”不一致，按标题"]
    if signature or (named_in and not _only_said(squeezed.text, named_in[0])):
        return titled or signature, []
    if titled:
        return titled, [f"标题和落款都没有写明机关，按引言作“{titled}”"]
    return _introduced(squeezed.text, head_end, file_titles, opening)


def _introduced(text: str, head_end: int, file_titles: Sequence[Title], opening: str) -> tuple[str | None, list[str]]:
    """The body of a report without title and signature, and where it was found."""
    head = text[: head_end + _INTRODUCED]
    if (prepared := preparer(head)) and prepared.agency:
        return prepared.agency, [
            f"标题和落款都没有写明机关，按引言中的编制单位“{prepared.printed}”作“{prepared.agency}”"
        ]
    if by_file := next((t.agency for t in file_titles if t.agency), None):
        return by_file, [f"正文没有写明机关，按文件名作“{by_file}”"]
    if told := subject(opening[:_FIRST_WORDS]):
        return told, [f"标题、落款和引言都没有写明机关，按总体情况首句作“{told}”"]
    if (asked := contact(head)) and asked.agency:
        return asked.agency, [f"没有写明机关，只有引言中的联系单位“{asked.printed}”，据此作“{asked.agency}”"]
    said = f"，联系单位“{asked.printed}”不一定就是" if asked else ""
    return None, [f"没有找到发布机关：标题、落款和引言都没有写明{said}"]


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
    names = {"line": "标题", "metadata": "网页标题", "sentence": "标题"}
    found += [("引言" if _only_said(text, t) else names[t.standing], t.year) for t in titles if t.year]
    period = _PERIOD.search(text)
    if period:
        stated = [year for part in ("first", "last") if period[part] and (year := year_of(period[part]))]
        found += [("统计期限", year) for year in stated]
    if signed.year:
        found.append(("落款", reported_on(signed.year, signed.month)))
    published = _PUBLISHED.search(text, 0, head_end)
    if published and (year := year_of(published["year"])):
        found.append(("发布时间", reported_on(year, month_of(published["month"] or published["month2"]))))
    for source, match in (("数据截止日期", _UNTIL.search(text)), ("总体情况首句", _OPENING.search(opening))):
        if match and (year := year_of(match["year"])):
            found.append((source, year))
    found += [("文件名", t.year) for t in file_titles if t.year]
    return list(dict.fromkeys(found))


def _weigh(evidence: Sequence[tuple[str, int]]) -> tuple[int | None, list[str]]:
    """The year with the most weight behind it, and what is to be said about it."""
    if not evidence:
        return None, ["没有找到报告年度：标题、统计期限和落款都没有写明"]
    weight: dict[int, float] = {}
    for source, year in evidence:
        weight[year] = weight.get(year, 0) + _WEIGHTS[source]
    chosen = max(weight, key=lambda year: (weight[year], year))
    doubts: list[str] = []
    if len(weight) > 1:
        said = "，".join(f"{source}为{year}年" for source, year in evidence)
        doubts.append(f"报告年度说法不一：{said}；按{chosen}年")
    elif weight[chosen] < _SURE:
        doubts.append(f"报告年度只见于{evidence[0][0]}，按{chosen}年")
    return chosen, doubts
