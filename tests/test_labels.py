"""Labels made by eye, and the checker that guards them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.labels import (
    LabelledProblem,
    Labels,
    LabelsError,
    Passage,
    check_labels,
    check_source,
    digest,
    load_labels,
    save_labels,
    source_text,
)
from schemas.form import load_form

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "eval" / "fixtures"
PUBLIC_LABELS = sorted((ROOT / "eval" / "public_labels").glob("*.json"))
SEEDS = (
    "ganyu-science-2024",
    "luolong-government-office-2024",
    "luolong-science-2024",
    "mengjin-science-industry-2023",
    "yuncheng-science-2024",
)
FORM = load_form()


def seed(name: str) -> tuple[Labels, str]:
    labels = load_labels(FIXTURES / name / "labels.json")
    return labels, source_text(FIXTURES / name / labels.source)


def public_folder() -> Path | None:
    """The folder of public reports beside the repository, or above it."""
    folders = (parent / "shared" / "reports" / "public" for parent in ROOT.parents)
    return next((folder for folder in folders if folder.is_dir()), None)


# ---------------------------------------------------------------- the labels that there are


@pytest.mark.parametrize("name", SEEDS)
def test_the_labels_of_a_seed_are_without_fault_and_confirmed(name: str) -> None:
    labels, text = seed(name)
    assert check_labels(labels, text, FORM) == []
    assert labels.confirmed
    assert [section.number for section in labels.sections or []] == [section.number for section in FORM.sections]


def test_the_seeds_hold_a_thousand_cells_of_which_one_seed_lost_two() -> None:
    cells = [(name, address, value) for name in SEEDS for address, value in seed(name)[0].values(FORM).items()]
    lost = [(name, address) for name, address, value in cells if value is None]
    assert len(cells) == 1000
    assert lost == [
        ("yuncheng-science-2024", "applications.granted.total"),
        ("yuncheng-science-2024", "applications.granted_in_part.total"),
    ]


@pytest.mark.parametrize("path", PUBLIC_LABELS, ids=lambda path: path.stem)
def test_public_labels_hold_no_chinese_wording(path: Path) -> None:
    assert re.findall(r"[\u3400-\u9fff]+", path.read_text(encoding="utf-8")) == []
    assert load_labels(path).wordless


@pytest.mark.parametrize("path", PUBLIC_LABELS, ids=lambda path: path.stem)
def test_public_labels_agree_with_the_reports_where_these_are_at_hand(path: Path) -> None:
    folder = public_folder()
    if folder is None:
        pytest.skip("the public reports are not beside the repository")
    labels = load_labels(path)
    source = folder / labels.source
    text = source_text(source) if source.suffix == ".txt" else None
    assert check_source(labels, source.read_bytes()) == []
    assert check_labels(labels, text, FORM) == []
    assert labels.confirmed


def test_all_public_reports_are_labelled_where_they_are_at_hand() -> None:
    folder = public_folder()
    if folder is None:
        pytest.skip("the public reports are not beside the repository")
    reports = {path.name for path in folder.iterdir() if path.suffix in (".txt", ".pdf")}
    assert reports == {load_labels(path).source for path in PUBLIC_LABELS}


# ---------------------------------------------------------------- planted faults

OFFICE = "luolong-government-office-2024"
Change = Callable[[Labels], object]


def row(labels: Labels, table: str, name: str) -> list[int | str | None]:
    return labels.tables[table][name]


def shift(passage: Passage, by: int) -> None:
    assert passage.start is not None
    assert passage.end is not None
    passage.start, passage.end = passage.start + by, passage.end + by


def widen(passage: Passage, text: str, left: int, right: int) -> None:
    """The passage with `left` and `right` more characters of the text, its quote verbatim."""
    assert passage.start is not None
    assert passage.end is not None
    passage.start, passage.end = passage.start - left, passage.end + right
    passage.quote = text[passage.start : passage.end]


def noted(labels: Labels, shown: str) -> None:
    labels.states["disclosure.licensing.decisions"] = "noted"
    labels.texts["disclosure.licensing.decisions"] = shown


PLANTED: dict[str, tuple[Change, str]] = {
    "a table left out": (lambda x: x.tables.pop("proceedings"), "proceedings: the table is missing"),
    "a table too many": (lambda x: x.tables.update(fines={}), "fines: the form has no such table"),
    "an edition that is none": (lambda x: x.editions.update(applications="1999"), "editions: no edition '1999'"),
    "an edition left out": (lambda x: x.editions.pop("applications"), "no edition given for table applications"),
    "the rows of another edition": (lambda x: x.editions.update(applications="2019"), "applications.other: 0 values"),
    "a row left out": (lambda x: x.tables["applications"].pop("new"), "applications.new: 0 values for 7 columns"),
    "a row too many": (
        lambda x: x.tables["applications"].update(other=[0] * 7),
        "applications.other: edition 2021 has no such row",
    ),
    "a row too short": (lambda x: row(x, "applications", "new").pop(), "applications.new: 6 values for 7 columns"),
    "a blank cell with a value": (
        lambda x: x.states.update({"applications.new.total": "blank"}),
        "applications.new.total: a cell of state blank has the value 140",
    ),
    "a number without a value": (
        lambda x: row(x, "disclosure", "licensing").__setitem__(0, None),
        "disclosure.licensing.decisions: the state number asks for a value",
    ),
    "a noted cell without its text": (
        lambda x: x.states.update({"disclosure.licensing.decisions": "noted"}),
        "a cell of state noted has no text",
    ),
    "a text for a plain number": (
        lambda x: x.texts.update({"disclosure.licensing.decisions": "0"}),
        "a cell of state number has a text",
    ),
    "a text with another number": (lambda x: noted(x, "24 个领域"), "0 is not the number of '24 个领域'"),
    "a text that is not printed": (lambda x: noted(x, "0（其中零）"), "the text '0（其中零）' is not printed"),
    "a state of no cell": (lambda x: x.states.update({"a.b.c": "blank"}), "states: a.b.c is no labelled cell"),
    "an undecided cell with a value": (
        lambda x: x.undecided.append("disclosure.licensing.decisions"),
        "an undecided cell has neither value nor state",
    ),
    "a negative count": (
        lambda x: row(x, "disclosure", "licensing").__setitem__(0, -1),
        "disclosure.licensing.decisions: -1 is no count",
    ),
    "a count as a string": (
        lambda x: row(x, "disclosure", "licensing").__setitem__(0, "0"),
        "disclosure.licensing.decisions: '0' is no count",
    ),
    "an amount as an integer": (
        lambda x: row(x, "disclosure", "fees").__setitem__(0, 0),
        "fees.amount: 0 is no amount",
    ),
    "an amount with a separator": (
        lambda x: row(x, "disclosure", "fees").__setitem__(0, "1,234.5"),
        "fees.amount: '1,234.5' is no amount",
    ),
    "a broken rule that nobody confirmed": (
        lambda x: row(x, "proceedings", "review").__setitem__(0, 2),
        "proceedings.row_total over review is broken",
    ),
    "a confirmed error that is none": (
        lambda x: confirm(x, "applications.balance", "total"),
        "printed_errors: applications.balance over total holds",
    ),
    "a confirmed error of no rule": (
        lambda x: confirm(x, "applications.balance", "new"),
        "there is no rule applications.balance over new",
    ),
    "an agency that is not printed": (lambda x: setattr(x, "agency", "洛阳市"), "agency: 洛阳市 is not printed"),
    "an agency given twice": (lambda x: setattr(x, "agency_sha256", "0" * 64), "agency: given both"),
    "wording that is withheld": (lambda x: setattr(x, "agency_sha256", "0" * 64), "hold wording of the report"),
    "no origin": (lambda x: setattr(x, "origin", " "), "origin: is empty"),
    "a section twice": (lambda x: setattr(x.sections[1], "number", 1), "sections: the numbers [1, 1, 3"),
    "a section that the form has not": (lambda x: setattr(x.sections[5], "number", 7), "sections: the numbers"),
    "a section that ends too soon": (
        lambda x: setattr(x.sections[2], "end", x.sections[2].end - 1),
        "section 3: ends at",
    ),
    "a last section that ends too soon": (
        lambda x: setattr(x.sections[5], "end", x.sections[5].end - 1),
        "section 6: ends at",
    ),
    "a section that starts too late": (
        lambda x: setattr(x.sections[2], "start", x.sections[2].start + 9),
        "section 3: does not start with its title",
    ),
    "a section that starts too soon": (
        lambda x: setattr(x.sections[2], "start", x.sections[2].start - 1),
        "section 3: starts before its heading",
    ),
    "a section without offsets": (lambda x: setattr(x.sections[2], "end", None), "section 3: has no valid offsets"),
    "a title over two lines": (
        lambda x: setattr(x.sections[2], "title", "收到和\n处理"),
        "the title is not on one line",
    ),
    "a title of another wording": (
        lambda x: setattr(x.sections[2], "title", "依申请公开"),
        "section 3: does not start with its title 依申请公开",
    ),
    "a quote that is not verbatim": (
        lambda x: setattr(x.problems[0], "quote", "政策文件解读形式还需要拓展"),
        "problems[0]: the source reads '政策文件解读形式还有待拓展'",
    ),
    "offsets off by one": (lambda x: shift(x.measures[0], 1), "measures[0]: the source reads '强政策解读"),
    "a passage with nothing": (
        lambda x: x.problems.__setitem__(0, LabelledProblem()),
        "problems[0]: has neither a quote nor offsets",
    ),
    "a quote alone that is nowhere": (
        lambda x: x.problems.__setitem__(0, LabelledProblem(quote="没有这句话")),
        "problems[0]: '没有这句话' is not in the source",
    ),
    "problems in the wrong order": (lambda x: x.problems.reverse(), "problems[1]: stands before or inside"),
    "an answer to no problem": (lambda x: x.measures[1].answers.append(2), "measures[1]: answers [1, 2], of 2"),
    "an answer given twice": (lambda x: x.measures[1].answers.append(1), "measures[1]: answers [1, 1], of 2"),
    "a theme that the codebook has not": (
        lambda x: setattr(x.problems[0], "themes", ["timelines"]),
        "problems[0]: the codebook has no theme 'timelines'; known are applications, awareness",
    ),
    "a theme given twice": (
        lambda x: setattr(x.measures[0], "themes", ["training", "training"]),
        "measures[0]: the theme training stands twice",
    ),
    "a number that is printed nowhere": (
        lambda x: x.tables["disclosure"]["licensing"].__setitem__(0, 987651),
        "disclosure.licensing.decisions: 987651 is printed nowhere in the source",
    ),
    "a difference that is none": (
        lambda x: setattr(x.differences[0], "value", 2),
        "disclosure.normative_documents.issued says 2 too",
    ),
    "a difference with another number": (
        lambda x: setattr(x.differences[0], "value", 5),
        "differences[0]: 5 is not in '规范性文件 3 条'",
    ),
    "a difference that is quoted from elsewhere": (
        lambda x: shift(x.differences[0], 1),
        "differences[0]: the source reads '范性文件 3 条，'",
    ),
    "a difference to no cell": (
        lambda x: setattr(x.differences[0], "cell", "disclosure.other.issued"),
        "disclosure.other.issued is no labelled cell",
    ),
}


def confirm(labels: Labels, rule: str, over: str) -> None:
    labels.printed_errors = [*labels.printed_errors, *Labels.model_validate(
        labels.model_dump() | {"printed_errors": [{"rule": rule, "over": over}]}
    ).printed_errors]  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_the_checker_finds_a_planted_fault(name: str) -> None:
    labels, text = seed(OFFICE)
    change, fault = PLANTED[name]
    change(labels)
    found = check_labels(labels, text, FORM)
    assert [one for one in found if fault in one], found


@pytest.mark.parametrize(("left", "right", "fault"), [(2, 0, "starts with an enumerator"), (0, 1, "ends with punct")])
def test_a_quote_holds_neither_its_enumerator_nor_its_full_stop(left: int, right: int, fault: str) -> None:
    labels, text = seed(OFFICE)
    assert labels.measures is not None
    widen(labels.measures[1], text, left, right)
    assert [fault in one for one in check_labels(labels, text, FORM)] == [True]


def test_a_problem_outside_the_section_of_the_measures_is_a_fault() -> None:
    labels, text = seed(OFFICE)
    assert labels.problems is not None
    place = text.index("政府信息公开申请 143 件")
    first = labels.problems[0]
    first.start, first.end, first.quote = place, place + 8, text[place : place + 8]
    assert check_labels(labels, text, FORM) == ["problems and measures do not stand in one section"]


def test_a_confirmed_error_of_the_agency_is_no_fault() -> None:
    labels, text = seed(OFFICE)
    row(labels, "proceedings", "review")[0] = 2
    confirm(labels, "proceedings.row_total", "review")
    assert check_labels(labels, text, FORM) == []


def test_a_rule_over_a_blank_cell_cannot_be_confirmed_as_broken() -> None:
    labels, text = seed("yuncheng-science-2024")
    confirm(labels, "applications.row_total", "granted")
    assert check_labels(labels, text, FORM) == ["printed_errors: applications.row_total over granted cannot be judged"]


COUNTED = [
    (table, name, index)
    for table in ("applications", "proceedings")
    for name, values in seed(OFFICE)[0].tables[table].items()
    for index in range(len(values))
]


@given(st.sampled_from(COUNTED), st.integers(1, 10_000))
def test_one_wrong_digit_in_any_cell_under_a_rule_is_a_fault(cell: tuple[str, str, int], by: int) -> None:
    labels, text = seed(OFFICE)
    table, name, index = cell
    value = labels.tables[table][name][index]
    assert isinstance(value, int)
    labels.tables[table][name][index] = value + by
    assert any("is broken" in fault for fault in check_labels(labels, text, FORM))


# ---------------------------------------------------------------- files


@pytest.mark.parametrize("name", SEEDS)
def test_labels_come_back_as_they_were_saved(name: str, tmp_path: Path) -> None:
    labels, _ = seed(name)
    save_labels(labels, tmp_path / "labels.json")
    assert load_labels(tmp_path / "labels.json") == labels
    assert (tmp_path / "labels.json").read_bytes() == (FIXTURES / name / "labels.json").read_bytes()


def test_the_text_of_a_noted_cell_may_be_broken_over_lines() -> None:
    labels, text = seed(OFFICE)
    assert labels.sections is not None
    text += "\n0\n（其中零）"
    labels.sections[-1].end = len(text)
    noted(labels, "0（其中零）")
    assert check_labels(labels, text, FORM) == []


def test_the_text_that_offsets_count_in_has_no_mark_and_plain_line_breaks(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_bytes("\ufeff一、总体情况\r\n无\r".encode())
    assert source_text(tmp_path / "report.txt") == "一、总体情况\n无\n"


def test_an_agency_is_recognised_by_its_digest_whatever_the_spaces() -> None:
    labels, _ = seed(OFFICE)
    withheld = labels.model_copy(update={"agency": None, "agency_sha256": digest("洛龙区人民政府 办公室")})
    assert labels.names("洛龙区人民政府\n办公室")
    assert withheld.names("洛龙区人民政府办公室")
    assert not withheld.names("洛龙区人民政府")
    assert not withheld.names(None)


def test_another_file_than_the_labelled_one_is_named() -> None:
    labels, _ = seed(OFFICE)
    labels.source_sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"  # of no bytes
    assert check_source(labels, b"") == []
    assert check_source(labels, b"x") == ["report.txt is not the file that was labelled: its SHA-256 differs"]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"{", "Invalid JSON"),
        (b"\xff\xfe", "is not UTF-8"),
        (
            b'{"source": "a", "origin": "b", "layout": "c", "editions": {}, "tables": {"t": {"r": [1.5]}}}',
            "tables.t.r.0",
        ),
        (b'{"source": "a", "origin": "b", "layout": "c", "editions": {}, "tables": {}, "agencies": []}', "agencies"),
    ],
)
def test_a_file_that_holds_no_labels_is_named_with_the_place(tmp_path: Path, content: bytes, fault: str) -> None:
    path = tmp_path / "labels.json"
    path.write_bytes(content)
    with pytest.raises(LabelsError, match=re.escape(str(path))) as error:
        load_labels(path)
    assert fault in str(error.value)


def test_a_missing_labels_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(LabelsError, match=r"nowhere\.json: cannot be read"):
        load_labels(tmp_path / "nowhere.json")
