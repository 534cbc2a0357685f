"""The cells that were read wrongly, each with what the reader saw, worst first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from eval.evaluation import WrongCell
from eval.fixture import PLAIN_TEXT, PUT_TOGETHER, Fixture
from eval.labels import source_text
from eval.scoring import CellOutcome
from extract.doubts import texts
from schemas.record import Cell, Record

LONGEST = 160
"""Characters of a source line that are kept."""

_GRAVITY = ("misplaced", "made_up", "wrong_digit", "omission", "filled_blank")


def wrong_cells(fixture: Fixture, record: Record | None, cells: Sequence[CellOutcome]) -> list[WrongCell]:
    """Every wrong cell of a report; of a report that could not be read none, since the failure says it all."""
    wrong = [cell for cell in cells if cell.kind is not None]
    if record is None or not wrong:
        return []
    opens = fixture.source.suffix.lower() in PLAIN_TEXT | PUT_TOGETHER
    lines = source_text(fixture.source).split("\n") if opens else []
    return [_wrong(fixture.name, record, cell, lines) for cell in wrong]


def _wrong(name: str, record: Record, outcome: CellOutcome, lines: Sequence[str]) -> WrongCell:
    cell = record.cells.get(outcome.address)
    return WrongCell(
        fixture=name,
        address=outcome.address,
        kind=outcome.kind or "",
        silent=outcome.silent,
        label=outcome.label,
        read=outcome.read,
        label_state=outcome.label_state,
        read_state=outcome.read_state,
        trust=outcome.trust,
        source=_shown(cell, lines),
        reasons=texts(cell.doubts) if cell else [],
    )


def _shown(cell: Cell | None, lines: Sequence[str]) -> str:
    """The printed line that a cell was read from, or what was read there and its page and box."""
    where = cell.where if cell else None
    if cell is None or where is None:
        return ""
    if where.line is not None and 0 < where.line <= len(lines):
        return f"line {where.line}: {lines[where.line - 1].strip()[:LONGEST]}"
    if where.page is not None and where.box is not None:
        return f"{cell.text} (page {where.page}, box {', '.join(f'{edge:.0f}' for edge in where.box)})"
    return f"{cell.text} (line {where.line})" if where.line is not None else cell.text


def worst_first(cells: Iterable[WrongCell]) -> list[WrongCell]:
    """Silent errors first, then by gravity of the kind, then by place."""
    return sorted(cells, key=lambda cell: (not cell.silent, _GRAVITY.index(cell.kind), cell.fixture, cell.address))
