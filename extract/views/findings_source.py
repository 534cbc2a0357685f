"""What stands in the source beside a flagged table: its passage with the flagged cells marked, or crops of its page."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from extract.files import FileError, read_document
from extract.files.render import render_page
from extract.settings import Limits
from extract.wording import phrase
from extract.wording.labels import row_label
from schemas.form import Table
from schemas.record import Record, Where

if TYPE_CHECKING:
    from PIL import Image

LONGEST = 6000
"""Characters of a passage; a longer one is cut around its flagged cells."""
AROUND = 300
"""Characters kept before and after where a line is longer."""
MOST_CROPS = 8
MARGIN = 24
"""Pixels kept around a crop."""
WIDEST = 1400
"""Pixels: crops are scaled down to it."""

Part = tuple[str, str]
"""A stretch of a passage and the address of the cell it is, "" for what is no flagged cell."""


@dataclass(frozen=True, slots=True)
class Crop:
    """A part of a page as a PNG `data:` address, the row that it shows, and the flagged cells on it."""

    page: int
    row: str
    image: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside one table; `missing` says why there is nothing."""

    passage: Sequence[Part] = ()
    crops: Sequence[Crop] = ()
    missing: str = ""


class SourceFile:
    """The file that a record was read from, if it is still there as it was."""

    def __init__(self, record: Record, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._path = unchanged(record)

    def beside(self, record: Record, table: Table, flagged: Collection[str]) -> Beside:
        """The source of a table with its flagged cells marked."""
        if self._path is None:
            return Beside(missing=phrase("source_changed"))
        places = {a: w for a in table.addresses if a in record.cells and (w := record.cells[a].where) is not None}
        try:
            if any(place.box is not None for place in places.values()):
                return self._cut_out(table, places, flagged)
            return Beside(passage=self._passage(places, flagged))
        except (FileError, OSError):
            return Beside(missing=phrase("source_unopened"))

    def _passage(self, places: Mapping[str, Where], flagged: Collection[str]) -> Sequence[Part]:
        spans = sorted((w.start, w.end, a) for a, w in places.items() if w.start is not None and w.end is not None)
        if not spans or self._path is None:
            return ()
        text = _text_of(self._path, self._limits)
        first, last = spans[0][0], max(end for _, end, _ in spans)
        marked = [span for span in spans if span[2] in flagged]
        if last - first > LONGEST and marked:
            first, last = max(first, marked[0][0] - AROUND), min(last, marked[-1][1] + AROUND)
        begin = max(text.rfind("\n", 0, first) + 1, first - AROUND)
        line_end = text.find("\n", last)
        stop = min(len(text) if line_end < 0 else line_end, last + AROUND)
        return list(_parts(text, begin, stop, marked))

    def _cut_out(self, table: Table, places: Mapping[str, Where], flagged: Collection[str]) -> Beside:
        """Crops of the printed rows with flagged cells, and a word on those beyond `MOST_CROPS`."""
        rows = [[table.address(row.id, column.id) for column in row.columns] for row in table.rows]
        wanted = [row for row in rows if any(a in flagged and a in places for a in row)]
        left = len(wanted) - MOST_CROPS
        missing = phrase("rows_without_picture", count=left) if left > 0 else ""
        return Beside(crops=tuple(self._crops(table, wanted[:MOST_CROPS], places, flagged)), missing=missing)

    def _crops(
        self, table: Table, rows: Sequence[Sequence[str]], places: Mapping[str, Where], flagged: Collection[str]
    ) -> Iterator[Crop]:
        """A crop for each row on each page."""
        for row in rows:
            on_pages = sorted((w.page or 0, a) for a in row if (w := places.get(a)) is not None and w.box is not None)
            for page, cells in groupby(on_pages, key=lambda entry: entry[0]):
                addresses = [address for _, address in cells]
                marks = [box for a in addresses if a in flagged and (box := places[a].box) is not None]
                boxes = [box for a in addresses if (box := places[a].box) is not None]
                if marks and self._path is not None:
                    image = _cropped(_page(self._path, page, self._limits), boxes, marks)
                    label = row_label(table, addresses[0].split(".")[1])
                    yield Crop(page, label, image, tuple(a for a in addresses if a in flagged))


def _parts(text: str, begin: int, stop: int, marked: Sequence[tuple[int, int, str]]) -> Iterator[Part]:
    at = begin
    for start, end, address in marked:
        if start >= at and end <= stop:
            yield text[at:start], ""
            yield text[start:end], address
            at = end
    yield text[at:stop], ""


def unchanged(record: Record) -> Path | None:
    """The file that a record was read from, where it stands as it was then."""
    paths, sha256 = [record.source.path, *record.source.other_paths], record.source.sha256
    mark = record.id[len(sha256[:16]) :].replace("-", "#")
    for path in (Path(path.removesuffix(mark)) for path in paths):
        try:
            if hashlib.sha256(path.read_bytes()).hexdigest() == sha256:
                return path
        except OSError:
            continue
    return None


@lru_cache(maxsize=4)
def _text_of(path: Path, limits: Limits) -> str:
    return read_document(path, limits).text


@lru_cache(maxsize=2)
def _page(path: Path, page: int, limits: Limits) -> Image.Image:
    return render_page(path, page, limits)


_Box = tuple[float, float, float, float]


def _cropped(picture: Image.Image, boxes: Sequence[_Box], marks: Sequence[_Box]) -> str:
    """The part of a page around `boxes`, `marks` framed."""
    from PIL import ImageDraw

    left = max(0, int(min(box[0] for box in boxes)) - MARGIN)
    top = max(0, int(min(box[1] for box in boxes)) - MARGIN)
    right = min(picture.width, int(max(box[2] for box in boxes)) + MARGIN)
    bottom = min(picture.height, int(max(box[3] for box in boxes)) + MARGIN)
    part = picture.crop((left, top, right, bottom))
    draw = ImageDraw.Draw(part)
    for box in marks:
        frame = (box[0] - left - 3, box[1] - top - 3, box[2] - left + 3, box[3] - top + 3)
        draw.rectangle(frame, outline=(200, 30, 30), width=3)
    part.thumbnail((WIDEST, WIDEST))
    buffer = io.BytesIO()
    part.save(buffer, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")
