"""The scores of cells, against values worked out by hand."""

from __future__ import annotations

from typing import Any

from eval_build import (
    CARRIED,
    FEES,
    GRANTED,
    NEW,
    NEW_TOTAL,
    REVIEW,
    finding,
    labelled_problem,
    labelled_section,
    labels,
    measure,
    problem,
    record,
    section,
)  # fmt: skip
from eval_checking import FORM, check, near, scores, scoring

from schemas.record import Account, Stray, Where


@check
def precision_counts_what_was_read_and_recall_what_was_printed() -> None:
    found = scores((labels({NEW: 5, CARRIED: 7, GRANTED: 9, REVIEW: 2}), record({NEW: 5, NEW_TOTAL: 4})))
    assert near(found["nonzero.precision"], 1 / 2)
    assert near(found["nonzero.recall"], 1 / 4)
    assert near(found["nonzero.f1"], 2 * 1 / (4 + 2))


@check
def a_reader_that_says_zero_everywhere_is_worth_nothing() -> None:
    found = scores((labels({NEW: 5, NEW_TOTAL: 5}), record()))
    assert near(found["nonzero.f1"], 0)
    assert near(found["nonzero.macro"], 0)
    assert near(found["silent.share"], 1)
    assert near(found["trust.area"], 1)
    assert near(found["tables.exact"], 0)
    assert (found["cells.right"] or 0) > 0.98


@check
def a_number_that_is_read_where_zero_is_printed_costs_precision() -> None:
    found = scores((labels({NEW: 5}), record({NEW: 5, GRANTED: 1})))
    assert near(found["nonzero.precision"], 1 / 2)
    assert near(found["nonzero.recall"], 1)


@check
def micro_pools_cells_and_macro_means_reports() -> None:
    one = (labels({NEW: 5, CARRIED: 7, GRANTED: 9}), record({NEW: 5, CARRIED: 7, GRANTED: 9}))
    other = (labels({NEW: 3}), record())
    found = scores(one, other)
    assert near(found["nonzero.recall"], 3 / 4)
    assert near(found["nonzero.macro"], (1 + 0) / 2)


@check
def a_report_without_numbers_has_no_part_in_the_mean_unless_one_is_made_up() -> None:
    right = (labels({NEW: 3}), record({NEW: 3}))
    assert near(scores(right, (labels(), record()))["nonzero.macro"], 1)
    assert near(scores(right, (labels(), record({NEW: 4})))["nonzero.macro"], 1 / 2)


@check
def amounts_are_equal_as_numbers_and_none_is_not_zero() -> None:
    assert near(scores((labels({FEES: "4068.20"}), record({FEES: "4068.2"})))["nonzero.recall"], 1)
    found = scores((labels(states={NEW: "blank"}), record()))
    assert near(found["whole.all"], 0)
    assert near(found["kind.filled_blank"], 1)


@check
def each_kind_of_error_is_told_apart() -> None:
    printed = labels({NEW: 5, CARRIED: 7, GRANTED: 9, REVIEW: 2}, {NEW_TOTAL: "blank"})
    read = record({NEW: 0, CARRIED: 17, GRANTED: 0, REVIEW: 2, NEW_TOTAL: 0, FEES: "3", "applications.new.business": 5})
    kinds = {cell.address: cell.kind for cell in scoring().compare_cells(printed, read, FORM) if not cell.right}
    assert kinds == {
        NEW: "omission", CARRIED: "wrong_digit", GRANTED: "omission", NEW_TOTAL: "filled_blank", FEES: "made_up",
        "applications.new.business": "misplaced",
    }  # fmt: skip


@check
def a_number_of_another_table_is_made_up_rather_than_misplaced() -> None:
    read = record({REVIEW: 5})
    kinds = [cell.kind for cell in scoring().compare_cells(labels({NEW: 5}), read, FORM) if cell.address == REVIEW]
    assert kinds == ["made_up"]


@check
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


@check
def a_cell_without_a_place_in_the_record_is_silent_unless_its_whole_table_is_suspect() -> None:
    printed = labels({NEW: 5})
    rows = [address for address in printed.values(FORM) if address.startswith("applications.")]
    read = record(states=dict.fromkeys(rows, "absent"), trust=dict.fromkeys(rows, "suspect"))
    del read.cells[NEW]
    assert near(scores((printed, read))["silent.count"], 0)
    read.cells[GRANTED].trust = "unverified"
    assert near(scores((printed, read))["silent.count"], 2)


