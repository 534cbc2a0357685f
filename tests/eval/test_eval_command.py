"""The eval and label commands, on folders of made fixtures."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from browsing import chromium
from rich.console import Console

from eval.command import Output, run_eval
from eval.comparison import compare
from eval.evaluation import Evaluation, EvaluationError, WrongCell, load_evaluation
from eval.fixture import HOME, FixtureError, load_fixtures
from eval.harness import Request
from eval.labelling import begin_fixture, confirm_fixture, second_look
from eval.labels import load_labels, save_labels
from eval.made import made_report
from eval.page import page
from eval.readers import ReaderError
from extract.language import spoken
from extract.settings import ModelSettings
from schemas.form import load_form

pytestmark = pytest.mark.usefixtures("english")

FORM = load_form()


def plant(folder: Path, seed: int, layout: str = "tabs", **fields: object) -> Path:
    made = made_report(seed, layout)
    home = folder / f"report-{layout}-{seed}"
    home.mkdir(parents=True)
    (home / "report.txt").write_text(made.text, encoding="utf-8")
    save_labels(made.labels.model_copy(update={"source": "report.txt"} | fields), home / "labels.json")
    return home


@pytest.fixture(scope="module")
def fixtures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fixtures")
    for seed in (1, 3, 5):
        plant(folder, seed)
    plant(folder, 3, "spaces")
    return folder


@pytest.fixture(scope="module")
def evaluated(fixtures: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, int]:
    """The folder of a whole evaluation, what it printed, and its exit status."""
    out = tmp_path_factory.mktemp("out")
    said = StringIO()
    request = Request(fixtures=fixtures, readers=("rules",), damaged=2)
    with spoken("en"):
        status = run_eval(request, Output(out, full=True), Console(file=said, width=160))
    return out, said.getvalue(), status


def test_an_evaluation_prints_every_reader_with_its_baselines_beside(evaluated: tuple[Path, str, int]) -> None:
    _, said, status = evaluated
    assert status == 0
    assert "4 reports" in said
    heading = next(line for line in said.splitlines() if "rules" in line)
    assert heading.index("rules") < heading.index("regex *") < heading.index("zeros *")
    row = next(line for line in said.splitlines() if "non-zero cells, recall" in line)
    assert [cell.strip() for cell in row.split("│")][-2] == "0"


def test_scores_can_be_had_again_from_the_json(evaluated: tuple[Path, str, int]) -> None:
    evaluation = load_evaluation(evaluated[0] / "eval.json")
    [rules] = [reader for reader in evaluation.readers if reader.name == "rules"]
    assert sorted(rules.reports) == sorted(evaluation.fixtures)
    assert rules.values()["nonzero.recall"] > 0.9
    assert [curve.reader for curve in evaluation.robustness] == ["rules", "zeros", "regex"]
    assert list(evaluation.robustness[0].levels) == ["0", "0.2", "0.4", "0.6", "0.8", "1"]


def test_the_same_evaluation_shows_no_change_and_a_worse_one_exits_1(
    fixtures: Path, evaluated: tuple[Path, str, int], tmp_path: Path
) -> None:
    old = evaluated[0] / "eval.json"
    request = Request(fixtures=fixtures, readers=("rules",), damaged=0)
    said = StringIO()
    assert run_eval(request, Output(against=old), Console(file=said, width=160)) == 0
    better = json.loads(old.read_text(encoding="utf-8"))
    for reader in better["readers"]:
        if reader["name"] == "zeros":
            for counts in reader["reports"].values():
                counts["nonzero.right"] = counts["nonzero.labelled"]
    (tmp_path / "better.json").write_text(json.dumps(better), encoding="utf-8")
    said = StringIO()
    assert run_eval(request, Output(against=tmp_path / "better.json"), Console(file=said, width=160)) == 1
    lines = [line for line in said.getvalue().splitlines() if line.startswith("│ worse")]
    assert any("zeros" in line and "non-zero cells, recall" in line for line in lines)


def test_an_old_evaluation_that_is_none_is_named(fixtures: Path, tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text('{"a": 1}', encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"other\.json: is no eval\.json"):
        run_eval(Request(fixtures=fixtures), Output(against=tmp_path / "other.json"), Console(file=StringIO()))


def test_filters_and_limits_choose_fixtures(fixtures: Path) -> None:
    assert len(load_fixtures(fixtures, FORM, ["layout=spaces"]).fixtures) == 1
    assert len(load_fixtures(fixtures, FORM, ["layout!=spaces"]).fixtures) == 3
    assert len(load_fixtures(fixtures, FORM, ["layout=tabs", "name=*-5"]).fixtures) == 1
    assert len(load_fixtures(fixtures, FORM, limit=2).fixtures) == 2


@pytest.mark.parametrize(
    ("filters", "says"),
    [(["colour=red"], "colour=red"), (["layout"], "NAME=PATTERN"), (["layout=glued"], "fits the filter")],
)
def test_a_filter_that_makes_no_sense_is_said(fixtures: Path, filters: list[str], says: str) -> None:
    with pytest.raises(FixtureError, match=says):
        load_fixtures(fixtures, FORM, filters)


def test_labels_at_fault_stop_the_evaluation_and_are_named(tmp_path: Path) -> None:
    home = plant(tmp_path, 1)
    labels = load_labels(home / "labels.json")
    labels.tables["applications"]["new"].pop()
    save_labels(labels, home / "labels.json")
    with pytest.raises(FixtureError, match=r"report-tabs-1/labels\.json: applications\.new: 6 values for 7"):
        load_fixtures(tmp_path, FORM)


@pytest.mark.parametrize("name", ["model", "plain", "nobody"])
def test_a_reader_that_cannot_be_had_is_said(fixtures: Path, name: str) -> None:
    with pytest.raises(ReaderError, match=name):
        run_eval(Request(fixtures=fixtures, readers=(name,)), Output(), Console(file=StringIO()))


def test_a_model_that_does_not_answer_is_a_failed_reading_and_no_crash(fixtures: Path) -> None:
    model = ModelSettings(model="nobody", base_url="http://127.0.0.1:9/v1", timeout=2, attempts=1)
    request = Request(fixtures=fixtures, readers=("plain",), models=(model,), limit=1, baselines=False, damaged=0)
    said = StringIO()
    assert run_eval(request, Output(), Console(file=said, width=160)) == 0
    assert "plain could not read report-spaces-3" in said.getvalue()


# ---------------------------------------------------------------- labelling


def test_a_fixture_begun_from_a_reading_is_left_out_until_it_is_confirmed(tmp_path: Path) -> None:
    source = tmp_path / "云溪.txt"
    made = made_report(7, "tabs", style="plain")
    source.write_text(made.text, encoding="utf-8")
    fixture = begin_fixture(source, tmp_path / "mine")
    assert (fixture.source.parent / "report.txt").read_bytes() == source.read_bytes()
    with pytest.raises(FixtureError, match="unconfirmed"):
        load_fixtures(tmp_path / "mine", FORM)
    assert confirm_fixture(fixture.source.parent) == []
    [confirmed] = load_fixtures(tmp_path / "mine", FORM).fixtures
    assert confirmed.labels.values(FORM) == made.labels.values(FORM)
    assert confirmed.labels.agency == made.labels.agency


def test_labels_that_break_a_rule_are_not_confirmed_before_that_is_settled(tmp_path: Path) -> None:
    source = tmp_path / "report.txt"
    made = made_report(7, "tabs", style="own_error")
    source.write_text(made.text, encoding="utf-8")
    home = begin_fixture(source, tmp_path / "mine").source.parent
    faults = confirm_fixture(home)
    assert any("is broken: correct the labels, or confirm it" in fault for fault in faults)
    assert not load_labels(home / "labels.json").confirmed
    labels = load_labels(home / "labels.json")
    labels.printed_errors = made.labels.printed_errors
    save_labels(labels, home / "labels.json")
    assert confirm_fixture(home) == []


def test_a_zero_labelled_as_blank_is_shown_on_confirming(tmp_path: Path) -> None:
    source = tmp_path / "report.txt"
    source.write_text(made_report(7, "tabs", style="plain").text, encoding="utf-8")
    home = begin_fixture(source, tmp_path / "mine").source.parent
    assert second_look(home) == []
    labels = load_labels(home / "labels.json")
    labels.tables["disclosure"]["regulations"][1] = None
    labels.states["disclosure.regulations.repealed"] = "blank"
    save_labels(labels, home / "labels.json")
    assert confirm_fixture(home) == []
    [line] = second_look(home)
    assert re.fullmatch(r"disclosure\.regulations\.repealed: labelled blank, read as 0, line \d+", line)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_a_report_in_any_encoding_becomes_a_fixture(tmp_path: Path, encoding: str) -> None:
    source = tmp_path / "report.txt"
    made = made_report(8, "spaces", style="plain")
    source.write_text(made.text, encoding=encoding)
    home = begin_fixture(source, tmp_path / "mine").source.parent
    assert confirm_fixture(home) == []
    assert load_labels(home / "labels.json").values(FORM) == made.labels.values(FORM)


@pytest.mark.parametrize("name", ["made-word-651", "made-html-278"])
def test_a_quote_that_a_web_page_or_word_file_does_not_print_is_a_fault(tmp_path: Path, name: str) -> None:
    home = tmp_path / name
    shutil.copytree(HOME / name, home)
    labels = load_labels(home / "labels.json")
    assert confirm_fixture(home) == []
    assert labels.measures
    labels.measures[0].quote = "这句话报告里没有"
    save_labels(labels, home / "labels.json")
    assert confirm_fixture(home) == [f"{home / 'labels.json'}: measures[0]: '这句话报告里没有' is not in the source"]


def test_a_fixture_is_not_written_over(tmp_path: Path) -> None:
    source = tmp_path / "report.txt"
    source.write_text(made_report(7).text, encoding="utf-8")
    begin_fixture(source, tmp_path / "mine")
    with pytest.raises(FixtureError, match="is there already"):
        begin_fixture(source, tmp_path / "mine")


def test_a_file_that_is_no_report_begins_no_fixture(tmp_path: Path) -> None:
    source = tmp_path / "letter.txt"
    source.write_text("Dear Sir or Madam,\n", encoding="utf-8")
    with pytest.raises(FixtureError, match=r"letter\.txt"):
        begin_fixture(source, tmp_path / "mine")
    assert not (tmp_path / "mine").exists()


# ---------------------------------------------------------------- the page


def test_the_page_holds_nothing_of_a_report_as_markup(evaluated: tuple[Path, str, int]) -> None:
    evaluation = load_evaluation(evaluated[0] / "eval.json")
    [rules] = [reader for reader in evaluation.readers if reader.name == "rules"]
    evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
    rules.failures["report"] = evil
    rules.wrong.append(_wrong(evil))
    html = re.sub(r"<script>/\*\*.*?</script>", "", page(evaluation), flags=re.DOTALL)
    assert "<img src=x" not in html
    assert "</script><script>alert" not in html


def _wrong(source: str, kind: str = "omission", silent: bool = True) -> WrongCell:
    return WrongCell(
        fixture="report", address="applications.new.total", kind=kind, silent=silent, label=5, read=None,
        label_state="number", read_state="absent", trust=None, source=source, reasons=[],
    )  # fmt: skip


@pytest.fixture
def browser() -> Iterator[Callable[[], Any]]:
    with chromium() as opened:
        yield opened.new_page


@pytest.mark.browser
@pytest.mark.slow
def test_the_page_shows_charts_and_filters_wrong_cells_in_a_browser(
    evaluated: tuple[Path, str, int], tmp_path: Path, browser: Callable[[], Any]
) -> None:
    evaluation = load_evaluation(evaluated[0] / "eval.json")
    [rules] = [reader for reader in evaluation.readers if reader.name == "rules"]
    rules.wrong = [_wrong("<b>行</b>"), _wrong("二", "made_up", silent=False)]
    (tmp_path / "eval.html").write_text(page(evaluation), encoding="utf-8")
    tab = browser()
    faults: list[str] = []
    tab.on("pageerror", lambda fault: faults.append(str(fault)))
    tab.goto((tmp_path / "eval.html").as_uri())
    tab.wait_for_selector("[data-chart=risk] .main-svg")
    assert tab.locator(".chart .plot-container").count() == tab.locator(".chart").count()
    assert tab.locator("#wrong tbody tr").count() == 2
    assert "<b>行</b>" in tab.locator("#wrong tbody").inner_text()
    tab.check("#silent")
    assert tab.locator("#wrong tbody tr").count() == 1
    tab.uncheck("#silent")
    tab.select_option("#kind", "made_up")
    assert tab.locator("#amount").inner_text() == "1 cells"
    assert faults == []


def test_only_reports_that_both_evaluations_have_are_compared_and_the_others_are_named(
    fixtures: Path, evaluated: tuple[Path, str, int]
) -> None:
    some = Request(fixtures=fixtures, filters=("layout=spaces",), baselines=False, damaged=0)
    said = StringIO()
    assert run_eval(some, Output(against=evaluated[0] / "eval.json"), Console(file=said, width=160)) == 0
    assert "1 common reports" in said.getvalue()
    assert "not in the new evaluation: report-tabs-1, report-tabs-3, report-tabs-5" in said.getvalue()
    assert "readers not in the new evaluation: zeros, regex" in said.getvalue()


def test_a_comparison_of_nothing_is_no_success(fixtures: Path, evaluated: tuple[Path, str, int]) -> None:
    other = Request(fixtures=fixtures, readers=("regex",), limit=1, baselines=False, damaged=0)
    old = json.loads((evaluated[0] / "eval.json").read_text(encoding="utf-8"))
    old["readers"] = [reader for reader in old["readers"] if reader["name"] == "rules"]
    (evaluated[0] / "rules.json").write_text(json.dumps(old), encoding="utf-8")
    said = StringIO()
    assert run_eval(other, Output(against=evaluated[0] / "rules.json"), Console(file=said, width=160)) == 1
    assert "nothing to compare" in said.getvalue()


def test_an_evaluation_that_was_counted_otherwise_is_not_compared(
    fixtures: Path, evaluated: tuple[Path, str, int]
) -> None:
    old = json.loads((evaluated[0] / "eval.json").read_text(encoding="utf-8"))
    (evaluated[0] / "old.json").write_text(json.dumps(old | {"format": 1}), encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"old\.json: is an eval\.json of another version"):
        run_eval(Request(fixtures=fixtures), Output(against=evaluated[0] / "old.json"), Console(file=StringIO()))


def test_two_evaluations_without_common_fixtures_compare_nothing(evaluated: tuple[Path, str, int]) -> None:
    old = load_evaluation(evaluated[0] / "eval.json")
    found = compare(old, Evaluation(version="0", fixtures={}))
    assert found.changes == []
    assert sorted(found.missing) == sorted(old.fixtures)


def test_the_reliability_of_evidence_stands_in_the_json_and_on_the_page_over_all_and_by_kind(
    evaluated: tuple[Path, str, int],
) -> None:
    evaluation = load_evaluation(evaluated[0] / "eval.json")
    [rules] = [reader for reader in evaluation.readers if reader.name == "rules"]
    assert [part.kind for part in rules.reliability] == [None, "txt"]
    everywhere, texts = rules.reliability
    assert everywhere.rows == texts.rows
    assert sum(row.cells for row in everywhere.rows) == sum(counts["cells"] for counts in rules.reports.values())
    assert all(row.reports <= 4 and row.reports_wrong / row.reports <= row.bound <= 1 for row in everywhere.rows)
    assert all(not reader.reliability for reader in evaluation.readers if reader.baseline)
    shown = (evaluated[0] / "eval.html").read_text(encoding="utf-8")
    assert "<h2>Reliability</h2>" in shown
    assert "rules, txt" in shown


def test_what_is_left_over_and_what_is_verified_and_wrong_stand_below_the_headlines(fixtures: Path) -> None:
    said = StringIO()
    run_eval(Request(fixtures=fixtures, damaged=0), Output(), Console(file=said, width=160))
    rows = {row[0].strip(): row[1:] for line in said.getvalue().splitlines() if len(row := line.split("│")[1:-1]) > 1}
    assert rows["↓ verified and wrong"][0].strip() == "0"
    assert rows["↓ numbers left over"][0].strip() == "0"
    assert {cell.strip() for cell in rows["↓ numbers left over"][1:]} == {"–"}
