"""What must be true of the scores, each with values worked out by hand.

Every check imports what it tests when it runs, so that `test_mutations` can run them all against a harness with a
deliberate fault in it.
"""

from __future__ import annotations

import math
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import mock

from eval_build import (
    CARRIED,
    FEES,
    GRANTED,
    NEW,
    NEW_TOTAL,
    REVIEW,
    finding,
    labelled_measure,
    labelled_problem,
    labelled_section,
    labels,
    measure,
    passage,
    problem,
    record,
    section,
)  # fmt: skip

from eval.labels import Labels, save_labels
from eval.made import made_report
from extract.summary.codebook import load_codebook
from extract.summary.coder import RuleCoder
from schemas.form import load_form
from schemas.record import Reading, Record

FORM = load_form()


def scoring() -> ModuleType:
    import eval.scoring

    return eval.scoring


def scores(*pairs: tuple[Labels, Record | None]) -> dict[str, float | None]:
    """Every score over some readings."""
    room = scoring()
    summed = room.total([room.count(one, read, FORM).counts for one, read in pairs])
    return {metric.id: metric.score(summed) for metric in room.METRICS}


@cache
def rule_coder() -> RuleCoder:
    return RuleCoder(load_codebook())


def near(found: float | None, expected: float) -> bool:
    return found is not None and math.isclose(found, expected, abs_tol=1e-9)


# ---------------------------------------------------------------- cells


def precision_counts_what_was_read_and_recall_what_was_printed() -> None:
    found = scores((labels({NEW: 5, CARRIED: 7, GRANTED: 9, REVIEW: 2}), record({NEW: 5, NEW_TOTAL: 4})))
    assert near(found["nonzero.precision"], 1 / 2)
    assert near(found["nonzero.recall"], 1 / 4)
    assert near(found["nonzero.f1"], 2 * 1 / (4 + 2))


def a_reader_that_says_zero_everywhere_is_worth_nothing() -> None:
    found = scores((labels({NEW: 5, NEW_TOTAL: 5}), record()))
    assert near(found["nonzero.f1"], 0)
    assert near(found["nonzero.macro"], 0)
    assert near(found["silent.share"], 1)
    assert near(found["trust.area"], 1)
    assert near(found["tables.exact"], 0)
    assert (found["cells.right"] or 0) > 0.98


def a_number_that_is_read_where_zero_is_printed_costs_precision() -> None:
    found = scores((labels({NEW: 5}), record({NEW: 5, GRANTED: 1})))
    assert near(found["nonzero.precision"], 1 / 2)
    assert near(found["nonzero.recall"], 1)


def micro_pools_cells_and_macro_means_reports() -> None:
    one = (labels({NEW: 5, CARRIED: 7, GRANTED: 9}), record({NEW: 5, CARRIED: 7, GRANTED: 9}))
    other = (labels({NEW: 3}), record())
    found = scores(one, other)
    assert near(found["nonzero.recall"], 3 / 4)
    assert near(found["nonzero.macro"], (1 + 0) / 2)


def a_report_without_numbers_has_no_part_in_the_mean_unless_one_is_made_up() -> None:
    right = (labels({NEW: 3}), record({NEW: 3}))
    assert near(scores(right, (labels(), record()))["nonzero.macro"], 1)
    assert near(scores(right, (labels(), record({NEW: 4})))["nonzero.macro"], 1 / 2)


def amounts_are_equal_as_numbers_and_none_is_not_zero() -> None:
    assert near(scores((labels({FEES: "4068.20"}), record({FEES: "4068.2"})))["nonzero.recall"], 1)
    found = scores((labels(states={NEW: "blank"}), record()))
    assert near(found["whole.all"], 0)
    assert near(found["kind.filled_blank"], 1)


