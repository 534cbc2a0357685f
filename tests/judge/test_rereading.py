"""A second recognition of the cells of a scan that are in doubt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from judge_tables import SEEN, filled, printed
from PIL import Image, ImageDraw, ImageFont

from extract.doubts import Doubt
from extract.files import FileError
from extract.judge import judge
from extract.reading import CellReading, TableReading
from extract.rereading import looked_again
from schemas.form import load_form
from schemas.record import Where

TABLE = load_form().table("proceedings", "2021")
ADDRESS = "proceedings.review.upheld"
BOX = (100.0, 50.0, 150.0, 90.0)


def page(number: str) -> Image.Image:
    picture = Image.new("RGB", (400, 200), "white")
    ImageDraw.Draw(picture).text((104, 48), number, fill="black", font=ImageFont.load_default(40))
    return picture


def misread(value: int, total: int) -> dict[str, TableReading]:
    """A line of which one cell was read from `page`; the total says what the parts should add up to."""
    certain = replace(printed(0), where=Where(line=1, start=0, end=1))
    cells: dict[str, CellReading] = filled(TABLE, certain)
    cells[ADDRESS] = CellReading(value, str(value), "number", Where(page=1, box=BOX), (), 0.6, SEEN)
    cells["proceedings.review.total"] = replace(certain, value=total, text=str(total))
    return {"proceedings": TableReading(TABLE, cells, "rules")}


def value(tables: dict[str, TableReading]) -> object:
    return tables["proceedings"].cells[ADDRESS].value


def test_a_number_that_the_page_shows_and_the_rules_want_is_put_right() -> None:
    tables = looked_again(misread(83, 38), lambda number: page("38"))
    assert value(tables) == 38
    assert tables["proceedings"].notes[0].get("first") == 83
    judged = judge([tables])
    assert [f for f in judged.findings if f.severity == "error"] == []
    assert judged.cells[ADDRESS].trust == "verified"


def test_a_number_that_the_page_does_not_show_stays_and_is_reported() -> None:
    tables = looked_again(misread(83, 38), lambda number: page("83"))
    assert value(tables) == 83
    assert [f.rule for f in judge([tables]).findings if f.severity == "error"] == ["proceedings.row_total"]


def test_a_page_without_broken_rules_is_not_looked_at_again() -> None:
    def never(number: int) -> Image.Image:
        pytest.fail("the page was opened")

    tables = misread(38, 38)
    assert looked_again(tables, never) == tables


def test_a_page_that_cannot_be_drawn_changes_nothing() -> None:
    def broken(number: int) -> Image.Image:
        raise FileError("cannot be drawn")

    picture: Callable[[int], Image.Image] = broken
    assert value(looked_again(misread(83, 38), picture)) == 83


def unread(total: int) -> dict[str, TableReading]:
    """The same line with a cell in which recognition saw no number."""
    tables = misread(0, total)
    table = tables["proceedings"]
    cell = CellReading(None, "厂", "noted", Where(page=1, box=BOX), (Doubt("not_a_number"),), 0.6, SEEN)
    return {"proceedings": replace(table, cells={**table.cells, ADDRESS: cell})}


def test_a_cell_without_a_number_takes_the_one_that_is_seen_and_a_rule_that_then_holds_settles_it() -> None:
    judged = judge([looked_again(unread(38), lambda number: page("38"))])
    cell = judged.cells[ADDRESS]
    assert (judged.tables["proceedings"]["review"]["upheld"], cell.trust) == (38, "verified")
    assert cell.readings == {"rules": None, "digits": 38}
    assert "recognition" in cell.evidence


def test_where_two_recognitions_differ_and_no_rule_decides_the_cell_is_suspect_with_both() -> None:
    judged = judge([looked_again(unread(40), lambda number: page("38"))])
    cell = judged.cells[ADDRESS]
    assert cell.trust == "suspect"
    assert cell.readings == {"rules": None, "digits": 38}
    assert "recognitions_differ" in [doubt.code for doubt in cell.doubts]


def test_more_doubtful_cells_than_a_few_are_looked_at_all_the_same() -> None:
    tables = misread(38, 38)
    table = tables["proceedings"]
    cells = {
        address: replace(cell, where=Where(page=1, box=BOX), confidence=0.5, doubts=(Doubt("low_confidence"),))
        for address, cell in table.cells.items()
    }
    looked = looked_again({"proceedings": replace(table, cells=cells)}, lambda number: page("38"))
    seen = [cell.readings.get("digits") for cell in looked["proceedings"].cells.values()]
    assert seen == [38] * len(cells)
