"""Which value of a run stands in which column.

As many values as columns stand in the columns' printed order. Fewer stand where cell borders, the header's
places or the complete rows of the same shape say; else only those are placed that stand in the same column
however the gap is closed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from extract.doubts import Doubt
from extract.tables.layouts.rows import Run
from extract.tables.lines.tokens import Token
from extract.text.numbers import Printed

Fits = Callable[[Sequence[int | None]], bool]
"""Whether counts in printed column order (None: not known) can satisfy the row's edit rules."""

SHORT_ROW = Doubt("short_row")
LONG_ROW = Doubt("long_row")
ODD_ROW = Doubt("odd_row")
SHIFTED = Doubt("shifted_row")
NO_PLACE = Doubt("columns_unclear")
_MOST_GAPS = 3


@dataclass(frozen=True, slots=True)
class Placed:
    """Tokens in printed column order; None where the column's cell was not found."""

    tokens: tuple[Token | None, ...]
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class Shapes:
    """Where the values of complete rows begin, by width of the row and column of its label."""

    begins: dict[tuple[int, int, int], frozenset[int]]
    odd_blanks: bool
    """Blank cells are the exception in this table: zeros are printed."""
    spans: tuple[tuple[int, int], ...] = ()
    """Left and right end of each column on unbordered lines, where the columns stand apart from each other."""


NO_SHAPES = Shapes({}, odd_blanks=False)


def shapes_of(runs: Sequence[tuple[Run, int]]) -> Shapes:
    """The shapes of the complete rows among (run, number of columns)."""
    begins: dict[tuple[int, int, int], set[int]] = {}
    complete = partly = 0
    for run, size in runs:
        if not run.bordered:
            continue
        if len(run.values) == size:
            complete += 1
            begins.setdefault(_shape(run), set()).add(run.values[0].column or 0)
        elif run.values:
            partly += 1
    return Shapes({k: frozenset(v) for k, v in begins.items()}, partly * 4 <= complete, _spans(runs))


def _spans(runs: Sequence[tuple[Run, int]]) -> tuple[tuple[int, int], ...]:
    """The columns' places, from the complete rows; empty unless they are alike and wide apart."""
    widest = max((size for _, size in runs), default=0)
    rows = [
        run.values
        for run, size in runs
        if not run.bordered and size == widest == len(run.values) and len({token.line for token in run.values}) == 1
    ]
    if len(rows) < 2:
        return ()
    spans = tuple((min(t.left for t in column), max(t.right for t in column)) for column in zip(*rows, strict=True))
    apart = all(right + 1 < left for (_, right), (left, _) in pairwise(spans))
    return spans if apart else ()


def _shape(run: Run) -> tuple[int, int, int]:
    return run.grid, run.width, run.label_column


def place(run: Run, size: int, starts: Sequence[int | None], shapes: Shapes, fits: Fits) -> Placed:
    """The cells of a row of `size` columns. `starts`: the header's place of each column, None where unknown."""
    values = run.values
    if len(values) == size:
        return Placed(tuple(values))
    if run.grid >= 0 and all(start is not None for start in starts):
        placed = _by_places(run, starts)
        if placed is not None:
            return placed
    if len(values) > size:
        return _longer(values, size, fits)
    if not run.bordered and len(shapes.spans) == size:
        aligned = by_alignment(run, shapes.spans)
        if aligned is not None:
            return aligned
    if len(run.tokens) < size or (not run.bordered and len(run.tokens) > size):
        return _shorter(values, size, fits)
    return _window(run, size, starts, shapes, fits)


def _by_places(run: Run, starts: Sequence[int | None]) -> Placed | None:
    at = {token.column: token for token in run.tokens}
    tokens = tuple(at.get(start) for start in starts)
    taken = sum(token is not None and token.kind == "value" for token in tokens)
    return Placed(tokens) if taken == len(run.values) and all(token is not None for token in tokens) else None


def by_alignment(run: Run, spans: Sequence[tuple[int, int]]) -> Placed | None:
    """Values of a line set in columns by blanks: each stands under exactly one column."""
    if len({token.line for token in run.values}) != 1:
        return None
    end = run.end
    tokens: list[Token | None] = [Token("blank", "", end, end, None, Printed("blank")) for _ in spans]
    for token in run.values:
        over = [i for i, (left, right) in enumerate(spans) if token.left < right and left < token.right]
        taken = tokens[over[0]] if len(over) == 1 else None
        if taken is None or taken.kind == "value":
            return None
        tokens[over[0]] = token
    return Placed(tuple(tokens))


def _window(run: Run, size: int, starts: Sequence[int | None], shapes: Shapes, fits: Fits) -> Placed:
    """The stretch of `size` cells that holds all values of a bordered row."""
    tokens = run.tokens
    choices = [
        at
        for at in range(len(tokens) - size + 1)
        if sum(token.kind == "value" for token in tokens[at : at + size]) == len(run.values)
    ]
    if not run.values:
        choices = choices[:1]
    known = shapes.begins.get(_shape(run), frozenset())
    column_of = {at: tokens[at].column for at in choices}
    told = [at for at in choices if column_of[at] in known]
    if len(told) != 1 and starts and starts[0] is not None:
        told = [at for at in choices if column_of[at] == starts[0]]
    if len(choices) == 1 or len(told) == 1:
        at = told[0] if len(told) == 1 else choices[0]
        odd = shapes.odd_blanks and run.grid < 0 and len(run.values) == size - 1
        return Placed(tuple(tokens[at : at + size]), ODD_ROW if odd else None)
    fitting = [at for at in choices if fits([_zero_if_blank(token) for token in tokens[at : at + size]])]
    if len(fitting) == 1:
        return Placed(tuple(tokens[fitting[0] : fitting[0] + size]), SHIFTED)
    return _agreeing([tuple(tokens[at : at + size]) for at in fitting or choices], size, NO_PLACE)


def _longer(values: Sequence[Token], size: int, fits: Fits) -> Placed:
    """One number too many is usually a page number before, after or within the row."""
    if len(values) - size > _MOST_GAPS:
        return Placed((None,) * size, LONG_ROW)
    choices = list(combinations(values, size))
    fitting = [choice for choice in choices if fits([_count(token) for token in choice])]
    return _agreeing(fitting or choices, size, LONG_ROW)


def _shorter(values: Sequence[Token], size: int, fits: Fits) -> Placed:
    """Values of a row that lost some: those are placed that stand in one column whichever were lost."""
    if not values or size - len(values) > _MOST_GAPS:
        return Placed((None,) * size, SHORT_ROW)
    choices: list[tuple[Token | None, ...]] = []
    for kept in combinations(range(size), len(values)):
        cells: list[Token | None] = [None] * size
        for column, token in zip(kept, values, strict=True):
            cells[column] = token
        if fits([_count(token) for token in cells]):
            choices.append(tuple(cells))
    return _agreeing(choices, size, SHORT_ROW)


def _agreeing(choices: Sequence[tuple[Token | None, ...]], size: int, doubt: Doubt) -> Placed:
    """The cells on which all choices agree."""
    if not choices:
        return Placed((None,) * size, doubt)
    same = tuple(cells[0] if all(cell is cells[0] for cell in cells) else None for cells in zip(*choices, strict=True))
    return Placed(same, doubt)


def _count(token: Token | None) -> int | None:
    if token is None or token.printed is None:
        return None
    value = token.printed.value("count")
    return value if isinstance(value, int) else None


def _zero_if_blank(token: Token) -> int | None:
    return 0 if token.kind == "blank" else _count(token)
