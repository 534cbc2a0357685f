"""Where the three tables stand in the text, by labels that only they print.

Section headings stand before, between and after the tables, so the tables tell true headings from mentions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from extract.text.normal import canonical
from extract.text.squeezed import Squeezed
from schemas.form import Form

_APART = 300
"""Characters, spaces left out, that two labels of one table are apart at most (one label is no table)."""
_LONGEST = 300
"""A longer line may be a whole page without line breaks; in a shorter one with a full stop labels are prose."""
_LEAST_LABELS = 3


@dataclass(frozen=True, slots=True)
class Landmark:
    """A table: its first and last telling label, in indices of the squeezed text."""

    section: int
    table: str
    start: int
    end: int


@lru_cache(maxsize=2)
def table_landmarks(squeezed: Squeezed, form: Form) -> list[Landmark]:
    """The tables that can be told by their labels, in order of the text."""
    hits: dict[str, list[tuple[int, int, str]]] = {}
    pattern, owner = _labels(form)
    text = squeezed.text
    prose = [(start, end) for start, end in squeezed.lines if end - start <= _LONGEST and "。" in text[start:end]]
    for match in _outside(pattern.finditer(text), prose):
        hits.setdefault(owner[match.group()], []).append((*match.span(), match.group()))
    section_of = {section.table: section.number for section in form.sections if section.table}
    found = [
        Landmark(section_of[table], table, *cluster)
        for table, labels in hits.items()
        if (cluster := _densest(labels)) is not None
    ]
    return sorted(found, key=lambda landmark: landmark.start)


def _outside(matches: Iterable[re.Match[str]], stretches: Sequence[tuple[int, int]]) -> Iterator[re.Match[str]]:
    """The matches that stand in none of the stretches, both in order."""
    rest = iter(stretches)
    current = next(rest, None)
    for match in matches:
        while current is not None and current[1] <= match.start():
            current = next(rest, None)
        if current is None or match.start() < current[0]:
            yield match


def _densest(labels: Sequence[tuple[int, int, str]]) -> tuple[int, int] | None:
    """First and last label of the run of neighbouring labels with the most different ones."""
    best: tuple[int, tuple[int, int]] | None = None
    for run in _runs(labels):
        kinds = {label for _, _, label in run}
        enough = len(kinds) >= _LEAST_LABELS or (len(kinds) == 2 and sum(map(len, kinds)) >= 12)
        if enough and (best is None or len(kinds) > best[0]):
            best = (len(kinds), (run[0][0], run[-1][1]))
    return best[1] if best else None


def _runs(labels: Sequence[tuple[int, int, str]]) -> Iterator[list[tuple[int, int, str]]]:
    run: list[tuple[int, int, str]] = []
    for label in labels:
        if run and label[0] - run[-1][1] > _APART:
            yield run
            run = []
        run.append(label)
    if run:
        yield run


@lru_cache(maxsize=8)
def _labels(form: Form) -> tuple[re.Pattern[str], dict[str, str]]:
    titles = "\n".join(wording for section in form.sections for wording in (section.title, *section.variants))
    layouts = [(table_id, table) for table_id in form.table_ids for table in form.variants_of(table_id)]
    labels = [(row.label, table_id) for table_id, table in layouts for row in table.rows]
    labels += [(column.label, table_id) for table_id, table in layouts for column in table.columns]
    wordings = {(canonical(label), table) for label, table in labels if len(label) >= 4 and label not in titles}
    owners: dict[str, set[str]] = {}
    for label, table in wordings:
        owners.setdefault(label, set()).add(table)
    owner = {label: tables.pop() for label, tables in owners.items() if len(tables) == 1}
    longest_first = sorted(owner, key=lambda label: (-len(label), label))
    return re.compile("|".join(map(re.escape, longest_first))), owner
