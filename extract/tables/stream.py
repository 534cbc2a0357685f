"""A stretch of a document as printed lines of tokens: label pieces, values, empty cells.

Every layout becomes this one shape: a grid's rows, tab-separated and Markdown rows, lines of prose-like text,
one cell a line, and cells glued into one line. What follows (`runs`, `align`) knows no layouts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from extract.document import Document, Grid
from extract.tables.values import Printed, plain, read_cell

CJK = "\u3400-\u9fff\uf900-\ufaff"
_NUMERAL = "一二三四五六七八九十"
_ENUMERATOR = re.compile(
    rf"(?<!第)[(][{_NUMERAL}]{{1,2}}[)]|(?<![{CJK}\d])[{_NUMERAL}]{{1,2}} ?[、.．]|(?<!\d)[(]?\d{{1,2}} ?(?:[、．]|[.](?!\d)|[)])(?= ?[{CJK}“\"‘])"
)
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"[+\-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d])|[+\-]?\d+(?:\.\d+)?")
_NOTE = re.compile(rf" ?\n?[(](?![{_NUMERAL}]{{1,2}}[)])(?!\d{{1,2}}[)])[^()\n]*[)]")
_UNIT_END = re.compile(r" ?(?:万元|亿元|元|件|条|个|项|次|份|宗)(?=$|[\s(])")
_NOT_A_CELL_BEFORE = re.compile(r"(?:第|〔|\[|约|、|,|，|“|\"|[a-zA-Z/_=.%])$")
_NOT_A_CELL_AFTER = re.compile(
    r" ?(?:年|月|日|号|时|条|件|个|项|次|份|人|家|篇|期|场|类|级|届|余|多|%|％|‰|〕|\]|[a-zA-Z]|[、,，。；;：:”\"])|[-—~～]\d"
)
_MARK = re.compile(r"(?<!\S)(?:/|-{1,3}|—{1,2}|–|―|无)(?!\S)(?=\s*(?:$|[\d/\-—–―无]))")
_ROW = re.compile(r"(?<!\S)\d[\d,.]*(?!\S)")
_REMARK_LENGTH = 30
"""Brackets that close later than this were not closed at all."""
_ROW_NUMBERS = 3
"""So many numbers between blanks make a printed row of a line with commas."""
_POINT = re.compile(rf" ?(?:[、．]|[.](?!\d))(?= ?[{CJK}“\"‘])")
_PAGE_LINE = re.compile(
    r"[-—–―·•~]+ *\d{1,4} *[-—–―·•~]+|[-—–―·• ]*第 *\d{1,4} *页[,，/ ]*(?:共 *\d{1,4} *页)?[-—–―·• ]*"
    r"|\d{1,4} */ *\d{1,4} *页?|page *\d+(?: *of *\d+)?",
    re.IGNORECASE,
)
_RULE_LINE = re.compile(r"[\s|:+=\-—–\u2500-\u257f_*#.·]+")
_LISTED_VALUE = r"(?:[+\-]?\d+(?:\.\d+)?|/|-|—|无)"
_LISTED = re.compile(
    rf"(?:^|[{CJK})”\"] *[,;、，；：: ]) *({_LISTED_VALUE}?(?: *[,;、，；：:] *{_LISTED_VALUE}?)+)$"
    rf"|^[^,;，；：:]{{2,20}}[,;，；：:] *({_LISTED_VALUE})$"
)
_THOUSANDS = re.compile(r"\d{1,3}(?:[,，]\d{3})+")
_REMARK = re.compile(r"\s*[(（【]?(?:注|备注|说明|填表说明)\d?[:：\]】)]")
_SIGN_WORD = re.compile(r"(?:增加?|减少?|新增)\s*$")

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


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line. `width` is the number of its columns, 0 where it has no cell borders.

    `grid` tells lines of one table from those of another; `prose` lines lend no values.
    """

    tokens: tuple[Token, ...]
    width: int = 0
    grid: int = -1
    breaks: bool = False
    """An empty line: the printed row before it has ended."""

    @property
    def values(self) -> tuple[Token, ...]:
        return tuple(token for token in self.tokens if token.kind == "value")

    @property
    def labels(self) -> tuple[Token, ...]:
        return tuple(token for token in self.tokens if token.kind == "label")


def lines_of(document: Document, start: int, end: int) -> list[Line]:
    """`text[start:end]` as lines, grids by their rows and the rest by line breaks."""
    lines: list[Line] = []
    position = start
    for index, grid in enumerate(document.grids):
        if grid.end <= start or grid.start >= end:
            continue
        lines += _text_lines(document, position, max(position, grid.start))
        lines += _grid_lines(document, grid, index)
        position = max(position, grid.end)
    lines += _text_lines(document, position, end)
    for number, line in enumerate(lines):
        for token in line.tokens:
            token.line, token.grid, token.width = number, line.grid, line.width
    return lines


