"""What the form prints in words: which text is its own, and which numbers it prints before its rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from schemas.form import Form, Table

WORDS = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\u2e80-\u2fdf]+")
_NOT_WORDS = re.compile(r"[^\u3400-\u9fff\uf900-\ufaff\u2e80-\u2fdf]+")
_OWN_WORDS = (
    "项目", "序号", "单位", "万元", "件", "合计",
    "本列数据的勾稽关系为", "第一项加第二项之和", "等于第三项加第四项之和",
)  # fmt: skip
"""What the circulars print around the labels."""


@dataclass(frozen=True)
class Vocabulary:
    """The printed words of a form, without punctuation. `numbered`: by an enumerator, the labels behind it."""

    words: str
    numbered: dict[str, tuple[str, ...]]
    rows: dict[str, str]
    """The table of each row's wording."""
    columns: frozenset[str] = frozenset()
    """The wordings of columns, some of which are rows' too (其他, 总计)."""

    def is_own(self, text: str) -> bool:
        """Whether a run of words is a label of the form or a part of one."""
        return text in self.words

    def foreign(self, text: str) -> list[str]:
        """The runs of words in a text that the form does not print."""
        return [run for run in WORDS.findall(text) if run not in self.words]

    def table_of(self, text: str) -> str | None:
        """The table one of whose rows a text names from its first word on."""
        words = _NOT_WORDS.sub("", text).lstrip("一二三四五六七八九十")
        return next((table for row, table in self.rows.items() if words.startswith(row)), None)

    def row_in(self, text: str, table: str) -> str | None:
        """The wording of the last row of a table that a text names."""
        words = _NOT_WORDS.sub("", text)
        named = [row for row, of in self.rows.items() if of == table and row in words]
        return max(named, key=lambda row: (words.rfind(row) + len(row), len(row)), default=None)


@lru_cache(maxsize=4)
def vocabulary(form: Form) -> Vocabulary:
    """The vocabulary of a form, made once."""
    tables = [edition.tables[table_id] for edition in form.editions for table_id in form.table_ids]
    words = {_NOT_WORDS.sub("", text) for table in tables for text in _printed(table)}
    numbered: dict[str, set[str]] = {}
    for table in tables:
        for row in table.rows:
            if row.number.isdigit():
                numbered.setdefault(row.number, set()).update(_NOT_WORDS.sub("", wording) for wording in row.wordings)
    rows = {_NOT_WORDS.sub("", wording): table.id for table in tables for row in table.rows for wording in row.wordings}
    return Vocabulary(
        "\n".join(sorted(words | set(_OWN_WORDS))),
        {number: tuple(sorted(labels)) for number, labels in numbered.items()},
        {row: rows[row] for row in sorted(rows, key=len, reverse=True) if len(row) > 1},
        frozenset(name for table in tables for column in table.columns for name in (column.label, *column.variants)),
    )


def _printed(table: Table) -> Iterator[str]:
    for row in table.rows:
        path = "".join(group.label for group in table.group_path(row))
        yield f"{path}{row.printed()}"
        yield from row.wordings
    for group in table.groups.values():
        yield from (f"{group.number}{group.label}", *group.variants)
    for column in table.columns:
        yield from (f"{column.label}单位{column.unit or ''}", *column.variants, column.under or "")
    yield from table.headings
