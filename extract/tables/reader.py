"""All tables of a document: where each one stands, and which edition's layout it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from extract.document import Document
from extract.doubts import Doubt
from extract.reading import ABSENT, CellReading, TableReading
from extract.tables import thresholds
from extract.tables.cleaning.numerals import with_numbers
from extract.tables.layouts.labelled import BY_ORDER, Fitted, LabelledReader, LabelledReading
from extract.tables.layouts.line import FittedLine, LineReader
from extract.tables.lines.line import Line
from extract.tables.lines.stream import lines_of
from extract.tables.shared import unshared
from extract.tables.units import other_units
from schemas.form import Form, Table
from schemas.record import SectionSpan, State, Value

EDITION_UNCLEAR = Doubt("edition_unclear")
MOSTLY_LOST = Doubt("mostly_lost")
PAGE_LINE = Doubt("page_line_or_row")
READER = "rules"


class TableReader:
    """The rule-based reader of one form; made once, used for every report."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self._readers: dict[str, Sequence[LabelledReader | LineReader]] = {
            table_id: [
                LineReader(table) if table.arrangement == "line" else LabelledReader(table)
                for table in form.variants_of(table_id)
            ]
            for table_id in form.table_ids
        }

    def read(
        self, document: Document, sections: Sequence[SectionSpan], year: int | None = None
    ) -> dict[str, TableReading]:
        """Every table of the form, by id; cells that were not found are absent.

        A table that was not found has the layout of the edition for `year`, else of the newest.
        """
        readings = unshared(
            {table_id: self._table(document, table_id, sections, year) for table_id in self.form.table_ids}
        )
        edition = self.form.edition_of_year(year) if year else self.form.editions[-1]
        return {
            table_id: reading if reading.found else replace(
                reading, table=edition.tables[table_id], cells=_absent(edition.tables[table_id])
            )
            for table_id, reading in readings.items()
        }  # fmt: skip

    def _table(
        self, document: Document, table_id: str, sections: Sequence[SectionSpan], year: int | None
    ) -> TableReading:
        best: tuple[LabelledReading, tuple[int, int]] | None = None
        for span in self._spans(document, table_id, sections):
            reading = self._without_page_lines(document, table_id, with_numbers(lines_of(document, *span)), year)
            if best is None or reading.labelled > 2 * best[0].labelled + 1:
                best = reading, span
            if (_is_found(best[0]) and 2 * best[0].labelled >= len(reading.table.rows)) or _is_complete(best[0]):
                break
        assert best is not None
        return self._finished(best[0], best[1], document.text[slice(*best[1])])

    def _spans(self, document: Document, table_id: str, sections: Sequence[SectionSpan]) -> list[tuple[int, int]]:
        """Where the table may stand: its section, that with the one before or behind it, or anywhere."""
        number = next(section.number for section in self.form.sections if section.table == table_id)
        own = [at for at, section in enumerate(sections) if section.number == number]
        near = [(sections[max(at - 1, 0)], sections[at]) for at in own]
        near += [(sections[at], sections[min(at + 1, len(sections) - 1)]) for at in own]
        return [
            *((sections[at].start, sections[at].end) for at in own),
            *((first.start, last.end) for first, last in near if first is not last),
            (0, len(document.text)),
        ]

    def _without_page_lines(
        self, document: Document, table_id: str, lines: Sequence[Line], year: int | None
    ) -> LabelledReading:
        """The table without the lines that may number pages; with them, in doubt, where a row is missing else."""
        rows = [line for line in lines if not line.page]
        reading = self._best_layout(document, table_id, rows, year)
        if len(rows) == len(lines) or not any(_lacking(reading)):
            return reading
        other = self._best_layout(document, table_id, [replace(line, page=False) for line in lines], year)
        return _with_page_lines(other, reading) if _lacking(other) < _lacking(reading) else reading

    def _best_layout(
        self, document: Document, table_id: str, lines: Sequence[Line], year: int | None
    ) -> LabelledReading:
        fits: list[Fitted | FittedLine] = []
        for reader in self._readers[table_id]:
            fits.append(reader.fit(document, lines, year))
            if fits[-1].whole and not self._names_more(table_id, lines, len(reader.table.rows)):
                return fits[-1].read(document)
        fits.sort(key=lambda fitted: fitted.score, reverse=True)
        best, *others = [fitted.read(document) for fitted in fits]
        if not others:
            return best
        if year and others[0].table == self.form.edition_of_year(year).tables[table_id] and _is_shared(best, others[0]):
            best, others = others[0], [best]
        return _doubted(best, others[0]) if abs(best.score - others[0].score) < thresholds.EDITION_LEAD else best

    def _names_more(self, table_id: str, lines: Sequence[Line], rows: int) -> bool:
        """Whether the labels of more rows are printed than a layout has: some of another's have no numbers."""
        readers = self._readers[table_id]
        return any(isinstance(other, LabelledReader) and len(other.named(lines)) > rows for other in readers)

    def _finished(self, reading: LabelledReading, span: tuple[int, int], text: str) -> TableReading:
        cells = _partly(reading.table, reading.cells) if _is_found(reading) else _absent(reading.table)
        return TableReading(reading.table, cells, READER, span, (*reading.notes, *other_units(reading.table, text)))


