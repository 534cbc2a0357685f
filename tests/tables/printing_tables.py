"""What the tests of single tables share: texts and pages with one table, and what the rules read of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from extract.document import Document
from extract.files.opening import read_bytes
from extract.prose.sections import find_sections
from extract.reading import CellReading, TableReading
from extract.settings import Limits
from extract.tables import TableReader
from schemas.form import load_form
from schemas.record import Value

FORM = load_form()
APPLICATIONS = FORM.table("applications", "2021")
TITLES = {
    "disclosure": "二、主动公开政府信息情况",
    "applications": "三、收到和处理政府信息公开申请情况",
    "proceedings": "四、政府信息公开行政复议、行政诉讼情况",
}
Row = Sequence[object]


def read(document: Document, year: int | None = 2024) -> dict[str, TableReading]:
    return TableReader(FORM).read(document, find_sections(document.text, FORM), year)


def read_text(table: str, body: str, year: int | None = 2024) -> Mapping[str, CellReading]:
    """The cells of a text that holds one table's section."""
    text = f"一、总体情况\n{TITLES[table]}\n{body}\n五、存在的主要问题及改进情况\n没有。"
    return read(Document(text, "text/plain"), year)[table].cells


def read_page(table: str, body: str, year: int | None = 2024) -> Mapping[str, CellReading]:
    """The cells of a web page that holds one table's section."""
    html = f"<html><body><h2>{TITLES[table]}</h2>{body}<h2>五、存在的主要问题及改进情况</h2></body></html>"
    return read(read_bytes(html.encode(), Limits(), ".html"), year)[table].cells


def page_table(rows: Iterable[Row]) -> str:
    """A table of a web page; a cell is its text, or (text, attributes)."""

    def cell(content: object) -> str:
        text, attributes = content if isinstance(content, tuple) else (content, "")
        return f"<td {attributes}>{text}</td>"

    return "<table>" + "".join("<tr>" + "".join(map(cell, row)) + "</tr>" for row in rows) + "</table>"


def tabs(rows: Iterable[Row]) -> str:
    return "\n".join("\t".join(map(str, row)) for row in rows)


def pipes(rows: Iterable[Row]) -> str:
    first, *rest = [f"| {' | '.join(map(str, row))} |" for row in rows]
    return "\n".join([first, "|" + "---|" * (first.count("|") - 1), *rest])


def printed_row(index: int, offset: int = 0) -> list[int]:
    """The six counts of a row, a different set for every row, and their sum."""
    counts = [index + offset, 0, index % 3, 1, 0, offset]
    return [*counts, sum(counts)]


def row_of(cells: Mapping[str, CellReading], table: str, row: str) -> list[Value]:
    """The values of a row in the form's order of columns."""
    columns = next(iter(FORM.variants_of(table))).columns
    return [cells[address].value for column in columns if (address := f"{table}.{row}.{column.id}") in cells]


def is_flagged(cells: Mapping[str, CellReading], address: str) -> bool:
    return bool(cells[address].doubts) or cells[address].state == "absent"
