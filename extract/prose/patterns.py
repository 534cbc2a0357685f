"""What claims look like: the patterns of `claims.toml`, and those that the labels of the form give by themselves."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from extract.doubts import Atom, doubt
from extract.failing import Told
from extract.text.numbers import COUNT, PROSE_UNITS
from extract.text.numerals import SPOKEN
from extract.text.squeezed import Squeezed
from schemas.form import Form, Table

CLAIMS_FILE = Path(__file__).with_name("claims.toml")

_NUMBER = (
    rf"(?<![\d.第每])(?<!\d，)(?P<value>{COUNT}"
    rf"|(?<![某逐这那另任哪{SPOKEN}])[{SPOKEN}]{{1,9}}(?=[件宗起份例]))"
)
_UNIT = rf"(?:{PROSE_UNITS})(?!以上|以内|左右)"
_SHORTEST_COLUMN = 3
_SHORTEST_LABEL = 4
"""Characters from which a label of the form is a pattern of its own: 其他 and 规章 mean too much else."""

_SPOKEN = (
    r"信息公开|依申请|申请公开|公开申请|公开事项"
    r"|(?:^|[，。；：、（）\d的件各类条收到理结转复年度人织业对有部其该]|新增|登记|书面)申请(?![人表书材])"
)
"""What speaks of applications for information: they are named in full, or nothing else is said to be applied for."""
_APPLICATIONS = re.compile(_SPOKEN)

Term = tuple[int, str]
"""A sign and an address whose row may be @group."""


class PatternError(Told):
    """A pattern cannot be used; `key` is the entry's key that is wrong."""

    def __init__(self, key: str, code: str, /, **values: Atom) -> None:
        super().__init__(doubt(code, **values))
        self.key = key


@dataclass(frozen=True, slots=True)
class Sum:
    """What a claim may equal: a sum of cells, or the percentage of one sum in another."""

    terms: tuple[Term, ...]
    of: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimPattern:
    """`regex` is for squeezed text; a `zero` one has no group `value`."""

    kind: str
    regex: re.Pattern[str]
    equals: tuple[Sum, ...] = ()
    zero: bool = False
    about: re.Pattern[str] | None = None
    """What the text just before has to speak of."""
    unless: re.Pattern[str] | None = None
    """What the clause up to the number must not speak of."""
    literal: str = ""
    """Stands in every text that the pattern matches; looking for it is cheaper."""


def claim_pattern(
    kind: str, pattern: str, equals: Sequence[Sequence[str]], zero: bool, form: Form,
    about: str | None = None, unless: str | None = None,
) -> ClaimPattern:  # fmt: skip
    """A pattern from its parts as TOML gives them. Raises `PatternError`."""
    regex = _compiled("pattern", pattern.replace("{n}", _NUMBER).replace("{u}", _UNIT))
    if zero and "value" in regex.groupindex:
        raise PatternError("pattern", "pattern_of_zero")
    if not zero and "value" not in regex.groupindex:
        raise PatternError("pattern", "pattern_without_number")
    if regex.match(""):
        raise PatternError("pattern", "pattern_fits_nothing")
    spoken = _compiled("about", about.replace("{a}", _SPOKEN)) if about is not None else None
    barred = _compiled("unless", unless) if unless is not None else None
    return ClaimPattern(kind, regex, tuple(_sum(terms, form) for terms in equals), zero, spoken, barred)


