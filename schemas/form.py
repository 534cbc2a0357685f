"""The editions of the report form: tables, rows, columns, labels and edit rules, read from `form.toml`.

A cell is addressed `table.row.column`. A `Table` is one table as one edition prints it; the edition is a
property of each table, since agencies print tables of two editions in one report.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

Kind = Literal["count", "amount", "change"]
Arrangement = Literal["grid", "blocks", "line"]
Each = Literal["row", "column"]

FORM_FILE = Path(__file__).with_name("form.toml")


class FormError(ValueError):
    """The form file contradicts itself; the message names the entry."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: `label` as the circular prints it, `variants` as reports print it too."""

    id: str
    label: str
    variants: tuple[str, ...] = ()
    kind: Kind = "count"
    unit: str | None = None
    under: str | None = None
    """The heading that spans this column and its neighbours, such as 法人或其他组织."""


@dataclass(frozen=True, slots=True)
class Group:
    """A label that spans several rows, such as （三）不予公开."""

    id: str
    label: str
    number: str = ""
    variants: tuple[str, ...] = ()
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table. `number` is what is printed before the label, `note` what is printed after it."""

    id: str
    label: str
    columns: tuple[Column, ...]
    number: str = ""
    note: str = ""
    variants: tuple[str, ...] = ()
    group: str | None = None

    @property
    def wordings(self) -> tuple[str, ...]:
        """Every wording of the label, the circular's first."""
        return (self.label, *self.variants)

    def printed(self) -> str:
        """The label as the circular prints it, with its number and its note."""
        mark = self.number
        if mark.isdigit():
            mark += "."
        elif mark and not mark.startswith("（"):
            mark += "、"
        return f"{mark}{self.label}{self.note}"


@dataclass(frozen=True, slots=True)
class EditRule:
    """`left` = `right`, once for each row (terms are columns) or each column (terms are rows)."""

    id: str
    each: Each
    left: tuple[str, ...]
    right: tuple[str, ...]
    says: str
    source: str


@dataclass(frozen=True, slots=True)
class RuleBetweenYears:
    """`left` − `minus` = `right` over two consecutive years; `previous.` marks the earlier one."""

    id: str
    table: str
    each: Each
    left: tuple[str, ...]
    minus: tuple[str, ...]
    right: tuple[str, ...]
    says: str
    source: str


