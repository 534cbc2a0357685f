"""Rules between two consecutive years of one agency: soft, since a figure may have been corrected since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from extract.doubts import doubt, finding
from extract.judge.edits import Number, as_value, number
from extract.judge.growth import growth_findings
from extract.prose.patterns import Sum
from extract.text.normal import name_key
from schemas.form import RuleBetweenYears, Table
from schemas.record import Finding, Record

_PREVIOUS = "previous."

Figures = Mapping[str, Number | None]
"""Printed numbers by address."""


@dataclass(frozen=True, slots=True)
class _Known:
    path: str
    figures: Figures


class Years:
    """The figures of a run that rules between years speak of. Fill it with every record, then ask about each."""

    def __init__(self, rules: Sequence[RuleBetweenYears], counted: Sequence[Sum] = ()) -> None:
        """`counted` are the sums that a stated growth may be of."""
        self._rules, self._counted = rules, counted
        self._cells = {address for one in counted for _, address in one.terms}
        self._needed = {(rule.table, _bare(term)) for rule in rules for term in (*rule.left, *rule.minus, *rule.right)}
        self._known: dict[tuple[str, int], list[_Known]] = {}

    def add(self, record: Record) -> None:
        if record.agency and record.year:
            key = (name_key(record.agency), record.year)
            self._known.setdefault(key, []).append(_Known(record.source.path, self._figures(record)))

    def findings(self, record: Record, tables: Mapping[str, Table]) -> Iterator[Finding]:
        """Warnings on what does not follow from the report of the year before, where that is in the run.

        `tables` are the record's layouts. Where several reports of that year are there, one that agrees suffices.
        """
        if not record.agency or not record.year:
            return
        before = self._known.get((name_key(record.agency), record.year - 1), [])
        if not before:
            return
        now = self._figures(record)
        yield from growth_findings(record.claims, self._counted, now, [known.figures for known in before])
        for rule in self._rules:
            for over in _overs(rule, tables[rule.table]):
                found = [_compare(rule, over, now, known) for known in before]
                if all(finding is not None for finding in found) and found[0] is not None:
                    yield found[0]

    def _figures(self, record: Record) -> Figures:
        return {
            f"{table}.{row}.{column}": number(value)
            for table, rows in record.tables.items()
            for row, columns in rows.items()
            for column, value in columns.items()
            if (table, row) in self._needed
            or (table, column) in self._needed
            or f"{table}.{row}.{column}" in self._cells
        }


def _overs(rule: RuleBetweenYears, table: Table) -> Iterator[str]:
    """The rows or columns of this year's table that a rule is stated for."""
    here = {term for term in (*rule.left, *rule.minus, *rule.right) if not term.startswith(_PREVIOUS)}
    if rule.each == "row":
        yield from (row.id for row in table.rows if here <= {column.id for column in row.columns})
    elif here <= table.row_by_id.keys():
        yield from (column.id for column in table.columns)


def _compare(rule: RuleBetweenYears, over: str, now: Figures, known: _Known) -> Finding | None:
    """A warning where the rule is broken; None where it holds or a figure is missing."""
    before = known.figures
    plus = [_figure(rule, over, term, now, before) for term in rule.left]
    minus = [_figure(rule, over, term, now, before) for term in rule.minus]
    right = [_figure(rule, over, term, now, before) for term in rule.right]
    if any(figure is None for figure in (*plus, *minus, *right)):
        return None
    left_sum: Number = sum(f for f in plus if f is not None) - sum(f for f in minus if f is not None)
    right_sum: Number = sum(f for f in right if f is not None)
    if left_sum == right_sum:
        return None
    terms = (*rule.left, *rule.minus, *rule.right)
    cells = [_address(rule, over, term) for term in terms if not term.startswith(_PREVIOUS)]
    said = doubt(
        "years_differ", f"{rule.id}:{over}", place=_place(rule, over), path=known.path, rule=(rule.id, rule.says),
        due=as_value(left_sum), printed=as_value(right_sum),
    )  # fmt: skip
    return finding(rule.id, "warning", said, cells, as_value(left_sum), as_value(right_sum))


def _place(rule: RuleBetweenYears, over: str) -> str:
    return f"{rule.table}.{over}" if rule.each == "row" else f"{rule.table}.*.{over}"


def _figure(rule: RuleBetweenYears, over: str, term: str, now: Figures, before: Figures) -> Number | None:
    return (before if term.startswith(_PREVIOUS) else now).get(_address(rule, over, term))


def _address(rule: RuleBetweenYears, over: str, term: str) -> str:
    name = _bare(term)
    return f"{rule.table}.{over}.{name}" if rule.each == "row" else f"{rule.table}.{name}.{over}"


def _bare(term: str) -> str:
    return term.removeprefix(_PREVIOUS)