def _grid_lines(document: Document, grid: Grid, index: int) -> Iterator[Line]:
    rows: dict[int, list[Token]] = {}
    width = max((cell.column + cell.column_span for cell in grid.cells), default=0)
    for cell in grid.cells:
        text = document.text[cell.start : cell.end]
        tokens = list(_cell_tokens(text, cell.start, cell.column, whole=True))
        if cell.unread and all(token.kind == "blank" for token in tokens):
            tokens = [Token("value", text, cell.start, cell.end, cell.column, Printed("absent"), unread=True)]
        for token in tokens:
            token.confidence = cell.confidence
        rows.setdefault(cell.row, []).extend(tokens)
    for row in sorted(rows):
        yield Line(tuple(sorted(rows[row], key=lambda token: token.column or 0)), width, index)


def _text_lines(document: Document, start: int, end: int) -> Iterator[Line]:
    position = start
    for raw in document.text[start:end].split("\n"):
        yield from _text_line(raw, position)
        position += len(raw) + 1


def _text_line(raw: str, start: int) -> Iterator[Line]:
    line = plain(raw)
    if not line.strip(" \f\r"):
        yield Line((), breaks=True)
    elif line.count("|") >= 2 or (line.count("|") == 1 and line.strip().startswith("|")):
        if not _RULE_LINE.fullmatch(line):
            yield _bordered(line, start, "|")
    elif "\t" in line:
        yield _bordered(line, start, "\t")
    elif (listed := _listed_from(line)) is not None:
        yield _delimited(line, start, listed)
    elif _PAGE_LINE.fullmatch(line.strip()):
        return
    elif _REMARK.match(line):
        yield Line((Token("label", raw.strip(), start, start + len(raw)),))
    else:
        heading = len(line) - len(line.lstrip("# *"))
        tokens = tuple(_cell_tokens(line[heading:].rstrip(" *\r"), start + heading, None))
        _measure(tokens, raw, start)
        yield Line(tokens)


def _measure(tokens: tuple[Token, ...], line: str, start: int) -> None:
    """Gives the tokens of a line their place on it."""
    at = width = 0
    for token in tokens:
        begin, end = token.start - start, token.end - start
        width += display_width(line[at:begin])
        token.left, at = width, end
        width += display_width(line[begin:end])
        token.right = width


def display_width(text: str) -> int:
    """Half-width characters that a text takes."""
    return len(text) + sum(character > "\u2e7f" for character in text)


def _listed_from(line: str) -> int | None:
    """Where a list of values begins that have commas or the like between them."""
    listed = _LISTED.search(line.rstrip(" \r"))
    if listed is None or not _DIGITS.search(listed[listed.lastindex or 0]):
        return None
    return None if _THOUSANDS.fullmatch(listed[1] or "") else listed.start(listed.lastindex or 0)


def _delimited(line: str, start: int, at: int) -> Line:
    """A label and its values with commas or the like between them."""
    tokens = list(_cell_tokens(line[:at].rstrip(" ,;、，；：:"), start, 0))
    position = at
    parts = re.split(r"[,;、，；：:]", line[at:].rstrip(" \r"))
    for column, part in enumerate(parts, start=1):
        tokens += _cell_tokens(part, start + position, column, whole=True)
        position += len(part) + 1
    return Line(tuple(tokens), 1 + len(parts))


def _bordered(line: str, start: int, border: str) -> Line:
    parts = line.split(border)
    positions: list[int] = []
    position = start
    for part in parts:
        positions.append(position)
        position += len(part) + 1
    if border == "|":
        if not parts[0].strip():
            parts, positions = parts[1:], positions[1:]
        if parts and not parts[-1].strip():
            parts, positions = parts[:-1], positions[:-1]
    tokens: list[Token] = []
    for column, (part, at) in enumerate(zip(parts, positions, strict=True)):
        tokens += _cell_tokens(part, at, column, whole=True)
    return Line(tuple(tokens), len(parts))


def _cell_tokens(text: str, start: int, column: int | None, *, whole: bool = False) -> Iterator[Token]:
    """The tokens of one cell (`whole`), or of a line that may hold several."""
    narrow = plain(text.replace("\n", " "))
    if not narrow.strip(" \r*"):
        if whole:
            yield Token("blank", "", start, start, column, Printed("blank"))
        return
    parts = narrow.split()
    several = len(parts) > (2 if whole else 1) and all(read_cell(part) is not None for part in parts)
    printed = None if several else read_cell(narrow.strip(" *"))
    if printed is not None:
        lead = len(narrow) - len(narrow.lstrip(" *"))
        body = narrow.strip(" *")
        yield Token("value", text[lead : lead + len(body)], start + lead, start + lead + len(body), column, printed)
        return
    yield from _mixed(text, narrow, start, column)


