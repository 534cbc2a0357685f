"""The form as data: what the circulars fix, and what a further edition costs."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.document import Document
from extract.judge import judge
from extract.prose.sections import find_sections
from extract.tables import TableReader
from schemas.form import FORM_FILE, Form, FormError, load_form

THIRD_EDITION = """
[[edition]]
id = "2027"
circular = "a circular of this test"
first_year = 2027

[edition.tables.disclosure]
same_as = "2021"

[edition.tables.proceedings]
same_as = "2021"

[edition.tables.applications]
arrangement = "grid"
columns = "applications"
rows = [
  "new", "carried_in", "granted", "granted_in_part", "denied_state_secret", "denied_by_law",
  { id = "denied_personal_data", number = "3", label = "涉及个人生物识别信息", group = "denied" },
  "unavailable_not_held", "rejected_repeat", "other_remaining", "concluded", "carried_out",
]
"""


def form_of(addition: str, folder: Path) -> Form:
    path = folder / "form.toml"
    path.write_text(FORM_FILE.read_text(encoding="utf-8") + addition, encoding="utf-8")
    return load_form(path)


@pytest.mark.parametrize(("edition", "cells", "equations"), [("2019", 198, 40), ("2021", 200, 42)])
def test_an_edition_has_the_cells_and_hard_rules_of_its_circular(edition: str, cells: int, equations: int) -> None:
    tables = [load_form().table(table, edition) for table in load_form().table_ids]
    assert sum(len(table.addresses) for table in tables) == cells
    assert sum(len(table.equations) for table in tables) == equations


def test_every_edition_that_shares_a_table_shares_its_layout() -> None:
    form = load_form()
    assert [len(form.variants_of(table)) for table in form.table_ids] == [2, 2, 1]


def test_a_third_edition_costs_one_entry_of_the_form(tmp_path: Path) -> None:
    form = form_of(THIRD_EDITION, tmp_path)
    table = form.table("applications", "2027")
    values = {row.id: [0] * 7 for row in table.rows}
    values |= {
        "new": [4, 0, 0, 0, 0, 1, 5],
        "granted": [1, 0, 0, 0, 0, 1, 2],
        "denied_personal_data": [3, 0, 0, 0, 0, 0, 3],
    }
    values |= {"concluded": [4, 0, 0, 0, 0, 1, 5]}
    header = "\t" + "\t".join(column.label for column in table.columns)
    lines = [f"{row.printed()}\t" + "\t".join(map(str, values[row.id])) for row in table.rows]
    text = "\n".join(["三、收到和处理政府信息公开申请情况", header, *lines])
    document = Document(text, "text/plain")

    reading = TableReader(form).read(document, find_sections(text, form), 2027)
    judgement = judge([reading], form)

    assert judgement.editions["applications"] == "2027"
    assert {row: list(cells.values()) for row, cells in judgement.tables["applications"].items()} == values
    checks = [check for check in judgement.checks if check.rule.startswith("applications")]
    assert len(checks) == 12 + 7 + 7
    assert {check.outcome for check in checks} == {"holds"}


@pytest.mark.parametrize(
    ("addition", "complaint"),
    [
        (THIRD_EDITION.replace('"granted_in_part"', '"granted"'), "stands twice"),
        (THIRD_EDITION.replace('group = "denied"', 'group = "nowhere"'), "unknown group 'nowhere'"),
        (THIRD_EDITION.replace('"rejected_repeat"', '"unheard_of"'), "'unheard_of' has no label"),
        (THIRD_EDITION.replace('"carried_out",', ""), "applications.balance names cells that are not there"),
        (THIRD_EDITION.replace('same_as = "2021"', 'same_as = "1998"', 1), "same_as names no earlier edition"),
    ],
)
def test_a_form_that_contradicts_itself_is_refused_with_the_place(
    addition: str, complaint: str, tmp_path: Path
) -> None:
    with pytest.raises(FormError, match="edition 2027") as refused:
        form_of(addition, tmp_path)
    assert complaint in str(refused.value)
