"""A page of a report with what was read from it: what a person checks an extraction with.

Each cell that has a place on the page is framed in the colour of its trust, with its value as it was read beside it.
The page is set upright, as its tables read, and large enough to be read.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from extract.doubts import Atom, doubt
from extract.failing import os_fault
from extract.files import FileError, render_page
from extract.files.facing import Box, turned_box, turns_of_rows
from extract.judge.again import layout_of
from extract.run import RunError, UsageError, locations
from extract.settings import Limits
from extract.wording import said as rendered
from schemas.form import load_form
from schemas.record import Record, Trust

if TYPE_CHECKING:
    from extract.doubts import Atom, doubt
from schemas.record import Cell, Value

COLOURS: dict[Trust, tuple[int, int, int]] = {
    "verified": (0, 122, 61), "unverified": (0, 84, 200), "suspect": (214, 0, 0),
}  # fmt: skip
FOLDER = "pages"
"""Where in a run folder the pictures are."""
SHORTEST, LONGEST = 1600, 2600
"""Pixels of the shorter side of a picture, whatever the page was scanned at."""
STRIP = 56
"""Pixels above the page, for the legend."""
PAD = 4


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell on the page: its frame in pixels, what to write beside it, its trust."""

    box: Box
    says: str
    trust: Trust
    is_empty: bool


def write_page(run_dir: Path, record: Record, page: int, out: Path | None = None, limits: Limits | None = None) -> Path:
    """Writes the marked page `page` (from 1) of a record as PNG, into the run unless told where, and returns where.

    Raises `UsageError` where the source has no such page, `RunError` where it is gone, changed or cannot be opened.
    """
    if record.source.pages is None:
        raise UsageError("kind_without_pages", place=record.source.path, kind=record.source.media_type)
    if not 1 <= page <= record.source.pages:
        raise UsageError("no_such_page", place=record.source.path, page=page, pages=record.source.pages)
    source = _source(run_dir, record)
    try:
        picture = marked(render_page(source, page, limits or Limits()), record, page)
    except FileError as error:
        raise RunError(error.whole) from None
    path = out or run_dir / FOLDER / f"{record.id}-{page}.png"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        picture.save(path, "PNG")
    except OSError as error:
        raise RunError("cannot_be_written", place=path, error=os_fault(error)) from None
    return path


def _source(run_dir: Path, record: Record) -> Path:
    """The file that a record was read from, as it was then."""
    changed: Path | None = None
    for path in locations(run_dir, record.id):
        try:
            if hashlib.sha256(path.read_bytes()).hexdigest() == record.source.sha256:
                return path
            changed = path
        except OSError:
            continue
    if changed is not None:
        raise RunError("source_has_changed", place=changed)
    raise RunError("source_no_more", place=record.source.path)


def marked(picture: Image.Image, record: Record, page: int) -> Image.Image:
    """The picture of a page with its cells framed, under a legend."""
    turns = turns_of_rows(_rows_on(record, page))
    scale = _scale(picture.size)
    upright = picture.rotate(90 * turns, expand=True) if turns else picture
    upright = upright.resize((round(upright.width * scale), round(upright.height * scale)), Image.Resampling.LANCZOS)
    marks = [
        Mark(_moved(box, picture.size, turns, scale), _said(cell, value), cell.trust, cell.state == "blank")
        for cell, value, box in _cells_on(record, page)
    ]
    canvas = Image.new("RGB", (upright.width, upright.height + STRIP), "white")
    canvas.paste(upright.convert("RGB"), (0, STRIP))
    shifted = [Mark(_down(mark.box), mark.says, mark.trust, mark.is_empty) for mark in marks]
    _Pen(canvas, shifted).draw()
    _legend(canvas, record, page, marks)
    return canvas


def _cells_on(record: Record, page: int) -> Iterator[tuple[Cell, Value, Box]]:
    for address, cell in record.cells.items():
        if cell.where is not None and cell.where.page == page and cell.where.box is not None:
            table, row, column = address.split(".")
            yield cell, record.tables[table][row][column], cell.where.box


def _said(cell: Cell, value: Value) -> str:
    """What was read, in characters that the font has."""
    if value is not None:
        return str(value)
    return cell.text if cell.text.isascii() and cell.text else cell.state


def _scale(size: tuple[int, int]) -> float:
    shorter = min(size)
    return SHORTEST / shorter if shorter < SHORTEST else min(1.0, LONGEST / shorter)


def _rows_on(record: Record, page: int) -> Iterator[Sequence[Box]]:
    form = load_form()
    for table_id in form.table_ids:
        table = layout_of(record, table_id, form)
        for row in table.rows:
            cells = [record.cells.get(table.address(row.id, column.id)) for column in row.columns]
            places = [cell.where for cell in cells if cell and cell.where and cell.where.page == page]
            boxes = [place.box for place in places if place.box is not None]
            yield boxes