def _mixed(text: str, line: str, start: int, column: int | None) -> Iterator[Token]:
    """Labels and values in one stretch without borders, glued or spaced."""
    position = 0
    for begin, stop, printed in _values_in(line, bordered=column is not None):
        yield from _label_pieces(text, line, position, begin, start, column)
        yield Token("value", text[begin:stop], start + begin, start + stop, column, printed)
        position = stop
    yield from _label_pieces(text, line, position, len(line), start, column)


def _label_pieces(
    text: str, line: str, begin: int, stop: int, start: int, column: int | None
) -> Iterator[Token]:
    """`line[begin:stop]` cut before each enumerator, blanks around it left out."""
    cuts = [begin, *(m.start() for m in _ENUMERATOR.finditer(line, begin, stop) if m.start() > begin), stop]
    for left, right in zip(cuts, cuts[1:], strict=False):
        piece = text[left:right]
        lead = len(piece) - len(piece.lstrip())
        body = piece.strip()
        if body and not _RULE_LINE.fullmatch(body):
            yield Token("label", body, start + left + lead, start + left + lead + len(body), column)


def _values_in(line: str, *, bordered: bool) -> Iterator[tuple[int, int, Printed]]:
    """Values that stand in a line among words: (start, end, what is printed)."""
    position = 0
    prose = _is_prose(line)
    while True:
        found = _NUMBER.search(line, position)
        mark = _mark_in(line, position, found.start() if found else len(line))
        if mark is not None:
            yield mark
            position = mark[1]
            continue
        if found is None:
            return
        begin, stop = found.start(), found.end()
        position = stop
        if prose:
            continue
        enumerator = _POINT.match(line, stop)
        if enumerator or _unmarked_number(line, begin, stop):
            stop -= 1
            if stop <= begin:
                continue
            position = stop
        elif line[begin - 1 : begin] == "(" and line[stop : stop + 1] == ")":
            continue
        if _inside_brackets(line, begin):
            continue
        value = _value_at(line, begin, stop)
        if bordered and line[begin - 1 : begin] not in ("", " ") and stop - begin < _GLUED_DIGITS:
            value = None
        if value is not None:
            yield value
            position = value[1]


def _unmarked_number(line: str, begin: int, stop: int) -> bool:
    """A label's number without its point, at the beginning of a line that has values too."""
    alone = stop - begin == 1 and line[begin] != "0" and not line[:begin].strip()
    return alone and bool(re.match(rf" (?!无)[{CJK}].*\d", line[stop:]))


def _value_at(line: str, begin: int, stop: int) -> tuple[int, int, Printed] | None:
    before, after = line[:begin], line[stop:]
    if _NOT_A_CELL_BEFORE.search(before.rstrip(" ")[-1:]) and not before.endswith(" "):
        return None
    sign = _SIGN_WORD.search(before)
    if sign:
        begin = sign.start()
    unit = _UNIT_END.match(after)
    if unit and (not before or before[-1] in " \t" or sign):
        stop += unit.end()
    elif _NOT_A_CELL_AFTER.match(after):
        return None
    note = _NOTE.match(line, stop)
    if note:
        stop = note.end()
    printed = read_cell(line[begin:stop])
    return (begin, stop, printed) if printed else None


def _mark_in(line: str, begin: int, stop: int) -> tuple[int, int, Printed] | None:
    """A sign for nothing that stands alone between blanks."""
    for found in _MARK.finditer(line, begin, stop):
        if line[: found.start()].strip() or line[found.end() :].strip():
            return found.start(), found.end(), Printed("mark")
    return None


def _inside_brackets(line: str, position: int) -> bool:
    opened = line.rfind("(", max(0, position - _REMARK_LENGTH), position)
    if opened < 0 or line.find(")", opened, position) >= 0:
        return False
    return 0 <= line.find(")", position) - opened <= _REMARK_LENGTH


def _is_prose(line: str) -> bool:
    """Sentences, not a row: they end in 。 or run on over several commas outside brackets."""
    bare = re.sub(r"[(][^()]*[)]", "", line)
    if len(_DIGITS.findall(bare)) >= 20 and bare.count("。") == 0:
        return False
    if len(_ROW.findall(line)) >= _ROW_NUMBERS:
        return "。" in bare
    return "。" in bare or (bare.count(",") + bare.count("，") >= 2 and not re.search(r"\d,\d", bare))
