"""What a model must answer: rows of printed values under their row ids, or quotes. No more shape than that.

A table's answer is checked for its rows (each once, none missing, in printed order) and for the count of values in
each; what an answer says wrongly comes back in Chinese, since the model is asked once more with these sentences.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, ClassVar, Self
from weakref import WeakKeyDictionary

from pydantic import BaseModel, ConfigDict, create_model, model_validator

from extract.text.numbers import Printed, read_cell
from schemas.form import Table

SCOPES = ("own", "office", "whole", "part", "period")
"""Whom and when a figure of the prose counts, as `extract.prose.claims` says it."""

RowAnswer = list[int | str | None]
"""The row's id and then its values in printed order; the id alone where the report does not print the row."""


def _plainly(schema: dict[str, Any]) -> None:
    """Leaves out of a schema what only costs tokens: the fields' names said once more as their titles."""
    for field in schema.get("properties", {}).values():
        field.pop("title", None)


_SCHEMAS: WeakKeyDictionary[type[BaseModel], dict[str, Any]] = WeakKeyDictionary()


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra=_plainly)

    @classmethod
    def model_json_schema(cls, *given: Any, **options: Any) -> dict[str, Any]:
        """The schema as pydantic makes it, made once: every call needs it twice."""
        if given or options:
            return super().model_json_schema(*given, **options)
        if cls not in _SCHEMAS:
            _SCHEMAS[cls] = super().model_json_schema()
        return deepcopy(_SCHEMAS[cls])


class Rows(_Answer):
    """Rows of values, each behind its row's id.

    A row of like cells may be said by one of them: `[id, 0]`, `[id, null]` or `[id, "/"]`.
    """

    rows: list[RowAnswer]

    def values(self, expected: Mapping[str, int]) -> dict[str, list[int | str | None] | None]:
        """The values by row id, each row as wide as `expected`; None for a row that the report does not print."""
        return {str(row[0]): _spread(row[1:], expected[str(row[0])]) or None for row in self.rows}

    def faults(self, expected: Mapping[str, int]) -> Iterator[str]:
        """What is wrong with the rows, as sentences. `expected`: the width of each row by its id, in printed order."""
        given = [str(row[0]) if row else "" for row in self.rows]
        missing = [name for name in expected if name not in given]
        unknown = [name for name in dict.fromkeys(given) if name not in expected]
        twice = [name for name in dict.fromkeys(given) if given.count(name) > 1]
        for label, names in (("缺少的行", missing), ("没有的行", unknown), ("重复的行", twice)):
            if names:
                yield f"{label}：{'、'.join(names)}"
        for name, row in zip(given, self.rows, strict=True):
            yield from _row_faults(name, row[1:], expected.get(name))


def _row_faults(name: str, values: Sequence[int | str | None], width: int | None) -> Iterator[str]:
    if width and values and len(_spread(values, width)) != width:
        yield f"{name}应有{width}个值，给出了{len(values)}个"
    yield from (f"{name}的值“{value}”不是数、不是符号" for value in values if not _readable(value))


def _spread(values: Sequence[int | str | None], width: int) -> list[int | str | None]:
    """The values of a row; one cell that stands for all of them as often as the row is wide."""
    alike = len(values) == 1 and (values[0] in (0, None) or printed(values[0]).state == "mark")
    return list(values) * width if alike else list(values)


class TableAnswer(Rows):
    """表"""

    layouts: ClassVar[tuple[Table, ...]] = ()

    @property
    def layout(self) -> Table:
        """The layout whose rows these are; of several alike the first."""
        return min(self.layouts, key=lambda table: len(list(self.faults(widths(table)))))

    @model_validator(mode="after")
    def _complete(self) -> Self:
        given = {str(row[0]) for row in self.rows if row}
        likely = max(self.layouts, key=lambda table: len(given & table.row_by_id.keys()))
        if all(list(self.faults(widths(table))) for table in self.layouts):
            _refuse(self.faults(widths(likely)))
        return self


