"""From a code and values to a sentence: placeholders are `str.format`'s, and `{name:kind}` says what a value is.

The kinds: `cells` (addresses; `cells.3` names three of them at most), `row` and `column` (table.row, table.*.column),
`place` (either, as the row or column that it is), `table`, `section` (its number), `rule` (id and wording), `value` (a
printed value, which may be none), `name` (a code of the catalogue under `kind_`), `,` (a count with its thousands set
apart), `or` and `and` (several phrases).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from string import Formatter
from typing import Any

from extract.doubts import Atom, Doubt, doubt
from extract.language import Lang, language
from extract.text.numerals import NUMERALS
from extract.wording import labels
from extract.wording.catalogue import catalogue
from schemas.form import Table, load_form

Editions = tuple[tuple[str, str], ...]
"""By table, the edition in which it was printed."""

_JOINED: dict[str, dict[Lang, str]] = {
    "": {"zh": "、", "en": ", "},
    "either": {"zh": "或", "en": " or "},
    "or": {"zh": "；或者", "en": "; or "},
    "and": {"zh": "；", "en": "; "},
    "comma": {"zh": "，", "en": ", "},
    "plus": {"zh": "+", "en": "+"},
}


def said(reason: Doubt, lang: Lang = "zh", editions: Mapping[str, str] | None = None) -> str:
    """The sentence of a reason; its bare code where the catalogue does not know it (a record of another version)."""
    return _said(reason, lang, tuple(sorted((editions or {}).items())))


def phrase(code: str, /, **values: Atom) -> str:
    """A sentence of the catalogue in the language that the person reads."""
    return said(doubt(code, **values), language())


@lru_cache(maxsize=4096)
def _said(reason: Doubt, lang: Lang, editions: Editions) -> str:
    entry = catalogue().get(reason.code)
    if entry is None:
        return reason.code
    return _Sentence(lang, editions).vformat(entry.template(lang), (), dict(reason.values))


class _Sentence(Formatter):
    def __init__(self, lang: Lang, editions: Editions) -> None:
        self._lang, self._editions = lang, editions
        self._kinds: dict[str, Callable[[Any], str]] = {
            "row": self._row,
            "column": self._column,
            "place": self._place,
            "table": self._table,
            "section": lambda number: NUMERALS[number - 1] if lang == "zh" else str(number),
            "rule": lambda rule: str(rule[1 if lang == "zh" else 0]),
            "value": self._value,
            ",": self._count,
        }

    def format_field(self, value: Any, spec: str) -> str:
        kind, _, limit = spec.partition(".")
        if kind == "cells":
            return self._cells((value,) if isinstance(value, str) else value, int(limit or 6))
        if kind in self._kinds:
            several = value if isinstance(value, tuple) and kind != "rule" else (value,)
            return _JOINED[""][self._lang].join(self._kinds[kind](one) for one in several)
        return self._phrase(value, kind)

    def _phrase(self, value: Atom, kind: str) -> str:
        if isinstance(value, tuple):
            return _JOINED.get(kind, _JOINED[""])[self._lang].join(self._phrase(one, kind) for one in value)
        if isinstance(value, Doubt):
            return _said(value, self._lang, self._editions)
        if value is None:
            return ""
        known = catalogue().get(f"{kind}_{value}") if kind else None
        return known.template(self._lang) if known else str(value)

    def _value(self, value: Atom) -> str:
        if value is None:
            return "空" if self._lang == "zh" else "blank"
        return str(value)

    def _count(self, value: Atom) -> str:
        return f"{value:,}" if isinstance(value, int | float) else self._phrase(value, "")

    def _cells(self, addresses: Sequence[str], limit: int) -> str:
        if not addresses:
            return ""
        if self._lang == "en":
            named = ", ".join(addresses[:limit])
            return named if len(addresses) <= limit else f"{named} and {len(addresses) - limit} more"
        return labels.listed(self._layout(addresses[0]), addresses, limit)

    def _row(self, address: str) -> str:
        return labels.row_label(self._layout(address), address.split(".")[1]) if self._lang == "zh" else address

    def _column(self, address: str) -> str:
        if self._lang == "en":
            return address
        return labels.column_label(labels.column_of(self._layout(address), address.split(".")[2]))

    def _place(self, address: str) -> str:
        is_column = ".*." in address
        if self._lang == "en":
            return f"column {address}" if is_column else f"row {address}"
        return f"“{self._column(address)}”一列" if is_column else f"“{self._row(address)}”一行"

    def _table(self, table_id: str) -> str:
        return labels.table_title(table_id) if self._lang == "zh" else table_id

    def _layout(self, address: str) -> Table:
        return _layout(address, dict(self._editions).get(address.split(".")[0]))


@lru_cache(maxsize=1024)
def _layout(address: str, edition: str | None) -> Table:
    """The layout that has an address: of the edition, else the newest that has it."""
    table_id, row, *column = address.split(".")
    layouts = sorted(load_form().variants_of(table_id), key=lambda one: (one.edition == edition, one.edition))
    fitting = [one for one in layouts if (row == "*" or row in one.row_by_id) and _has(one, column)]
    return (fitting or layouts)[-1]


def _has(table: Table, column: Sequence[str]) -> bool:
    return not column or any(one.id == column[0] for one in table.columns)