def each_kind_of_error_is_told_apart() -> None:
    printed = labels({NEW: 5, CARRIED: 7, GRANTED: 9, REVIEW: 2}, {NEW_TOTAL: "blank"})
    read = record({NEW: 0, CARRIED: 17, GRANTED: 0, REVIEW: 2, NEW_TOTAL: 0, FEES: "3", "applications.new.business": 5})
    kinds = {cell.address: cell.kind for cell in scoring().compare_cells(printed, read, FORM) if not cell.right}
    assert kinds == {
        NEW: "omission", CARRIED: "wrong_digit", GRANTED: "omission", NEW_TOTAL: "filled_blank", FEES: "made_up",
        "applications.new.business": "misplaced",
    }  # fmt: skip


def a_number_of_another_table_is_made_up_rather_than_misplaced() -> None:
    read = record({REVIEW: 5})
    kinds = [cell.kind for cell in scoring().compare_cells(labels({NEW: 5}), read, FORM) if cell.address == REVIEW]
    assert kinds == ["made_up"]


def an_error_is_silent_unless_it_is_suspect_or_named_by_an_error_or_a_warning() -> None:
    printed = labels({NEW: 5})
    assert near(scores((printed, record()))["silent.count"], 1)
    assert near(scores((printed, record(trust={NEW: "suspect"})))["silent.count"], 0)
    assert near(scores((printed, record(trust={NEW: "unverified"})))["silent.count"], 1)
    assert near(scores((printed, record(findings=[finding(NEW, severity="warning")])))["silent.count"], 0)
    assert near(scores((printed, record(findings=[finding(NEW)])))["silent.count"], 0)
    assert near(scores((printed, record(findings=[finding(NEW, severity="info")])))["silent.count"], 1)
    assert near(scores((printed, record(findings=[finding(CARRIED)])))["silent.count"], 1)
    assert near(scores((printed, record({NEW: 5})))["silent.count"], 0)


def a_cell_without_a_place_in_the_record_is_silent_unless_its_whole_table_is_suspect() -> None:
    printed = labels({NEW: 5})
    rows = [address for address in printed.values(FORM) if address.startswith("applications.")]
    read = record(states=dict.fromkeys(rows, "absent"), trust=dict.fromkeys(rows, "suspect"))
    del read.cells[NEW]
    assert near(scores((printed, read))["silent.count"], 0)
    read.cells[GRANTED].trust = "unverified"
    assert near(scores((printed, read))["silent.count"], 2)


def the_share_of_silent_errors_is_of_cells_with_numbers_that_nothing_warns_of() -> None:
    found = scores((labels({NEW: 5, CARRIED: 6, GRANTED: 7, REVIEW: 8}), record({CARRIED: 6, GRANTED: 7, REVIEW: 8})))
    assert near(found["silent.share"], 1 / 4)
    assert near(found["sound.share"], 3 / 4)
    printed = labels({NEW: 5, CARRIED: 6, GRANTED: 7, REVIEW: 8})
    read = record({NEW: 5, CARRIED: 6, GRANTED: 1, REVIEW: 8, NEW_TOTAL: 9}, trust={CARRIED: "suspect"})
    found = scores((printed, read))
    assert near(found["silent.share"], 2 / 4)
    assert near(found["sound.share"], 2 / 5)


def a_reader_that_flags_everything_is_not_rewarded() -> None:
    printed = labels({NEW: 5, NEW_TOTAL: 6}, printed_errors=[{"rule": "applications.row_total", "over": "new"}])
    wary = record({NEW: 5, NEW_TOTAL: 6})
    for cell in wary.cells.values():
        cell.trust = "suspect"
    wary.findings = [finding(*one.cells, rule=one.rule.id) for one in equations()]
    found = scores((printed, wary))
    assert found["silent.share"] is None
    assert near(found["sound.share"], 0)
    assert near(found["findings.recall"], 1)
    assert near(found["findings.f1"], 2 / (2 + len(equations()) - 1))
    assert near(found["trust.review"], 1)


def equations() -> list[Any]:
    return [one for table in FORM.editions[-1].tables.values() for one in table.equations]


