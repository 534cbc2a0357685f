"""Tables whose rows are numbered in a column of their own."""

from __future__ import annotations

from extract.document import Document
from extract.prose.sections import find_sections
from extract.tables import TableReader
from schemas.form import load_form

FORM = load_form()


def test_a_rows_number_is_no_value_though_the_row_is_empty() -> None:
    table = FORM.table("applications", "2021")
    lines = [
        "三、收到和处理政府信息公开申请情况",
        "\t".join(["序号", "项目", *(column.label for column in table.columns)]),
    ]
    for number, row in enumerate(table.rows, start=1):
        filled = [str(number + 100)] * len(row.columns) if number % 2 else [""] * len(row.columns)
        lines.append("\t".join([str(number), row.label, *filled]))
    text = "\n".join([*lines, "四、政府信息公开行政复议、行政诉讼情况"])
    cells = TableReader(FORM).read(Document(text, "text/plain"), find_sections(text, FORM))["applications"].cells
    for number, row in enumerate(table.rows, start=1):
        expected = number + 100 if number % 2 else None
        assert {cells[table.address(row.id, column.id)].value for column in row.columns} == {expected}


def test_a_number_before_a_label_that_counts_no_rows_stays_a_value() -> None:
    lines = [
        "二、主动公开政府信息情况", "信息内容\t本年制发件数\t本年废止件数\t现行有效件数", "规章\t0\t0\t0",
        "行政规范性文件\t2\t0\t5", "信息内容\t本年处理决定数量\t\t", "5123\t行政许可\t\t", "77\t行政处罚\t\t",
        "12\t行政强制\t\t", "三、收到和处理政府信息公开申请情况",
    ]  # fmt: skip
    text = "\n".join(lines)
    cells = TableReader(FORM).read(Document(text, "text/plain"), find_sections(text, FORM))["disclosure"].cells
    rows = ("licensing", "penalties", "coercion")
    assert [cells[f"disclosure.{row}.decisions"].value for row in rows] == [5123, 77, 12]
