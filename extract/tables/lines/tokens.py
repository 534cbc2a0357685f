"""What stands in a printed cell or line: label pieces, values, empty cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

from extract.tables.lines.emphasis import unmarked
from extract.text.enumerators import POINT, shape
from extract.text.normal import CJK, plain
from extract.text.numbers import (
    CELL_UNITS,
    MARK,
    NOTE_MARKS,
    UNITS,
    UNREADABLE,
    WHOLE,
    Printed,
    is_figure,
    is_number_in_words,
    read_cell,
)

DIGITS = re.compile(r"\d+")
RULE_LINE = re.compile(r"[\s|:+=\-—–\u2500-\u257f_*#.·]+")
_POINT = re.compile(rf" ?{POINT}(?= ?[{CJK}“\"‘])")
_ENUMERATOR = re.compile(
    rf"(?<!第){shape('paren')}|(?<![{CJK}\d]){shape('han')}|(?<!\d){shape('pnum', 'num')}(?= ?[{CJK}“\"‘])"
)
_SIGN = r"(?:[+\-↑↓]|(?<!\S)[–—―])?"
_NUMBER = re.compile(rf"{_SIGN}{WHOLE}(?: ?\.\d++)?+")
_COMPOUND = re.compile(
    rf"{_SIGN}\d[\d,.]*(?:[+*×x÷/=~～→'’·\-–—至到或][+\-]?\d[\d,.]*)+(?:[万亿千百十余多]+(?!元))?"
    rf"|{_SIGN}\d[\d,.]*[万亿千百十余多]+(?!元)(?:{UNITS})?[余多]?"
)
"""Several numbers, or a number of tens of thousands, that stand in one word."""
_FIGURE = re.compile(rf"(?![(\[〔【<《“\"'*_`:]|{shape('pnum', 'num')}(?!\d))[^\s*_`]{{1,40}}(?=[\s*_`]|$)")
"""A word that may be figures: not one in brackets, nor one that numbers a label."""
_NOTE_MARKS = re.compile(rf"[{NOTE_MARKS}]*")
_SOLID = re.compile(r"\S")
_WORD = re.compile(rf"[{CJK}]")
_NOTE_ALONE = re.compile(rf"[{NOTE_MARKS}\s]+")
_RANGE = re.compile(r"[\d.,]+ [\-–—~～/+] [\d.,]+")
_MARK = re.compile(rf"(?<!\S){MARK}(?!\S)(?=\s*(?:$|[\d/\-+—–―无增减]))")
_GLUED_MARK = re.compile(r"无(?=无)|(?<=[无\d])无(?![法正])|无(?=\d)")
"""A sign for nothing glued to another one or to digits; 无法提供 and 无正当理由 begin labels."""
_NOTE = re.compile(rf" ?\n?(?!{shape('paren', 'pnum')})[(][^()\n]*[)]")
_SIGN_WORD = re.compile(r"(?:增加?|减少?|新增|负)\s*$")
_UNIT_END = re.compile(rf" ?(?:{CELL_UNITS})(?=$|[\s(])")
_NOT_A_CELL_BEFORE = re.compile(r"(?:第|〔|\[|约|、|,|，|“|\"|[a-zA-Z/_=.%])$")
_NOT_A_CELL_AFTER = re.compile(
    r" ?(?:年|月|日|号|时|条|件|个|项|次|份|人|家|篇|期|场|类|级|届|余|多|%|％|‰|〕|\]|[、,，。；;：:”\"])"
    r"|[a-zA-Z]|[-—~～]\d"
)
_ROW = re.compile(r"(?<!\S)\d[\d,.]*(?!\S)")
_ROW_NUMBERS = 3
"""So many numbers between blanks make a printed row of a line with commas."""
_NEAR = 12
"""So many characters before a number are asked for its sign and its note marks: a line may be a whole file."""
_REMARK_LENGTH = 30
"""Brackets that close later than this were not closed at all."""
_GLUED_DIGITS = 4
"""So many digits behind a word in one cell are values, fewer belong to the word (数据1)."""

Kind = Literal["label", "value", "blank"]


@dataclass(slots=True)
class Token:
    """A label piece, a value or an empty cell; offsets into the document's text."""

    kind: Kind
    text: str
    start: int
    end: int
    column: int | None = None
    """Column in the printed row; None where the line has no cell borders."""
    printed: Printed | None = None
    confidence: float | None = None
    unread: bool = False
    line: int = -1
    """Index of the printed line."""
    grid: int = -1
    """Index of the document's grid, -1 outside of grids."""
    width: int = 0
    """Columns of the printed line, 0 where it has no cell borders."""
    left: int = 0
    right: int = 0
    """Where a token of an unbordered line stands, in half-width characters from the line's beginning."""