def states_are_told_apart_class_by_class() -> None:
    printed = labels(states={NEW: "blank", CARRIED: "blank", GRANTED: "mark"})
    read = record(states={NEW: "blank", GRANTED: "mark", REVIEW: "blank"})
    found = scores((printed, read))
    zeros = len(printed.values(FORM)) - 3
    assert near(found["states.blank"], 1 / 2)
    assert near(found["states.f1"], 2 * 2 / (3 + 3))
    assert near(scores((printed, record()))["states.f1"], 0)
    assert scores((labels(), record(states={NEW: "blank"})))["states.f1"] is None
    assert near(found["states.balanced"], ((zeros - 1) / zeros + 1 / 2 + 1) / 3)


def tables_and_reports_are_exact_as_a_whole_or_not() -> None:
    printed = labels({NEW: 5, REVIEW: 2})
    spoiled = record({NEW: 5, REVIEW: 2, GRANTED: 1})
    found = scores((printed, spoiled))
    assert near(found["tables.exact"], 1 / 2)
    assert near(found["tables.all"], 2 / 3)
    assert near(found["whole.exact"], 0)
    found = scores((printed, spoiled), (printed, record({NEW: 5, REVIEW: 2})), (labels(), record()))
    assert near(found["whole.exact"], 1 / 2)
    assert near(found["whole.all"], 2 / 3)


def a_failed_reading_is_wrong_everywhere() -> None:
    printed = labels({NEW: 5}, problems=[labelled_problem(0, 9)], measures=[], sections=[labelled_section(1, 0, 9)])
    found = scores((printed, None))
    assert near(found["failed"], 1)
    assert near(found["nonzero.recall"], 0)
    assert near(found["silent.share"], 1)
    assert near(found["tables.all"], 0)
    assert near(found["agency"], 0)
    assert near(found["year"], 0)
    assert near(found["editions"], 0)
    assert near(found["sections.f1"], 0)
    assert near(found["problems.exact"], 0)


def what_nobody_labelled_has_no_score() -> None:
    read = record(problems=[problem(0, 9)], measures=[measure(0, 9)], sections=[section(1, 0, 9)])
    found = scores((labels(agency=None, year=None), read))
    for name in ("problems.exact", "measures.nearly", "links.f1", "sections.f1", "agency", "year", "findings.recall"):
        assert found[name] is None, name
    assert found["nonzero.f1"] is None
    assert found["tables.exact"] is None


def undecided_cells_have_no_score() -> None:
    printed = labels({NEW: 5}, undecided=[CARRIED])
    found = scores((printed, record({NEW: 5, CARRIED: 3})))
    assert near(found["nonzero.precision"], 1)
    assert near(found["cells.right"], 1)
    assert near(found["silent.count"], 0)


def a_number_in_a_cell_of_another_edition_is_made_up() -> None:
    read = record({NEW: 5})
    read.tables["disclosure"]["procurement"] = {"items": 4}
    found = scores((labels({NEW: 5}), read))
    assert near(found["nonzero.precision"], 1 / 2)
    assert near(found["tables.all"], 2 / 3)


# ---------------------------------------------------------------- identity, sections, passages


def agency_year_and_editions_count_apart() -> None:
    read = record(agency="云溪县 水利局", year=2023, editions={"disclosure": "2021", "applications": "2019"})
    found = scores((labels(), read))
    assert near(found["agency"], 1)
    assert near(found["year"], 0)
    assert near(found["editions"], 1 / 2)


def a_section_is_found_by_its_number_and_nine_tenths_of_its_text() -> None:
    printed = labels(
        sections=[labelled_section(1, 0, 100), labelled_section(2, 100, 200), labelled_section(3, 200, 300)]
    )
    read = record(sections=[section(1, 0, 91), section(2, 100, 189), section(4, 200, 300)])
    found = scores((printed, read))
    assert near(found["sections.f1"], 2 * 1 / (3 + 3))


