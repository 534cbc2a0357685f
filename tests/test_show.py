"""What `show` and `check` print of records, whatever text a report holds."""

from __future__ import annotations

import io
import unicodedata

import pytest
from rich.cells import cell_len
from rich.console import Console

from extract.language import spoken
from extract.views.findings import Wanted, collect, print_findings, totals
from extract.views.notes import Notes
from extract.views.plain import plain
from extract.views.report import show
from schemas.form import Form, load_form
from schemas.record import Cell, Doubt, Finding, Measure, Problem, Reading, Record, Source, Suggestion

FORM = load_form()
ATTACK = "甲\x1b[31m\x1b]0;标题\x07乙\u202e丙\r\n丁\x9b2J[bold]戊[/bold]"


def made(edition: str = "2021", form: Form = FORM) -> Record:
    """A record with the same number in every cell."""
    layouts = {name: form.table(name, edition) for name in form.table_ids}
    return Record(
        id="0123456789abcdef", source=Source(path="reports/a.txt", sha256="0" * 64, media_type="text/plain"),
        agency="某县教育局", year=2024,
        editions={name: edition for name in form.table_ids if len(form.variants_of(name)) > 1},
        tables={
            name: {row.id: {column.id: 7 for column in row.columns} for row in table.rows}
            for name, table in layouts.items()
        },
        cells={
            address: Cell(text="7", state="number", trust="verified")
            for table in layouts.values() for address in table.addresses
        },
        reading=Reading(reader="rules"),
    )  # fmt: skip


def shown(record: Record, width: int = 120, colour: bool = False) -> str:
    stream = io.StringIO()
    show(record, Console(file=stream, width=width, force_terminal=colour, markup=False, emoji=False, highlight=False))
    return stream.getvalue()


def lines_of(text: str) -> list[list[str]]:
    """The cells of every table line."""
    return [[cell.strip() for cell in line.split("│")[1:-1]] for line in text.splitlines() if "│" in line]


@pytest.mark.parametrize("edition", [edition.id for edition in FORM.editions])
@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_every_cell_of_the_form_is_shown_and_every_line_fits_the_terminal(edition: str, width: int) -> None:
    text = shown(made(edition), width)
    addresses = [address for name in FORM.table_ids for address in FORM.table(name, edition).addresses]
    assert sum(cells.count("7") for cells in lines_of(text)) == len(addresses)
    assert max(cell_len(line) for line in text.splitlines()) <= width


@pytest.mark.parametrize("edition", [edition.id for edition in FORM.editions])
def test_the_lines_of_a_table_end_in_the_same_column_though_chinese_is_twice_as_wide(edition: str) -> None:
    lines = shown(made(edition)).splitlines()
    ends = {
        cell_len(line.rstrip()) for line in lines if line.startswith(("│ 一、", "│ 四、结转", "│     1.", "│   （一）"))
    }
    assert len(ends) == 1


@pytest.mark.parametrize("edition", [edition.id for edition in FORM.editions])
def test_every_label_of_the_form_stands_in_the_order_of_the_form(edition: str) -> None:
    text = "".join(shown(made(edition), 300).split())
    position = 0
    for name in FORM.table_ids:
        for row in FORM.table(name, edition).rows:
            position = text.index(row.label, position)


def test_a_suspect_cell_is_red_with_its_reason_below() -> None:
    record = made()
    record.cells["applications.granted.total"] = Cell(
        text="7", state="number", trust="suspect", doubts=[Doubt(code="by_order")]
    )
    assert "[1] 存疑 行标签未能辨认" in shown(record)
    with spoken("en"):
        assert "[1] suspect the row's label is unreadable" in shown(record)
    assert "\x1b[1;31m7\x1b[0m\x1b[2m[1]" in shown(record, colour=True)


def test_a_broken_rule_marks_all_its_cells_and_is_said_once() -> None:
    record = made()
    message = "“一、本年新收”一行不符合。"
    cells = [f"applications.new.{column.id}" for column in FORM.table("applications", "2021").columns]
    record.findings = [
        Finding(rule="applications.row_total", severity="error", code="one", cells=cells, message=message)
    ]
    record.cells[cells[0]] = Cell(text="7", state="number", trust="suspect", doubts=[Doubt(code="one", text=message)])
    text = shown(record)
    assert sum(row.count("7[1]") for row in lines_of(text)) == len(cells)
    assert text.count(message) == 1


def test_blank_is_blank_a_mark_is_a_mark_and_a_lost_cell_says_so() -> None:
    record = made()
    for column, cell in {
        "upheld": Cell(text="", state="blank", trust="unverified"),
        "corrected": Cell(text="/", state="mark", trust="unverified"),
        "other": Cell(text="7（其中1件）", state="noted", trust="unverified"),
        "pending": Cell(text="", state="absent", trust="suspect"),
    }.items():
        record.tables["proceedings"]["review"][column] = None
        record.cells[f"proceedings.review.{column}"] = cell
    assert ["", "/", "7（其中1件）", "缺", "7"] in [row[:5] for row in lines_of(shown(record, 90))]


