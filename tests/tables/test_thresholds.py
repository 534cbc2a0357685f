"""Thresholds of the room of tables stand in one place; one with a witness cannot move unnoticed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from table_reading import FIXTURES

from eval.made import LAYOUTS, RARE_LAYOUTS, made_report
from eval.made.harm import harmed_report
from extract.document import Box, Document, Word
from extract.files import read_document
from extract.files.opening import read_bytes
from extract.prose.sections import find_sections
from extract.reading import CellReading
from extract.settings import Limits
from extract.tables import TableReader, thresholds
from schemas.form import load_form

FORM = load_form()
ROOM = Path(thresholds.__file__).parent
SUFFIXES = {"text/html": ".html", "text/markdown": ".md"}
NAMES = sorted(name for name in vars(thresholds) if name.isupper())
WITNESSES: dict[str, tuple[float, str]] = {
    "ALTERED": (-1, "luolong-science-2024"),
    "CLEAR": (1, "made-html-messy-801"),
    "COLUMN": (-1, "made-page-furniture-361"),
    "CONFIDENT": (1, "unsure word"),
    "CUT": (1, "made-markdown-row-tables-258"),
    "ELSEWHERE": (1, "made-labels-broken-312"),
    "FLOOR": (-1, "column_by_column 9000 heading_below joined"),
    "FULL": (1, "flowing 9000 faults"),
    "FURTHER": (1, "made-labels-broken-312"),
    "MATCH": (1, "made-labels-broken-312"),
    "MISREAD": (1, "luolong-science-2024"),
    "MOST": (-1, "flowing 9000 faults"),
    "NEXT": (-1, "made-markdown-row-tables-258"),
    "OTHER_NUMBER": (1, "made-unlabelled-334"),
    "OWN": (-1, "made-labels-broken-312"),
    "PARTLY": (1, "flowing 9000 inserted swapped"),
    "RIVAL": (1, "column_by_column 9000 heading_below joined"),
    "SAME_NUMBER": (-1, "glued_partly 9000 faults"),
    "SHORT": (-1, "glued_partly 9000 faults"),
    "SKIP_TOP": (1, "column_by_column 9000 heading_below joined"),
    "SURE": (1, "made-html-messy-801"),
    "WITHIN": (-1, "made-unlabelled-334"),
}
"""By threshold: which way it moves, and a text that is then read otherwise.

A text is a bundled one, or `layout seed harms…` of a made one: `faults` damages half of its labels.
"""


@cache
def document_of(name: str) -> Document:
    if name == "unsure word":
        text = "一、总体情况\n二、主动公开政府信息情况\n行政许可\t7\n三、收到和处理政府信息公开申请情况"
        return Document(text, "text/plain", words=[Word(0, len(text), Box(1, 0, 0, 1, 1), 0.7)])
    if " " not in name:
        return read_document(next((FIXTURES / name).glob("report.*")), Limits())
    layout, seed, *harms = name.split()
    made = made_report(int(seed), layout, 0.5) if harms == ["faults"] else harmed_report(int(seed), layout, harms)
    return read_bytes(made.text.encode(), Limits(), SUFFIXES.get((LAYOUTS | RARE_LAYOUTS)[layout].media_type, ".txt"))


def cells(document: Document) -> dict[str, CellReading]:
    """Every cell of every table, by a reader that keeps nothing from before."""
    tables = TableReader(FORM).read(document, find_sections(document.text, FORM), 2024)
    return {address: cell for table in tables.values() for address, cell in table.cells.items()}


@pytest.mark.parametrize("name", sorted(WITNESSES))
def test_a_text_is_read_otherwise_when_a_threshold_moves_by_a_third(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    way, witness = WITNESSES[name]
    document = document_of(witness)
    usual = cells(document)
    monkeypatch.setattr(thresholds, name, getattr(thresholds, name) * (1 + way / 3))
    assert cells(document) != usual


def scores(path: Path) -> Iterator[float]:
    """The numbers with a point in a file, the ends of a score's scale left out."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, float) and node.value not in (0, 1):
            yield node.value


def test_a_score_or_a_share_is_written_among_the_thresholds_only() -> None:
    assert [path.name for path in ROOM.rglob("*.py") if any(scores(path))] == ["thresholds.py"]


def test_every_threshold_says_what_it_means() -> None:
    body = ast.parse((ROOM / "thresholds.py").read_text()).body
    said = {
        target.id
        for node, after in pairwise(body)
        if isinstance(node, ast.Assign) and isinstance(after, ast.Expr)
        for target in node.targets if isinstance(target, ast.Name)
    }  # fmt: skip
    assert said == set(NAMES)