def a_passage_is_exact_or_overlaps_by_nine_tenths() -> None:
    printed = labels(problems=[labelled_problem(0, 10), labelled_problem(20, 40), labelled_problem(50, 60)])
    read = record(problems=[problem(0, 10), problem(20, 38), problem(50, 58)])
    found = scores((printed, read))
    assert near(found["problems.exact"], 1 / 3)
    assert near(found["problems.nearly"], 2 / 3)


def a_labelled_passage_is_found_once() -> None:
    printed = labels(problems=[labelled_problem(0, 10)])
    found = scores((printed, record(problems=[problem(0, 10), problem(0, 10)])))
    assert near(found["problems.exact"], 2 * 1 / (2 + 1))


def the_longer_passage_decides_the_overlap() -> None:
    printed = labels(problems=[labelled_problem(0, 10)])
    assert near(scores((printed, record(problems=[problem(0, 40)])))["problems.nearly"], 0)


def without_offsets_the_wording_decides_and_spaces_do_not_count() -> None:
    quoted = labelled_problem(0, 0).model_copy(update=passage("更新不够及时，内容不够全面").model_dump())
    printed = labels(problems=[quoted])
    assert near(
        scores((printed, record(problems=[problem(7, 21, "更新不够 及时，内容不够全面")])))["problems.exact"], 1
    )
    almost = record(problems=[problem(7, 19, "更新不够及时，内容不够全")])
    assert near(scores((printed, almost))["problems.exact"], 0)
    assert near(scores((printed, almost))["problems.nearly"], 1)


def links_count_between_passages_that_were_found() -> None:
    printed = labels(
        problems=[labelled_problem(0, 10), labelled_problem(20, 30)],
        measures=[labelled_measure(40, 50, 0), labelled_measure(60, 70, 1)],
    )
    read = record(
        problems=[problem(20, 30), problem(0, 10)],
        measures=[measure(40, 50, 1), measure(60, 70, 1), measure(80, 90, 0)],
    )
    found = scores((printed, read))
    assert near(found["links.f1"], 2 * 1 / (2 * 1 + 2 + 1))


def themes_are_decisions_on_the_passages_that_were_found() -> None:
    room, coder = scoring(), rule_coder()
    assert set(coder.code("公开渠道单一", "problem").themes) == {"channels"}
    printed = labels(
        problems=[labelled_problem(0, 6, "channels"), labelled_problem(10, 16, "platform"), labelled_problem(20, 26)]
    )
    read = record(
        problems=[problem(0, 6, "公开渠道单一"), problem(10, 16, "公开渠道单一"), problem(20, 26, "公开渠道单一")]
    )
    counts = room.count(printed, read, FORM, coder).counts
    summed = {metric.id: metric.score(counts) for metric in room.METRICS}
    assert counts["themes.passages"] == 2
    assert near(summed["themes.f1"], 2 * 1 / (2 * 1 + 1 + 1))
    decisions = counts["themes.both"] + counts["themes.missed"] + counts["themes.false"] + counts["themes.neither"]
    observed, chance = (decisions - 2) / decisions, (2 * 2 + (decisions - 2) ** 2) / decisions**2
    assert near(summed["themes.kappa"], (observed - chance) / (1 - chance))
    assert scores((printed, read))["themes.f1"] is None


def themes_of_a_passage_that_stands_on_one_side_only_are_errors() -> None:
    room, coder = scoring(), rule_coder()
    printed = labels(problems=[labelled_problem(0, 6, "channels"), labelled_problem(10, 16, "platform", "timeliness")])
    read = record(problems=[problem(0, 6, "公开渠道单一"), problem(30, 36, "公开渠道单一")])
    by_id = {metric.id: metric for metric in room.METRICS}
    counts = room.count(printed, read, FORM, coder).counts
    assert near(by_id["themes.f1"].score(counts), 2 * 1 / (2 * 1 + 2 + 1))
    assert near(by_id["themes.kappa"].score(counts), 1)
    failed = room.count(printed, None, FORM, coder).counts
    assert near(by_id["themes.f1"].score(failed), 0)
    assert by_id["themes.kappa"].score(failed) is None


