"""Excuses that several numbers prove together: counters, other years, rows and columns of the body's own, copies."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from extract.proof.headings import Headings
from extract.proof.numbers import Number
from extract.proof.source import Place, Source
from extract.proof.vocabulary import WORDS, Vocabulary

_COUNTED = 5
"""So many lines that are counted one by one from 1 are counted, not filled in."""
_YEAR = re.compile(r"(20\d\d) *(?:年度?|[)）]|$)")
_BEFORE = re.compile(
    r"(?:上一?年|去年|上年同期|去年同期)(?:度|同期)?(?:数|末|情况|合计|总计)?$|同比|环比|增幅|增长率|占比|比重"
)
_COMPARED = re.compile(r"上一?年|去年|同期|同比|环比|增幅|增长|占比|比重")
_OWN_COLUMN = re.compile(r"^(?:序号|行次|编号|小计|备注|其中.*|占比.*|比重.*)$")
_YEAR_LINE = re.compile(r"[^\n]*(20\d\d) *年[^\n]*")
_SHORT = 40
_COLUMNS = 4
_REPEATED = 3
_PAGE_DIGITS = 3
_ABOVE = 400
_LONGEST_LABEL = 60
_BORDERS = " \t|"
_ENDS = " .、．)）:：\t|,，"


@dataclass(frozen=True)
class Scene:
    """What the excuses of one table look at: the numbers left so far with their places, and what was placed.

    `placed` are the texts of the table's placed numbers in the order of the text, `starts` their offsets. `whole`:
    every cell of the table was found.
    """

    source: Source
    words: Vocabulary
    year: int | None
    left: Sequence[tuple[Number, Place]]
    placed: Sequence[str]
    starts: Sequence[int]
    whole: bool
    begin: int
    headings: Headings

    def text(self, number: Number) -> str:
        return self.source.text[number.start : number.end]

    def any_alone(self) -> bool:
        """Whether a placed number stands alone on a line without borders."""
        places = (self.source.line(start) for start in self.starts)
        return any(len(self.source.text[slice(*line)].split()) <= 1 for line in places)


Excused = dict[Number, str]


def row_counters(scene: Scene) -> Excused:
    """One number a line, at the same place of each, that counts 1, 2, 3, …"""
    lines: dict[tuple[int, int], list[tuple[Number, Place]]] = defaultdict(list)
    for number, place in scene.left:
        lines[place.line].append((number, place))
    columns: dict[int, list[Number]] = defaultdict(list)
    for members in lines.values():
        for column, number in {place.column: number for number, place in reversed(members)}.items():
            if column >= 0 or _opens(scene, number, members[0][1]):
                columns[column].append(number)
    return {number: "row_counter" for numbers in columns.values() for number in _chain(scene, numbers)}


def _opens(scene: Scene, number: Number, place: Place) -> bool:
    """Whether a number is the first thing on its line."""
    return not scene.source.text[place.cell[0] : number.start].strip()


def _chain(scene: Scene, numbers: Sequence[Number]) -> list[Number]:
    """The numbers that count up from 1, many of them; one may be missing, which another excuse took for its own."""
    found: list[Number] = []
    run: list[Number] = []
    last = 0
    for number in numbers:
        text = scene.text(number)
        value = int(text) if text.isdecimal() else -1
        if run and 1 <= value - last <= 2:
            run.append(number)
        else:
            found += run if len(run) >= _COUNTED else []
            run = [number] if value == 1 else []
        last = value
    return found + (run if len(run) >= _COUNTED else [])


def column_counters(scene: Scene) -> Excused:
    """A line that numbers its columns 1, 2, 3, …: alone above every placed number, or behind one word (列1, 列2)."""
    found: Excused = {}
    for members in _lines(scene).values():
        values = [scene.text(number) for number, _ in members]
        if values == [str(at) for at in range(1, len(values) + 1)] and _numbers_columns(scene, members):
            found |= {number: "row_counter" for number, _ in members}
    return found


def _numbers_columns(scene: Scene, members: Sequence[tuple[Number, Place]]) -> bool:
    text = scene.source.text
    words = {text[max(number.start - 1, 0) : number.start] for number, _ in members}
    if len(words) == 1 and WORDS.fullmatch(words.pop()):
        return len(members) > 1 or text.count(text[members[0][0].start - 1 : members[0][0].end]) >= _REPEATED
    above = not scene.starts or members[-1][0].end <= min(scene.starts)
    return above and len(members) >= _COLUMNS and not scene.words.foreign(members[0][1].row)


def alone(scene: Scene) -> Excused:
    """A short number alone on its line, where every cell of the table was found and none stands so: a page's number.

    And a Chinese numeral alone on a line of a table in Arabic digits: it numbers a label that was torn apart.
    """
    if scene.any_alone() or 0 < len(scene.starts) < _COUNTED:
        return {}
    found: Excused = {}
    for number, place in scene.left:
        if place.column >= 0 or place.row.strip() != scene.text(number):
            continue
        if scene.text(number) in "一二三四五六七":
            found[number] = "label"
        elif scene.whole and len(scene.text(number)) <= _PAGE_DIGITS:
            found[number] = "page_line"
    return found


def other_years(scene: Scene) -> Excused:
    """Rows that begin with another year, and columns under the name of another year or of a comparison."""
    if scene.year is None or not scene.left:
        return {}
    text, end = scene.source.text, scene.left[-1][0].end
    years = {int(match[1]) for match in _YEAR.finditer(text, scene.begin, end)}
    if years <= {scene.year} and not _COMPARED.search(text, scene.begin, end):
        return {}
    found: Excused = {}
    compared: dict[str, bool] = {"": False}
    for members in _lines(scene).values():
        opens = _is_other_year(_opening(scene, members[0][1]), scene.year)
        for number, place in members:
            heading = "" if opens else scene.headings.over(place)
            if heading not in compared:
                compared[heading] = _is_compared(scene, heading)
            if opens or compared[heading]:
                found[number] = "other_year"
    return found


def _opening(scene: Scene, place: Place) -> str:
    """What a line begins with: its first cell that is not empty, or its first characters."""
    cells = scene.source.cells_of(place).values() if place.column >= 0 else ()
    return next((cell for cell in cells if cell.strip()), place.row[:_SHORT])


def _is_other_year(text: str, year: int) -> bool:
    """Whether a label says another year, and not the report's."""
    years = {int(match[1]) for match in _YEAR.finditer(text[:12].strip())}
    return bool(years) and year not in years


