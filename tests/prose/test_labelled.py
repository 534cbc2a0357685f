"""The labelled fixtures: sections, agency, year, problems and measures exactly as labelled."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.labels import load_labels, source_text
from extract.prose.identity import find_identity
from extract.prose.issues import read_issues
from extract.prose.sections import find_sections
from schemas.form import load_form

FIXTURES = Path(__file__).resolve().parents[2] / "eval" / "fixtures"
FOLDERS = [path.parent for path in sorted(FIXTURES.glob("*/report.txt"))]
SEEDS = [folder for folder in FOLDERS if not folder.name.startswith("made-")]
FORM = load_form()


def names(folder: Path) -> str:
    return folder.name


@pytest.mark.parametrize("folder", FOLDERS, ids=names)
def test_sections_and_identity_are_as_labelled(folder: Path) -> None:
    labels, text = load_labels(folder / "labels.json"), source_text(folder / "report.txt")
    sections = find_sections(text, FORM)
    expected = [(s.number, "".join((s.title or "").split()), s.start, s.end) for s in labels.sections or []]
    assert [(s.number, s.title, s.start, s.end) for s in sections] == expected
    identity = find_identity(text, sections, FORM)
    assert (identity.agency, identity.year) == (labels.agency, labels.year)


@pytest.mark.parametrize("folder", FOLDERS, ids=names)
def test_problems_and_measures_are_as_labelled(folder: Path) -> None:
    labels, text = load_labels(folder / "labels.json"), source_text(folder / "report.txt")
    section = next((s for s in find_sections(text, FORM) if s.number == FORM.issues_section), None)
    reading = read_issues(text, section)
    for read, labelled in ((reading.problems, labels.problems), (reading.measures, labels.measures)):
        assert [(s.start, s.end) for s in read] == [(s.start, s.end) for s in labelled or []]


@pytest.mark.parametrize("folder", SEEDS, ids=names)
def test_measures_answer_the_problems_that_the_labels_name(folder: Path) -> None:
    labels, text = load_labels(folder / "labels.json"), source_text(folder / "report.txt")
    section = next(s for s in find_sections(text, FORM) if s.number == FORM.issues_section)
    reading = read_issues(text, section)
    assert [measure.answers for measure in reading.measures] == [m.answers for m in labels.measures or []]
