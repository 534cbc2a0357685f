"""Rules as data: edit rules, rules between years and claim patterns that a user adds in a TOML file.

The entries have the shapes of `schemas/form.toml` ([[rule]], [[rule_between_years]]) and of
`extract/prose/claims.toml` ([[claim]]); an edit rule may say `severity = "warning"`, which makes it soft.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from extract.doubts import Doubt, doubt
from extract.failing import Told, field_fault, os_fault, toml_fault
from extract.prose.patterns import ClaimPattern, PatternError, claim_pattern
from schemas.form import Each, EditRule, Form, RuleBetweenYears, Table

_ID = r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$"
_HEADERS = ("rule", "rule_between_years", "claim")
_PREVIOUS = "previous."


class RulesError(Told):
    """A rules file cannot be used; the message names the file, the line and what to do."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


_E = TypeVar("_E", bound=_Entry)


class _RuleEntry(_Entry):
    id: str = Field(pattern=_ID)
    table: str
    each: Each
    left: list[str] = Field(min_length=1)
    right: list[str] = Field(min_length=1)
    says: str
    source: str = ""
    severity: Literal["error", "warning"] = "error"


class _BetweenEntry(_Entry):
    id: str = Field(pattern=_ID)
    table: str
    each: Each
    left: list[str] = Field(min_length=1)
    minus: list[str] = []
    right: list[str] = Field(min_length=1)
    says: str
    source: str = ""


class _ClaimEntry(_Entry):
    kind: str = Field(pattern=_ID)
    pattern: str
    about: str | None = None
    unless: str | None = None
    equals: list[list[str]] = []
    zero: bool = False


@dataclass(frozen=True, slots=True)
class TableRule:
    """An edit rule of the user's over one table; a soft one warns and moves no trust."""

    table: str
    rule: EditRule
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Rulebook:
    """What the user adds to the form's own rules."""

    edits: tuple[TableRule, ...] = ()
    between_years: tuple[RuleBetweenYears, ...] = ()
    claims: tuple[ClaimPattern, ...] = ()

    def hard(self, table: Table) -> Table:
        """The table with the user's hard rules."""
        added = tuple(self._over(table, soft=False))
        return replace(table, rules=table.rules + added) if added else table

    def soft(self, table: Table) -> Table:
        """The table with the user's soft rules alone."""
        return replace(table, rules=tuple(self._over(table, soft=True)))

    def joined(self, other: Rulebook) -> Rulebook:
        """These rules and the other ones; of two edit rules or rules between years with one id the other's."""
        edits, between = {rule.rule.id for rule in other.edits}, {rule.id for rule in other.between_years}
        return Rulebook(
            (*(rule for rule in self.edits if rule.rule.id not in edits), *other.edits),
            (*(rule for rule in self.between_years if rule.id not in between), *other.between_years),
            tuple(dict.fromkeys((*self.claims, *other.claims))),
        )

    def _over(self, table: Table, soft: bool) -> Iterator[EditRule]:
        for entry in self.edits:
            if entry.table == table.id and entry.soft == soft and _fits(table, entry.rule):
                yield entry.rule


EMPTY = Rulebook()


def load_rulebook(path: Path, form: Form) -> Rulebook:
    """The rules of a TOML file. Raises `RulesError` with the line of what is wrong."""
    return parse_rulebook(read_rules(path), form, str(path))


def read_rules(path: Path) -> str:
    """The text of a rules file. Raises `RulesError` where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise RulesError("cannot_be_read", place=path, error=os_fault(error)) from None
    except UnicodeDecodeError:
        raise RulesError("rules_not_utf8", place=path) from None


@lru_cache(maxsize=4)
def parse_rulebook(text: str | None, form: Form, name: str = "rules") -> Rulebook:
    """The rules of a file's text, none for None. Raises `RulesError` with `name` and the line of what is wrong."""
    if text is None:
        return EMPTY
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RulesError("rules_no_toml", place=name, said=toml_fault(error)) from None
    return _Loader(name, text, form).load(data)


