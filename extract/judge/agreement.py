"""Prose against tables: what a claim says, and what the cells that it speaks of say.

A figure of the prose can have another scope than the table (one office of a district, a part of the year), so a
difference is a question to the agency: a warning with the passage, never an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from extract.doubts import doubt, finding
from extract.judge.edits import Number, as_value, number
from extract.prose.patterns import ClaimPattern, Sum, Term
from schemas.form import Table
from schemas.record import Cell, Claim, Finding, Severity, TableValues

Accord = Literal["agrees", "differs", "other_scope", "cannot_tell"]

_REGION = re.compile(r"(?:人民政府|管理委员会|管委会|街道办事处|实验区|开发区|高新区|新区|园区|[省市区县州旗盟镇乡])$")
"""Bodies whose tables count all of their region, so that 全区 is their own scope."""
_LONGEST_QUOTE = 60


@dataclass(frozen=True, slots=True)
class Compared:
    """A claim with what became of it; `cells` and `figure` are of the sum it was held against."""

    claim: Claim
    accord: Accord
    cells: tuple[str, ...] = ()
    figure: Number | None = None


@dataclass(frozen=True)
class Tables:
    """A report's printed tables with their layouts, and whose they are."""

    layouts: Mapping[str, Table]
    values: Mapping[str, TableValues]
    cells: Mapping[str, Cell]
    agency: str | None

    def figure(self, address: str) -> Number | None:
        table, row, column = address.split(".")
        return number(self.values.get(table, {}).get(row, {}).get(column))

    def state(self, address: str) -> str:
        return self.cells[address].state if address in self.cells else "absent"


def compare(claims: Iterable[Claim], tables: Tables, patterns: Sequence[ClaimPattern]) -> Iterator[Compared]:
    """Each claim against the sums that its kind may equal; claims that nothing corresponds to are left out."""
    sums: dict[str, list[Sum]] = {}
    for pattern in patterns:
        known = sums.setdefault(pattern.kind, [])
        known += [one for one in pattern.equals if one not in known]
    found = [_compared(claim, tables, sums[claim.kind]) for claim in claims if sums.get(claim.kind)]
    kinds = {kind: _Said.of([one for one in found if one.claim.kind == kind]) for kind in sums}
    for one in found:
        part = one.accord == "differs" and kinds[one.claim.kind].explains(one)
        yield replace(one, accord="other_scope") if part else one


def differences(compared: Iterable[Compared]) -> Iterator[Finding]:
    """A warning for each claim that differs, a remark where its scope may be another."""
    for one in compared:
        if one.accord not in ("differs", "other_scope") or one.figure is None:
            continue
        said = doubt(
            "prose_differs" if one.accord == "differs" else "prose_other_scope", quote=quoted(one.claim.quote),
            said=one.claim.value, cells=one.cells, figure=as_value(one.figure),
        )  # fmt: skip
        severity: Severity = "warning" if one.accord == "differs" else "info"
        yield finding(f"prose.{one.claim.kind}", severity, said, one.cells, one.claim.value, as_value(one.figure))


def quoted(quote: str) -> str:
    """A passage on one line, cut where it is long."""
    line = re.sub(r"\s+", "", quote)
    return line if len(line) <= _LONGEST_QUOTE else f"{line[:_LONGEST_QUOTE]}…"


def _compared(claim: Claim, tables: Tables, sums: Sequence[Sum]) -> Compared:
    said = number(claim.value)
    if said is None:
        return Compared(claim, "cannot_tell")
    first: tuple[tuple[str, ...], Number] | None = None
    for one in sums:
        terms, of = _resolved(one.terms, tables), _resolved(one.of, tables)
        if terms is None or of is None:
            continue
        cells = tuple(address for _, address in (*terms, *of))
        figure = _percent(terms, of, tables, said) if of else _total(terms, tables, blank_is_zero=said == 0)
        if figure is None:
            continue
        if figure == said:
            return Compared(claim, "agrees", cells, figure)
        first = first or (cells, figure)
    if first is None:
        return Compared(claim, "cannot_tell")
    return Compared(claim, "differs" if own_scope(claim.scope, tables.agency or "") else "other_scope", *first)


@dataclass(frozen=True, slots=True)
class _Said:
    """What the claims of one kind say together."""

    figures: frozenset[Number]
    total: Number
    agreed: bool

    @classmethod
    def of(cls, claims: Sequence[Compared]) -> _Said:
        said = frozenset(number(one.claim.value) or 0 for one in claims if one.accord != "cannot_tell")
        return cls(said, sum(said), any(one.accord == "agrees" for one in claims))

    def explains(self, one: Compared) -> bool:
        """Whether the prose states the table's figure elsewhere, or gives it in parts of which this claim is one."""
        return self.agreed or (len(self.figures) > 1 and self.total == one.figure)


def own_scope(scope: str, agency: str) -> bool:
    """Whether a claim counts what the tables count: a region's tables count all of it, an office's the office."""
    region = _REGION.search(agency) is not None
    return scope == "own" or (scope == "whole" and region) or (scope == "office" and not region)


def _resolved(terms: Sequence[Term], tables: Tables) -> tuple[Term, ...] | None:
    """The terms with @groups written out; None where the report's layout lacks one."""
    written: list[Term] = []
    for sign, address in terms:
        table_id, row, column = address.split(".")
        if table_id not in tables.layouts:
            return None
        layout = tables.layouts[table_id]
        rows = _rows_of(layout, row[1:]) if row.startswith("@") else [row]
        cells = [layout.address(name, column) for name in rows]
        if not cells or any(cell not in layout.column_of for cell in cells):
            return None
        written += [(sign, cell) for cell in cells]
    return tuple(written)


def _rows_of(table: Table, group: str) -> list[str]:
    return [row.id for row in table.rows if any(around.id == group for around in table.group_path(row))]


def _total(terms: Sequence[Term], tables: Tables, blank_is_zero: bool) -> Number | None:
    """The sum of the terms; None where a figure is missing, unless it is blank and zero is what is asked about."""
    total: Number = 0
    for sign, address in terms:
        figure = tables.figure(address)
        if figure is None:
            empty = tables.state(address) == "mark" or (blank_is_zero and tables.state(address) == "blank")
            if not empty:
                return None
            figure = 0
        total += sign * figure
    return total


def _percent(terms: Sequence[Term], of: Sequence[Term], tables: Tables, said: Number) -> Number | None:
    """The share in percent, rounded as the claim states it."""
    part, whole = _total(terms, tables, False), _total(of, tables, False)
    if part is None or not whole:
        return None
    exact = Decimal(100) * Decimal(part) / Decimal(whole)
    places = Decimal(said).as_tuple().exponent
    return exact.quantize(Decimal(1).scaleb(min(0, int(places))), ROUND_HALF_UP)
