"""Tables of an edition that was not in force for the year, and figures that the kind of body cannot have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from extract.judge.edits import number
from extract.judge.wording import cell_label, table_title
from schemas.form import Form, Table
from schemas.record import Finding, TableValues

_NO_REGULATIONS = re.compile(
    r"(?:[镇乡]|苏木|街道|县|旗|(?<!自治)(?<!自治县)区)(?:人民政府)?(?:[^省市]*(?:局|办公室|委员会|办事处|中心|大队|支队|所|院|站))?$"
)
"""Bodies below a city with districts make no 规章 (立法法 第九十一条、第九十三条)."""
_REGULATIONS = "规章"


def plausibility(
    tables: Mapping[str, TableValues], layouts: Mapping[str, Table], agency: str | None, year: int | None, form: Form
) -> Iterator[Finding]:
    """Warnings; `layouts` are the layouts in which the tables were printed."""
    if year is not None:
        yield from _editions(layouts, year, form)
    if agency and _NO_REGULATIONS.search(agency):
        for table in layouts.values():
            yield from _regulations(tables.get(table.id, {}), table, agency)


def _editions(layouts: Mapping[str, Table], year: int, form: Form) -> Iterator[Finding]:
    due = form.edition_of_year(year)
    for table_id, table in layouts.items():
        if table is not due.tables[table_id] and table.rules == due.tables[table_id].rules[: len(table.rules)]:
            yield Finding(
                rule="structure.edition",
                severity="warning",
                message=f"“{table_title(table_id)}”的表格用的是{table.edition}年版式，"
                f"{year}年的报告应当用{due.tables[table_id].edition}年版式（{due.circular}）。",
            )


def _regulations(values: TableValues, table: Table, agency: str) -> Iterator[Finding]:
    for row in table.rows:
        if row.label != _REGULATIONS:
            continue
        printed = {column.id: values.get(row.id, {}).get(column.id) for column in row.columns}
        cells = [table.address(row.id, column) for column, value in printed.items() if number(value)]
        if cells:
            yield Finding(
                rule="structure.improbable",
                severity="warning",
                cells=cells,
                message=f"{agency}没有制定规章的权限，{'、'.join(cell_label(table, cell) for cell in cells)}却不为零，"
                f"可能填错了行或看错了位置。",
            )