def _partly(table: Table, cells: Mapping[str, CellReading]) -> Mapping[str, CellReading]:
    """The cells, doubted where most of the table was lost: what remains may have been placed by chance.

    Rows under their own label whose numbers add up were not: of a table that was cut off, only what is missing is.
    """
    lost = sum(cell.state == "absent" for cell in cells.values())
    if 2 * lost < len(cells):
        return cells
    whole = _proven(table, cells)
    return {
        address: cell if cell.state == "absent" or address in whole else cell.doubted(MOSTLY_LOST)
        for address, cell in cells.items()
    }


def _proven(table: Table, cells: Mapping[str, CellReading]) -> set[str]:
    """The cells of labelled rows whose edit rule holds with a number in every term."""
    proven: set[str] = set()
    for equation in table.equations:
        read = [cells[address] for address in equation.cells]
        values = {address: cells[address].value for address in equation.cells}
        counted = all(isinstance(value, int) for value in values.values())
        if equation.rule.each == "row" and counted and all("label" in cell.evidence for cell in read):
            left, right = (sum(int(values[a] or 0) for a in side) for side in (equation.left, equation.right))
            proven.update(equation.cells if left == right else ())
    return proven


def _is_found(reading: LabelledReading) -> bool:
    """A table is there if a label of it is, or as many rows of numbers as it has."""
    return reading.labelled > 0 or _is_complete(reading)


def _is_complete(reading: LabelledReading) -> bool:
    return all(cell.state != "absent" for cell in reading.cells.values())


def _absent(table: Table) -> Mapping[str, CellReading]:
    return dict.fromkeys(table.addresses, ABSENT)


def _is_shared(best: LabelledReading, other: LabelledReading) -> bool:
    """Whether nothing was found that only the best layout has, and all else alike in the other."""
    return all(
        address in other.cells and other.cells[address].value == cell.value
        for address, cell in best.cells.items()
        if cell.state != "absent"
    )


def _lacking(reading: LabelledReading) -> tuple[int, int]:
    """How many cells have no printed row, and how many one that only the order tells."""
    cells = reading.cells.values()
    return (
        sum(cell.state == "absent" for cell in cells),
        sum(any(doubt.code == BY_ORDER.code for doubt in cell.doubts) for cell in cells),
    )


def _with_page_lines(reading: LabelledReading, without: LabelledReading) -> LabelledReading:
    """A reading that took lines for rows which may number pages, in doubt where they make a difference."""
    same = {a for a, c in reading.cells.items() if a in without.cells and _said(without.cells[a]) == _said(c)}
    cells = {a: c if a in same else c.doubted(PAGE_LINE) for a, c in reading.cells.items()}
    return replace(reading, cells=cells)


def _said(cell: CellReading) -> tuple[Value, State]:
    return cell.value, cell.state


def _doubted(best: LabelledReading, rival: LabelledReading) -> LabelledReading:
    """Cells that the two layouts do not share are doubtful while either may be the printed one."""
    shared = {
        address
        for address, cell in best.cells.items()
        if address in rival.cells and rival.cells[address].value == cell.value
    }
    cells = {a: c if a in shared else c.doubted(EDITION_UNCLEAR) for a, c in best.cells.items()}
    return replace(best, cells=cells)
