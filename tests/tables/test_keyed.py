"""Tables that are written out as pairs of a column's label and its value."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from eval.made import made_report
from extract.document import Document
from extract.prose.sections import find_sections
from extract.tables import TableReader
from schemas.form import load_form

FORM = load_form()
Pairs = list[tuple[str, str]]
WRITINGS: dict[str, Callable[[str, Pairs], str]] = {
    "one sentence a row": lambda row, pairs: (
        f"{row}：" + "，".join(f"{label}{value}件" for label, value in pairs) + "。"
    ),
    "colons": lambda row, pairs: f"{row}：" + "，".join(f"{label}：{value}" for label, value in pairs) + "；",
    "equal signs": lambda row, pairs: f"{row} " + " ".join(f"{label}={value}" for label, value in pairs),
    "a pair a line": lambda row, pairs: "\n".join([row, *(f"  {label}：{value}" for label, value in pairs)]),
    "bullets": lambda row, pairs: "\n".join([f"- {row}", *(f"  - {label}: {value}" for label, value in pairs)]),
    "tables of two columns": lambda row, pairs: "\n".join(
        [f"### {row}", "", "| 申请人 | 数量 |", "| --- | --- |", *(f"| {a} | {b} |" for a, b in pairs)]
    ),
}


def _written(write: Callable[[str, Pairs], str]) -> tuple[str, dict[str, int]]:
    """The table of applications of a made report in a writing, and its numbers by address."""
    made = made_report(3, "tabs")
    values = made.labels.values(FORM)
    table = FORM.table("applications", "2021")
    lines = ["某县交通运输局2024年政府信息公开工作年度报告", "三、收到和处理政府信息公开申请情况"]
    expected: dict[str, int] = {}
    for row in table.rows:
        printed = {column: values[table.address(row.id, column.id)] for column in row.columns}
        pairs = [(column.label, str(value)) for column, value in printed.items() if value is not None]
        expected |= {table.address(row.id, c.id): int(v) for c, v in printed.items() if v is not None}
        lines.append(write(f"{row.number}、{row.label}" if row.number else row.label, pairs))
    return "\n".join([*lines, "四、政府信息公开行政复议、行政诉讼情况", "无。"]), expected


@pytest.mark.parametrize("writing", WRITINGS)
def test_rows_written_as_pairs_are_read_by_the_label_beside_each_number(writing: str) -> None:
    text, expected = _written(WRITINGS[writing])
    cells = TableReader(FORM).read(Document(text, "text/plain"), find_sections(text, FORM))["applications"].cells
    assert {address: cells[address].value for address in expected} == expected
    assert len(expected) > 100


def test_a_column_that_a_row_of_pairs_leaves_out_is_in_doubt() -> None:
    text, expected = _written(lambda row, pairs: f"{row}：" + "，".join(f"{a}{b}件" for a, b in pairs[:-1]) + "。")
    cells = TableReader(FORM).read(Document(text, "text/plain"), find_sections(text, FORM))["applications"].cells
    totals = [address for address in expected if address.endswith(".total")]
    assert all(cells[address].value is None and cells[address].doubts for address in totals)


def test_sentences_that_name_a_few_numbers_are_no_table() -> None:
    text, _ = _written(lambda row, pairs: f"{row}\t" + "\t".join(value for _, value in pairs))
    prose = "全年收到申请，其中自然人901件，商业企业902件，科研机构903件；办结中自然人904件，商业企业905件。"
    text = text.replace("三、收到和处理政府信息公开申请情况", f"三、收到和处理政府信息公开申请情况\n{prose}")
    cells = TableReader(FORM).read(Document(text, "text/plain"), find_sections(text, FORM))["applications"].cells
    assert not {cell.value for cell in cells.values()} & {901, 902, 903, 904, 905}


@pytest.mark.parametrize("odd", ["3万", "12至15", "12/15", "10+2", "1'234"])
def test_what_is_no_single_number_beside_a_label_gives_none(odd: str) -> None:
    text, expected = _written(
        lambda row, pairs: f"{row}：" + "，".join(f"{a}{odd if a == '商业企业' else b}件" for a, b in pairs) + "。"
    )
    cells = TableReader(FORM).read(Document(text, "text/plain"), find_sections(text, FORM))["applications"].cells
    odd_cells = [cells[address] for address in expected if address.endswith(".business")]
    assert odd_cells and all(cell.value is None and cell.doubts for cell in odd_cells)