def _is_compared(scene: Scene, cell: str) -> bool:
    years = {int(match[1]) for match in _YEAR.finditer(cell)}
    if years:
        return scene.year not in years
    return _BEFORE.search(cell) is not None and not scene.words.is_own("".join(re.findall(r"[\u3400-\u9fff]+", cell)))


def _heads(scene: Scene, place: Place, tells: Callable[[Scene, str], bool]) -> bool:
    """Whether the nearest words above a cell, in its column, are told to be a heading."""
    cell = scene.headings.over(place)
    return bool(cell) and tells(scene, cell)


def own_columns(scene: Scene) -> Excused:
    """Numbers under a heading that is not the form's, in a table all of whose own cells were found.

    Under 备注 the words around a number are enough.
    """
    found: Excused = {}
    for number, place in scene.left:
        remark = bool(scene.words.foreign(scene.source.text[slice(*place.cell)]))
        if remark and scene.headings.is_remark(place):
            found[number] = "note"
        elif scene.whole and _heads(scene, place, _is_own_heading):
            found[number] = "own_column"
    return found


def _is_own_heading(scene: Scene, cell: str) -> bool:
    return _OWN_COLUMN.match(cell) is not None or bool(scene.words.foreign(cell))


def own_rows(scene: Scene) -> Excused:
    """Numbers behind a label that is not the form's, none of them placed, in a table all of whose cells were found."""
    found: Excused = {}
    last = scene.begin
    for members in _runs(scene) if scene.whole else ():
        first = members[0].start
        last = max([last, *(start for start in scene.starts if start < first)])
        label = scene.source.text[max(last, first - _LONGEST_LABEL) : first]
        words = scene.words.foreign(label)
        if len(members) > 1 and sum(map(len, words)) >= 3 and label.rstrip(_ENDS).endswith(words[-1]):
            found |= dict.fromkeys(members, "own_row")
            found |= {number: "own_row" for number, _ in scene.left if number.end == last and label[:1] in _ENDS}
        last = members[-1].end
    return found


def _runs(scene: Scene) -> Iterator[list[Number]]:
    """The numbers left, parted by placed ones and by words."""
    run: list[Number] = []
    for number, _ in scene.left:
        if run and (WORDS.search(scene.source.text, run[-1].end, number.start) or _placed_between(scene, run, number)):
            yield run
            run = []
        run.append(number)
    if run:
        yield run


def _placed_between(scene: Scene, run: Sequence[Number], number: Number) -> bool:
    return bisect_left(scene.starts, run[-1].start) != bisect_left(scene.starts, number.start)


def copies(scene: Scene) -> Excused:
    """The whole table printed once more with the same numbers; or under the name of another year."""
    texts = [scene.text(number) for number, _ in scene.left]
    size = len(scene.placed)
    if size < _COUNTED or len(texts) < size:
        return {}
    found: Excused = {}
    for at in range(len(texts) - size + 1):
        members = [number for number, _ in scene.left[at : at + size]]
        apart = not any(members[0].start < start < members[-1].end for start in scene.starts)
        if apart and texts[at : at + size] == list(scene.placed):
            found |= dict.fromkeys(members, "copy")
    return found


def years_copies(scene: Scene) -> Excused:
    """Numbers in a stretch of their own under a line that names another year."""
    found: Excused = {}
    for members in _stretches(scene):
        last = max((start for start in scene.starts if start < members[0].start), default=scene.begin)
        above = scene.source.text[max(last, members[0].start - _ABOVE) : members[0].start]
        told = [match for match in _YEAR_LINE.finditer(above) if len(match[0]) <= _SHORT]
        other = bool(told) and scene.year is not None and int(told[-1][1]) != scene.year
        if other and 2 * len(members) >= max(len(scene.placed), 2 * _COUNTED):
            found |= dict.fromkeys(members, "other_year")
    return found


def _stretches(scene: Scene) -> Iterator[list[Number]]:
    """The numbers left, parted where a placed one stands between two."""
    run: list[Number] = []
    for number, _ in scene.left:
        if run and _placed_between(scene, run, number):
            yield run
            run = []
        run.append(number)
    if run:
        yield run


def _lines(scene: Scene) -> dict[tuple[int, int], list[tuple[Number, Place]]]:
    lines: dict[tuple[int, int], list[tuple[Number, Place]]] = defaultdict(list)
    for number, place in scene.left:
        lines[place.line].append((number, place))
    return lines


SERIES: Sequence[Callable[[Scene], Excused]] = (
    row_counters, column_counters, alone, other_years, own_columns, own_rows, copies, years_copies,
)  # fmt: skip
"""Every such excuse, in the order in which they are tried on what the others left."""