@dataclass(frozen=True, slots=True)
class Equation:
    """One instance of an edit rule: the cells of `left` add up to those of `right` (addresses)."""

    rule: EditRule
    over: str
    """The row or the column it is stated for."""
    left: tuple[str, ...]
    right: tuple[str, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        return self.left + self.right


@dataclass(frozen=True, eq=False)
class Table:
    """One table as one edition prints it."""

    id: str
    edition: str
    arrangement: Arrangement
    rows: tuple[Row, ...]
    groups: Mapping[str, Group]
    rules: tuple[EditRule, ...] = ()
    headings: tuple[str, ...] = ()
    """What is printed above columns or labels without being one, such as 信息内容."""

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns of all rows, each once, in printed order."""
        seen: dict[str, Column] = {}
        for row in self.rows:
            for column in row.columns:
                seen.setdefault(column.id, column)
        return tuple(seen.values())

    @cached_property
    def row_by_id(self) -> Mapping[str, Row]:
        return {row.id: row for row in self.rows}

    @cached_property
    def column_of(self) -> Mapping[str, Column]:
        """Column of each cell address of this table, in printed order."""
        return {self.address(row.id, column.id): column for row in self.rows for column in row.columns}

    @cached_property
    def addresses(self) -> tuple[str, ...]:
        """Every cell of the table, row by row."""
        return tuple(self.column_of)

    def __reduce__(self) -> tuple[Callable[[str, str], Table], tuple[str, str]]:
        # There is one of each in a process: what comes from another process speaks of the same one.
        return _standing, (self.id, self.edition)

    def address(self, row: str, column: str) -> str:
        return f"{self.id}.{row}.{column}"

    def group_path(self, row: Row) -> tuple[Group, ...]:
        """The groups around a row, outermost first."""
        path: list[Group] = []
        name = row.group
        while name is not None:
            group = self.groups[name]
            path.insert(0, group)
            name = group.parent
        return tuple(path)

    @cached_property
    def equations(self) -> tuple[Equation, ...]:
        """Every edit rule written out for every row or column it speaks of."""
        return tuple(equation for rule in self.rules for equation in self._instances(rule))

    def _instances(self, rule: EditRule) -> Iterator[Equation]:
        if rule.each == "row":
            for row in self.rows:
                if {*rule.left, *rule.right} <= {column.id for column in row.columns}:
                    yield Equation(
                        rule, row.id,
                        tuple(self.address(row.id, term) for term in rule.left),
                        tuple(self.address(row.id, term) for term in rule.right),
                    )  # fmt: skip
            return
        left = tuple(name for term in rule.left for name in self._rows_of(term, rule))
        for column in self.columns:
            yield Equation(
                rule, column.id,
                tuple(self.address(name, column.id) for name in left),
                tuple(self.address(name, column.id) for name in rule.right),
            )  # fmt: skip

    def _rows_of(self, term: str, rule: EditRule) -> list[str]:
        if not term.startswith("@"):
            return [term]
        return [
            row.id
            for row in self.rows
            if row.id not in rule.right and any(group.id == term[1:] for group in self.group_path(row))
        ]


@dataclass(frozen=True, slots=True)
class Section:
    """One of the sections; `table` is the id of the table that stands in it, if any."""

    number: int
    title: str
    variants: tuple[str, ...] = ()
    table: str | None = None
    issues: bool = False
    """Whether problems and measures are stated in it."""


@dataclass(frozen=True, slots=True)
class Edition:
    """The form as one circular fixes it, in force for reports of `first_year` and later."""

    id: str
    circular: str
    first_year: int
    tables: Mapping[str, Table]


@dataclass(frozen=True, eq=False)
class Form:
    """All editions of the form."""

    sections: tuple[Section, ...]
    editions: tuple[Edition, ...]
    rules_between_years: tuple[RuleBetweenYears, ...] = field(default=())

    @cached_property
    def table_ids(self) -> tuple[str, ...]:
        """The tables in printed order."""
        return tuple(section.table for section in self.sections if section.table)

    @cached_property
    def issues_section(self) -> int:
        """The number of the section that states problems and measures."""
        return next(section.number for section in self.sections if section.issues)

    def variants_of(self, table_id: str) -> tuple[Table, ...]:
        """The different layouts of a table over the editions, newest first."""
        layouts: dict[int, Table] = {}
        for edition in reversed(self.editions):
            table = edition.tables[table_id]
            layouts.setdefault(id(table), table)
        return tuple(layouts.values())

    def table(self, table_id: str, edition: str) -> Table:
        for candidate in self.editions:
            if candidate.id == edition:
                return candidate.tables[table_id]
        raise FormError(f"no edition {edition!r}; known: {', '.join(e.id for e in self.editions)}")

    def edition_of_year(self, year: int) -> Edition:
        """The edition that a report of this year ought to follow."""
        fitting = [edition for edition in self.editions if edition.first_year <= year]
        return fitting[-1] if fitting else self.editions[0]


@lru_cache(maxsize=8)
def load_form(path: Path = FORM_FILE) -> Form:
    """The form of a TOML file. Raises `FormError` for an entry that contradicts another."""
    with path.open("rb") as file:
        data = tomllib.load(file)
    sections = tuple(
        Section(
            entry["number"], entry["title"], tuple(entry.get("variants", ())), entry.get("table"),
            entry.get("issues", False),
        )
        for entry in data["section"]
    )  # fmt: skip
    editions: list[Edition] = []
    for entry in data["edition"]:
        editions.append(_edition(entry, data, {edition.id: edition for edition in editions}))
    between = tuple(
        RuleBetweenYears(
            entry["id"], entry["table"], entry["each"], tuple(entry["left"]), tuple(entry.get("minus", ())),
            tuple(entry["right"]), entry["says"], entry["source"],
        )
        for entry in data.get("rule_between_years", ())
    )  # fmt: skip
    return Form(sections, tuple(sorted(editions, key=lambda edition: edition.first_year)), between)


def _standing(table_id: str, edition: str) -> Table:
    return load_form().table(table_id, edition)


def _edition(entry: dict[str, Any], data: dict[str, Any], known: Mapping[str, Edition]) -> Edition:
    tables: dict[str, Table] = {}
    for table_id, layout in entry["tables"].items():
        if "same_as" in layout:
            if layout["same_as"] not in known:
                raise FormError(f"edition {entry['id']}, {table_id}: same_as names no earlier edition")
            tables[table_id] = known[layout["same_as"]].tables[table_id]
        else:
            tables[table_id] = _table(table_id, entry["id"], layout, data)
    return Edition(entry["id"], entry["circular"], entry["first_year"], tables)


def _table(table_id: str, edition: str, layout: dict[str, Any], data: dict[str, Any]) -> Table:
    place = f"edition {edition}, table {table_id}"
    columns = {
        name: Column(
            name, entry["label"], tuple(entry.get("variants", ())), entry.get("kind", "count"),
            entry.get("unit"), entry.get("under"),
        )
        for name, entry in data["columns"][layout["columns"]].items()
    }  # fmt: skip
    groups = {
        name: Group(name, entry["label"], entry.get("number", ""), tuple(entry.get("variants", ())), entry.get("in"))
        for name, entry in (data.get("groups", {}).get(table_id, {}) | layout.get("groups", {})).items()
    }
    rows = tuple(_row(entry, data["rows"][table_id], columns, groups, place) for entry in layout["rows"])
    rules = tuple(
        EditRule(rule["id"], rule["each"], tuple(rule["left"]), tuple(rule["right"]), rule["says"], rule["source"])
        for rule in (*data["rule"], *layout.get("rules", ()))
        if rule.get("table", table_id) == table_id
    )
    headings = tuple(data.get("headings", {}).get(table_id, ()))
    table = Table(table_id, edition, layout["arrangement"], rows, groups, rules, headings)
    if len(table.row_by_id) != len(rows):
        raise FormError(f"{place}: a row id stands twice")
    for equation in table.equations:
        unknown = [cell for cell in equation.cells if cell not in table.column_of]
        if unknown:
            raise FormError(f"{place}: rule {equation.rule.id} names cells that are not there: {', '.join(unknown)}")
    return table


def _row(
    entry: str | dict[str, Any],
    vocabulary: dict[str, Any],
    columns: Mapping[str, Column],
    groups: Mapping[str, Group],
    place: str,
) -> Row:
    given: dict[str, Any] = {"id": entry} if isinstance(entry, str) else entry
    merged = vocabulary.get(given["id"], {}) | given
    if "label" not in merged:
        raise FormError(f"{place}: row {given['id']!r} has no label, here or under [rows]")
    unknown = [name for name in merged.get("columns", ()) if name not in columns]
    if unknown:
        raise FormError(f"{place}: row {given['id']!r} names unknown columns: {', '.join(unknown)}")
    if merged.get("group") is not None and merged["group"] not in groups:
        raise FormError(f"{place}: row {given['id']!r} stands in the unknown group {merged['group']!r}")
    return Row(
        merged["id"],
        merged["label"],
        tuple(columns[name] for name in merged.get("columns", columns)),
        merged.get("number", ""),
        merged.get("note", ""),
        tuple(merged.get("variants", ())),
        merged.get("group"),
    )
