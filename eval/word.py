"""A made report as a Word file, with the merged cells of the official form."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from eval.made import Made, made_report
from extract.files.blocks import Line, Table
from extract.files.html import html_blocks


def made_word(seed: int, style: str | None = None, issues: str | None = None) -> tuple[Made, bytes]:
    """The report of `seed` with its labels, and the bytes of its DOCX file. Needs python-docx."""
    from docx import Document

    made = made_report(seed, "html", style=style, issues=issues)
    word = Document()
    for block in html_blocks(made.text):
        if isinstance(block, Table):
            _add(word, block)
        else:
            word.add_paragraph(block.text)
    file = BytesIO()
    word.save(file)
    return made, file.getvalue()


def _add(word: Any, table: Table) -> None:
    drawn = word.add_table(table.rows, table.columns, style="Table Grid")
    for cell in table.cells:
        last = drawn.cell(cell.row + cell.row_span - 1, cell.column + cell.column_span - 1)
        whole = drawn.cell(cell.row, cell.column).merge(last)
        whole.text = "\n".join(block.text for block in cell.blocks if isinstance(block, Line))
