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
