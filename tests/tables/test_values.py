"""What single cells say, and what becomes of them in a table: never a number that is not printed."""

from __future__ import annotations

import time

import pytest

from extract.document import Document
from extract.doubts import doubt
from extract.prose.sections import find_sections
from extract.reading import CellReading
from extract.tables import TableReader
from extract.tables.lines.tokens import cell_tokens
from extract.tables.reader import MOSTLY_LOST
from extract.tables.units import HEADING_UNIT
from extract.text.normal import plain
from extract.text.numbers import Printed, read_cell
from schemas.form import load_form

FORM = load_form()


def cells_of(lines: list[str]) -> dict[str, CellReading]:
    text = "\n".join(["二、主动公开政府信息情况", *lines, "三、收到和处理政府信息公开申请情况"])
    reading = TableReader(FORM).read(Document(text, "text/plain"), find_sections(text, FORM))["disclosure"]
    return {address.removeprefix("disclosure."): cell for address, cell in reading.cells.items()}


def three(*values: str, between: str = "\t") -> list[CellReading]:
    """The cells of the row of normative documents; the rows around it are whole."""
    lines = [
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "1", "0", "5"],
        ["行政规范性文件", *values],
    ]
    cells = cells_of([between.join(line) for line in lines])
    return [cells[f"normative_documents.{name}"] for name in ("issued", "repealed", "in_force")]


def one(value: str) -> CellReading:
    """The only cell of the row of licensing."""
    lines = ["信息内容\t本年处理决定数量", f"行政许可\t{value}", "行政处罚\t7", "行政强制\t8"]
    return cells_of(lines)["licensing.decisions"]


@pytest.mark.parametrize(
    ("text", "number", "state"),
    [
        ("48", "48", "number"), ("４８", "48", "number"), ("４８．５", "48.5", "number"), ("1,048", "1048", "noted"),
        ("48③", "48", "noted"), ("③48", "48", "noted"), ("48²", "48", "noted"), ("48 ❸", "48", "noted"),
        ("48件①", "48", "noted"), ("6.25¹²", "6.25", "noted"), ("48[2]", "48", "noted"), ("48【2】", "48", "noted"),
        ("共48件", "48", "noted"), ("合计 48", "48", "noted"), ("48（其中修订3件）", "48", "noted"),
        ("–7", "-7", "number"), ("−7", "-7", "number"), ("负7", "-7", "number"), ("减7", "-7", "number"),
        ("增7", "7", "number"), ("+7", "7", "number"),
    ],
)  # fmt: skip
def test_a_number_with_marks_and_words_is_that_number(text: str, number: str, state: str) -> None:
    assert read_cell(text) == Printed(state, number)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7减", "-7"), ("7↓", "-7"), ("↓7", "-7"), ("7增加", "7"), ("—7", "-7"), ("― 7", "-7"), ("2'048", "2048"),
        ("2’048", "2048"), ("2 048", "2048"), ("48 .5", "48.5"), ("48·5", "48.5"), ("4 8 . 5", "48.5"), ("048", "048"),
        ("48(3)", "48"), ("48。", "48"), ("2048.", "2048"),
    ],
)  # fmt: skip
def test_a_number_in_an_odd_writing_is_read_in_doubt(text: str, number: str) -> None:
    printed = read_cell(text)
    assert printed is not None
    assert (printed.number, printed.certain) == (number, False)


@pytest.mark.parametrize(
    "text", ["㎡", "千", "①", "²", "（一）", "第48号", "48万", "3+4", "3至4", "一", "十二", "4,80", "½"]
)
def test_what_is_no_number_is_not_read_as_one(text: str) -> None:
    assert read_cell(text) is None


def test_folding_keeps_every_character_in_its_place() -> None:
    assert plain("１２，３（㎡）千①²│－") == "12,3(㎡)千①²|-"


FIGURES = [
    "48万", "3千件", "1.5亿", "40+8=48", "4*12", "3/48", "3至48", "3→48", "3-48", "3~48", "约48", "48余件", "近48件",
    "48％", "48以上", "4,80", "48，3", "3.4.5", "½", "48½", "①", "48A", "十二件", "3 - 48", "3 / 48", "一3",
]  # fmt: skip


@pytest.mark.parametrize(("text", "number"), [("五十", 50), ("零", 0), ("(48)", 48)])
def test_a_numeral_in_a_column_that_its_heading_names_is_the_number(text: str, number: int) -> None:
    assert [cell.value for cell in three("6", text, "9")] == [6, number, 9]


@pytest.mark.parametrize("text", FIGURES)
@pytest.mark.parametrize("alone", [True, False])
def test_figures_that_are_no_single_number_give_no_value_and_a_doubt(text: str, alone: bool) -> None:
    row = [one(text)] if alone else three("6", text, "9")[1:2]
    assert [(cell.value, cell.state, cell.text, bool(cell.doubts)) for cell in row] == [(None, "noted", text, True)]


@pytest.mark.parametrize("text", FIGURES)
def test_figures_do_not_move_the_numbers_beside_them(text: str) -> None:
    first, _, last = three("6", text, "9")
    assert (first.value, last.value, first.doubts, last.doubts) == (6, 9, (), ())


