"""The labelled reports, damaged as recognition and web pages damage them: the same sections, the same statements."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from eval.labels import Labels, load_labels, source_text
from extract.prose.identity import find_identity
from extract.prose.issues import read_issues
from extract.prose.sections import find_sections
from schemas.form import load_form

FIXTURES = Path(__file__).resolve().parents[2] / "eval" / "fixtures"
SEEDS = [path.parent for path in sorted(FIXTURES.glob("*/report.txt")) if not path.parent.name.startswith("made-")]
FORM = load_form()
HAN = "一二三四五六七"

Pieces = list[str]
"""One replacement for each character of the text."""
Damage = Callable[[str, Labels], Pieces]


def starts(labels: Labels) -> set[int]:
    return {section.start for section in labels.sections or [] if section.start is not None}


def spaces_between(text: str, labels: Labels) -> Pieces:
    chance = random.Random(labels.source)
    return [c + " " * ("\u4e00" <= c <= "\u9fff" and chance.random() < 0.5) for c in text]


def lines_broken(text: str, labels: Labels) -> Pieces:
    pieces: Pieces = []
    column = 0
    for character in text:
        column = 0 if character == "\n" else column + 1
        pieces.append("\n" + character if column and column % 26 == 0 else character)
    return pieces


def numbers_shifted(text: str, labels: Labels) -> Pieces:
    pieces = list(text)
    for start in starts(labels):
        pieces[start] = HAN[HAN.index(text[start]) + 1]
    return pieces


def numbers_lost(text: str, labels: Labels) -> Pieces:
    pieces = list(text)
    for start in starts(labels):
        number = re.compile(r"[一二三四五六]、").match(text, start)
        assert number is not None
        pieces[start : number.end()] = [""] * (number.end() - start)
    return pieces


def without_line_breaks(text: str, labels: Labels) -> Pieces:
    return ["" if character in "\n\t #*" else character for character in text]


@pytest.mark.parametrize("folder", SEEDS, ids=lambda folder: folder.name)
@pytest.mark.parametrize("damage", [spaces_between, lines_broken, numbers_shifted, numbers_lost, without_line_breaks])
def test_damage_changes_no_section_and_no_statement(folder: Path, damage: Damage) -> None:
    labels, text = load_labels(folder / "labels.json"), source_text(folder / "report.txt")
    pieces = damage(text, labels)
    damaged = "".join(pieces)
    moved = [0]
    for piece in pieces:
        moved.append(moved[-1] + len(piece))

    def squeezed_before(offset: int) -> int:
        return len(re.sub(r"[\s*#]", "", damaged[:offset]))

    sections = find_sections(damaged, FORM)
    expected = [(s.number, squeezed_before(moved[s.start or 0])) for s in labels.sections or []]
    assert [(s.number, squeezed_before(s.start)) for s in sections] == expected
    identity = find_identity(damaged, sections, FORM)
    assert (identity.agency, identity.year) == (labels.agency, labels.year)
    reading = read_issues(damaged, next(s for s in sections if s.number == FORM.issues_section))
    for read, labelled in ((reading.problems, labels.problems), (reading.measures, labels.measures)):
        quotes = ["".join((statement.quote or "").split()) for statement in labelled or []]
        assert ["".join(statement.text.split()) for statement in read] == quotes


@pytest.mark.parametrize("folder", SEEDS, ids=lambda folder: folder.name)
@pytest.mark.parametrize("lost", [section.number for section in FORM.sections])
def test_a_lost_heading_moves_no_other_section_and_its_own_begins_behind_it(folder: Path, lost: int) -> None:
    labels, text = load_labels(folder / "labels.json"), source_text(folder / "report.txt")
    places = {s.number: s.start or 0 for s in labels.sections or []}
    start = places[lost]
    end = text.index("\n", start) + 1
    damaged = text[:start] + text[end:]
    found = {section.number: section.start for section in find_sections(damaged, FORM)}
    for number, place in places.items():
        expected = start if number == lost else (place if place < start else place - (end - start))
        low, high = sorted((expected, found[number]))
        assert not damaged[low:high].strip(" \n\t#*"), number
