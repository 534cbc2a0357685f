"""A second recognition of the cells of a scan whose first one is in doubt, before anyone is asked.

The same network reads each such cell again, from several crops and among the signs of a number alone. Where it sees
what was read, that is evidence for the value. Where it sees another number, both are kept and the cell is doubted;
a number that the edit rules want, in the place of one that they do not, stands without that doubt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from extract.doubts import Doubt, doubt
from extract.files.errors import FileError
from extract.judge import EMPTY, Question, Rulebook, judge
from extract.judge.edits import weigh_all
from extract.judge.trust import rules_that_hold
from extract.reading import CellReading, TableReading
from schemas.record import Where

if TYPE_CHECKING:
    from PIL import Image

Picture = Callable[[int], "Image.Image"]
"""The picture of a page (from 1), in whose pixels the boxes are. May raise `FileError`."""

VARIANTS = ((0.15, 1), (0.3, 1), (0.5, 1), (0.3, 2), (0.15, 3))
"""White margin in heights of the box, and enlargement, of each crop."""
SURE = 0.8
"""Least mean confidence of the crops that show the number."""
MOST = 200
"""Cells that are looked at again in one report: first those that a broken rule points at."""
NAME = "digits"
"""The name of the second recognition among the readings of a cell."""
OF_RECOGNITION = frozenset({"low_confidence", "odd_number", "digits_joined", "not_a_number"})
"""Doubts of the reader that another look at the ink may answer."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """The number that most crops of a cell show, as printed."""

    value: int
    text: str
    confidence: float


def looked_again(
    tables: Mapping[str, TableReading], picture: Picture, rulebook: Rulebook = EMPTY
) -> dict[str, TableReading]:
    """The tables with what a second recognition saw in their doubtful cells; the same where there are none."""
    questions = {question.cell: question for question in judge([tables], rulebook=rulebook).questions}
    asked = [*questions, *(address for address in _unsure(tables) if address not in questions)][:MOST]
    looked = dict(tables)
    drawn = lru_cache(maxsize=2)(picture)
    for address in asked:
        table = looked[address.split(".")[0]]
        seen = _seen(table.cells[address].where, drawn) if table.table.column_of[address].kind == "count" else None
        if seen is not None:
            looked[table.table.id] = _with(table, address, seen, questions.get(address))
    return {name: _settled(table) for name, table in looked.items()}


def _unsure(tables: Mapping[str, TableReading]) -> Iterator[str]:
    """The recognised cells that show no plain number, or one that their reader doubts."""
    for table in tables.values():
        for address, cell in table.cells.items():
            is_unsure = any(one.code in OF_RECOGNITION for one in cell.doubts)
            if cell.confidence is not None and (is_unsure or (cell.state == "noted" and cell.value is None)):
                yield address


def _seen(where: Where | None, picture: Picture) -> _Seen | None:
    """The number that most crops show."""
    from extract.files.engine import read_digits

    if where is None or (where.start is not None and where.start == where.end):
        return None  # no ink: what an engine sees in such a crop is the lines around it
    try:
        crops = _crops(picture(where.page or 1), where.box)
    except FileError:
        return None
    seen = read_digits(crops)
    counted = Counter(text for text, _ in seen if text.isdecimal())
    if not counted:
        return None
    text, count = counted.most_common(1)[0]
    confidence = sum(sure for shown, sure in seen if shown == text) / count
    if 2 * count <= len(VARIANTS) or confidence < SURE:
        return None
    return _Seen(int(text), text, confidence)


def _crops(page: Image.Image, box: tuple[float, float, float, float] | None) -> Sequence[Any]:
    """The cell in a white frame, once for each variant, as grey pixels."""
    import cv2
    import numpy as np

    if box is None:
        return []
    left, top, right, bottom = (round(edge) for edge in box)
    grey = np.asarray(page.convert("L"))[max(0, top - 1) : bottom + 1, max(0, left - 1) : right + 1]
    if not grey.size:
        return []
    crops = []
    for margin, enlarged in VARIANTS:
        pad = max(2, round(margin * grey.shape[0]))
        framed = cv2.copyMakeBorder(grey, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=(255,))
        crops.append(cv2.resize(framed, None, fx=enlarged, fy=enlarged, interpolation=cv2.INTER_CUBIC))
    return crops


def _with(table: TableReading, address: str, seen: _Seen, question: Question | None) -> TableReading:
    """The table with what was seen in a cell: in its place where a rule wants it or no number was read there."""
    cell = table.cells[address]
    readings = {**cell.readings, NAME: seen.value}
    if cell.value == seen.value:
        return _having(table, address, replace(cell, readings=readings, evidence=cell.evidence | {"recognition"}))
    if question is not None and seen.value in question.meant:
        note = doubt("read_again", cell=address, first=cell.value, value=seen.value)
        return replace(_having(table, address, _read(cell, seen, table.reader)), notes=(*table.notes, note))
    differ = doubt("recognitions_differ", first=cell.text, second=seen.text)
    read = _read(cell, seen, table.reader) if cell.value is None else replace(cell, readings=readings)
    return _having(table, address, read.doubted(differ))


def _read(cell: CellReading, seen: _Seen, first: str) -> CellReading:
    """The cell as seen; `first` is the reader whose reading it takes the place of."""
    return replace(
        cell, value=seen.value, text=seen.text, state="number", confidence=seen.confidence,
        evidence=cell.evidence | {"recognition"}, readings={**cell.readings, NAME: seen.value, first: cell.value},
    )  # fmt: skip


def _having(table: TableReading, address: str, cell: CellReading) -> TableReading:
    return replace(table, cells={**table.cells, address: cell})


def _settled(table: TableReading) -> TableReading:
    """Without the doubts of recognition where a second one, and a rule over the cell, speak for the number."""
    weighings = weigh_all(table.table, table.cells)
    broken = {address for one in weighings if one.outcome == "broken" for address in one.equation.cells}
    proven = rules_that_hold(weighings).keys() - broken
    cells = {
        address: replace(cell, doubts=tuple(one for one in cell.doubts if not _is_settled(one)))
        if address in proven and "recognition" in cell.evidence
        else cell
        for address, cell in table.cells.items()
    }
    return replace(table, cells=cells)


def _is_settled(reason: Doubt) -> bool:
    return reason.code in OF_RECOGNITION or reason.code == "recognitions_differ"