@pytest.mark.parametrize("text", ["48万", "3千件", "40+8=48", "3/48", "3至48", "3-48", "4*12", "48余件"])
def test_on_a_line_without_borders_figures_hold_one_place_and_give_no_value(text: str) -> None:
    first, second, last = three("6", text, "9", between="  ")
    assert (first.value, second.value, last.value) == (6, None, 9)
    assert second.doubts


@pytest.mark.parametrize("text", ["48③", "48²", "48①②"])
def test_on_a_line_without_borders_a_note_mark_is_no_digit(text: str) -> None:
    assert [cell.value for cell in three("6", text, "9", between="  ")] == [6, 48, 9]


@pytest.mark.parametrize("text", ["48已公开", "48 已公开", "48件已办结", "48左右"])
def test_a_number_that_words_go_on_behind_is_in_doubt(text: str) -> None:
    assert one(text).doubts


def test_note_marks_in_glued_digits_do_not_stop_the_reading() -> None:
    assert [token.text for token in cell_tokens("规章 20³000", 0, None)] == ["规章", "20", "000"]
    cells_of(["规章000", "行政规范性文件20³00", "行政许可²", "行政处罚①"])


def change(value: str) -> CellReading:
    lines = [
        "信息内容\t上一年项目数量\t本年增/减\t处理决定数量", f"行政许可\t6\t{value}\t9",
        "其他对外管理服务事项\t1\t+1\t2", "行政处罚\t3\t0\t4", "行政强制\t5\t-2\t6", "行政事业性收费\t7\t0",
    ]  # fmt: skip
    return cells_of(lines)["licensing.change"]


@pytest.mark.parametrize(
    ("text", "value"), [("–7", -7), ("−7", -7), ("-7", -7), ("减7", -7), ("减少7", -7), ("增7", 7), ("+7", 7)]
)
def test_a_change_has_the_sign_that_is_printed(text: str, value: int) -> None:
    assert (change(text).value, change(text).doubts) == (value, ())


@pytest.mark.parametrize("text", ["7减", "—7", "↓7", "+7/-1", "7（减少）", "7 减少", "增7减1", "7↓", "增/减7"])
def test_a_change_whose_sign_is_oddly_printed_is_never_a_sure_increase(text: str) -> None:
    cell = change(text)
    assert cell.doubts
    assert cell.value in (-7, None) or text == "7（减少）"


@pytest.mark.parametrize(("text", "doubted"), [("5.5万元", False), ("55000元", True), ("2亿元", True), ("5.5万", True)])
def test_an_amount_in_another_unit_than_its_columns_is_in_doubt(text: str, doubted: bool) -> None:
    cells = cells_of(["信息内容\t本年收费金额（单位：万元）", f"行政事业性收费\t{text}"])
    assert bool(set(cells["fees.amount"].doubts) - {MOSTLY_LOST}) is doubted


@pytest.mark.parametrize(
    "line",
    [
        " ".join(map(str, range(20_000))), "共" + " " * 200_000 + "甲", "1 " * 20_000 + "甲", "人次" * 100_000,
        "3-" * 100_000, "9" * 200_000 + "甲", "①" * 200_000 + "1", "(" * 100_000 + "1",
    ],
    ids=["numbers", "blanks", "digits", "units", "dashes", "digit", "note marks", "brackets"],
)  # fmt: skip
def test_a_line_as_long_as_a_file_is_cut_in_a_moment(line: str) -> None:
    begun = time.perf_counter()
    list(cell_tokens(line, 0, None))
    list(cell_tokens(line, 0, 1, whole=True))
    assert time.perf_counter() - begun < 8


def test_a_units_word_said_many_times_is_told_from_figures_at_once() -> None:
    begun = time.perf_counter()
    list(cell_tokens("3" + "人次" * 19 + "学", 0, 1, whole=True))
    assert time.perf_counter() - begun < 0.1


FEES = "行政事业性收费\t251000"


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("本年收费金额（单位：元）", "元"), ("收费金额(元)", "元"), ("本年收费金额\n（单位: 元）", "元"),
        ("本年收费 金额（单位：千元）", "千元"), ("本年收费金额（单位：亿元）", "亿元"),
        ("本年收费金额（单位：万元）", None), ("本年收费金额（万元）", None), ("本年收费金额", None),
    ],
)  # fmt: skip
def test_a_heading_of_fees_in_another_unit_is_noted_and_the_number_stays(heading: str, unit: str | None) -> None:
    text = f"二、主动公开政府信息情况\n信息内容\t{heading}\n{FEES}\n三、收到和处理政府信息公开申请情况"
    reading = TableReader(FORM).read(Document(text, "text/plain"), find_sections(text, FORM))["disclosure"]
    assert reading.cells["disclosure.fees.amount"].value == "251000"
    expected = [] if unit is None else [doubt(HEADING_UNIT, cell="disclosure.fees.amount", unit=unit)]
    assert [note for note in reading.notes if note.code == HEADING_UNIT] == expected