class _Value(NamedTuple):
    """A value and its offsets in the line."""

    start: int
    end: int
    printed: Printed


def cell_tokens(text: str, start: int, column: int | None, *, whole: bool = False) -> Iterator[Token]:
    """The tokens of one cell (`whole`), or of a line that may hold several."""
    text = unmarked(text)
    narrow = plain(text.replace("\n", " "))
    if not narrow.strip(" \r*"):
        if whole:
            yield Token("blank", "", start, start, column, Printed("blank"))
        return
    body = narrow.strip(" *")
    parts = narrow.split()
    several = len(parts) > (2 if whole else 1) and all(read_cell(part) is not None for part in parts)
    if whole and (not several or _RANGE.fullmatch(body)):
        printed = read_cell(body) or (UNREADABLE if _is_occupied(body, column) else None)
    else:
        printed = None if several else read_cell(body)
    if printed is not None:
        lead = len(narrow) - len(narrow.lstrip(" *"))
        yield _value_token(text, start, lead, lead + len(body), column, printed)
        return
    yield from _mixed(text, narrow, start, column)


def _is_occupied(body: str, column: int | None) -> bool:
    """Whether a cell holds figures that are no number; in the first column, words and note marks may number the row."""
    if not column and not DIGITS.search(body):
        return False
    return is_figure(body) or is_number_in_words(body)


def _value_token(text: str, start: int, begin: int, end: int, column: int | None, printed: Printed) -> Token:
    """`text[begin:end]` as a value. Its text is without note marks, for which Python's digits stand too."""
    return Token("value", _NOTE_MARKS.sub("", text[begin:end]), start + begin, start + end, column, printed)


def _mixed(text: str, line: str, start: int, column: int | None) -> Iterator[Token]:
    """Labels and values in one stretch without borders, glued or spaced."""
    position = 0
    for begin, end, printed in _values_in(line, bordered=column is not None):
        yield from _label_pieces(text, line, position, begin, start, column)
        yield _value_token(text, start, begin, end, column, printed)
        position = end
    yield from _label_pieces(text, line, position, len(line), start, column)


def _label_pieces(text: str, line: str, begin: int, stop: int, start: int, column: int | None) -> Iterator[Token]:
    """`line[begin:stop]` cut before each enumerator, blanks around it left out."""
    cuts = [begin, *(m.start() for m in _ENUMERATOR.finditer(line, begin, stop) if m.start() > begin), stop]
    for left, right in pairwise(cuts):
        piece = text[left:right]
        lead = len(piece) - len(piece.lstrip())
        body = piece.strip()
        if body and not RULE_LINE.fullmatch(body) and not _NOTE_ALONE.fullmatch(body):
            yield Token("label", body, start + left + lead, start + left + lead + len(body), column)


def _values_in(line: str, *, bordered: bool) -> Iterator[_Value]:
    """Values that stand in a line among words."""
    position = 0
    prose = _is_prose(line)
    found = _NUMBER.search(line)
    while True:
        if found is not None and found.start() < position:
            found = _NUMBER.search(line, position)
        mark = _mark_in(line, position, found.start() if found else len(line), prose=prose)
        if mark is not None:
            yield mark
            position = mark.end
        elif found is None:
            return
        else:
            value = None if prose else _number_at(line, found, position, bordered=bordered)
            position = value.end if value else found.end()
            if value:
                yield value


def _number_at(line: str, found: re.Match[str], position: int, *, bordered: bool) -> _Value | None:
    """What the digits are that were found behind `position`."""
    value = _figures_at(line, found.start(), position) or _compound_at(line, found)
    value = value or _value_of(line, found, bordered=bordered)
    return _with_words(line, value) if value and bordered else value


