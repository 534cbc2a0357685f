"""The workbook: the form's own headings, flagged cells coloured, their reasons as comments."""

from __future__ import annotations

import errno
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]

from extract.doubts import texts
from extract.views.export_tables import Line, Place, Scalar, Sheet
from extract.views.export_text import harmless
from extract.wording import phrase
from schemas.record import Record

LAST_ROW = 1_048_575
LONGEST = 32_767
"""Characters that a cell of a workbook holds."""
COMMENT = 2_000
SUSPECT, NAMED = "#F8CBAD", "#FFE699"
_TEXT_WIDTH, _NUMBER_WIDTH = 24, 9


class _Pages:
    """One table; a table longer than a worksheet goes on in a further one."""

    def __init__(self, book: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
        self._book, self._sheet, self._formats = book, sheet, formats
        self._count = 0
        self._open()

    def _open(self) -> None:
        self._count += 1
        named = phrase(self._sheet.title)
        title = named if self._count == 1 else f"{named} {self._count}"
        self.page = self._book.add_worksheet(title)
        self.row = 0
        for index, column in enumerate(self._sheet.columns):
            self.page.set_column(index, index, _TEXT_WIDTH if column.kind == "text" else _NUMBER_WIDTH)
            self.page.write_string(0, index, phrase(column.heading), self._formats["heading"])
        self.page.freeze_panes(1, min(4, len(self._sheet.columns)))

    def write(self, line: Line, formats: dict[int, Any] | None = None) -> None:
        if self.row == LAST_ROW:
            self._open()
        self.row += 1
        for index, value in enumerate(line):
            self._cell(index, value, (formats or {}).get(index))

    def _cell(self, index: int, value: Scalar, style: Any) -> None:
        if value is None:
            if style:
                self.page.write_blank(self.row, index, None, style)
        elif isinstance(value, bool):
            self.page.write_string(self.row, index, phrase("yes") if value else "", style)
        elif isinstance(value, int | float):
            self.page.write_number(self.row, index, value, style)
        else:
            self.page.write_string(self.row, index, str(harmless(value))[:LONGEST], style)

    def close(self) -> None:
        self.page.autofilter(0, 0, max(self.row, 1), len(self._sheet.columns) - 1)


class Workbook:
    """A workbook under way. `places` are the columns of the first sheet that are cells of the form."""

    def __init__(self, book: Any, sheets: Sequence[Sheet], places: Sequence[Place]) -> None:
        heading = {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DDEBF7"}
        formats = {
            "heading": book.add_format(heading),
            "suspect": book.add_format({"bg_color": SUSPECT}),
            "named": book.add_format({"bg_color": NAMED}),
        }
        self._formats = formats
        self._pages = [_Pages(book, sheet, formats) for sheet in sheets]
        self._first = len(sheets[0].columns) - len(places)
        self._column_of = {place.address: self._first + index for index, place in enumerate(places)}

    def write(self, index: int, line: Line) -> None:
        """A row of the sheet `index`."""
        self._pages[index].write(line)

    def write_report(self, line: Line, record: Record) -> None:
        """A row of the first sheet, with what is to be said of its cells."""
        pages = self._pages[0]
        notes = flags(record)
        styles = {self._column_of[address]: self._formats[kind] for address, (kind, _) in notes.items()}
        pages.write(line, styles)
        for address, (_, reasons) in notes.items():
            text = "\n".join(reasons)[:COMMENT]
            pages.page.write_comment(pages.row, self._column_of[address], text, {"x_scale": 2})

    def close(self) -> None:
        for pages in self._pages:
            pages.close()


def flags(record: Record) -> dict[str, tuple[str, list[str]]]:
    """Address → how it is coloured and why, for suspect cells and those that an error or a warning names."""
    notes: dict[str, tuple[str, list[str]]] = {}
    for address, cell in record.cells.items():
        if cell.trust == "suspect":
            notes[address] = ("suspect", texts(cell.doubts))
    for finding in record.findings:
        for address in finding.cells if finding.severity in ("error", "warning") else ():
            if address in record.cells:
                reasons = notes.setdefault(address, ("named", []))[1]
                if finding.message not in reasons:
                    reasons.append(finding.message)
    return {address: (kind, reasons or [phrase("in_doubt")]) for address, (kind, reasons) in notes.items()}


def _forget(error: FileCreateError) -> None:
    """Lets go of a half-written archive, which complains as it goes that it was never ended."""
    complain, sys.unraisablehook = sys.unraisablehook, lambda complaint: None
    try:
        error.__context__ = error.__traceback__ = None
        error.args = ()  # the error of the disk, which holds on to it too
    finally:
        sys.unraisablehook = complain


@contextmanager
def workbook(target: Path, sheets: Sequence[Sheet], places: Sequence[Place]) -> Iterator[Workbook]:
    """A workbook at `target`, moved into place when it is whole. Rows are written as they come, none is kept."""
    target.parent.mkdir(parents=True, exist_ok=True)
    failure = None
    with tempfile.TemporaryDirectory(prefix=".part-", dir=target.parent) as parts:
        options = {
            "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
            "strings_to_numbers": False, "tmpdir": parts,
        }  # fmt: skip
        part = Path(parts) / target.name
        try:
            with xlsxwriter.Workbook(str(part), options) as book:
                made = Workbook(book, sheets, places)
                yield made
                made.close()
        except FileCreateError as error:
            failure = str(error)
            _forget(error)
        if failure is None:
            part.replace(target)
    if failure is not None:
        raise OSError(errno.ENOSPC, failure)
