"""A second look at the cells of a scan that a broken rule points at, before anyone is asked.

The recognition engine reads each such cell again from several crops. A number that the edit rules propose and most
of the crops show takes the place of the first reading; nothing else is changed, and what was changed is noted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from extract.doubts import doubt
from extract.files.errors import FileError
from extract.judge import EMPTY, Question, Rulebook, judge
from extract.reading import CellReading, TableReading
from extract.text.lookalikes import as_digits

if TYPE_CHECKING:
    from PIL import Image

Picture = Callable[[int], "Image.Image"]
"""The picture of a page (from 1), in whose pixels the boxes are. May raise `FileError`."""

VARIANTS = ((0.15, 1), (0.3, 1), (0.5, 1), (0.3, 2), (0.15, 3))
"""White margin in heights of the box, and enlargement, of each crop."""
SURE = 0.8
"""Least mean confidence of the crops that show the number."""
MOST = 40
"""Questions beyond which a page is not misread in a cell or two."""


def looked_again(
    tables: Mapping[str, TableReading], picture: Picture, rulebook: Rulebook = EMPTY
) -> dict[str, TableReading]:
    """The tables with the cells corrected that a second look settles; the same tables where there are none."""
    questions = judge([tables], rulebook=rulebook).questions
    if not 0 < len(questions) <= MOST:
        return dict(tables)
    corrected = dict(tables)
    drawn = lru_cache(maxsize=2)(picture)
    for question in questions:
        value = _settled(question, drawn)
        if value is not None:
            table_id = question.cell.split(".")[0]
            corrected[table_id] = _corrected(corrected[table_id], question, value)
    return corrected


def _settled(question: Question, picture: Picture) -> tuple[int, str, float] | None:
    """The proposed number that most crops show, as printed and with its confidence."""
    from extract.files.engine import read

    if question.where.start is not None and question.where.start == question.where.end:
        return None  # no ink: what an engine sees in such a crop is the lines around it
    try:
        crops = _crops(picture(question.where.page or 1), question.where.box)
    except FileError:
        return None
    seen = [(_digits(text), confidence) for text, confidence in read(crops)]
    counted = Counter(text for text, _ in seen if text.isdecimal())
    if not counted:
        return None
    text, count = counted.most_common(1)[0]
    confidence = sum(sure for shown, sure in seen if shown == text) / count
    if 2 * count <= len(VARIANTS) or confidence < SURE or int(text) not in question.meant:
        return None
    return int(text), text, confidence


def _digits(text: str) -> str:
    return as_digits(text.strip(), near=True)


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


def _corrected(table: TableReading, question: Question, seen: tuple[int, str, float]) -> TableReading:
    value, text, confidence = seen
    cell = table.cells[question.cell]
    evidence = cell.evidence | {"recognition"}
    read = CellReading(value, text, "number", cell.where, cell.doubts, confidence, evidence)
    note = doubt("read_again", cell=question.cell, first=cell.value, value=value)
    return replace(table, cells={**table.cells, question.cell: read}, notes=(*table.notes, note))
