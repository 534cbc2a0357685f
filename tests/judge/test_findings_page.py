"""findings.html: every flagged report, escaped, with its source, and working in a real browser."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import chromium
from PIL import Image

from extract.report import read
from extract.views.findings_page import FindingsPage
from schemas.record import Record, Where

SEED = Path(__file__).parents[2] / "eval" / "fixtures" / "luolong-government-office-2024" / "report.txt"
HOSTILE = "<img src=x onerror=\"document.title='hit'\"><script>document.title='hit'</script>"


def record_of(path: Path) -> Record:
    return read(path)


def damaged(folder: Path) -> Path:
    """A seed with a wrong number among its results, and HTML where the agency and a cell are printed."""
    text = SEED.read_text(encoding="utf-8")
    text = text.replace("21\t0\t0\t0\t0\t0\t21", "27\t0\t0\t0\t0\t0\t21", 1)
    title = "2024 年政府信息公开工作年度报告"
    text = text.replace(title, HOSTILE + title, 1)
    text = text.replace("重复申请\t1\t0", f"重复申请\t1{HOSTILE}\t0", 1)
    path = folder / "report<b>.txt"
    path.write_text(text, encoding="utf-8")
    return path


def page_of(folder: Path, *records: Record) -> Path:
    path = folder / "findings.html"
    with FindingsPage(path) as page:
        for record in records:
            page.add(record)
    return path


def test_text_of_reports_is_never_html(tmp_path: Path) -> None:
    record = record_of(damaged(tmp_path))
    record.agency = HOSTILE
    record.findings[0].message += HOSTILE
    html = page_of(tmp_path, record).read_text(encoding="utf-8")
    assert "<img src=x" not in html
    assert "report<b>" not in html
    assert html.count("<script>") == 1
    assert "&lt;script&gt;" in html


def test_the_page_needs_nothing_else(tmp_path: Path) -> None:
    html = page_of(tmp_path, record_of(damaged(tmp_path))).read_text(encoding="utf-8")
    assert "http:" not in html
    assert "https:" not in html
    assert "default-src 'none'" in html


def test_the_source_passage_stands_beside_with_the_flagged_number_marked(tmp_path: Path) -> None:
    html = page_of(tmp_path, record_of(damaged(tmp_path))).read_text(encoding="utf-8")
    assert '<mark data-source="applications.granted.natural_person">27</mark>' in html


def test_a_source_that_has_changed_is_not_shown(tmp_path: Path) -> None:
    path = damaged(tmp_path)
    record = record_of(path)
    path.write_text("another text", encoding="utf-8")
    html = page_of(tmp_path, record).read_text(encoding="utf-8")
    assert "原文件已不在原处或已改动" in html
    assert "another text" not in html


def test_reports_without_anything_to_look_at_are_left_out(tmp_path: Path) -> None:
    clean = SEED.parent.parent / "luolong-science-2024" / "report.txt"
    html = page_of(tmp_path, record_of(clean)).read_text(encoding="utf-8")
    assert "<article" not in html
    assert "没有需要人工核对的报告" in html


def test_a_page_that_failed_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "findings.html"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(RuntimeError), FindingsPage(path):
        raise RuntimeError
    assert path.read_text(encoding="utf-8") == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["findings.html"]


def test_a_scan_is_shown_as_a_crop_with_the_cell_framed(tmp_path: Path) -> None:
    path = tmp_path / "page.png"
    Image.new("RGB", (800, 600), "white").save(path)
    record = record_of(damaged(tmp_path))
    record.source.path = str(path)
    record.source.sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    record.cells["applications.granted.natural_person"].where = Where(page=1, box=(300, 200, 340, 220))
    html = page_of(tmp_path, record).read_text(encoding="utf-8")
    assert "第 1 页：（一）予以公开" in html
    (crop,) = re.findall(r'src="data:image/png;base64,([^"]+)"', html)
    picture = Image.open(io.BytesIO(base64.b64decode(crop))).convert("RGB")
    assert picture.size == (40 + 2 * 24, 20 + 2 * 24)
    assert (200, 30, 30) in {color for _, color in picture.getcolors() or ()}


def test_rows_beyond_those_that_are_shown_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "page.png"
    Image.new("RGB", (800, 600), "white").save(path)
    record = record_of(SEED)
    record.source.path = str(path)
    record.source.sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    for number, row in enumerate(list(record.tables["applications"])[:10]):
        cell = record.cells[f"applications.{row}.total"]
        cell.where, cell.trust = Where(page=1, box=(300, 10 + 20 * number, 340, 25 + 20 * number)), "suspect"
    html = page_of(tmp_path, record).read_text(encoding="utf-8")
    assert html.count("<figure") == 8
    assert "另有2行未附图" in html


@pytest.fixture
def browser() -> Iterator[Any]:
    with chromium() as opened:
        yield opened


@pytest.mark.browser
@pytest.mark.slow
def test_the_page_works_in_a_browser(tmp_path: Path, browser: Any) -> None:
    record = record_of(damaged(tmp_path))
    record.agency = f"{HOSTILE}某某局"
    other = record_of(SEED)
    page = browser.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text))
    page.goto(page_of(tmp_path, record, other).as_uri())
    assert page.title() == "校验结果"
    assert page.locator("article").count() == 2

    cell = page.locator("td[data-cell='applications.granted.natural_person']").first
    assert "suspect" in cell.get_attribute("class")
    assert cell.inner_text().startswith("27")
    assert "→ 21" in cell.inner_text()
    cell.click()
    assert page.locator("mark.picked").inner_text() == "27"
    assert page.locator("li.picked").count() >= 2

    page.fill("#wanted", "某某局")
    assert [page.locator("article").nth(n).is_visible() for n in range(2)] == [True, False]
    page.fill("#wanted", "applications.row_total")
    assert [page.locator("article").nth(n).is_visible() for n in range(2)] == [True, False]
    page.fill("#wanted", "")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details:not([open])").count() == 1
    page.uncheck("input.severity[value=error]")
    page.uncheck("input.severity[value=warning]")
    page.uncheck("input.severity[value=info]")
    assert page.locator("article:visible").count() == 0
    assert problems == []


@pytest.mark.browser
@pytest.mark.slow
def test_the_page_fits_a_phone_and_is_worked_with_keys(tmp_path: Path, browser: Any) -> None:
    record = record_of(damaged(tmp_path))
    record.agency = "某" * 300
    record.source.path = "x" * 400
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(page_of(tmp_path, record).as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("td[data-cell='applications.granted.natural_person']").focus()
    page.keyboard.press("Enter")
    assert page.locator("td.picked").count() == 1
    assert page.locator("li.picked").count() >= 2
