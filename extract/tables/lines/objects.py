"""JSON: rows as lists, or as objects whose keys are the columns' labels (RFC 8259)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extract.tables.lines.block import Block
from extract.tables.lines.line import cells_line

_TOKEN = re.compile(r'\s*(?:("(?:[^"\\\n]|\\.)*+")|(-?\d[\d.]*|null|true|false)|([\[\]{},:]))')
_OPENING = re.compile(r"^[ \t]*[\[{]", re.MULTILINE)
_LEAST_ROWS = 2
_DEEPEST = 12

Cell = tuple[str, int]
"""A scalar's text and offset."""


@dataclass
class _Node:
    """A list or an object: its scalars and what is nested in it, each with its key (none in a list)."""

    scalars: list[tuple[Cell | None, Cell]] = field(default_factory=list)
    nested: list[tuple[Cell | None, _Node]] = field(default_factory=list)


class _NoJson(ValueError):
    """The text is none."""


def blocks(text: str, start: int) -> Iterator[Block]:
    """Values of JSON that begin a line, those that follow each other taken together."""
    position = 0
    while (opened := _OPENING.search(text, position)) is not None:
        rows, position = _values(text, opened.end() - 1)
        if len(rows) >= _LEAST_ROWS:
            yield Block(opened.start(), position, [cells_line(row, start) for row in rows])
        position = max(position, opened.end())


def _values(text: str, at: int) -> tuple[list[list[Cell]], int]:
    """The rows of the values that stand one behind the other, and where they end."""
    rows: list[list[Cell]] = []
    while True:
        try:
            node, stop = _node(text, at, 0)
        except _NoJson:
            return rows, at
        rows += _rows(node, [])
        at = stop
        after = re.compile(r"[\s,]*(?=[\[{])").match(text, at)
        if after is None:
            return rows, at
        at = after.end()


def _node(text: str, at: int, depth: int) -> tuple[_Node, int]:
    """The list or object that begins at `at`, and where it ends."""
    is_object = text[at] == "{"
    if depth > _DEEPEST:
        raise _NoJson
    node, at = _Node(), at + 1
    while True:
        key: Cell | None = None
        kind, value, stop = _next(text, at)
        if kind == "," or (kind in "]}" and kind):
            at = stop
            if kind != ",":
                return node, at
            continue
        if is_object:
            key, colon = value, _next(text, stop)
            if value is None or colon[0] != ":":
                raise _NoJson
            kind, value, stop = _next(text, colon[2])
        if value is not None:
            node.scalars.append((key, value))
        elif kind in ("[", "{"):
            child, stop = _node(text, stop - 1, depth + 1)
            node.nested.append((key, child))
        else:
            raise _NoJson
        at = stop


def _next(text: str, at: int) -> tuple[str, Cell | None, int]:
    """The next sign or scalar: (sign, scalar, where it ends)."""
    found = _TOKEN.match(text, at)
    if found is None:
        raise _NoJson
    if found[1]:
        return "", (_string(found[1]), found.start(1) + 1), found.end()
    if found[2]:
        return "", ("" if found[2] == "null" else found[2], found.start(2)), found.end()
    return found[3], None, found.end()


def _string(quoted: str) -> str:
    try:
        return str(json.loads(quoted))
    except ValueError:
        return quoted[1:-1]


def _rows(node: _Node, lead: Sequence[Cell]) -> Iterator[list[Cell]]:
    """The rows of a value; what stands beside or above a row labels it."""
    values = [value for _, value in node.scalars]
    if node.nested:
        for key, child in node.nested:
            yield from _rows(child, [*lead, *values, *([key] if key else [])])
        return
    keys = [key for key, _ in node.scalars if key]
    if keys:
        yield [*(("", at) for _, at in lead), *keys]
    if values:
        yield [*lead, *values]
