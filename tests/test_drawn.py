"""A text layer held against the picture of its page, in the cells that a broken rule names."""

from __future__ import annotations

from PIL import Image, ImageDraw, ImageFont

from extract.drawn import DRAWN_OTHERWISE, held_against_pages
from extract.judge import judge
from extract.reading import CellReading, TableReading
from schemas.form import load_form
from schemas.record import Where

TABLE = load_form().table("proceedings", "2021")
TOTAL = "proceedings.review.total"
SEEN = frozenset({"label", "header", "order"})


def page(_: int) -> Image.Image:
    """A page that shows 38 where the total stands."""
    picture = Image.new("RGB", (400, 200), "white")
    ImageDraw.Draw(picture).text((104, 48), "38", fill="black", font=ImageFont.load_default(40))
    return picture


def stated(total: int, upheld: int) -> dict[str, TableReading]:
    """A line of zeros as a text layer states it, but for the total and one part of it."""
    cells = {
        address: CellReading(0, "0", "number", Where(line=1, start=place, end=place + 1), (), None, SEEN)
        for place, address in enumerate(TABLE.addresses)
    }
    where = Where(line=1, start=40, end=42, page=1, box=(100.0, 50.0, 150.0, 90.0))
    cells[TOTAL] = CellReading(total, str(total), "number", where, (), None, SEEN)
    cells["proceedings.review.upheld"] = CellReading(upheld, str(upheld), "number", cells[TOTAL].where, (), None, SEEN)
    return {"proceedings": TableReading(TABLE, cells, "rules")}


def test_a_report_is_not_said_to_contradict_itself_where_the_page_shows_other_digits() -> None:
    before = stated(83, 38)
    assert "source" in {found.verdict for found in judge([before]).findings}
    held = held_against_pages(before, page)
    assert DRAWN_OTHERWISE in held["proceedings"].cells[TOTAL].doubts
    assert "source" not in {found.verdict for found in judge([held]).findings}


def test_a_number_that_the_page_shows_too_has_one_more_kind_of_evidence() -> None:
    held = held_against_pages(stated(38, 83), page)
    assert "recognition" in held["proceedings"].cells[TOTAL].evidence


def test_where_no_rule_is_broken_no_page_is_drawn() -> None:
    def never(number: int) -> Image.Image:
        raise AssertionError(number)

    tables = stated(38, 38)
    assert held_against_pages(tables, never) == tables