# ---------------------------------------------------------------- findings and trust


def errors_of_the_agency_are_found_and_other_alarms_are_false() -> None:
    values = {NEW: 5, NEW_TOTAL: 6, "applications.carried_in.total": 1}
    over = ("applications.row_total", "new"), ("applications.row_total", "carried_in")
    printed = labels(values, printed_errors=[{"rule": rule, "over": row} for rule, row in over])
    alarms = [
        finding(NEW, NEW_TOTAL, verdict="source"),
        finding(GRANTED, "applications.granted.total", verdict="source"),
        finding(NEW, rule="applications.balance", severity="info"),
    ]
    found = scores((printed, record(values, findings=alarms)))
    assert near(found["findings.recall"], 1 / 2)
    assert near(found["findings.f1"], 2 * 1 / (2 * 1 + 1 + 1))
    assert near(found["findings.false"], 1)
    assert near(found["findings.verdicts"], 1)


def an_alarm_over_a_misread_cell_is_true_and_its_verdict_reading() -> None:
    read = record(
        {NEW: 8}, findings=[finding(NEW, NEW_TOTAL, verdict="source")], trust={NEW: "suspect", GRANTED: "suspect"}
    )
    found = scores((labels({NEW: 5}), read))
    assert near(found["findings.false"], 0)
    assert near(found["findings.verdicts"], 0)
    assert near(found["localization.recall"], 1)
    assert near(found["localization.f1"], 2 * 1 / (1 + 2))


def contradictions_are_found_by_cell_and_figure() -> None:
    difference = {"cell": NEW_TOTAL, "value": 9, "quote": "收到9件"}
    printed = labels({NEW_TOTAL: 5}, differences=[difference])
    named = finding(NEW_TOTAL, rule="claims.applications_received", severity="warning", left=9, right=5)
    other = finding(NEW_TOTAL, rule="claims.applications_received", severity="warning", left=8, right=5)
    assert near(scores((printed, record({NEW_TOTAL: 5}, findings=[named])))["differences.recall"], 1)
    found = scores((printed, record({NEW_TOTAL: 5}, findings=[other])))
    assert near(found["differences.recall"], 0)
    assert near(found["differences.false"], 1)


def the_curve_takes_cells_in_the_order_of_trust() -> None:
    row = [address for address in labels().values(FORM) if address.startswith("applications.")][:10]
    printed = labels(dict.fromkeys(row, 5))
    read = record(
        dict.fromkeys(row[:4], 5) | dict.fromkeys(row[4:6], 5) | dict.fromkeys(row[6:], 6),
        trust=dict.fromkeys(row[4:8], "unverified") | dict.fromkeys(row[8:], "suspect"),
    )
    room = scoring()
    counts = room.count(printed, read, FORM).counts
    from eval.scoring.scores import risk_coverage

    expected = [(0.4, 0), (0.8, 0.25), (1.0, 0.4)]
    assert all(near(x, a) and near(y, b) for (x, y), (a, b) in zip(risk_coverage(counts), expected, strict=True))
    area = 0.5 * 0.4 - 0.2 * math.log(2) + 0.2 - 0.6 * math.log(1 / 0.8)
    assert near(scores((printed, read))["trust.area"], area)
    found = scores((printed, read))
    assert near(found["trust.after_review"], 1 - 2 / len(read.cells))
    assert near(found["trust.review"], 2 / len(read.cells))


def cost_is_for_an_exact_report() -> None:
    reading = Reading(reader="model", calls=3, input_tokens=900, output_tokens=100, cost=2.0, seconds=4.0)
    right = (labels({NEW: 5}), record({NEW: 5}, reading=reading))
    wrong = (labels({NEW: 5}), record(reading=reading))
    found = scores(right, wrong)
    assert near(found["tokens"], 2000)
    assert near(found["cost"], 4)
    assert near(found["seconds"], 8)
    assert near(found["calls"], 3)
    assert scores(wrong)["tokens"] is None
    assert scores((labels(), record(reading=reading)))["tokens"] is None
    unpriced = reading.model_copy(update={"cost": None})
    assert scores((labels({NEW: 5}), record({NEW: 5}, reading=unpriced)))["cost"] is None
    assert near(scores((labels({NEW: 5}), record({NEW: 5})))["cost"], 0)


