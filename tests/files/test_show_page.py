"""`gongkai show --page`: the page of a report with the cells that were read framed and their values beside them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from command_process import run_command
from PIL import Image

from eval.scans import STYLES, text_pdf
from extract.run import record_of
from extract.run import records as records_of
from extract.views.marked_page import COLOURS, SHORTEST, STRIP, marked
from schemas.record import Cell, Reading, Record, Source, Trust, Where

SCAN = Path("eval/fixtures/made-scan-skew-150-702/report.pdf")


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a PDF, the same turned by a quarter, and a text."""
    folder = tmp_path_factory.mktemp("reports")
    made, pdf = text_pdf(2, STYLES[0])
    (folder / "县教育局.pdf").write_bytes(pdf)
    turned = pdfium.PdfDocument(pdf)
    for page in turned:
        page.set_rotation(270)
    file = BytesIO()
    turned.save(file)
    (folder / "turned.pdf").write_bytes(file.getvalue())
    (folder / "plain.html").write_text(made.text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def run(reports: Path) -> Path:
    run = reports.parent / f"{reports.name}-run"
    done = run_command("extract", reports, "--out", run, "--reader", "rules")
    assert done.returncode == 0, done.stderr
    return run


def pages_with_cells(run: Path, name: str) -> tuple[Record, list[int]]:
    record = next(record for record in records_of(run) if record.source.path.endswith(name))
    return record, sorted({cell.where.page for cell in record.cells.values() if cell.where and cell.where.page})


def inked(picture: Image.Image, trust: Trust) -> int:
    return int((np.asarray(picture.convert("RGB")) == COLOURS[trust]).all(axis=2).sum())


def test_each_cell_of_the_page_is_framed_in_the_colour_of_its_trust(run: Path) -> None:
    record, pages = pages_with_cells(run, "县教育局.pdf")
    for page in pages:
        done = run_command("show", run, "教育", "--page", str(page))
        assert done.returncode == 0, done.stderr
        picture = Image.open(done.stdout.strip())
        assert min(picture.width, picture.height - STRIP) >= SHORTEST
        cells = [cell for cell in record.cells.values() if cell.where and cell.where.page == page]
        for trust in COLOURS:
            framed = inked(picture.crop((0, STRIP, picture.width, picture.height)), trust)
            assert (framed > 100) == any(cell.trust == trust for cell in cells)


def test_a_page_on_its_side_is_shown_upright_with_the_same_cells(run: Path) -> None:
    for name in ("县教育局.pdf", "turned.pdf"):
        assert run_command("show", run, name, "--page", "2", "--out", run / f"{name}.png").returncode == 0
    upright, turned = (Image.open(run / f"{name}.png") for name in ("县教育局.pdf", "turned.pdf"))
    assert upright.size == turned.size
    one, other = (np.asarray(picture.convert("L").resize((200, 290)), np.int16)[10:] for picture in (upright, turned))
    assert np.abs(one - other).mean() < 6


def test_values_stand_beside_their_cells_and_cover_none() -> None:
    """Frames in a row so near each other that only below is there room."""
    table = {"regulations": {"issued": 12, "repealed": 3, "in_force": None}}
    boxes = {"issued": (100, 100, 130, 120), "repealed": (150, 100, 165, 120), "in_force": (185, 80, 300, 140)}
    cells = {
        f"disclosure.regulations.{column}": Cell(
            text="", state="number" if value is not None else "blank", trust="suspect",
            where=Where(page=1, box=boxes[column]),
        )
        for column, value in table["regulations"].items()
    }  # fmt: skip
    record = Record(
        id="0" * 16, source=Source(path="a.png", sha256="0" * 64, media_type="image/png", pages=1), agency=None,
        year=None, editions={"disclosure": "2021"}, tables={"disclosure": table}, cells=cells,
        reading=Reading(reader="rules"),
    )  # fmt: skip
    picture = np.asarray(marked(Image.new("RGB", (SHORTEST, SHORTEST), "white"), record, 1))
    red = (picture == COLOURS["suspect"]).all(axis=2)
    for left, top, right, bottom in boxes.values():
        inside = red[top + STRIP + 2 : bottom + STRIP - 2, left + 2 : right - 2]
        assert inside.any() == (right - left > 100), "only the empty cell has its value inside"
    assert red[STRIP + 60 : STRIP + 180, 60:320].sum() > red[STRIP + 90 : STRIP + 130, 95:310].sum()


@pytest.mark.parametrize(
    ("name", "page", "says"),
    [
        ("plain.html", "1", "text/html and has no pages to show"),
        ("县教育局.pdf", "99", "has no page 99; its pages are 1 to"),
        ("县教育局.pdf", "0", "has no page 0"),
    ],
)
def test_what_has_no_such_page_is_a_wrong_usage(run: Path, name: str, page: str, says: str) -> None:
    done = run_command("show", run, name, "--page", page)
    assert done.returncode == 2
    assert says in done.stderr
    assert done.stdout == ""


def test_a_source_that_changed_or_is_gone_is_told(reports: Path, run: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.pdf"
    own.write_bytes((reports / "县教育局.pdf").read_bytes() + b"\n")
    other_run = tmp_path / "run"
    assert run_command("extract", own, "--out", other_run, "--reader", "rules").returncode == 0
    own.write_bytes(own.read_bytes() + b"\n")
    changed = run_command("show", other_run, "own", "--page", "1")
    assert changed.returncode == 1
    assert "own.pdf: has changed since it was read" in changed.stderr
    own.unlink()
    gone = run_command("show", other_run, "own", "--page", "1")
    assert gone.returncode == 1
    assert "own.pdf: is no longer there" in gone.stderr


def test_a_part_of_a_path_that_several_reports_have_is_not_enough(run: Path) -> None:
    done = run_command("show", run, ".pdf")
    assert done.returncode == 2
    assert "2 reports" in done.stderr


@pytest.mark.long
def test_the_frames_on_a_scan_hold_the_ink_of_their_numbers(tmp_path: Path) -> None:
    run = tmp_path / "run"
    assert run_command("extract", SCAN, "--out", run, "--reader", "rules").returncode == 0
    (record,) = records_of(run)
    assert record_of(run, record.id) == record
    done = run_command("show", run, "702", "--page", "2")
    assert done.returncode == 0, done.stderr
    assert inked(Image.open(done.stdout.strip()), "verified") > 500