@check
def the_share_of_silent_errors_is_of_cells_with_numbers_that_nothing_warns_of() -> None:
    found = scores((labels({NEW: 5, CARRIED: 6, GRANTED: 7, REVIEW: 8}), record({CARRIED: 6, GRANTED: 7, REVIEW: 8})))
    assert near(found["silent.share"], 1 / 4)
    assert near(found["sound.share"], 3 / 4)
    printed = labels({NEW: 5, CARRIED: 6, GRANTED: 7, REVIEW: 8})
    read = record({NEW: 5, CARRIED: 6, GRANTED: 1, REVIEW: 8, NEW_TOTAL: 9}, trust={CARRIED: "suspect"})
    found = scores((printed, read))
    assert near(found["silent.share"], 2 / 4)
    assert near(found["sound.share"], 2 / 5)


@check
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


@check
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


@check
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


@check
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


@check
def what_nobody_labelled_has_no_score() -> None:
    read = record(problems=[problem(0, 9)], measures=[measure(0, 9)], sections=[section(1, 0, 9)])
    found = scores((labels(agency=None, year=None), read))
    for name in ("problems.exact", "measures.nearly", "links.f1", "sections.f1", "agency", "year", "findings.recall"):
        assert found[name] is None, name
    assert found["nonzero.f1"] is None
    assert found["tables.exact"] is None


@check
def undecided_cells_have_no_score() -> None:
    printed = labels({NEW: 5}, undecided=[CARRIED])
    found = scores((printed, record({NEW: 5, CARRIED: 3})))
    assert near(found["nonzero.precision"], 1)
    assert near(found["cells.right"], 1)
    assert near(found["silent.count"], 0)


@check
def a_number_in_a_cell_of_another_edition_is_made_up() -> None:
    read = record({NEW: 5})
    read.tables["disclosure"]["procurement"] = {"items": 4}
    found = scores((labels({NEW: 5}), read))
    assert near(found["nonzero.precision"], 1 / 2)
    assert near(found["tables.all"], 2 / 3)


@check
def a_number_left_over_is_counted_once_for_each_table_and_not_at_all_without_accounts() -> None:
    stray = Stray(text="7", where=Where(line=1, start=0, end=1))
    read = record(accounts={
        "disclosure": Account(printed=9, placed=8, left=[stray]),
        "applications": Account(printed=9, placed=7, left=[stray, stray]),
    })  # fmt: skip
    assert near(scores((labels(), read), (labels(), read))["left"], 6)
    assert near(scores((labels(), record(accounts={"disclosure": Account(printed=9, placed=9)})))["left"], 0)
    assert scores((labels(), record()))["left"] is None


@check
def a_wrong_cell_counts_as_verified_and_wrong_only_where_it_is_verified() -> None:
    printed = labels({NEW: 5, CARRIED: 7})
    assert near(scores((printed, record({NEW: 5})))["verified.wrong"], 1)
    assert near(scores((printed, record({NEW: 5}, trust={CARRIED: "unverified"})))["verified.wrong"], 0)
    assert near(scores((printed, record({NEW: 5, CARRIED: 7})))["verified.wrong"], 0)


@check
def a_set_of_evidence_is_worth_what_its_reports_say_whatever_the_order_of_its_kinds() -> None:
    printed = labels({NEW: 5, CARRIED: 7, GRANTED: 9})
    right, wrong = record({NEW: 5, CARRIED: 7, GRANTED: 9}), record({NEW: 5, CARRIED: 8, GRANTED: 8})
    for read in (right, wrong):
        for address, evidence in ((NEW, "label order"), (CARRIED, "label order"), (GRANTED, "order label")):
            read.cells[address] = read.cells[address].model_copy(update={"evidence": evidence.split()})
    room = scoring()
    rows = room.reliability([room.count(printed, read, FORM).counts for read in (right, wrong, right)])
    [row] = [row for row in rows if row.evidence]
    assert (row.trust, row.evidence) == ("verified", ("label", "order"))
    assert (row.cells, row.wrong, row.reports, row.reports_wrong) == (9, 2, 3, 1)
    assert near(room.total([room.count(printed, right, FORM).counts])["evidence.verified.label+order.cells"], 3)


@check
def the_bound_over_reports_is_the_exact_one_of_clopper_and_pearson() -> None:
    import eval.scoring.evidence as evidence

    assert near(evidence.upper_bound(0, 1), 0.95)
    assert near(evidence.upper_bound(0, 59), 1 - 0.05 ** (1 / 59))
    assert near(evidence.upper_bound(1, 2), 0.95**0.5)
    assert near(evidence.upper_bound(2, 3), 0.95 ** (1 / 3))
    assert near(evidence.upper_bound(4, 4), 1)
    assert evidence.upper_bound(0, 5000) < 0.0006
