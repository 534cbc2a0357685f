"""The five seed reports against the labels that were made by eye."""

from __future__ import annotations

import pytest
from table_reading import PUBLIC, SEEDS, flagged_cells, outcomes, record_of_path, seed

from eval.labels import load_labels


@pytest.mark.parametrize("name", SEEDS)
def test_every_cell_of_a_seed_is_read_as_labelled(name: str) -> None:
    record, labels, _ = seed(name)
    found = list(outcomes(record, labels))
    assert len(found) == 200
    assert [o for o in found if o.read != o.printed or o.read_state != o.state] == []
    assert record.editions == labels.editions


@pytest.mark.parametrize("name", SEEDS)
def test_a_cell_of_a_seed_says_where_it_stands(name: str) -> None:
    record, _, text = seed(name)
    for cell in record.cells.values():
        assert cell.where is not None and cell.where.start is not None and cell.where.end is not None
        assert text[cell.where.start : cell.where.end] == cell.text
        assert cell.where.line == text.count("\n", 0, cell.where.start) + 1


@pytest.mark.parametrize("name", SEEDS)
def test_agency_year_and_sections_of_a_seed_are_read_as_labelled(name: str) -> None:
    record, labels, _ = seed(name)
    assert (record.agency, record.year) == (labels.agency, labels.year)
    assert [s.model_dump() for s in record.sections] == [s.model_dump() for s in labels.sections or []]


@pytest.mark.parametrize("name", SEEDS)
def test_problems_and_measures_of_a_seed_are_read_as_labelled(name: str) -> None:
    record, labels, text = seed(name)
    assert [(p.quote, p.start, p.end) for p in record.problems] == [
        (p.quote, p.start, p.end) for p in labels.problems or []
    ]
    assert [(m.quote, m.start, m.end, m.answers) for m in record.measures] == [
        (m.quote, m.start, m.end, m.answers) for m in labels.measures or []
    ]
    for item in (*record.problems, *record.measures):
        assert text[item.start : item.end] == item.quote


def test_the_two_cells_that_a_seed_lost_are_imputed_beside_the_table() -> None:
    record, _, _ = seed("yuncheng-science-2024")
    lost = [a for a, c in record.cells.items() if c.state != "number"]
    assert lost == ["applications.granted.total", "applications.granted_in_part.total"]
    assert [(s.cell, s.value, s.kind) for s in record.suggestions] == [(cell, 0, "imputed") for cell in lost]
    assert set(lost) <= flagged_cells(record)


@pytest.mark.skipif(not PUBLIC.is_dir(), reason="the public reports are not beside the checkout")
@pytest.mark.parametrize("path", sorted(PUBLIC.glob("*.txt")), ids=lambda path: path.stem)
def test_no_cell_of_a_public_report_is_silently_wrong(path) -> None:  # type: ignore[no-untyped-def]
    folder = __import__("pathlib").Path(__file__).parents[2] / "eval" / "public_labels"
    labels = load_labels(folder / f"{path.stem}.json")
    record = record_of_path(path)
    found = list(outcomes(record, labels))
    assert [o for o in found if o.silent] == []
    assert sum(o.read == o.printed for o in found) >= 190
    assert record.year == labels.year and labels.names(record.agency)
