"""Exports of a small run, read back with other libraries than wrote them."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest
from command_process import FIXTURES
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from run_standin import STEPS, Write, fill

from extract.run import Options, RunError, RunMissing, extract
from extract.run.steps import Job, Steps
from extract.settings import Settings
from extract.views import export_xlsx
from extract.views.export import EXPORT_KINDS, ExportKind, export
from extract.views.export_tables import form_columns
from extract.views.export_text import harmless
from schemas.form import load_form
from schemas.record import Cell, Doubt, Finding, Measure, Problem, Reading, Record, Source, Where

FORMULA = '=HYPERLINK("http://example.invalid","点击")'


def made(job: Job, settings: Settings) -> Record:
    """A record of the newest form: one number, one blank, one mark, one suspect cell, an amount; the rest is absent."""
    edition = load_form().editions[-1]
    cells = {
        address: Cell(text="", state="absent", trust="unverified")
        for table in edition.tables.values()
        for address in table.addresses
    }
    tables: dict[str, Any] = {
        name: {row.id: {column.id: None for column in row.columns} for row in table.rows}
        for name, table in edition.tables.items()
    }
    tables["applications"]["new"]["natural_person"] = 137
    tables["applications"]["new"]["total"] = 140
    tables["disclosure"]["fees"]["amount"] = "4166.241619"
    # As in a real record, a table that is the same in every edition states none.
    editions = {name: edition.id for name in tables if len(load_form().variants_of(name)) > 1}
    where = Where(line=3, start=10, end=13)
    cells["applications.new.natural_person"] = Cell(text="137", state="number", trust="verified", where=where)
    cells["applications.new.total"] = Cell(text="140", state="number", trust="suspect", doubts=[Doubt(code="by_order")])
    cells["applications.new.business"] = Cell(text="", state="blank", trust="unverified")
    cells["applications.new.research"] = Cell(text="/", state="mark", trust="unverified")
    cells["disclosure.fees.amount"] = Cell(text="4166.241619", state="number", trust="unverified")
    finding = Finding(
        rule="applications.balance", severity="error", verdict="source", message="两边不等", left=140, right=143,
        cells=["applications.new.total", "applications.new.natural_person"],
    )  # fmt: skip
    return Record(
        id=job.sha256[:16], source=Source(path=job.path, sha256=job.sha256, media_type="text/plain"),
        agency=FORMULA, year=2024, editions=editions, tables=tables, cells=cells,
        problems=[Problem(text="@形式单一", quote="@形式\n单一", start=5, end=10)],
        measures=[Measure(text="丰富形式", quote="丰富形式", start=11, end=15, answers=[0])],
        findings=[finding], reading=Reading(reader="rules"),
    )  # fmt: skip


@pytest.fixture
def run_dir(folder: Path, write: Write) -> Path:
    write("a")
    write("b", "refuse")
    run_dir = folder.parent / "run"
    # The second file is refused for its content by the stand-in; the first becomes the made record.
    steps = Steps(_made_or_refused, STEPS.identity, STEPS.is_current)
    extract([folder], run_dir, Settings(reader="rules"), Options(workers=0), steps=steps)
    return run_dir


def _made_or_refused(job: Job, data: bytes, settings: Settings) -> Any:
    STEPS.prepare(job, data, settings)
    return [made(job, settings)]


def rows(sheet: Worksheet) -> list[dict[str, Any]]:
    heading, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, heading), line, strict=True)) for line in lines]


def parquet(run_dir: Path, table: str, **options: bool) -> dict[str, Any]:
    target = export(run_dir, "parquet", **options)
    result = duckdb.sql(f"select * from '{target}/{table}.parquet'")
    (row,) = result.fetchall()
    return dict(zip(result.columns, row, strict=True))


def test_the_workbook_has_one_row_a_report_under_the_headings_of_the_form(run_dir: Path) -> None:
    book = load_workbook(export(run_dir, "xlsx"))
    (row,) = rows(book["报告"])
    assert row["一、本年新收政府信息公开申请数量 · 自然人"] == 137
    assert row["第二十条第（八）项 行政事业性收费 · 本年收费金额（单位：万元）"] == 4166.241619
    assert row["年度"] == 2024
    assert "三、本年度办理结果 （三）不予公开 1.属于国家秘密 · 自然人" in row
    assert book.sheetnames == ["报告", "单元格", "问题", "措施", "整改进展", "核对结果", "未能读取"]


def test_every_cell_of_every_edition_has_one_column_and_a_heading_of_its_own() -> None:
    places = form_columns(load_form())
    addresses = {
        address for edition in load_form().editions for table in edition.tables.values() for address in table.addresses
    }
    assert {place.address for place in places} == addresses
    assert len({place.column.heading for place in places}) == len(places) == len(addresses)


def test_blanks_stay_blank_and_are_zero_on_demand_only(run_dir: Path) -> None:
    names = ("applications.new.business", "applications.new.research", "applications.new.nonprofit")
    blank, zero = parquet(run_dir, "reports"), parquet(run_dir, "reports", blank_as_zero=True)
    assert [blank[name] for name in names] == [None, None, None]
    assert [zero[name] for name in names] == [0, 0, None]  # a cell that was not found is no blank


def test_flagged_cells_are_coloured_and_carry_their_reasons(run_dir: Path) -> None:
    sheet = load_workbook(export(run_dir, "xlsx"))["报告"]
    found = {str(cell.value): cell.column for cell in sheet[1]}
    suspect = sheet.cell(2, found["一、本年新收政府信息公开申请数量 · 总计"])
    named = sheet.cell(2, found["一、本年新收政府信息公开申请数量 · 自然人"])
    plain = sheet.cell(2, found["第二十条第（八）项 行政事业性收费 · 本年收费金额（单位：万元）"])
    assert suspect.comment is not None
    assert "行标签未能辨认" in suspect.comment.text
    assert "两边不等" in suspect.comment.text
    assert named.comment is not None
    assert plain.comment is None
    colours = [cell.fill.fgColor.rgb for cell in (suspect, named, plain)]
    assert len(set(colours)) == 3


def test_text_that_begins_like_a_formula_is_neutralised_in_workbooks_and_csv(run_dir: Path) -> None:
    (row,) = rows(load_workbook(export(run_dir, "xlsx"))["报告"])
    assert row["机关"] == f"'{FORMULA}"
    with (export(run_dir, "csv") / "reports.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.DictReader(file))["agency"] == f"'{FORMULA}"
    assert parquet(run_dir, "reports")["agency"] == FORMULA


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "\t=1", " =1", "＝1+1", "\r=1"])
def test_everything_that_a_spreadsheet_calculates_is_neutralised(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-3", "-", "+2.5", "某县教育局", "", "1=1"])
def test_numbers_and_plain_text_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text


def test_tidy_tables_hold_cells_problems_measures_findings_and_failures(run_dir: Path) -> None:
    target = export(run_dir, "jsonl")

    def lines(name: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (target / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]

    cells = {f"{cell['table']}.{cell['row']}.{cell['column']}": cell for cell in lines("cells")}
    assert len(cells) == sum(len(table.addresses) for table in load_form().editions[-1].tables.values())
    assert cells["applications.new.total"]["value"] == 140
    assert cells["applications.new.total"]["reasons"].startswith("行标签未能辨认")
    assert cells["applications.new.natural_person"]["line"] == 3
    assert cells["applications.new.business"]["state"] == "blank"
    assert [problem["quote"] for problem in lines("problems")] == ["@形式\n单一"]
    assert [(measure["text"], measure["answers"]) for measure in lines("measures")] == [("丰富形式", "1")]
    assert [(finding["left"], finding["right"]) for finding in lines("findings")] == [(140, 143)]
    assert [failure["reason"] for failure in lines("failures")] == ["this is no report"]


def test_parquet_tells_integers_amounts_and_truth_values(run_dir: Path) -> None:
    row = parquet(run_dir, "reports")
    assert (row["year"], row["flagged"], row["applications.new.total"]) == (2024, True, 140)
    assert row["disclosure.fees.amount"] == 4166.241619


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("kind", ["xlsx", "csv", "parquet", "jsonl"])
def test_a_folder_without_a_run_is_named(tmp_path: Path, kind: ExportKind) -> None:
    with pytest.raises(RunMissing, match="there is no run here"):
        export(tmp_path, kind)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_the_query_of_the_readme_answers(tmp_path: Path, page: str) -> None:
    root = Path(__file__).parents[2]
    (query,) = re.findall(r"```sql\n(.*?)```", (root / page).read_text(encoding="utf-8"), re.DOTALL)
    reports = sorted((root / "eval" / "fixtures").glob("*-202[34]/report.txt"))
    extract(reports, tmp_path / "runs" / "2024", Settings(reader="rules"))
    export(tmp_path / "runs" / "2024", "parquet")
    answer = duckdb.sql(query.replace("'runs/", f"'{tmp_path}/runs/"))
    assert answer.columns == ["agency", "year", "flagged", "received", "granted", "problems"]
    received = [row[3] for row in answer.fetchall()]
    assert received == sorted(received, reverse=True)
    assert received


def test_a_table_longer_than_a_worksheet_goes_on_in_the_next(run_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_xlsx, "LAST_ROW", 150)
    book = load_workbook(export(run_dir, "xlsx"))
    pages = [book[title] for title in book.sheetnames if title.startswith("单元格")]
    assert [page.max_row - 1 for page in pages] == [150, 50]
    assert [page.cell(1, 1).value for page in pages] == ["编号", "编号"]


@pytest.mark.usefixtures("english")
def test_an_export_that_cannot_be_written_is_named_and_leaves_nothing(run_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").touch()
    for kind in EXPORT_KINDS:
        with pytest.raises(RunError, match="taken"):
            export(run_dir, kind, tmp_path / "taken" / "below")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".part")] == []


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("kind", EXPORT_KINDS)
def test_an_export_onto_a_full_disk_says_so_and_leaves_nothing(
    run_dir: Path, small_disk: Path, kind: ExportKind
) -> None:
    fill(small_disk)
    with pytest.raises(RunError, match=r"disk/tables.*no space left"):
        export(run_dir, kind, small_disk / "tables")
    assert [path for path in small_disk.rglob("*") if path.is_file()] == [small_disk / "filler"]


def test_fees_printed_in_yuan_stand_under_no_heading_in_ten_thousand_yuan(tmp_path: Path) -> None:
    text = (FIXTURES / "luolong-government-office-2024" / "report.txt").read_text(encoding="utf-8")
    assert "（单位：万元）\t\t\n行政事业性收费\t0" in text
    text = text.replace("（单位：万元）\t\t\n行政事业性收费\t0", "（单位：元）\t\t\n行政事业性收费\t40682.08")
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    extract([tmp_path / "a.txt"], tmp_path / "run", Settings(reader="rules"), Options(workers=0))
    book = load_workbook(export(tmp_path / "run", "xlsx"))
    (report,) = rows(book["报告"])
    assert report["第二十条第（八）项 行政事业性收费 · 本年收费金额（单位：万元）"] is None
    assert report["另印单位"] == "disclosure.fees.amount 40682.08元"
    (cell,) = [row for row in rows(book["单元格"]) if row["单元格"] == "disclosure.fees.amount"]
    assert (cell["栏目"], cell["数值"]) == ("第二十条第（八）项 行政事业性收费 · 本年收费金额（单位：元）", 40682.08)
