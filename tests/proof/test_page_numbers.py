"""The number of a page, told by where it stands on it."""

from __future__ import annotations

import pytest

from extract.document import Box, Document, Word
from extract.proof.numbers import Number
from extract.proof.shapes import numbers_its_page

TEXT = "新收\t12\n2\n"


@pytest.mark.parametrize(
    ("page", "top", "is_number"),
    [(2, 2000, True), (2, 10, True), (3, 2000, False), (2, 500, False)],
    ids=["below all", "above all", "on another page", "among the rows"],
)
def test_a_number_alone_at_an_edge_of_the_page_that_it_names_is_its_number(
    page: int, top: float, is_number: bool
) -> None:
    words = [
        Word(0, 2, Box(page, 100, 400, 200, 430)), Word(3, 5, Box(page, 300, 400, 330, 430)),
        Word(6, 7, Box(page, 800, top, 812, top + 30)), Word(7, 7, Box(page, 100, 700, 200, 730)),
    ]  # fmt: skip
    document = Document(TEXT, "application/pdf", words=words)
    assert numbers_its_page(document, Number(6, 7), "2") is is_number


def test_without_places_nothing_is_a_page_number() -> None:
    assert not numbers_its_page(Document(TEXT, "text/plain"), Number(6, 7), "2")