class RepairAnswer(Rows):
    """若干行"""

    expected: ClassVar[dict[str, int]] = {}

    @model_validator(mode="after")
    def _complete(self) -> Self:
        _refuse(self.faults(self.expected))
        return self


class IssuesAnswer(_Answer):
    """问题和措施"""

    problems: list[str]
    measures: list[list[int | str]]

    @property
    def steps(self) -> list[tuple[str, list[int]]]:
        """The quote of each measure and the problems that it answers, by their place in `problems`."""
        return [(str(quote), [int(number) for number in answers]) for quote, *answers in self.measures]

    @model_validator(mode="after")
    def _quoted(self) -> Self:
        well = all(m and isinstance(m[0], str) and all(isinstance(n, int) for n in m[1:]) for m in self.measures)
        if not well:
            raise ValueError("measures的每一条应为 [原文, 问题的位次…]")
        return self


@dataclass(frozen=True, slots=True)
class Said:
    """One figure as a model found it; `number` in its digits."""

    quote: str
    kind: str
    number: str
    scope: str


class ClaimsAnswer(_Answer):
    """文字中所说的数"""

    claims: list[list[int | str]]

    @property
    def said(self) -> list[Said]:
        return [Said(*map(str, claim)) for claim in self.claims]

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if not all(len(claim) == 4 and str(claim[3]) in SCOPES for claim in self.claims):
            raise ValueError(f"claims的每一条应为 [引文, 编号, 数, 范围]，范围为{'、'.join(SCOPES)}之一")
        return self


def widths(table: Table) -> dict[str, int]:
    """The count of values in each row, by row id in printed order."""
    return {row.id: len(row.columns) for row in table.rows}


_MADE: dict[tuple[int, ...], type[TableAnswer]] = {}


def table_answer(layouts: tuple[Table, ...]) -> type[TableAnswer]:
    """The response model for a table that is printed in one of these layouts, made once for each choice of them."""
    key = tuple(id(table) for table in layouts)  # kept alive by the model itself
    if key not in _MADE:
        doc = TableAnswer.__doc__
        _MADE[key] = create_model("TableAnswer", __base__=TableAnswer, __doc__=doc, layouts=(ClassVar, layouts))
    return _MADE[key]


def repair_answer(expected: dict[str, int]) -> type[RepairAnswer]:
    """The response model for these rows (`table.row`) and their widths."""
    fields: dict[str, Any] = {"expected": (ClassVar, expected)}
    return create_model("RepairAnswer", __base__=RepairAnswer, __doc__=RepairAnswer.__doc__, **fields)


def printed(value: int | str | None) -> Printed:
    """A value of an answer as what is printed."""
    if value is None:
        return Printed("blank")
    return read_cell(str(value)) or Printed("absent")


def _readable(value: int | str | None) -> bool:
    return value is None or (read_cell(str(value)) is not None and str(value).strip() != "")


def _refuse(faults: Iterator[str]) -> None:
    told = list(faults)
    if told:
        raise ValueError("；".join(told))


def json_in(text: str, keys: Sequence[str]) -> str | None:
    """The last JSON object in an answer that has all of `keys`, re-written with decimals as printed strings.

    Thinking (`<think>…</think>`, anything up to a lone `</think>` or from one that is not closed), code fences and
    prose around the object are passed over. None where there is no such object.
    """
    text = text.rsplit("</think>", 1)[-1].split("<think>", 1)[0]
    decoder = json.JSONDecoder(parse_float=str)
    found: Any = None
    position = text.find("{")
    while position >= 0:
        try:
            value, end = decoder.raw_decode(text, position)
        except (json.JSONDecodeError, RecursionError):
            position = text.find("{", position + 1)
            continue
        if isinstance(value, dict) and all(key in value for key in keys):
            found = value
        position = text.find("{", end)
    return None if found is None else json.dumps(found, ensure_ascii=False, separators=(",", ":"))
