"""Excuses that a number's own line proves: dates, page lines, notes, references, headings, stamps, markup, prose."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.document import Document
from extract.proof.numbers import Number
from extract.proof.source import Place
from extract.proof.vocabulary import Vocabulary

_YEAR = r"(?:19|20)\d\d"
_AROUND_PAGE = "-—–―·•|~ \r"
_PAGE = r"第 *\d{1,4} *页(?:[,，/ ]*共 *\d{1,4} *页)?|page *\d{1,4}(?: *of *\d{1,4})?|\d{1,4} */ *\d{1,4} *页?"
_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("note", re.compile(r"^[ *#>\t]*[(（【]?(?:注|备注|说明|填表说明) *\d?[:：\]】)].*")),
    ("page_line", re.compile(rf"^[-—–―·•|~ ]*(?:{_PAGE})[-—–―·•|~ \r]*$", re.IGNORECASE)),
    ("date", re.compile(
        rf"{_YEAR} *(?:[-—–至~] *{_YEAR} *)?(?:年度?(?: *\d{{1,2}} *月)?(?: *(?:份|底|末|初|\d{{1,2}} *日))?"
        rf"|([-./])\d{{1,2}}\1\d{{1,2}}(?!\d))"
    )),
    ("date", re.compile(
        r"(?<![\d.])\d{1,2} *月 *\d{1,2} *日|(?<=[月至到—-])\d{1,2} *日|(?<=[年至到—-])\d{1,2} *月|\d{1,2}:\d\d"
    )),
    ("label", re.compile(rf"[〔\[(（【] *{_YEAR} *[〕\])）】] *(?:第? *\d+ *号)?|第 *\d+ *[条款项号期批次章节]")),
    ("note", re.compile(r"\[ *注? *\d{1,2} *\]|(?<!\d)注 *\d{1,2}(?!\d)")),
    ("heading", re.compile(r"附?表 *\d{1,2}(?= *[:：、.]|$)")),
    ("page_line", re.compile(r"第 *\d{1,4} *页")),
    ("stamp", re.compile(r"https?://\S+|www\.\S+")),
    ("markup", re.compile(r"\\[A-Za-z]+\*?(?:\[[^\]]*\])?\{[\d. -]+(?:[a-z]{2})?\}")),
    ("coordinates", re.compile(r"\[ *\d+(?:\.\d+)?(?: *, *\d+(?:\.\d+)?){3} *\]")),
)  # fmt: skip
_DASHED = re.compile(r"^ *([-—–―~·•]+) *\d{1,3} *\1[ \r]*$")
_SERIAL = re.compile(r"[A-Za-z№]{1,12}[:：.#_-]? ?$")
_ATTACHED = re.compile(r"[\u3400-\u9fff]")
_SENTENCE = re.compile(r"[，。；;]|,(?!\d)")
_SENTENCE_WORDS = 8
_REPEATED = 3
_MOST_NUMBERS = 3
"""Numbers on a line that runs over every page."""


def shaped(line: str) -> Iterator[tuple[str, int, int]]:
    """The excuses that stretches of a line are: name, start and end in the line."""
    for name, pattern in _SHAPES:
        for match in pattern.finditer(line):
            yield name, *match.span()


def dashed_page(line: str, marks: frozenset[str]) -> bool:
    """A page number between dashes, where no cell of the tables holds such a dash for nothing."""
    found = _DASHED.match(line)
    return found is not None and found[1] not in marks


def numbers_its_page(document: Document, number: Number, row: str) -> bool:
    """Whether a number alone on its line is that of the page it stands on, above or below all else on it."""
    digits = document.text[number.start : number.end]
    words = document.words_in(number.start, number.end)
    if row.strip(_AROUND_PAGE) != digits or not words or not digits.isdecimal() or int(digits) != words[0].box.page:
        return False
    box = words[0].box
    others = [word.box for word in document.words if word.box.page == box.page and word not in words]
    middle = (box.top + box.bottom) / 2
    return all(other.bottom < middle for other in others) or all(other.top > middle for other in others)


def repeated(text: str, row: str) -> bool:
    """A line with words that is printed several times: the head or the foot of a page."""
    line = row.strip()
    return len(_ATTACHED.findall(line)) >= 4 and len(re.findall(r"\d+", line)) <= _MOST_NUMBERS and text.count(line) > 1


def serial(text: str, number: Number, line_start: int) -> bool:
    """A number behind letters (ID:3306) that is printed several times: a stamp or a watermark."""
    before = _SERIAL.search(text, max(line_start, number.start - 16), number.start)
    return before is not None and text.count(text[before.start() : number.end]) >= _REPEATED


def in_prose(text: str, number: Number, place: Place, window: tuple[int, int], words: Vocabulary) -> bool:
    """A number among the words of a sentence; `window` ends at the placed numbers around it.

    The number touches words on one side, and on the other words or punctuation; the sentence around it has words
    of its own that are no labels of the form.
    """
    if place.column >= 0 or not _touches(text, number):
        return False
    start = max(window[0], text.rfind("\n\n", 0, number.start) + 1, number.start - 80)
    stop = min(window[1], number.end + 80)
    around = text[start : number.start] + "0" + text[number.end : stop].partition("\n\n")[0]
    foreign = sum(len(run) for run in words.foreign(around) if len(run) > 2)
    return foreign >= _SENTENCE_WORDS and _SENTENCE.search(around) is not None


def _touches(text: str, number: Number) -> bool:
    """Whether a number stands directly at words, line breaks inside a paragraph aside."""
    before = text[max(number.start - 2, 0) : number.start].rstrip("\n")[-1:]
    after = text[number.end : number.end + 2].lstrip("\n")[:1]
    worded = [bool(_ATTACHED.match(character)) for character in (before, after) if character]
    return any(worded) and not before.isspace() and not after.isspace()