def test_a_suggestion_stands_below_and_never_in_the_cell() -> None:
    record = made()
    record.tables["applications"]["granted"]["total"] = None
    record.cells["applications.granted.total"] = Cell(text="", state="blank", trust="unverified")
    record.suggestions = [
        Suggestion(cell="applications.granted.total", value=4242, why="applications.row_total", kind="imputed")
    ]
    text = shown(record)
    assert not any("4242" in cell for row in lines_of(text) for cell in row)
    assert "推算" in text
    assert "4242" in text


def test_text_of_a_report_reaches_the_terminal_as_text_only() -> None:
    record = made()
    record.agency = record.source.path = ATTACK
    record.cells["applications.new.total"] = Cell(
        text=ATTACK, state="noted", trust="suspect", doubts=[Doubt(code="by_order", text=ATTACK)]
    )
    record.problems = [Problem(text=ATTACK, quote=ATTACK, start=0, end=1)]
    record.measures = [Measure(text=ATTACK, quote=ATTACK, start=0, end=1, answers=[0])]
    record.findings = [Finding(rule=ATTACK, severity=severity, message=ATTACK) for severity in ("error", "info")]
    record.suggestions = [Suggestion(cell="applications.new.total", value=ATTACK, why=ATTACK, kind="repair")]
    record.reading = Reading(reader=ATTACK, model=ATTACK, notes=[Doubt(code=ATTACK, text=ATTACK)])
    text = shown(record)
    assert not [
        character for character in text if unicodedata.category(character) in ("Cc", "Cf") and character != "\n"
    ]
    assert "[bold]戊[/bold]" in text


def test_findings_go_to_the_terminal_as_text_only() -> None:
    record = made()
    record.agency = ATTACK
    record.findings = [Finding(rule=ATTACK, severity="error", message=ATTACK)]
    stream = io.StringIO()
    print_findings(collect([record], Wanted()), Console(file=stream, width=80, markup=False))
    assert not [c for c in stream.getvalue() if unicodedata.category(c) in ("Cc", "Cf") and c != "\n"]


def test_findings_are_printed_gravest_first_and_counted() -> None:
    record = made()
    record.findings = [
        Finding(rule="disclosure.note", severity="info", message="备注。"),
        Finding(rule="applications.balance", severity="error", message="不平。"),
        Finding(rule="structure.table_absent", severity="warning", message="缺表。"),
    ]
    stream = io.StringIO()
    collected = collect([record, made()], Wanted())
    print_findings(collected, Console(file=stream, width=80, markup=False))
    text = stream.getvalue()
    assert text.index("不平。") < text.index("缺表。") < text.index("备注。")
    assert totals(collected) == "已核对2份报告：错误1，警告1，提示1，存疑0格"
    with spoken("en"):
        assert totals(collected) == "2 reports checked: 1 errors, 1 warnings, 1 remarks, 0 suspect cells"


@pytest.mark.parametrize(
    ("wanted", "messages"),
    [
        (Wanted(severity="error"), ["不平。"]),
        (Wanted(rules=("applications",)), ["不平。", "行。"]),
        (Wanted(rules=("applications.bal",)), []),
        (Wanted(agency="另一"), []),
    ],
)
def test_only_the_wanted_findings_are_collected(wanted: Wanted, messages: list[str]) -> None:
    record = made()
    record.findings = [
        Finding(rule="applications.balance", severity="error", message="不平。"),
        Finding(rule="applications.row_total", severity="warning", message="行。"),
        Finding(rule="structure.row_absent", severity="info", message="缺。"),
    ]
    collected = collect([record], wanted)
    found = [finding.message for reports in collected.lines.values() for _, group in reports for finding in group]
    assert found == messages


def test_a_note_is_numbered_once_however_many_cells_share_it() -> None:
    record = made()
    for address in ("proceedings.review.upheld", "proceedings.review.total"):
        record.cells[address] = Cell(
            text="7",
            state="number",
            trust="suspect",
            doubts=[Doubt(code="one", text="同一原因。"), Doubt(code="other", text="另一原因。")],
        )
    notes = Notes(record, FORM.table("proceedings", "2021"))
    assert notes.of("proceedings.review.upheld") == notes.of("proceedings.review.total") == [1, 2]
    assert [text for _, _, text in notes.lines()] == ["同一原因。", "另一原因。"]


def test_plain_text_keeps_chinese_and_drops_what_a_terminal_would_act_on() -> None:
    assert plain("（三）不予公开\u3000“三安全”\t1") == "（三）不予公开\u3000“三安全” 1"
    assert plain("a\x1b[2Jb\u200bc") == "a\ufffd[2Jb\ufffdc"