def a_failed_reading_is_paid_too() -> None:
    room, printed = scoring(), labels({NEW: 5})
    right = room.count(printed, record({NEW: 5}), FORM).counts
    spent = Reading(reader="plain", calls=1, input_tokens=70, output_tokens=7, cost=3.0, seconds=1.0)
    failed = room.count(printed, None, FORM, None, spent).counts
    summed = {metric.id: metric.score(room.total([right, failed])) for metric in room.METRICS}
    assert near(summed["tokens"], 77)
    assert near(summed["cost"], 3)
    assert near(summed["calls"], 1 / 2)


# ---------------------------------------------------------------- intervals and comparisons


def an_interval_has_the_width_that_theory_gives() -> None:
    room = scoring()
    right = room.count(labels({NEW: 5}), record({NEW: 5}), FORM).counts
    wrong = room.count(labels({NEW: 5}), record(), FORM).counts
    recall = [metric for metric in room.METRICS if metric.id == "nonzero.recall"]
    interval = room.intervals([right, wrong] * 50, recall)["nonzero.recall"]
    assert near(interval.value, 0.5)
    assert abs(interval.low - (0.5 - 1.96 * 0.05)) < 0.03
    assert abs(interval.high - (0.5 + 1.96 * 0.05)) < 0.03
    assert room.intervals([right], recall)["nonzero.recall"].low is None
    alone = room.intervals([right] * 9, recall)["nonzero.recall"]
    assert (alone.low, alone.high) == (1, 1)


def readers_are_compared_on_the_same_draws_of_common_reports() -> None:
    room = scoring()
    right = room.count(labels({NEW: 5, CARRIED: 2}), record({NEW: 5, CARRIED: 2}), FORM).counts
    half = room.count(labels({NEW: 5, CARRIED: 2}), record({NEW: 5}), FORM).counts
    wrong = room.count(labels({NEW: 5, CARRIED: 2}), record(), FORM).counts
    ones = {"a": right, "b": half, "c": right, "only here": wrong}
    others = {"a": half, "b": wrong, "c": half, "only there": right}
    recall = [metric for metric in room.METRICS if metric.id == "nonzero.recall"]
    difference = room.paired(ones, others, recall)["nonzero.recall"]
    assert near(difference.value, 0.5)
    assert near(difference.low, 0.5)
    assert near(difference.high, 0.5)
    difference = room.paired(ones | {"d": wrong}, others | {"d": wrong}, recall)["nonzero.recall"]
    assert near(difference.value, 3 / 8)


def runs_are_averaged_and_not_added_up() -> None:
    from eval.evaluation import ReaderScores

    room = scoring()
    read = room.count(labels({NEW: 5, CARRIED: 2}), record({NEW: 5}), FORM).counts
    once = ReaderScores(name="model", reports={"a": dict(read)})
    thrice = ReaderScores(name="model", runs=3, reports={"a": {name: 3 * n for name, n in read.items()}})
    assert once.values() == thrice.values()
    assert near(thrice.values()["silent.count"], 1)


def zeros_rank_below_any_reader_that_reads() -> None:
    from eval.evaluation import ReaderScores
    from eval.printing import ranking

    room = scoring()
    printed = labels({NEW: 5, CARRIED: 2}, problems=[labelled_problem(0, 9)])
    some = room.count(printed, record({NEW: 5}), FORM).counts
    none = room.count(printed, record(), FORM).counts
    readers = [ReaderScores(name=name, reports={"a": dict(c)}) for name, c in (("zeros", none), ("some", some))]
    assert [reader.name for reader in ranking(readers)] == ["some", "zeros"]


