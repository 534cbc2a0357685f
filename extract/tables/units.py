"""The unit that the heading of an amount is printed with, where it is not the form's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.doubts import Doubt, doubt
from extract.text.normal import nfkc
from schemas.form import Column, Table

HEADING_UNIT = "heading_unit"
"""Its values: `cell`, the address of the amount, and `unit`, as printed."""
_UNIT = r"[(\[]?(?:金额)?(?:单位)?:?(?P<unit>[十百千万亿]{0,2}元)"


def other_units(table: Table, text: str) -> Iterator[Doubt]:
    """A note for each amount of a table whose heading in `text` names another unit than the form."""
    squeezed = "".join(nfkc(text).split())
    for row in table.rows:
        for column in row.columns:
            unit = _printed(column, squeezed)
            if unit is not None and unit != column.unit:
                yield doubt(HEADING_UNIT, cell=table.address(row.id, column.id), unit=unit)


def _printed(column: Column, text: str) -> str | None:
    if column.unit is None:
        return None
    labels = "|".join(re.escape(nfkc(label)) for label in (column.label, *column.variants))
    found = re.search(rf"(?:{labels}){_UNIT}", text)
    return found["unit"] if found else None
