"""How well a piece of printed text matches the labels of a table.

Labels arrive cut, broken over lines, misread or spaced out; a match is a score from 0 to 1 for every row.
Similarity is the normalised Indel similarity of rapidfuzz on text without spaces and punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import fuzz

from extract.tables import thresholds
from extract.text.enumerators import NUMBERED, any_of
from extract.text.normal import plain
from extract.text.numbers import MARKS
from schemas.form import Column, Row, Table

_NUMBER = re.compile(rf"\s*(?:{any_of((*NUMBERED, 'comma'))})\s*")
_NOT_WORD = re.compile(r"[^\u3400-\u9fff\uf900-\ufaffA-Za-z0-9]+")
SHORT = 4
"""Labels up to this length are matched whole, since everything contains them somewhere."""


@lru_cache(maxsize=65536)
def words(text: str) -> str:
    """`text` without spaces and punctuation, full-width forms narrowed."""
    return _NOT_WORD.sub("", plain(text))


@lru_cache(maxsize=65536)
def split_number(text: str) -> tuple[str, str]:
    """The number printed before a label (without its brackets or point) and the label's words."""
    narrow = plain(text)
    found = _NUMBER.match(narrow)
    if found is None:
        return "", words(text)
    return found[found.lastgroup or 0], words(narrow[found.end() :])


def similarity(piece: str, label: str) -> float:
    """How much of `label` stands in `piece`, both as `words`: 1 for all of it, less for a part or misreadings."""
    if piece == label:
        return 1.0
    if not piece or not label:
        return 0.0
    if len(label) <= SHORT:
        if len(label) >= 3 and abs(len(piece) - len(label)) <= 1:
            close = fuzz.ratio(piece, label) / 100
            return close * thresholds.SHORT if close >= thresholds.MISREAD else 0.0
        return 0.0
    whole = fuzz.ratio(piece, label) / 100
    part = fuzz.partial_ratio(piece, label) / 100
    if len(piece) >= len(label):
        return max(whole, part * thresholds.WITHIN)
    covered = part * len(piece) / len(label) if part >= thresholds.OWN and len(piece) >= 2 else 0.0
    return max(whole if whole >= thresholds.PARTLY else 0.0, covered)


class RowLabels:
    """The row labels of one table, asked piece by piece; answers are kept, since reports repeat them."""

    def __init__(self, table: Table) -> None:
        self.rows = table.rows
        self._wordings = [_wordings(row) for row in table.rows]
        self._numbers = [split_number(row.number + "、")[0] if row.number else "" for row in table.rows]
        self._exact = self._index(table)
        self._around = _around(table)
        self._groups = [
            words(w) for group in table.groups.values() for w in (group.number + group.label, *group.variants)
        ]
        self._printed = pattern([row.label for row in table.rows if len(row.label) >= SHORT])
        self._known: dict[str, tuple[float, ...]] = {}

    def _index(self, table: Table) -> dict[str, set[int]]:
        exact: dict[str, set[int]] = {}
        for index, row in enumerate(table.rows):
            for wording in self._wordings[index] + _grouped(table, row):
                exact.setdefault(wording, set()).add(index)
        return exact

    def scores(self, piece: str) -> tuple[float, ...]:
        """The score of a piece of text for each row of the table."""
        known = self._known.get(piece)
        if known is None:
            if len(self._known) > 50_000:
                self._known.clear()
            known = self._known[piece] = self._scores(piece)
        return known

    def named(self, piece: str, least: float) -> int | None:
        """The row that a piece names beyond doubt: the only one whose score is `least` or more."""
        rows = [row for row, score in enumerate(self.scores(piece)) if score >= least]
        return rows[0] if len(rows) == 1 else None

    def _scores(self, piece: str) -> tuple[float, ...]:
        number, body = split_number(piece)
        matches = self._exact.get(body)
        if not matches and any(wording in body for wording in self._around):
            body = self._bare(body)
            matches = self._exact.get(body)
        if matches:
            return tuple(1.0 if index in matches else 0.0 for index in range(len(self.rows)))
        return tuple(self._score(body, number, index) for index in range(len(self.rows)))

    def is_torn_group(self, piece: str) -> bool:
        """Whether a piece can be a part of a group's label, set beside several rows."""
        return any(words(piece) in wording for wording in self._groups)

    def cut(self, piece: str) -> list[str]:
        """A piece cut before each row label in it."""
        starts = [match.start() for match in self._printed.finditer(piece)]
        if not starts or split_number(piece)[0] or (len(starts) == 1 and not _is_cell_before(piece, starts[0])):
            return [piece]
        bounds = [0, *starts[0 if starts[0] else 1 :], len(piece)]
        return [part for a, b in pairwise(bounds) if (part := piece[a:b].strip())]

    def _bare(self, body: str) -> str:
        """A piece without the group labels and headings that are glued to it."""
        for wording in self._around:
            body = body.replace(wording, "")
        return body

    def _score(self, body: str, number: str, index: int) -> float:
        wordings = self._wordings[index]
        best = max(similarity(body, wording) for wording in wordings)
        if best < thresholds.FLOOR:
            cut = body and number and number == self._numbers[index] and len(body) <= SHORT
            return thresholds.CUT if cut and any(set(body) & set(wording[:SHORT]) for wording in wordings) else 0.0
        if number and self._numbers[index]:
            best += thresholds.SAME_NUMBER if number == self._numbers[index] else -thresholds.OTHER_NUMBER
        return min(best, thresholds.NEXT)


