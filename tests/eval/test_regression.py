"""Accuracy is held: the rules reader against the committed scores, and every fixture without fault."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from eval.command import Output, run_eval
from eval.evaluation import load_evaluation
from eval.fixture import HOME, check_fixture, load_fixtures
from eval.made import ISSUE_STYLES, LAYOUTS
from eval.regression import BASELINE, request
from eval.scoring.cells import is_nonzero
from schemas.form import load_form

FORM = load_form()


@pytest.mark.slow
def test_no_score_of_the_rules_fell_below_the_committed_one() -> None:
    said = StringIO()
    assert run_eval(request(), Output(against=BASELINE), Console(file=said, width=200)) == 0, said.getvalue()
    assert "other sources or labels" not in said.getvalue(), "a fixture changed: python -m eval.regression"


def test_the_committed_scores_are_of_every_fixture_but_the_scans() -> None:
    fixtures = load_fixtures(HOME, FORM, request().filters).fixtures
    assert sorted(load_evaluation(BASELINE).fixtures) == sorted(fixture.name for fixture in fixtures)


def test_there_are_forty_fixtures_and_more_in_every_layout_kind_and_edition() -> None:
    fixtures = load_fixtures(HOME, FORM).fixtures
    assert len(fixtures) >= 40
    assert set(LAYOUTS) <= {fixture.labels.layout for fixture in fixtures}
    assert {"txt", "md", "html", "docx", "pdf"} == {fixture.kind for fixture in fixtures}
    assert sum(fixture.labels.layout.startswith("scan-") for fixture in fixtures) >= 3
    assert {"2019", "2021", "2021+2019"} == {fixture.traits()["edition"] for fixture in fixtures}
    assert any(fixture.labels.printed_errors for fixture in fixtures)
    assert any(fixture.labels.differences for fixture in fixtures)
    assert {"blank", "mark", "noted", "absent"} <= {s for fixture in fixtures for s in fixture.labels.states.values()}
    assert len(ISSUE_STYLES) >= 10


def test_every_layout_has_a_fixture_with_numbers_to_read() -> None:
    told: dict[str, int] = {}
    for fixture in load_fixtures(HOME, FORM).fixtures:
        numbers = sum(is_nonzero(value) for value in fixture.labels.values(FORM).values())
        told[fixture.labels.layout] = told.get(fixture.labels.layout, 0) + numbers
    assert [layout for layout in LAYOUTS if told[layout] < 4] == []


def test_every_problem_and_measure_of_the_fixtures_is_coded() -> None:
    labels = [fixture.labels for fixture in load_fixtures(HOME, FORM).fixtures]
    assert [part for one in labels for part in (*(one.problems or ()), *(one.measures or ())) if not part.themes] == []


def test_no_fixture_has_a_fault() -> None:
    assert [fault for fixture in load_fixtures(HOME, FORM).fixtures for fault in check_fixture(fixture, FORM)] == []