def a_score_that_a_reader_has_not_is_its_worst() -> None:
    from eval.evaluation import ReaderScores
    from eval.printing import ranking

    bold = {"telling": 4.0, "telling.unflagged": 4.0, "telling.silent": 1.0, "telling.sound": 2.0}
    wary = {"telling": 4.0, "telling.sound": 3.0}
    readers = [ReaderScores(name=name, reports={"a": counts}) for name, counts in (("wary", wary), ("bold", bold))]
    assert "silent.share" not in readers[0].values()
    assert [reader.name for reader in ranking(readers)] == ["bold", "wary"]


# ---------------------------------------------------------------- the harness


def planted(folder: Path, seeds: range, **fields: Any) -> None:
    for seed in seeds:
        made = made_report(seed, "tabs", style="plain")
        home = folder / f"report-{seed}"
        home.mkdir(parents=True)
        (home / "report.txt").write_text(made.text, encoding="utf-8")
        save_labels(made.labels.model_copy(update={"source": "report.txt"} | fields), home / "labels.json")


def evaluated(folder: Path, **fields: Any) -> Any:
    from eval.harness import Request, evaluate

    return evaluate(Request(fixtures=folder, readers=("zeros",), damaged=0, **fields))


def every_report_is_scored_once_and_unconfirmed_ones_are_left_out() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        planted(folder, range(3))
        planted(folder / "new", range(3, 5), confirmed=False)
        evaluation = evaluated(folder)
    assert evaluation.unconfirmed == ["new/report-3", "new/report-4"]
    for reader in evaluation.readers:
        assert sorted(reader.reports) == ["report-0", "report-1", "report-2"]
        assert all(counts["reports"] == 1 for counts in reader.reports.values())
    assert [reader.name for reader in evaluation.readers] == ["zeros", "regex"]


def a_reader_that_fails_is_scored_and_a_scorer_that_fails_is_not() -> None:
    from eval import harness

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        planted(folder, range(2))
        (folder / "report-0" / "report.txt").write_bytes(b"\x00\x01\xff\xfe not text \x00" * 9)
        broken = folder / "report-0" / "labels.json"
        from eval.labels import load_labels

        kept = load_labels(broken)
        bare = {"agency": None, "sections": None, "problems": None, "measures": None, "texts": {}, "states": {}}
        save_labels(kept.model_copy(update=bare | {"source": "report.pdf"}), broken)
        (folder / "report-0" / "report.txt").rename(folder / "report-0" / "report.pdf")
        evaluation = evaluated(folder, baselines=False)
        [reader] = evaluation.readers
        assert list(reader.failures) == ["report-0"]
        assert reader.reports["report-0"]["failed"] == 1
        assert reader.reports["report-0"].get("nonzero.right", 0) == 0
        assert evaluation.troubles == []

        def crash(*_: Any, **__: Any) -> None:
            raise ZeroDivisionError("in the scorer")

        true, harness.count = harness.count, crash  # type: ignore[assignment]
        try:
            evaluation = evaluated(folder, baselines=False)
        finally:
            harness.count = true
    assert evaluation.readers[0].reports == {}
    assert {trouble.fixture for trouble in evaluation.troubles} == {"report-0", "report-1"}


def compared(before: Record, after: Record, digest: str = "same") -> Any:
    from eval.comparison import compare
    from eval.evaluation import Evaluation, FixtureFacts, ReaderScores

    room = scoring()
    printed = labels({NEW: 5, CARRIED: 2, GRANTED: 3, REVIEW: 4})
    both = []
    for read, mark in ((before, "same"), (after, digest)):
        counts = dict(room.count(printed, read, FORM).counts)
        facts = {name: FixtureFacts(kind="txt", layout="tabs", edition="2021", digest=mark) for name in "ab"}
        reports = dict.fromkeys(facts, counts)
        both.append(Evaluation(version="0", fixtures=facts, readers=[ReaderScores(name="rules", reports=reports)]))
    from eval.scoring import intervals

    with mock.patch.object(sys.modules[intervals.__module__], "SAMPLES", 20):  # the bounds are not looked at here
        return compare(*both)