def _figures_at(line: str, at: int, position: int) -> _Value | None:
    """The word around digits where it holds nothing but figures, and is no plain number."""
    begin = max(line.rfind(" ", max(0, at - _NEAR), at) + 1, position)
    word = _FIGURE.match(line, begin) if at - begin < _NEAR else None
    if word is None or word.end() <= at or _NOTE_MARKS.sub("", word[0]).isdecimal():
        return None
    printed = read_cell(word[0])
    if printed is None:
        return _Value(*word.span(), UNREADABLE) if is_figure(word[0]) else None
    return _Value(*word.span(), printed) if word[0][0] in "共合总" else None


def _value_of(line: str, found: re.Match[str], *, bordered: bool) -> _Value | None:
    """The value that digits are, unless they number a label, belong to a word or stand in a remark."""
    begin, stop = found.span()
    if _POINT.match(line, stop) or _unmarked_number(line, begin, stop):
        stop -= 1  # the last digit numbers the label that follows
    elif line[begin - 1 : begin] == "(" and line[stop : stop + 1] == ")":
        return None
    if stop <= begin or _inside_brackets(line, begin):
        return None
    if bordered and line[begin - 1 : begin] not in ("", " ") and stop - begin < _GLUED_DIGITS:
        return None
    return _value_at(line, begin, stop)


def _with_words(line: str, value: _Value) -> _Value:
    """A cell's number that words go on behind (12已公开): what they say of it is not known."""
    if not _WORD.match(line, value.end):
        return value
    return value._replace(printed=Printed("noted", value.printed.number, certain=False))


def _compound_at(line: str, found: re.Match[str]) -> _Value | None:
    """Figures that begin with a number and that no plain number explains: none of their numbers is the cell's."""
    compound = _COMPOUND.match(line, found.start())
    if compound is None or _inside_brackets(line, found.start()):
        return None
    return _Value(*compound.span(), read_cell(compound[0]) or UNREADABLE)


def _unmarked_number(line: str, begin: int, stop: int) -> bool:
    """A label's number without its point, at the beginning of a line that has values too."""
    alone = stop - begin == 1 and line[begin] != "0" and not _SOLID.search(line, 0, begin)
    return alone and bool(re.match(rf" (?!无)[{CJK}].*\d", line[stop:]))


def _value_at(line: str, begin: int, stop: int) -> _Value | None:
    before = line[max(0, begin - _NEAR) : begin]
    if _NOT_A_CELL_BEFORE.search(before.rstrip(" ")[-1:]) and not before.endswith(" "):
        return None
    sign = _SIGN_WORD.search(before)
    if sign:
        begin -= len(before) - sign.start()
    unit = _UNIT_END.match(line, stop)
    if unit and (not before or before[-1] in " \t" or sign):
        stop = unit.end()
    elif _NOT_A_CELL_AFTER.match(line, stop):
        return None
    for behind in (_NOTE_MARKS, _NOTE):
        note = behind.match(line, stop)
        stop = note.end() if note else stop
    printed = read_cell(line[begin:stop])
    return _Value(begin, stop, printed) if printed else None


def _mark_in(line: str, begin: int, stop: int, *, prose: bool) -> _Value | None:
    """A sign for nothing that stands alone between blanks."""
    glued = _GLUED_MARK.search(line, begin, stop)
    if glued and not prose:
        return _Value(glued.start(), glued.end(), Printed("mark"))
    for found in _MARK.finditer(line, begin, stop):
        if _SOLID.search(line, 0, found.start()) or _SOLID.search(line, found.end()):
            return _Value(found.start(), found.end(), Printed("mark"))
    return None


def _inside_brackets(line: str, position: int) -> bool:
    opened = line.rfind("(", max(0, position - _REMARK_LENGTH), position)
    if opened < 0 or line.find(")", opened, position) >= 0:
        return False
    return 0 <= line.find(")", position) - opened <= _REMARK_LENGTH


def _is_prose(line: str) -> bool:
    """Sentences, not a row: they end in 。 or run on over several commas outside brackets."""
    bare = re.sub(r"[(][^()]*[)]", "", line)
    if len(DIGITS.findall(bare)) >= 20 and bare.count("。") == 0:
        return False
    if len(_ROW.findall(line)) >= _ROW_NUMBERS:
        return "。" in bare
    return "。" in bare or (bare.count(",") + bare.count("，") >= 2 and not re.search(r"\d,\d", bare))
