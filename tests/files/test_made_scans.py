"""The generator of scans: pages as the official form looks, damaged at set levels, with their labels."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2 as pdfium
import pytest

from eval.scans import LEVELS, STYLES, made_scan, text_pdf
from eval.scans.figures import read_scan
from eval.scoring.cells import compare_cells
from extract.files import read_bytes
from extract.report import read
from extract.settings import Limits
from schemas.form import load_form


@pytest.mark.parametrize("style", STYLES, ids=[style.body + "-" + style.lines for style in STYLES])
def test_every_printed_number_stands_in_a_cell_of_the_text_pdf(style: object) -> None:
    made, pdf = text_pdf(3, style)  # type: ignore[arg-type]
    document = read_bytes(pdf, Limits(), ".pdf")
    cells = [document.text[cell.start : cell.end] for grid in document.grids for cell in grid.cells]
    printed = [str(value) for value in made.truth.values() if value is not None]
    for value in set(printed):
        assert cells.count(value) >= printed.count(value)


def test_a_scan_is_the_same_whenever_it_is_made_and_has_no_text_layer() -> None:
    level = LEVELS[2]
    scan, again = made_scan(4, level), made_scan(4, level)
    assert scan.made.labels == again.made.labels
    pages, others = (pdfium.PdfDocument(one.pdf) for one in (scan, again))
    assert len(pages) == len(others) >= 3
    for page, other in zip(pages, others, strict=True):
        assert page.get_textpage().count_chars() == 0
        assert (page.render().to_numpy() == other.render().to_numpy()).all()


@pytest.mark.parametrize("seed", [14, 31, 91])
def test_tables_without_ruled_lines_hold_no_silent_error(seed: int) -> None:
    """Numbers with words, rows cut by the page's end, headings without numbers below them, many empty cells."""
    made, pdf = text_pdf(seed, replace(STYLES[seed % len(STYLES)], lines="none"))
    cells = compare_cells(made.labels, read(pdf, name="a.pdf"), load_form())
    assert [cell.address for cell in cells if cell.silent] == []
    assert sum(cell.right for cell in cells) >= 0.95 * len(cells)


@pytest.mark.long
@pytest.mark.parametrize(
    ("seed", "level"),
    [
        pytest.param(71, "unruled-200", id="small zeros below large type where no line is ruled"),
        pytest.param(77, "clean-200", id="dashes for nothing"),
    ],
)
def test_what_engines_drop_is_read_or_doubted(seed: int, level: str) -> None:
    damage = next(one for one in LEVELS if one.name == level)
    assert [cell for cell in read_scan(made_scan(seed, damage)).cells if cell.silent] == []


@pytest.mark.long
def test_a_dash_in_a_cell_is_a_mark_and_its_row_is_whole() -> None:
    clean = next(one for one in LEVELS if one.name == "clean-200")
    assert all(cell.right for cell in read_scan(made_scan(77, clean)).cells)
