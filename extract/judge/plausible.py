"""Tables of an edition that was not in force for the year, and figures that the kind of body cannot have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from extract.doubts import Doubt, doubt, finding
from extract.judge.edits import number
from schemas.form import Form, Table
from schemas.record import Cell, Finding, Severity, TableValues

_NO_REGULATIONS = re.compile(
    r"(?:[镇乡]|苏木|街道|县|旗|(?<!自治)(?<!自治县)区)(?:人民政府)?(?:[^省市]*(?:局|办公室|委员会|办事处|中心|大队|支队|所|院|站))?$"
)
"""Bodies below a city with districts make no 规章 (立法法 第九十一条、第九十三条)."""
_DEPARTMENT = re.compile(r"[省市州盟区].{2,}(?:局|厅|委|委员会|大队|支队|中心|站|所|院)$")
"""Departments of a government that may make 规章, though it is not they that make it."""
_REGULATIONS = "规章"


def plausibility(
    tables: Mapping[str, TableValues],
    layouts: Mapping[str, Table],
    cells: Mapping[str, Cell],
    agency: str | None,
    year: int | None,
    form: Form,
) -> Iterator[Finding]:
    """Warnings and remarks; `layouts` are the layouts in which the tables were printed."""
    if year is not None:
        yield from _editions(layouts, cells, year, form)
    severity = _severity(agency or "")
    if agency and severity:
        for table in layouts.values():
            yield from _regulations(tables.get(table.id, {}), table, agency, severity)


def _severity(agency: str) -> Severity | None:
    """How odd 规章 of this body would be; None where it may make some."""
    if _NO_REGULATIONS.search(agency):
        return "warning"
    department = _DEPARTMENT.search(agency) and not re.search(r"人民政府|国家|管理委员会|管委", agency)
    return "info" if department else None


def _editions(layouts: Mapping[str, Table], cells: Mapping[str, Cell], year: int, form: Form) -> Iterator[Finding]:
    """Names the cells of a table that was not read whole: then its edition may be misread, and each of them with it."""
    due = form.edition_of_year(year)
    for table_id, table in layouts.items():
        if table is not due.tables[table_id] and table.rules == due.tables[table_id].rules[: len(table.rules)]:
            read = [a for a in table.addresses if a in cells and cells[a].state != "absent"]
            misread = 0 < len(read) < len(table.addresses)
            said = doubt(
                "other_edition", f"other_edition:{table_id}", table=table_id, edition=table.edition, year=year,
                due=due.tables[table_id].edition, circular=due.circular,
                partly=Doubt("edition_partly_read") if misread else None,
            )  # fmt: skip
            yield finding("structure.edition", "warning", said, read if misread else ())


def _regulations(values: TableValues, table: Table, agency: str, severity: Severity) -> Iterator[Finding]:
    for row in table.rows:
        if row.label != _REGULATIONS:
            continue
        printed = {column.id: values.get(row.id, {}).get(column.id) for column in row.columns}
        cells = [table.address(row.id, column) for column, value in printed.items() if number(value)]
        if cells:
            said = doubt("no_regulations", agency=agency, cells=tuple(cells))
            yield finding("structure.improbable", severity, said, cells)
