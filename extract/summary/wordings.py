"""Which statements are one text: the same wording but for names, dates and numbers, or a copied passage.

So a theme is counted twice: by agencies that state it, and by independent texts.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from extract.summary.copying import Copies, Text, find_copies
from extract.summary.corpus import Corpus, Report, Statement
from extract.summary.shingles import Comparable, comparable

SAME = 0.6
"""In two sections of which one was copied, statements with so many shingles in common are one text."""


class _Classes:
    """Disjoint sets."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def of(self, item: int) -> int:
        while self._parent[item] != item:
            self._parent[item] = self._parent[self._parent[item]]
            item = self._parent[item]
        return item

    def join(self, one: int, two: int) -> None:
        first, second = sorted((self.of(one), self.of(two)))
        self._parent[second] = first


def section_text(report: Report) -> str:
    """What a report states in section 五, statement by statement."""
    return "\n".join(statement.text for statement in report.statements)


def compare_sections(reports: Sequence[Report]) -> Copies:
    """The copies among the sections of reports, in their order."""
    return find_copies([Text(each.key, each.year, each.agency, section_text(each)) for each in reports])


def number_wordings(corpus: Corpus, reports: Sequence[Report], copies: Copies) -> None:
    """Gives statements of one wording one number."""
    statements = corpus.statements
    forms = [comparable(statement.text, statement.report.agency) for statement in statements]
    place = {statement.ref: index for index, statement in enumerate(statements)}
    classes = _Classes(len(statements))
    first: dict[tuple[str, str], int] = {}
    for index, (statement, form) in enumerate(zip(statements, forms, strict=True)):
        classes.join(first.setdefault((statement.kind, form.text), index), index)
    for pair in copies.pairs:
        for one in reports[pair.first].statements:
            for two in reports[pair.second].statements:
                if _one_text(one, two, forms[place[one.ref]], forms[place[two.ref]]):
                    classes.join(place[one.ref], place[two.ref])
    for index, statement in enumerate(statements):
        statement.wording = classes.of(index)


def _one_text(one: Statement, two: Statement, first: Comparable, second: Comparable) -> bool:
    if one.kind != two.kind or not len(first.unique) or not len(second.unique):
        return False
    shared = len(np.intersect1d(first.unique, second.unique, assume_unique=True))
    return shared / max(len(first.unique), len(second.unique)) >= SAME