def _is_cell_before(piece: str, at: int) -> bool:
    """Whether a sign for nothing is glued to the front of a label: what stands before it is a row of its own."""
    return piece[:at].rstrip().endswith(tuple(MARKS))


def pattern(wordings: Iterable[str]) -> re.Pattern[str]:
    """Any of the wordings, the longest first, with or without blanks between their characters."""
    longest = sorted(wordings, key=len, reverse=True)
    return re.compile("|".join(" ?".join(re.escape(character) for character in wording) for wording in longest))


def _wordings(row: Row) -> tuple[str, ...]:
    own = [words(wording) for wording in row.wordings]
    return tuple(dict.fromkeys(own + ([words(row.label + row.note)] if row.note else [])))


def _grouped(table: Table, row: Row) -> tuple[str, ...]:
    """The label behind that of its group, as one piece."""
    path = table.group_path(row)
    return tuple(words(path[-1].label) + wording for wording in _wordings(row)) if path else ()


def _around(table: Table) -> tuple[str, ...]:
    """What is printed around row labels: group labels, headings, column labels; longest first."""
    wordings = [wording for group in table.groups.values() for wording in (group.label, *group.variants)]
    wordings += table.headings
    for column in table.columns:
        wordings += [column.label, f"单位{column.unit}" if column.unit else "", column.under or ""]
    return tuple(sorted({words(w) for w in wordings if len(words(w)) >= SHORT}, key=len, reverse=True))


class ColumnLabels:
    """The column labels of a table."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = columns
        self._wordings = [tuple(words(w) for w in (column.label, *column.variants)) for column in columns]
        self._known: dict[str, int | None] = {}

    def column(self, piece: str) -> int | None:
        """The column whose label the piece is; None where it is none's or two match alike."""
        if piece not in self._known:
            self._known[piece] = self._find(words(piece))
        return self._known[piece]

    def _find(self, body: str) -> int | None:
        scores = [max(_column_similarity(body, wording) for wording in wordings) for wordings in self._wordings]
        best = max(scores, default=0.0)
        if best < thresholds.MISREAD or sum(score > best - thresholds.COLUMN_LEAD for score in scores) > 1:
            return None
        return scores.index(best)


def _column_similarity(body: str, label: str) -> float:
    if body == label:
        return 1.0
    if len(label) <= 2 or not body:
        return 0.0
    if len(body) > len(label) + 1 and label in body and len(label) >= 4:
        return thresholds.ALTERED
    return fuzz.ratio(body, label) / 100 * thresholds.ALTERED if abs(len(body) - len(label)) <= 2 else 0.0