def _moved(box: Box, size: tuple[int, int], turns: int, scale: float) -> Box:
    """A box of a picture of `size` after so many quarter turns, counter-clockwise, and scaling."""
    left, top, right, bottom = turned_box(box, size, turns)
    return left * scale, top * scale, right * scale, bottom * scale


def _down(box: Box) -> Box:
    return box[0], box[1] + STRIP, box[2], box[3] + STRIP


# ---------------------------------------------------------------- drawing


class _Pen:
    """Draws the frames and writes each value where it covers no other frame and no other value."""

    def __init__(self, canvas: Image.Image, marks: Sequence[Mark]) -> None:
        self.canvas, self.marks = canvas, marks
        self.drawing = ImageDraw.Draw(canvas, "RGBA")
        heights = [mark.box[3] - mark.box[1] for mark in marks if not mark.is_empty]
        self.size = min(max(0.9 * median(heights), 17.0), 30.0) if heights else 18.0
        self.font = ImageFont.load_default(self.size)
        self.taken: list[Box] = [_frame(mark) for mark in marks]

    def draw(self) -> None:
        for mark in sorted(self.marks, key=lambda mark: mark.trust == "suspect"):
            width = 4 if mark.trust == "suspect" else 2
            frame = _frame(mark)
            if frame[0] < frame[2] and frame[1] < frame[3]:
                self.drawing.rectangle(frame, outline=COLOURS[mark.trust], width=width)
            self._write(mark)

    def _write(self, mark: Mark) -> None:
        left, top, right, bottom = self.drawing.textbbox((0, 0), mark.says, self.font)
        size = right - left, bottom - top
        spot = self._spot(mark, size)
        self.taken.append((*spot, spot[0] + size[0], spot[1] + size[1]))
        ground = (spot[0] - 2, spot[1] - 2, spot[0] + size[0] + 2, spot[1] + size[1] + 2)
        self.drawing.rectangle(ground, fill=(255, 255, 255, 215))
        self.drawing.text((spot[0] - left, spot[1] - top), mark.says, COLOURS[mark.trust], self.font)

    def _spot(self, mark: Mark, size: tuple[float, float]) -> tuple[float, float]:
        """Left and top of the value: in an empty frame, else to the right of it, to the left, below, above."""
        width, height = size
        x0, y0, x1, y1 = mark.box
        middle = (y0 + y1 - height) / 2
        centre = (x0 + x1 - width) / 2
        gap = 2 * PAD + 2
        spots = [(x1 + gap, middle), (x0 - gap - width, middle), (centre, y1 + gap), (centre, y0 - gap - height)]
        if mark.is_empty:
            return centre, middle
        return next((spot for spot in spots if self._is_free(spot, size)), spots[0])

    def _is_free(self, spot: tuple[float, float], size: tuple[float, float]) -> bool:
        x, y, width, height = *spot, *size
        inside = x >= 0 and x + width <= self.canvas.width and y >= STRIP and y + height <= self.canvas.height
        return inside and not any(x < r and x + width > l and y < b and y + height > t for l, t, r, b in self.taken)  # noqa: E741


def _frame(mark: Mark) -> Box:
    """Around a number; within an empty cell, whose box is the cell itself."""
    by = -2 * PAD if mark.is_empty else PAD
    return mark.box[0] - by, mark.box[1] - by, mark.box[2] + by, mark.box[3] + by


def _legend(canvas: Image.Image, record: Record, page: int, marks: Iterable[Mark]) -> None:
    """What the colours mean, how many cells of each are on the page, and how many have no place on any page."""
    counts = Counter(mark.trust for mark in marks)
    nowhere = sum(cell.where is None or cell.where.box is None for cell in record.cells.values())
    drawing, font = ImageDraw.Draw(canvas), ImageFont.load_default(24)
    drawing.rectangle((0, 0, canvas.width, STRIP - 2), fill=(240, 240, 240))
    x = 16.0
    said = [(_drawn("page_of", id=record.id, page=page, pages=record.source.pages), (0, 0, 0))]
    said += [(_drawn(f"trust_{trust}", count=counts[trust]), colour) for trust, colour in COLOURS.items()]
    if nowhere:
        said.append((_drawn("cells_on_no_page", count=nowhere), COLOURS["suspect"]))
    for text, colour in said:
        drawing.text((x, 14), text, colour, font)
        x += drawing.textlength(text, font) + 36


def _drawn(code: str, **values: Atom) -> str:
    """In English whatever the person reads: the font that is always there has no Chinese."""
    return rendered(doubt(code, **values), "en")
