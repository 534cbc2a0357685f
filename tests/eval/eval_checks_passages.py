"""The scores of identity, sections, passages, findings and trust, against values worked out by hand."""

from __future__ import annotations

import math

from eval_build import (
    GRANTED,
    NEW,
    NEW_TOTAL,
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
from eval_checking import FORM, check, near, rule_coder, scores, scoring

from schemas.record import Reading


@check
def agency_year_and_editions_count_apart() -> None:
    read = record(agency="云溪县 水利局", year=2023, editions={"disclosure": "2021", "applications": "2019"})
    found = scores((labels(), read))
    assert near(found["agency"], 1)
    assert near(found["year"], 0)
    assert near(found["editions"], 1 / 2)


@check
def a_section_is_found_by_its_number_and_nine_tenths_of_its_text() -> None:
    printed = labels(
        sections=[labelled_section(1, 0, 100), labelled_section(2, 100, 200), labelled_section(3, 200, 300)]
    )
    read = record(sections=[section(1, 0, 91), section(2, 100, 189), section(4, 200, 300)])
    found = scores((printed, read))
    assert near(found["sections.f1"], 2 * 1 / (3 + 3))


@check
def a_passage_is_exact_or_overlaps_by_nine_tenths() -> None:
    printed = labels(problems=[labelled_problem(0, 10), labelled_problem(20, 40), labelled_problem(50, 60)])
    read = record(problems=[problem(0, 10), problem(20, 38), problem(50, 58)])
    found = scores((printed, read))
    assert near(found["problems.exact"], 1 / 3)
    assert near(found["problems.nearly"], 2 / 3)


@check
def a_labelled_passage_is_found_once() -> None:
    printed = labels(problems=[labelled_problem(0, 10)])
    found = scores((printed, record(problems=[problem(0, 10), problem(0, 10)])))
    assert near(found["problems.exact"], 2 * 1 / (2 + 1))


@check
def the_longer_passage_decides_the_overlap() -> None:
    printed = labels(problems=[labelled_problem(0, 10)])
    assert near(scores((printed, record(problems=[problem(0, 40)])))["problems.nearly"], 0)


@check
def without_offsets_the_wording_decides_and_spaces_do_not_count() -> None:
    quoted = labelled_problem(0, 0).model_copy(update=passage("更新不够及时，内容不够全面").model_dump())
    printed = labels(problems=[quoted])
    assert near(
        scores((printed, record(problems=[problem(7, 21, "更新不够 及时，内容不够全面")])))["problems.exact"], 1
    )
    almost = record(problems=[problem(7, 19, "更新不够及时，内容不够全")])
    assert near(scores((printed, almost))["problems.exact"], 0)
    assert near(scores((printed, almost))["problems.nearly"], 1)


@check
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


@check
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


@check
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


@check
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


@check
def an_alarm_over_a_misread_cell_is_true_and_its_verdict_reading() -> None:
    read = record(
        {NEW: 8}, findings=[finding(NEW, NEW_TOTAL, verdict="source")], trust={NEW: "suspect", GRANTED: "suspect"}
    )
    found = scores((labels({NEW: 5}), read))
    assert near(found["findings.false"], 0)
    assert near(found["findings.verdicts"], 0)
    assert near(found["localization.recall"], 1)
    assert near(found["localization.f1"], 2 * 1 / (1 + 2))


@check
def contradictions_are_found_by_cell_and_figure() -> None:
    difference = {"cell": NEW_TOTAL, "value": 9, "quote": "收到9件"}
    printed = labels({NEW_TOTAL: 5}, differences=[difference])
    named = finding(NEW_TOTAL, rule="claims.applications_received", severity="warning", left=9, right=5)
    other = finding(NEW_TOTAL, rule="claims.applications_received", severity="warning", left=8, right=5)
    assert near(scores((printed, record({NEW_TOTAL: 5}, findings=[named])))["differences.recall"], 1)
    found = scores((printed, record({NEW_TOTAL: 5}, findings=[other])))
    assert near(found["differences.recall"], 0)
    assert near(found["differences.false"], 1)


@check
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


@check
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


@check
def a_failed_reading_is_paid_too() -> None:
    room, printed = scoring(), labels({NEW: 5})
    right = room.count(printed, record({NEW: 5}), FORM).counts
    spent = Reading(reader="plain", calls=1, input_tokens=70, output_tokens=7, cost=3.0, seconds=1.0)
    failed = room.count(printed, None, FORM, None, spent).counts
    summed = {metric.id: metric.score(room.total([right, failed])) for metric in room.METRICS}
    assert near(summed["tokens"], 77)
    assert near(summed["cost"], 3)
    assert near(summed["calls"], 1 / 2)