def _compiled(key: str, pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise PatternError(key, "no_expression", said=str(error)) from None


@lru_cache(maxsize=4)
def claim_patterns(form: Form) -> tuple[ClaimPattern, ...]:
    """The project's patterns, those of the file first."""
    with CLAIMS_FILE.open("rb") as file:
        entries = tomllib.load(file)["claim"]
    written = [
        claim_pattern(
            entry["kind"],
            entry["pattern"],
            entry.get("equals", []),
            entry.get("zero", False),
            form,
            entry.get("about"),
            entry.get("unless"),
        )
        for entry in entries
    ]
    return (*written, *_of_form(form))


def _sum(terms: Sequence[str], form: Form) -> Sum:
    cut = terms.index("/") if "/" in terms else len(terms)
    return Sum(tuple(_term(t, form) for t in terms[:cut]), tuple(_term(t, form) for t in terms[cut + 1 :]))


def _term(text: str, form: Form) -> Term:
    sign, address = (-1, text[1:]) if text.startswith("-") else (1, text)
    parts = address.split(".")
    if len(parts) != 3 or parts[0] not in form.table_ids:
        raise PatternError("equals", "no_cell", cell=text)
    if not any(_has(table, parts[1], parts[2]) for table in form.variants_of(parts[0])):
        raise PatternError("equals", "cell_in_no_edition", cell=text, table=parts[0])
    return sign, address


def _has(table: Table, row: str, column: str) -> bool:
    if row.startswith("@"):
        return row[1:] in table.groups and column in {c.id for c in table.columns}
    return table.address(row, column) in table.column_of


def _of_form(form: Form) -> Iterator[ClaimPattern]:
    """A pattern for each row, group and column whose label says what it counts; one wording is one pattern."""
    found: dict[tuple[str, str], tuple[str, list[Sum]]] = {}
    pairs: dict[str, ClaimPattern] = {}
    for table in (layout for table_id in form.table_ids for layout in form.variants_of(table_id)):
        for kind, wordings, equals in _countable(table):
            for wording in wordings:
                sums = found.setdefault((table.id, Squeezed(wording).text), (kind, []))[1]
                sums += [one for one in equals if one not in sums]
        for pattern in _pairs(table):
            pairs.setdefault(pattern.kind, pattern)
    yield from pairs.values()
    grids = {table_id for table_id in form.table_ids if form.variants_of(table_id)[0].arrangement == "grid"}
    for (table_id, label), (kind, sums) in found.items():
        in_grid = table_id in grids
        regex = _labelled(label, "(?:的|提出的?)?(?:申请)?" if in_grid else "(?:处理)?(?:决定)?(?:书)?(?:数量?)?")
        yield ClaimPattern(kind, regex, tuple(sums), about=_APPLICATIONS if in_grid else None, literal=label)


def _countable(table: Table) -> Iterator[tuple[str, Iterable[str], tuple[Sum, ...]]]:
    """Rows with one total, groups of them, and columns of what came in: kind, wordings, what it may equal."""
    total = _total(table)
    for row in table.rows:
        columns = [column.id for column in row.columns]
        counted = total if total in columns else columns[0] if len(columns) == 1 else None
        if counted is not None and row.group is not None:
            yield f"{table.id}_{row.id}", _long(row.wordings), (Sum(((1, table.address(row.id, counted)),)),)
    if table.arrangement == "grid" and total is not None:
        yield from _countable_groups(table, total)
        yield from _countable_columns(table, total)


def _countable_groups(table: Table, total: str) -> Iterator[tuple[str, Iterable[str], tuple[Sum, ...]]]:
    for group in table.groups.values():
        if group.parent is not None:
            terms: tuple[Term, ...] = ((1, f"{table.id}.@{group.id}.{total}"),)
            yield f"{table.id}_{group.id}", _long((group.label, *group.variants)), (Sum(terms),)


def _countable_columns(table: Table, total: str) -> Iterator[tuple[str, Iterable[str], tuple[Sum, ...]]]:
    sides = (rule.left for rule in table.rules if rule.each == "column" and not rule.left[0].startswith("@"))
    came_in = next(sides, ())
    for column in table.columns:
        if column.id != total and came_in and len(column.label) >= _SHORTEST_COLUMN:
            terms = tuple((1, table.address(row, column.id)) for row in came_in)
            yield f"{table.id}_{column.id}", (column.label,), (Sum(terms[:1]), Sum(terms))


def _total(table: Table) -> str | None:
    return next((rule.right[0] for rule in table.rules if rule.each == "row"), None)


def _long(wordings: Iterable[str]) -> list[str]:
    return [wording for wording in wordings if len(wording) >= _SHORTEST_LABEL]


def _labelled(label: str, what: str) -> re.Pattern[str]:
    """The label with a number right behind it; `what` may stand between. One of several counted together is none."""
    named = rf"{re.escape(label)}(?:（[^（）]{{0,40}}）)?{what}"
    return re.compile(rf"(?<!主动)(?:(?<![、及和与]){named}(?:共计?)|{named}(?:为|有|的有)?){_NUMBER}{_UNIT}")


def _pairs(table: Table) -> Iterator[ClaimPattern]:
    """Two results counted together: 予以公开及部分公开208件."""
    rows = [row for row in table.rows if row.number.startswith("（") and row.group]
    total = _total(table)
    for one, two in pairwise(rows):
        if total is not None:
            regex = re.compile(rf"{one.label}(?:及|和|与|、|或){two.label}(?:的|共|共计|为)?{_NUMBER}{_UNIT}")
            terms = tuple((1, table.address(row.id, total)) for row in (one, two))
            yield ClaimPattern(
                f"{table.id}_{one.id}_and_{two.id}", regex, (Sum(terms),), about=_APPLICATIONS, literal=one.label
            )