class _Loader:
    def __init__(self, name: str, text: str, form: Form) -> None:
        self._name, self._lines, self._form = name, text.splitlines(), form

    def load(self, data: dict[str, Any]) -> Rulebook:
        for name in data:
            if name not in _HEADERS:
                line = self._find(rf"\s*(\[+\s*)?{re.escape(name)}\b", 0)
                raise self._error(line, doubt("unknown_entry", name=name, known=tuple(f"[[{h}]]" for h in _HEADERS)))
            if not isinstance(data[name], list):
                raise self._error(self._find(rf"\s*\[?\s*{name}\b", 0), doubt("two_brackets", name=f"[[{name}]]"))
        return Rulebook(
            tuple(self._edit(*numbered) for numbered in enumerate(data.get("rule", ()))),
            tuple(self._between(*numbered) for numbered in enumerate(data.get("rule_between_years", ()))),
            tuple(self._claim(*numbered) for numbered in enumerate(data.get("claim", ()))),
        )

    def _edit(self, index: int, raw: object) -> TableRule:
        entry = self._valid(_RuleEntry, "rule", index, raw)
        layouts = self._layouts("rule", index, entry.table)
        rule = EditRule(entry.id, entry.each, tuple(entry.left), tuple(entry.right), entry.says, entry.source)
        if not any(_fits(table, rule) for table in layouts):
            terms = _known_terms(layouts, entry.each)
            self._check_terms("rule", index, [("left", entry.left), ("right", entry.right)], terms)
            raise self._error(self._start("rule", index), doubt("terms_never_together", rule=entry.id))
        return TableRule(entry.table, rule, entry.severity == "warning")

    def _between(self, index: int, raw: object) -> RuleBetweenYears:
        entry = self._valid(_BetweenEntry, "rule_between_years", index, raw)
        layouts = self._layouts("rule_between_years", index, entry.table)
        known = {term for term in _known_terms(layouts, entry.each) if not term.startswith("@")}
        known |= {_PREVIOUS + term for term in known}
        sides = [("left", entry.left), ("minus", entry.minus), ("right", entry.right)]
        self._check_terms("rule_between_years", index, sides, known)
        return RuleBetweenYears(
            entry.id, entry.table, entry.each, tuple(entry.left), tuple(entry.minus), tuple(entry.right),
            entry.says, entry.source,
        )  # fmt: skip

    def _claim(self, index: int, raw: object) -> ClaimPattern:
        entry = self._valid(_ClaimEntry, "claim", index, raw)
        try:
            return claim_pattern(
                entry.kind, entry.pattern, entry.equals, entry.zero, self._form, entry.about, entry.unless
            )
        except PatternError as error:
            raise self._error(self._start("claim", index, error.key), error.reason) from None

    def _layouts(self, name: str, index: int, table: str) -> Sequence[Table]:
        if table not in self._form.table_ids:
            what = doubt("unknown_table", table=table, known=tuple(self._form.table_ids))
            raise self._error(self._start(name, index, "table"), what)
        return self._form.variants_of(table)

    def _check_terms(self, name: str, index: int, sides: Sequence[tuple[str, list[str]]], known: set[str]) -> None:
        for key, terms in sides:
            for term in terms:
                if term not in known:
                    line = self._start(name, index, key)
                    raise self._error(line, doubt("unknown_term", term=term, known=tuple(sorted(known))))

    def _valid(self, model: type[_E], name: str, index: int, raw: object) -> _E:
        try:
            return model.model_validate(raw)
        except ValidationError as error:
            wrong = error.errors(include_url=False)[0]
            key = str(wrong["loc"][0]) if wrong["loc"] else None
            raise self._error(self._start(name, index, key), field_fault(error)) from None

    def _start(self, name: str, index: int, key: str | None = None) -> int:
        """The line of an entry, or of a key in it."""
        start = 0
        for _ in range(index + 1):
            start = self._find(rf"\s*\[\[\s*{name}\s*\]\]", start)
        if key is None:
            return start
        end = self._find(r"\s*\[", start)
        found = self._find(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", start)
        return found if found < end or end == start else start

    def _find(self, pattern: str, after: int) -> int:
        """The first line beyond `after` that begins with the pattern, from 1; `after` where there is none."""
        for number, line in enumerate(self._lines[after:], after + 1):
            if re.match(pattern, line):
                return number
        return after

    def _error(self, line: int, what: Doubt) -> RulesError:
        return RulesError(what, place=doubt("line_of", file=self._name, line=max(line, 1)))


def _fits(table: Table, rule: EditRule) -> bool:
    """Whether the table has every term of the rule."""
    terms = {*rule.left, *rule.right}
    if rule.each == "row":
        return any(terms <= {column.id for column in row.columns} for row in table.rows)
    rows = {row.id: {column.id for column in row.columns} for row in table.rows}
    if not terms <= _known_terms([table], "column"):
        return False
    columns = {column.id for column in table.columns}
    return all(rows[term] == columns for term in terms if not term.startswith("@"))


def _known_terms(tables: Sequence[Table], each: Each) -> set[str]:
    """What a rule stated for each row (columns) or each column (rows, groups) can name."""
    if each == "row":
        return {column.id for table in tables for column in table.columns}
    rows = {row.id for table in tables for row in table.rows}
    return rows | {f"@{group}" for table in tables for group in table.groups}
