"""Places that could be the heading of a section, each with how much it looks like one.

Titles drift, numbers are lost or shifted, lines are broken or glued. So every numbered or short line, and every
number inside running text, is compared with all wordings of the form; `sections` then chooses by order.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from extract.text.enumerators import SECTION_INSIDE, SECTION_NUMBER
from extract.text.normal import canonical
from extract.text.numerals import NUMERALS
from extract.text.squeezed import Squeezed
from schemas.form import Form, Group, Row, Section

_LEADER = re.compile(r"[.…·。—-]{2,}\d*$|(?<=\D)[.…·]?\d{1,2}$")
_NOT_WORDS = re.compile(r"[^\w]|的|主要")
_MENTIONED_BEFORE = "·、，；《“和及与括由含"
_TELLING_LENGTH = 8
"""Characters of the shortest wording (the form's own title aside) that tells a heading inside running text."""
_PARTED = re.compile(r"[。；\d/—-]")
_MENTIONED_AFTER = re.compile(r"[·、，；”》]|以及|等[六五几各]")
_TITLE_GOES_ON = re.compile(r"[及和与]\w{2,10}?(?=（|一是|\d|[。：]|$)")
_STYLE_POINTS = {"han": 3.0, "part": 3.0, "none": 0.0, "digit": -2.0, "paren": -3.0, "caption": -2.0}
_SENTENCE = re.compile(r"[。，；！？\d]")
_SECTION_STYLES = ("han", "part", "caption", "none")
_LONGEST = 45
"""Characters of the longest line that could be nothing but a heading."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A heading that section `section` could have. Indices are of the squeezed text; `points` 0 to about 14."""

    section: int
    start: int
    title_start: int
    title_end: int
    likeness: float
    style: str
    points: float


@dataclass(frozen=True)
class Titles:
    """The wordings of the form's section titles, prepared for comparison."""

    wordings: tuple[tuple[int, str], ...]
    """Section number and wording in canonical characters."""
    plain: tuple[str, ...]
    """The wordings without punctuation and filler."""
    vocabulary: dict[str, tuple[int, ...]]
    """The sections that use a pair of characters; it speaks for each of them the less, the more they are."""
    exact: re.Pattern[str]
    """Any wording, the longest first."""
    section_of: dict[str, int]
    own: dict[int, str]
    """The form's own title of each section."""
    hint: re.Pattern[str]
    """Finds a pair of characters that only one section uses."""
    rows: tuple[str, ...]
    """Labels of table rows that are numbered as sections are: 三、本年度办理结果."""
    header: re.Pattern[str]
    """Nothing but labels of a table: 行政复议 行政诉讼."""

    def likeness(self, title: str) -> dict[int, float]:
        """How much a whole title looks like each section's, 0 to 1; sections below one half are left out."""
        plain = _plain(title)
        if not plain:
            return {}
        found: dict[int, float] = {}
        for _, ratio, i in process.extract(plain, self.plain, scorer=fuzz.ratio, score_cutoff=50, limit=None):
            number = self.wordings[i][0]
            found[number] = max(found.get(number, 0), ratio / 100)
        if max(found.values(), default=0.0) >= 0.85:
            return found
        for number, share in self._coverage(plain).items():
            if share > found.get(number, 0):
                found[number] = share
        return {number: ratio for number, ratio in found.items() if ratio >= 0.85 or self._tells(plain, number)}

    def _tells(self, plain: str, number: int) -> bool:
        """Whether a title has a pair of characters that only this section's wordings use."""
        return any(self.vocabulary.get(plain[i : i + 2]) == (number,) for i in range(len(plain) - 1))

    def _coverage(self, plain: str) -> dict[int, float]:
        """Share of the title's pairs of characters that a section's wordings use, where it is large."""
        pairs = [plain[i : i + 2] for i in range(len(plain) - 1)]
        if len(pairs) < 3:
            return {}
        most = 0.0
        sums: dict[int, float] = {}
        for pair in pairs:
            numbers = self.vocabulary.get(pair, ())
            weight = 1 / max(len(numbers), 1)
            most += weight
            for number in numbers:
                sums[number] = sums.get(number, 0) + weight
        return {number: 0.9 * total / most for number, total in sums.items() if total >= 0.6 * most}

    def opening(self, text: str) -> tuple[int, int, float] | None:
        """The title that `text` opens with: section, its length in `text`, likeness; None if with none."""
        exact = self.exact.match(text)
        if exact:
            return self.section_of[exact.group()], exact.end(), 1.0
        if not self.hint.search(text, 0, 16):
            return None
        best: tuple[float, int, int] | None = None
        for number, wording in self.wordings:
            if not 6 <= len(wording) <= len(text) + 1:
                continue
            match = fuzz.partial_ratio_alignment(wording, text[: len(wording) + 2], score_cutoff=82)
            if match and match.dest_start <= 1 and (best is None or (match.score, match.dest_end) > best[:2]):
                last = text.rfind(wording[-1], match.dest_end - 2, match.dest_end + 3)
                best = (match.score, last + 1 if last >= 0 else match.dest_end, number)
        return (best[2], best[1], best[0] / 100) if best else None

    def unfinished(self, line: str) -> bool:
        """Whether a title could go on in the next line."""
        return len(line) <= 3 or _plain(line)[-2:] in self.vocabulary

    def is_row(self, body: str) -> bool:
        """Whether a numbered line is a row label of a table rather than a heading."""
        return any(
            fuzz.ratio(body[: len(row)], row) >= 75 or (len(body) >= 4 and row.startswith(body)) for row in self.rows
        )


def _plain(title: str) -> str:
    return _NOT_WORDS.sub("", title)


@lru_cache(maxsize=8)
def titles_of(form: Form) -> Titles:
    """The form's titles, prepared once for each form."""
    tables = [table for edition in form.editions for table in edition.tables.values()]
    lines: list[Row | Group] = [row for table in tables for row in table.rows]
    lines += [group for table in tables for group in table.groups.values()]
    numbered = {w for line in lines if line.number[:1] in set(NUMERALS) for w in (line.label, *line.variants)}
    labels = {line.label for line in lines} | {column.label for table in tables for column in table.columns}
    return _prepare(form.sections, *(tuple(sorted(map(canonical, some))) for some in (numbered, labels)))


def _prepare(sections: tuple[Section, ...], rows: tuple[str, ...], labels: tuple[str, ...]) -> Titles:
    wordings = tuple(
        (section.number, canonical(wording)) for section in sections for wording in (section.title, *section.variants)
    )
    plains = tuple(_plain(wording) for _, wording in wordings)
    users: dict[str, set[int]] = {}
    for (number, _), plain in zip(wordings, plains, strict=True):
        for i in range(len(plain) - 1):
            users.setdefault(plain[i : i + 2], set()).add(number)
    vocabulary = {pair: tuple(sorted(numbers)) for pair, numbers in users.items()}
    telling = sorted(pair for pair, numbers in users.items() if len(numbers) == 1)
    longest_first = sorted((wording for _, wording in wordings), key=len, reverse=True)
    exact = re.compile("|".join(map(re.escape, longest_first)))
    header = re.compile(rf"(?:{'|'.join(map(re.escape, sorted(labels, key=len, reverse=True)))})+")
    section_of = {wording: number for number, wording in wordings}
    hint = re.compile("|".join(map(re.escape, telling)))
    own = {section.number: canonical(section.title) for section in sections}
    return Titles(wordings, plains, vocabulary, exact, section_of, own, hint, rows, header)


def candidates(squeezed: Squeezed, titles: Titles) -> list[Candidate]:
    """Every place that could be a section's heading, in order of the text."""
    found = [*_at_lines(squeezed, titles, _SECTION_STYLES), *_inside_lines(squeezed, titles)]
    strong = sum(c.style in ("han", "part") and c.likeness >= 0.8 for c in found)
    if not strong:  # else the report numbers its sections 一、, and （一） and 1. are subsections of it
        found += [*_at_lines(squeezed, titles, ("paren", "digit")), *_unnumbered_inside_lines(squeezed, titles)]
    return sorted(found, key=lambda c: (c.start, c.section))


def _at_lines(squeezed: Squeezed, titles: Titles, styles: Collection[str]) -> Iterator[Candidate]:
    text, lines = squeezed.text, squeezed.lines
    for i, (start, end) in enumerate(lines):
        number = SECTION_NUMBER.match(text, start, end)
        if (_style(number) not in styles) or not _could_begin(text, start, end, number, titles):
            continue
        ends = [end, *(stop for _, stop in lines[i + 1 : i + 3] if stop - start <= _LONGEST)]
        yield from _best(text, start, ends, titles)


def _style(number: re.Match[str] | None) -> str:
    return (number.lastgroup or "none") if number else "none"


def _could_begin(text: str, start: int, end: int, number: re.Match[str] | None, titles: Titles) -> bool:
    """Whether a heading could begin with this line; most lines of a report cannot."""
    if number and (end - number.end() < 3 or number["han"] is not None):
        return True
    if number:
        return titles.hint.search(text, start, start + 20) is not None
    if end - start <= 2:
        return text[start] in NUMERALS or text[start] == "第"
    return (
        end - start <= _LONGEST
        and _SENTENCE.search(text, start, end) is None
        and titles.hint.search(text, start, end) is not None
    )


def _best(text: str, start: int, ends: Sequence[int], titles: Titles) -> list[Candidate]:
    """The candidates of the line, or of the line joined with what follows where that is clearly a better title."""
    first = _of_line(text, start, ends[0], titles)
    best, reached = first, max((c.likeness for c in first), default=0.0)
    if reached >= 0.97 or not titles.unfinished(text[start : ends[0]]):
        return best
    for end in ends[1:]:
        joined = _of_line(text, start, end, titles)
        likeness = max((c.likeness for c in joined if c.title_end > ends[0]), default=0.0)
        if likeness > max(reached + 0.03, 0.75):
            best, reached = joined, likeness
    return best


def _of_line(text: str, start: int, end: int, titles: Titles) -> list[Candidate]:
    number = SECTION_NUMBER.match(text, start, end)
    style = _style(number)
    title_start = number.end() if number else start
    if number is None and text[start] in NUMERALS and end - start > 3:
        unseparated = titles.opening(text[start + 1 : end])
        if unseparated and unseparated[2] == 1.0 and start + 1 + unseparated[1] == end:
            style, title_start = "han", start + 1
    body = text[title_start:end]
    if not body or (style == "none" and _mentioned_before(text, start)):
        return []
    if style == "none" and (len(body) > _LONGEST or titles.header.fullmatch(body)):
        return []
    whole = _whole(body, start, title_start, style, titles) if len(body) <= _LONGEST else []
    if titles.is_row(body) and max((c.likeness for c in whole), default=0) < 0.8:
        return []
    if whole and max(c.likeness for c in whole) >= 0.85:
        return whole
    opened = _opened(text, start, title_start, end, style, titles)
    if opened:
        return [opened]
    return whole or _by_number(number, body, start, title_start, style)


def _whole(body: str, start: int, title_start: int, style: str, titles: Titles) -> list[Candidate]:
    """The line as nothing but a title."""
    title = _LEADER.sub("", body)
    contents = len(title) < len(body)
    least = 0.55 if style in ("han", "part") else 0.8
    if title.endswith(("、", "，")) or "。" in title[:-1]:
        return []
    title_end = title_start + len(title.rstrip("：:。.;；"))
    return [
        Candidate(n, start, title_start, title_end, r, style, 10 * r + _STYLE_POINTS[style] + 1 - 5 * contents)
        for n, r in titles.likeness(title).items()
        if r >= least
    ]


def _opened(text: str, start: int, title_start: int, end: int, style: str, titles: Titles) -> Candidate | None:
    """A title glued to the text that follows it."""
    opening = titles.opening(text[title_start : min(end, title_start + _LONGEST)])
    if opening is None or (style == "none" and not (opening[2] == 1.0 and opening[1] >= 6)):
        return None
    section, length, likeness = opening
    title_end = title_start + length
    rest = _TITLE_GOES_ON.match(text, title_end, end)
    if rest:
        title_end = rest.end()
    if _MENTIONED_AFTER.match(text, title_end):
        return None
    points = 10 * likeness + _STYLE_POINTS[style] - (2 if style == "none" else 0)
    return Candidate(section, start, title_start, title_end, likeness, style, points)


def _by_number(number: re.Match[str] | None, body: str, start: int, title_start: int, style: str) -> list[Candidate]:
    """A short line that only its number speaks for: 五、短板与努力方向."""
    if number is None or style != "han" or not 3 <= len(body) <= 25 or _SENTENCE.search(body):
        return []
    value = NUMERALS.index(number["han"][0]) + 1 if len(number["han"]) == 1 else 0
    if not value:
        return []
    return [Candidate(value, start, title_start, title_start + len(body.rstrip("：")), 0.3, style, 2.5)]


def _inside_lines(squeezed: Squeezed, titles: Titles) -> Iterator[Candidate]:
    """Numbered titles in running text: page text glues sections together."""
    text = squeezed.text
    starts = {start for start, _ in squeezed.lines}
    for number in SECTION_INSIDE.finditer(text):
        start, title_start = number.span()
        if start in starts or not titles.hint.search(text, title_start, title_start + 25):
            continue
        if text[start - 1] in _MENTIONED_BEFORE or titles.is_row(text[title_start : title_start + 30]):
            continue
        candidate = _opened(text, start, title_start, len(text), "han", titles)
        if candidate:
            yield candidate


def _unnumbered_inside_lines(squeezed: Squeezed, titles: Titles) -> Iterator[Candidate]:
    """Titles without numbers in running text, where they stand between sentences or behind a table's figures."""
    text = squeezed.text
    starts = {start for start, _ in squeezed.lines}
    for match in titles.exact.finditer(text):
        start, end = match.span()
        section = titles.section_of[match.group()]
        telling = end - start >= _TELLING_LENGTH or match.group() == titles.own[section]
        if telling and start not in starts and _PARTED.match(text[start - 1]) and not _MENTIONED_AFTER.match(text, end):
            yield Candidate(section, start, start, end, 1.0, "none", 8.0 + (end - start) / 10)


def _mentioned_before(text: str, start: int) -> bool:
    return start > 0 and text[start - 1] in _MENTIONED_BEFORE