def a_loss_beyond_the_tolerance_is_worse_in_either_direction_of_better() -> None:
    full = record({NEW: 5, CARRIED: 2, GRANTED: 3, REVIEW: 4})
    less = record({NEW: 5, CARRIED: 2, GRANTED: 3})
    lost = {change.metric.id for change in compared(full, less).worse(0.1)}
    assert {"nonzero.f1", "nonzero.recall", "silent.share", "silent.count", "tables.exact"} <= lost
    assert compared(less, full).worse(0.0) == []
    assert compared(full, full).changes == []
    assert "nonzero.recall" not in {change.metric.id for change in compared(full, less).worse(0.3)}
    change = next(change for change in compared(full, less).changes if change.metric.id == "nonzero.recall")
    assert near(change.before, 1)
    assert near(change.after, 3 / 4)
    assert near(change.difference.value, -1 / 4)


def fixtures_that_changed_are_not_compared() -> None:
    comparison = compared(record({NEW: 5}), record(), digest="another")
    assert comparison.fixtures == []
    assert comparison.changed == ["a", "b"]
    assert comparison.worse(0.0) == []


CHECKS: tuple[Callable[[], None], ...] = (
    precision_counts_what_was_read_and_recall_what_was_printed,
    a_reader_that_says_zero_everywhere_is_worth_nothing,
    a_number_that_is_read_where_zero_is_printed_costs_precision,
    micro_pools_cells_and_macro_means_reports,
    a_report_without_numbers_has_no_part_in_the_mean_unless_one_is_made_up,
    amounts_are_equal_as_numbers_and_none_is_not_zero,
    each_kind_of_error_is_told_apart,
    a_number_of_another_table_is_made_up_rather_than_misplaced,
    an_error_is_silent_unless_it_is_suspect_or_named_by_an_error_or_a_warning,
    a_cell_without_a_place_in_the_record_is_silent_unless_its_whole_table_is_suspect,
    the_share_of_silent_errors_is_of_cells_with_numbers_that_nothing_warns_of,
    a_reader_that_flags_everything_is_not_rewarded,
    states_are_told_apart_class_by_class,
    tables_and_reports_are_exact_as_a_whole_or_not,
    a_failed_reading_is_wrong_everywhere,
    what_nobody_labelled_has_no_score,
    undecided_cells_have_no_score,
    a_number_in_a_cell_of_another_edition_is_made_up,
    agency_year_and_editions_count_apart,
    a_section_is_found_by_its_number_and_nine_tenths_of_its_text,
    a_passage_is_exact_or_overlaps_by_nine_tenths,
    a_labelled_passage_is_found_once,
    the_longer_passage_decides_the_overlap,
    without_offsets_the_wording_decides_and_spaces_do_not_count,
    links_count_between_passages_that_were_found,
    themes_are_decisions_on_the_passages_that_were_found,
    themes_of_a_passage_that_stands_on_one_side_only_are_errors,
    errors_of_the_agency_are_found_and_other_alarms_are_false,
    an_alarm_over_a_misread_cell_is_true_and_its_verdict_reading,
    contradictions_are_found_by_cell_and_figure,
    the_curve_takes_cells_in_the_order_of_trust,
    cost_is_for_an_exact_report,
    a_failed_reading_is_paid_too,
    an_interval_has_the_width_that_theory_gives,
    readers_are_compared_on_the_same_draws_of_common_reports,
    runs_are_averaged_and_not_added_up,
    zeros_rank_below_any_reader_that_reads,
    a_score_that_a_reader_has_not_is_its_worst,
    every_report_is_scored_once_and_unconfirmed_ones_are_left_out,
    a_reader_that_fails_is_scored_and_a_scorer_that_fails_is_not,
    a_loss_beyond_the_tolerance_is_worse_in_either_direction_of_better,
    fixtures_that_changed_are_not_compared,
)
