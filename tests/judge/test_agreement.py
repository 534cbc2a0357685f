"""Claims of the prose, and how they agree with the tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from judge_tables import APPLICATIONS, applications, filled, printed

from extract.judge.agreement import Tables, compare, differences
from extract.judge.plausible import plausibility
from extract.prose.claims import find_claims
from extract.prose.parts import part_findings
from extract.prose.patterns import claim_patterns
from extract.prose.remarks import prose_of
from extract.prose.standing import standing_findings
from extract.reading import CellReading
from extract.report import read
from schemas.form import load_form
from schemas.record import Cell, Record, SectionSpan

FORM = load_form()
SEEDS = sorted((Path(__file__).parents[2] / "eval" / "fixtures").glob("*-20*/report.txt"))
YEAR = 2024


def claims(text: str) -> list[tuple[str, object, str]]:
    return [(claim.kind, claim.value, claim.scope) for claim in find_claims(prose_of(text, []), FORM, YEAR)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("全年共收到政府信息公开申请12件，办结11件，结转下年度继续办理1件。",
         [("applications_received", 12, "own"), ("applications_concluded", 11, "own"),
          ("applications_carried_out", 1, "own")]),
        ("共受理信息公开申\n请 1，204 件。", [("applications_received", 1204, "own")]),
        ("本年收到申请三件。", [("applications_received", 3, "own")]),
        ("我局未收到政府信息公开申请。", [("applications_received", 0, "own")]),
        ("依申请公开方面，上年结转4件，顺延下年度答复6件。",
         [("applications_carried_in", 4, "own"), ("applications_carried_out", 6, "own")]),
        ("各类申请中，予以公开5件、部分公开2件、不予公开3件、无法提供4件、不予处理1件、其他处理（含撤回）7件。",
         [("applications_granted", 5, "own"), ("applications_granted_in_part", 2, "own"),
          ("applications_denied", 3, "own"), ("applications_unavailable", 4, "own"),
          ("applications_rejected", 1, "own"), ("applications_other", 7, "own")]),
        ("对申请予以公开及部分公开8件。", [("applications_granted_and_granted_in_part", 8, "own")]),
        ("自然人申请9件，法人或其他组织申请2件。",
         [("applications_natural_person", 9, "own"), ("applications_organizations", 2, "own")]),
        ("因政府信息公开被申请行政复议4件，行政诉讼2件。", [("reviews", 4, "own"), ("litigations", 2, "own")]),
        ("未发生行政复议、行政诉讼案件。", [("litigations", 0, "own"), ("reviews", 0, "own")]),
        ("未发生因公开引起的行政复议被纠错情形。", []),
        ("制发行政规范性文件6件，废止规范性文件2件，现行有效规范性文件30件。",
         [("normative_documents_issued", 6, "own"), ("normative_documents_repealed", 2, "own"),
          ("normative_documents_in_force", 30, "own")]),
        ("全市共收到政府信息公开申请80件。", [("applications_received", 80, "whole")]),
        ("区政府办公室收到政府信息公开申请8件。", [("applications_received", 8, "office")]),
        ("2023年，收到政府信息公开申请8件。", [("applications_received", 8, "period")]),
        ("上半年收到政府信息公开申请8件。", [("applications_received", 8, "period")]),
        ("通过网上平台收到政府信息公开申请8件。", [("applications_received", 8, "part")]),
        ("发布政策解读12条，开展培训3次。", []),
        ("收到政府信息公开申请2件。受理热线工单300件，办结298件。", [("applications_received", 2, "own")]),
        ("全年受理行政复议案件120件。", []),  # of a body that reviews, about anything
        ("审查行政规范性文件30件。", []),
        ("收到申请5件，按时答复率100%。", [("applications_received", 5, "own")]),
        ("收到政府信息公开申请5件，均已按期答复，结转下年度1件。",
         [("applications_received", 5, "own"), ("applications_carried_out", 1, "own")]),
        ("收到政府信息公开申请5件。未收到对公开申请办理的投诉。", [("applications_received", 5, "own")]),
        ("对提案答复予以公开12件。", []),
    ],
)  # fmt: skip
def test_a_sentence_makes_these_claims(sentence: str, expected: list[tuple[str, object, str]]) -> None:
    assert sorted(claims(sentence), key=str) == sorted(expected, key=str)


def test_a_claim_quotes_the_source_as_it_stands() -> None:
    text = "全年收到政府信息公开申\n请 12 件。"
    (claim,) = find_claims(prose_of(text, []), FORM, YEAR)
    assert text[claim.start : claim.end] == claim.quote == "收到政府信息公开申\n请 12 件"


def test_numbers_of_the_tables_are_no_claims() -> None:
    text = "不予公开 12 件\n"
    assert find_claims(prose_of(text, [], [(0, len(text))]), FORM, YEAR) == []


def accords(sentence: str, rows: dict[str, str], agency: str = "某某局") -> list[str]:
    readings: dict[str, CellReading] = applications(rows)
    proceedings = FORM.table("proceedings", "2021")
    readings |= filled(proceedings, printed(0))
    values = {
        table.id: {
            row.id: {c.id: readings[table.address(row.id, c.id)].value for c in row.columns} for row in table.rows
        }
        for table in (APPLICATIONS, proceedings)
    }
    cells = {a: Cell(text=r.text, state=r.state, trust="unverified") for a, r in readings.items()}
    layouts = {"applications": APPLICATIONS, "proceedings": proceedings}
    layouts["disclosure"] = FORM.table("disclosure", "2021")
    found = find_claims(prose_of(sentence, []), FORM, YEAR)
    return [one.accord for one in compare(found, Tables(layouts, values, cells, agency), claim_patterns(FORM))]


ROWS = {"new": "9 3 0 0 0 0 12", "carried_in": "2 0 0 0 0 0 2", "concluded": "10 3 0 0 0 0 13"}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("收到政府信息公开申请12件。", ["agrees"]),
        ("收到政府信息公开申请14件。", ["agrees"]),  # what was carried over is counted with it
        ("收到政府信息公开申请13件。", ["differs"]),
        ("全市收到政府信息公开申请99件。", ["other_scope"]),
        ("上半年收到政府信息公开申请5件。", ["other_scope"]),
        ("自然人申请9件。", ["agrees"]),
        ("法人或其他组织申请5件。", ["differs"]),
        ("未收到政府信息公开申请。", ["differs"]),
        ("未发生行政复议、行政诉讼。", ["agrees", "agrees"]),
        ("新收政府信息公开申请12件。另收到政府信息公开申请9件。", ["agrees", "other_scope"]),
        ("局收到政府信息公开申请8件。所收到政府信息公开申请4件。", ["other_scope", "other_scope"]),
        ("申请办结率为92.9%。", ["agrees"]),
        ("申请办结率为95%。", ["differs"]),
        ("政府信息公开申请均已按期办结。", ["differs"]),
    ],
)
def test_a_claim_is_held_against_its_cells(sentence: str, expected: list[str]) -> None:
    rows = ROWS | {"carried_out": "1 0 0 0 0 0 1"}
    assert accords(sentence, rows) == expected


def test_all_of_a_region_is_the_regions_own_scope() -> None:
    assert accords("全县收到政府信息公开申请13件。", ROWS, "某县人民政府") == ["differs"]
    assert accords("政府办公室收到政府信息公开申请1件。", ROWS, "某县人民政府") == ["other_scope"]


def test_a_blank_cell_contradicts_nothing() -> None:
    assert accords("收到政府信息公开申请13件。", {"new": "9 3 0 0 0 0 _"}) == ["cannot_tell"]
    assert accords("未收到政府信息公开申请。", {"new": "_ _ _ _ _ _ _"}) == ["agrees"]


def test_a_difference_is_a_warning_with_its_passage_and_both_figures() -> None:
    found = find_claims(prose_of("收到政府信息公开申请13件。", []), FORM, YEAR)
    values = {"applications": {"new": {"total": 12}, "carried_in": {"total": 2}}}
    layouts = {"applications": APPLICATIONS}
    compared = compare(found, Tables(layouts, values, {}, None), claim_patterns(FORM))
    (finding,) = differences(compared)
    assert (finding.severity, finding.left, finding.right) == ("warning", 13, 12)
    assert finding.cells == ["applications.new.total"]
    assert finding.values["quote"] == "收到政府信息公开申请13件"


@pytest.mark.parametrize(
    ("sentence", "contradicts"),
    [
        ("发布信息10条，其中动态6条、公告4条。", False),
        ("发布信息10条，其中动态6条、公告3条。", False),  # a list after 其中 need not be whole
        ("发布信息10条，其中动态6条、公告5条。", True),
        ("发布信息10条，其中动态6条、公告2条、其他1条。", True),
        ("发布信息10条（甲县4条、乙县6条）。", False),
        ("发布信息10条（甲县4条、乙县7条）。", True),
        ("报送信息200条，采用150条，采用率75%。", False),
        ("报送信息200条，采用150条，采用率80%。", True),
        ("办结200件，予以公开100件（50%），部分公开60件（30%），其他40件（20%）。", False),
        ("办结200件，予以公开100件（50%），部分公开60件（30%），其他40件（25%）。", True),
    ],
)
def test_parts_and_shares_that_contradict_their_total_are_found(sentence: str, contradicts: bool) -> None:
    assert bool(part_findings(prose_of(sentence, []))) == contradicts


def section(text: str, number: int = 1, title: str = "总体情况") -> list[SectionSpan]:
    return [SectionSpan(number=number, title=title, start=0, end=len(text))]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("一、总体情况", "structure.section_empty"),
        ("一、总体情况\n2023年，我局共发布各类信息20条。", "structure.stale_year"),
        ("一、总体情况\n2024年，我局共发布各类信息20条。", None),
        ("一、总体情况\n2023年以来，我局不断改进。", None),
        ("一、总体情况\n2023年印发的办法继续有效。", None),
        ("一、总体情况\n2025年度共收到申请20件。", "structure.later_year"),
        ("一、总体情况\n2025年，我局将加强公开。", None),
    ],
)
def test_empty_sections_and_stale_years_are_found(text: str, rule: str | None) -> None:
    assert [finding.rule for finding in standing_findings(text, section(text), YEAR, FORM)] == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("agency", "improbable"),
    [("某县某镇人民政府", "warning"), ("某区科学技术局", "warning"), ("某某街道办事处", "warning"),
     ("某市科学技术局", "info"), ("某省教育厅", "info"), ("某市人民政府办公厅", None), ("某市人民政府", None),
     ("某某自治区人民政府", None), ("某省人民政府", None), ("国家某某局", None)],
)  # fmt: skip
def test_only_bodies_that_can_make_regulations_have_any(agency: str, improbable: str | None) -> None:
    table = FORM.table("disclosure", "2021")
    values = {"disclosure": {"regulations": {"issued": 0, "repealed": 0, "in_force": 3}}}
    found = [(f.rule, f.severity) for f in plausibility(values, {"disclosure": table}, {}, agency, None, FORM)]
    assert found == ([("structure.improbable", improbable)] if improbable else [])


def test_a_table_of_another_edition_than_its_year_is_said_so() -> None:
    layouts = {"applications": FORM.table("applications", "2019"), "proceedings": FORM.table("proceedings", "2019")}
    (finding,) = plausibility({}, layouts, {}, None, 2024, FORM)
    assert (finding.rule, finding.cells) == ("structure.edition", [])
    assert list(plausibility({}, layouts, {}, None, 2020, FORM)) == []


def test_the_cells_of_a_table_of_another_edition_that_was_not_read_whole_are_doubted() -> None:
    table = FORM.table("applications", "2019")
    states = dict.fromkeys(table.addresses, Cell(text="", state="absent", trust="suspect"))
    read = table.addresses[0]
    states[read] = Cell(text="3", state="number", trust="unverified")
    (finding,) = plausibility({}, {"applications": table}, states, None, 2024, FORM)
    assert finding.cells == [read]


def record(path: Path) -> Record:
    return read(path)


def test_the_seeds_hold_one_difference_between_prose_and_tables_and_no_error() -> None:
    found = [(path.parent.name, f) for path in SEEDS for f in record(path).findings]
    assert [finding for _, finding in found if finding.severity == "error"] == []
    assert [(name, f.cells, f.left, f.right) for name, f in found if f.rule.startswith("prose.")] == [
        ("luolong-government-office-2024", ["disclosure.normative_documents.issued"], 3, 2)
    ]
