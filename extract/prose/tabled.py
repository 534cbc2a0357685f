"""Section 五 printed as a table: a column of problems beside a column of measures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extract.text.enumerators import ENUMERATED_LINE

_PROBLEMS = re.compile(r"(?:存在|主要|突出)?的?(?:主要)?(?:问题|不足|短板)(?:表现|描述|清单|情况|及不足)?")
_MEASURES = re.compile(r".{0,6}(?:措施|整改|改进|对策|打算).{0,6}")
_BORDER = re.compile(r"[\s|:\-—=+]*")
_END = "。；;，,、 　"

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Pair:
    """A printed row; either cell may be empty. Offsets into the text."""

    problem: Span | None
    measure: Span | None


def tabled_issues(text: str, start: int, end: int) -> list[Pair]:
    """The rows of a table in `text[start:end]` whose header names problems and measures; none where there is none."""
    columns: tuple[int, int] | None = None
    pairs: list[Pair] = []
    for cells in _rows(text, start, end):
        if columns is None:
            columns = _header([text[a:b] for a, b in cells])
        elif len(cells) > max(columns):
            problem, measure = (_bare(text, cells[column]) for column in columns)
            if problem or measure:
                pairs.append(Pair(problem, measure))
    return pairs


def _rows(text: str, start: int, end: int) -> Iterator[list[Span]]:
    """The cells of each line that has borders."""
    position = start
    for line in text[start:end].split("\n"):
        border = "|" if line.count("|") >= 2 else "\t" if "\t" in line else None
        if border and not _BORDER.fullmatch(line):
            cells: list[Span] = []
            at = position
            for part in line.split(border):
                cells.append((at, at + len(part)))
                at += len(part) + 1
            yield cells[1:] if border == "|" and line.lstrip().startswith("|") else cells
        position += len(line) + 1


def _header(cells: list[str]) -> tuple[int, int] | None:
    """The columns of the problems and of the measures."""
    names = [re.sub(r"[\s*]", "", cell) for cell in cells]
    problems = [i for i, name in enumerate(names) if _PROBLEMS.fullmatch(name)]
    measures = [i for i, name in enumerate(names) if _MEASURES.fullmatch(name) and i not in problems]
    return (problems[0], measures[-1]) if problems and measures else None


def _bare(text: str, cell: Span) -> Span | None:
    """A cell without its enumerator, blanks and final punctuation."""
    start, end = cell
    while start < end and text[start].isspace():
        start += 1
    enumerator = ENUMERATED_LINE.match(text, start, end)
    start = enumerator.end() if enumerator else start
    while end > start and text[end - 1] in _END:
        end -= 1
    return (start, end) if start < end else None
