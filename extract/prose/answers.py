"""Which problem a measure answers: where it says so by its words, or by its place in a list as long as theirs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import fsum

from extract.prose.words import compiled, listed

_FILLER = compiled("<filler>|[^\u4e00-\u9fffA-Za-z]")
_SUBJECTS = tuple(re.compile(words) for words in listed("subjects"))
_ALL_OF_THEM = compiled("(?:克服|解决|改进|整改|弥补|补齐|改变)<these>")
"""A promise about all of the problems before it."""
_MOST = 80
"""Items of one kind beyond which nothing is compared: no report has as many."""
_SUBJECT = 0.7
"""What a subject counts that a measure shares with one problem only."""
_CLEAR = 1.0
"""Shared content that links a measure by its words alone: a word that no other problem has."""


@dataclass(slots=True)
class Item:
    """A problem or a measure, in indices of a passage. Items of one list or block are of one `group`.

    Of a measure, `answers` is the problem that it stands with, if any, `preceded` how many problems stand before it,
    and `addressed` whether its lead-in says that it is about the problems before it.
    """

    start: int
    end: int
    group: int = 0
    answers: int | None = None
    preceded: int = 0
    addressed: bool = False
    explained: int | None = None
    reach: int = 0
    """Of a problem: where the sentences that explain it begin and end."""
    since: int | None = None
    """Of a measure: where the phrases of time and occasion before it begin."""
    listed: bool = False
    evidence: int = 2
    """How many of the two, its place and its words, say what it is."""


def link(text: str, problems: Sequence[Item], measures: Sequence[Item]) -> list[list[int]]:
    """For each measure the indices of the problems that it answers; items are stretches of `text`.

    Improvements that stand before the problems are those of an earlier year and answer none.
    """
    if len(problems) > _MOST or len(measures) > _MOST:
        return [[] if measure.answers is None else [measure.answers] for measure in measures]
    told = [text[problem.start : max(problem.end, problem.reach)] for problem in problems]
    promised = [text[measure.start if measure.since is None else measure.since : measure.end] for measure in measures]
    shared = _shared(told, promised)
    result: list[list[int]] = [[] for _ in measures]
    for _, together in groupby(range(len(measures)), key=lambda i: measures[i].group):
        group = list(together)
        own = _paired(problems, measures[group[0]])
        paired = group[: len(own)] if len(group) >= len(own) else []
        in_order = _parallel([[shared[i][j] for j in own] for i in paired], surely=len(group) > len(own))
        for place, i in enumerate(group):
            known = measures[i].answers
            if known is not None:
                result[i] = [known]
            elif in_order and i in paired:
                result[i] = [_in_order(shared[i], own[place])]
            elif (measures[i].addressed and len(own) == 1) or _ALL_OF_THEM.search(
                text, measures[i].start, measures[i].end
            ):
                result[i] = list(own)
            elif not measures[i].listed and (
                answered := _by_clauses(told, text[measures[i].start : measures[i].end], own, len(group))
            ):
                result[i] = answered
            else:
                in_place = own[place] if len(group) == len(own) else None
                result[i] = _by_words(shared[i][: measures[i].preceded], in_place)
    return result


def _by_clauses(told: Sequence[str], promised: str, own: Sequence[int], sentences: int) -> list[int]:
    """What the clauses of a sentence of measures answer, each by its words; all of the problems where the only
    sentence has a part for each of them, in their order."""
    for mark in "；，":
        parts = [part for part in promised.split(mark) if part]
        if len(parts) < 2:
            continue
        rows = _shared(told, parts)
        if (
            sentences == 1
            and len(parts) == len(own)
            and _parallel([[row[j] for j in own] for row in rows], surely=False)
        ):
            return list(own)
        found = {j for row in rows for j in _by_words(row[: own[-1] + 1] if own else row, None)}
        if len(found) > 1:
            return sorted(found)
    return []


def _paired(problems: Sequence[Item], measure: Item) -> list[int]:
    """The problems that a group of measures stands below: those of the last group before it."""
    if not measure.preceded:
        return []
    group = problems[measure.preceded - 1].group
    return [j for j in range(measure.preceded) if problems[j].group == group]


def _parallel(rows: Sequence[Sequence[float]], *, surely: bool) -> bool:
    """Whether measures follow the problems in order: some share their subject, and few clearly share another's.

    `surely` asks for most of them to share it: the lists are not of one length.
    """
    agreeing = sum(row[i] > 0 and row[i] >= max(row) for i, row in enumerate(rows))
    crossing = sum(max(row) >= max(1.0, row[i] + 1) for i, row in enumerate(rows))
    least = len(rows) / 2 if surely else 0
    return agreeing > least and agreeing >= crossing and 2 * crossing < len(rows)


def _in_order(row: Sequence[float], place: int) -> int:
    """The problem in the measure's place, unless its words clearly point to another."""
    best = max(range(len(row)), key=lambda j: row[j])
    return best if row[place] == 0 and row[best] >= _SUBJECT else place


def _by_words(row: Sequence[float], place: int | None) -> list[int]:
    least = max(_CLEAR, max(row, default=0) / 2)
    found = [j for j, score in enumerate(row) if score >= least]
    if not found and place is not None and place < len(row) and row[place] >= 1 and row[place] >= max(row):
        return [place]
    return found


def _shared(problems: Sequence[str], measures: Sequence[str]) -> list[list[float]]:
    """How much content each measure shares with each problem: pairs of characters, and subjects.

    What several problems have in common tells them apart the less. The sums are exact, for sets have no order.
    """
    told = [_content(problem) for problem in problems]
    common = Counter(piece for pieces in told for piece in pieces)
    rows: list[list[float]] = []
    for measure in measures:
        content = _content(measure)
        rows.append([fsum(_weight(piece) / common[piece] for piece in pieces & content) for pieces in told])
    return rows


def _content(text: str) -> set[str]:
    runs = _FILLER.sub(" ", text).split()
    pairs = {run[i : i + 2] for run in runs for i in range(len(run) - 1)}
    subjects = {f"#{i}" for i, concept in enumerate(_SUBJECTS) if concept.search(text)}
    return pairs | subjects


def _weight(piece: str) -> float:
    return _SUBJECT if piece.startswith("#") else 1.0
