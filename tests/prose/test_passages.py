"""Section 五 in passages of ten kinds of bodies and ten years, labelled by eye: what is found, and what is made up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from passages import Labelled, passages

from extract.prose.issues import read_issues
from extract.reading import IssuesReading
from schemas.record import SectionSpan, Statement

TITLE = "存在的主要问题及改进情况"
HEAD = f"五、{TITLE}\n"
FILES = sorted((Path(__file__).parent / "cases").glob("passages*.txt"))
NEARLY = 0.9
Span = tuple[int, int]


def read(passage: Labelled) -> IssuesReading:
    text = HEAD + passage.text
    return read_issues(text, SectionSpan(number=5, title=TITLE, start=0, end=len(text)))


def spans(statements: list[Statement]) -> list[Span]:
    return [(said.start - len(HEAD), said.end - len(HEAD)) for said in statements]


def overlap(one: Span, other: Span) -> float:
    return max(0, min(one[1], other[1]) - max(one[0], other[0])) / max(one[1] - one[0], other[1] - other[0])


def pairs(labelled: list[Span], found: list[Span]) -> dict[int, int]:
    """The labelled stretch that each found one covers by nine tenths, one to one."""
    best = [(overlap(span, label), j, i) for i, label in enumerate(labelled) for j, span in enumerate(found)]
    matched: dict[int, int] = {}
    for share, j, i in sorted(best, reverse=True):
        if share >= NEARLY and j not in matched and i not in matched.values():
            matched[j] = i
    return matched


@pytest.fixture(scope="module", params=FILES, ids=lambda file: file.stem)
def readings(request: pytest.FixtureRequest) -> list[tuple[Labelled, IssuesReading]]:
    return [(passage, read(passage)) for passage in passages(request.param)]


def f1(readings: list[tuple[Labelled, IssuesReading]], of: Callable[[Labelled, IssuesReading], tuple[int, int, int]]):
    """The balanced score of hits, found and labelled over all passages."""
    counted = [of(*reading) for reading in readings]
    hits, found, labelled = (sum(column) for column in zip(*counted, strict=True))
    return 2 * hits / (found + labelled)


def test_problems_are_those_that_a_person_reads(readings: list[tuple[Labelled, IssuesReading]]) -> None:
    def counted(passage: Labelled, found: IssuesReading) -> tuple[int, int, int]:
        given = spans(list(found.problems))
        return len(pairs(passage.problems, given)), len(given), len(passage.problems)

    assert f1(readings, counted) >= 0.92


def test_measures_are_those_that_a_person_reads(readings: list[tuple[Labelled, IssuesReading]]) -> None:
    def counted(passage: Labelled, found: IssuesReading) -> tuple[int, int, int]:
        given = spans(list(found.measures))
        return len(pairs(passage.measures, given)), len(given), len(passage.measures)

    assert f1(readings, counted) >= 0.95


def test_measures_answer_the_problems_that_a_person_sees(readings: list[tuple[Labelled, IssuesReading]]) -> None:
    def counted(passage: Labelled, found: IssuesReading) -> tuple[int, int, int]:
        problems = pairs(passage.problems, spans(list(found.problems)))
        measures = pairs(passage.measures, spans(list(found.measures)))
        true = {(i, j) for i, answers in enumerate(passage.answers) for j in answers}
        given = [(measures.get(i), problems.get(j)) for i, m in enumerate(found.measures) for j in m.answers]
        return sum(link in true for link in given), len(given), len(true)

    assert f1(readings, counted) >= 0.85


def test_what_is_no_problem_is_hardly_ever_taken_for_one(readings: list[tuple[Labelled, IssuesReading]]) -> None:
    taken = [
        span
        for passage, found in readings
        for span in spans(list(found.problems))
        if not any(overlap(span, label) for label in passage.problems)
    ]
    assert len(taken) <= 0.02 * sum(len(found.problems) for _, found in readings), taken


def test_progress_is_told_apart_from_problems_and_measures(readings: list[tuple[Labelled, IssuesReading]]) -> None:
    for passage, found in readings:
        given = spans(list(found.progress))
        assert len(pairs(passage.progress, given)) == len(given) == len(passage.progress), passage.name


def test_every_detail_stands_behind_its_problem(readings: list[tuple[Labelled, IssuesReading]]) -> None:
    for _, found in readings:
        for problem in found.problems:
            assert problem.detail is None or problem.end <= problem.detail.start < problem.detail.end
