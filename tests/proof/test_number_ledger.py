"""Every printed number of a table's stretch is in a cell, excused by the source, or doubts what stands beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from eval.made import LAYOUTS, made_report
from extract.document import Document
from extract.proof import Accounts, account, doubted
from extract.reading import ABSENT, CellReading, TableReading
from extract.rules import RulesReading, read_by_rules, table_reader
from extract.tables import reader as table_room
from extract.tables.lines.line import Line
from schemas.form import load_form

FORM = load_form()
TABLE = FORM.table("applications", "2021")
PLAIN = ("tabs", "markdown", "spaces", "pdf_wrapped", "cell_per_line", "aligned", "labels_around", "full_width")
HEAD = "河桥县水务局2024年政府信息公开工作年度报告\n\n三、收到和处理政府信息公开申请情况\n\n"
HEADER = "项目\t自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t总计\n"


def rows(numbers: str = "\t".join("3000003")) -> list[str]:
    return [f"{row.printed()}\t{numbers}" for row in TABLE.rows]


def read(body: str) -> RulesReading:
    return read_by_rules(Document(HEAD + body + "\n\n四、政府信息公开行政复议、行政诉讼情况\n", "text/plain"))


def applications(body: str, without: Mapping[str, CellReading] | None = None) -> Accounts:
    """The accounts of a text whose applications table is read as it stands, some cells replaced."""
    document = Document(HEAD + body + "\n\n四、政府信息公开行政复议、行政诉讼情况\n", "text/plain")
    rules = read_by_rules(document)
    table = table_reader(FORM).read(document, rules.sections, 2024)["applications"]
    tables = {"applications": TableReading(table.table, dict(table.cells) | dict(without or {}), "rules", table.span)}
    return account(document, rules.sections, tables, FORM, 2024)


def accounted(document: Document) -> tuple[RulesReading, Accounts]:
    """What the rules read in a document, and the account of it."""
    rules = read_by_rules(document)
    return rules, account(document, rules.sections, rules.tables, FORM, rules.identity.year)


def lines_without(offset: int) -> Callable[[Document, int, int], list[Line]]:
    """The table reader's first step, which loses the token at an offset."""

    def lines_of(document: Document, start: int, end: int) -> list[Line]:
        lines = real_lines_of(document, start, end)
        return [replace(line, tokens=tuple(token for token in line.tokens if token.start != offset)) for line in lines]

    real_lines_of = table_room.lines_of
    return lines_of


def doubted_rows(accounts: Accounts) -> set[str]:
    return {address.split(".")[1] for address in accounts.doubts}


@pytest.mark.parametrize("layout", PLAIN)
@pytest.mark.parametrize("seed", range(3))
def test_a_table_that_is_read_whole_has_nothing_left_over_and_its_account_adds_up(layout: str, seed: int) -> None:
    made = made_report(seed, layout, style="plain")
    rules, accounts = accounted(Document(made.text, made.media_type))
    for table_id, one in accounts.tables.items():
        cells = [cell for cell in rules.tables[table_id].cells.values() if cell.value is not None]
        assert one.left == ()
        assert one.placed == len(cells)
        assert one.printed == one.placed + sum(one.excused.values())


def test_a_number_that_no_cell_holds_doubts_its_row_and_the_rows_beside_it() -> None:
    lost = {"applications.denied_by_law.research": ABSENT}
    accounts = applications(HEADER + "\n".join(rows()), lost)
    assert [one.text for one in accounts.tables["applications"].left] == ["0"]
    assert doubted_rows(accounts) == {"denied_by_law"}


def test_numbers_left_over_in_two_rows_doubt_the_table() -> None:
    lost = {"applications.denied_by_law.research": ABSENT, "applications.concluded.total": ABSENT}
    accounts = applications(HEADER + "\n".join(rows()), lost)
    assert len(accounts.tables["applications"].left) == 2
    assert doubted_rows(accounts) == {row.id for row in TABLE.rows}


def test_a_row_of_which_nothing_was_found_doubts_the_rows_beside_it_alone() -> None:
    lost = {TABLE.address("other_remaining", column.id): ABSENT for column in TABLE.columns}
    accounts = applications(HEADER + "\n".join(rows()), lost)
    assert len(accounts.tables["applications"].left) == 7
    assert doubted_rows(accounts) == {"other_fee_unpaid", "other_remaining", "concluded"}


def test_a_part_of_a_number_is_left_over_where_a_cell_took_the_rest() -> None:
    body = HEADER + "\n".join(rows())
    whole = applications(body)
    assert whole.tables["applications"].left == ()
    at = (HEAD + body).index("\t3\t0")
    cell = read(body).tables["applications"].cells["applications.new.natural_person"]
    assert cell.where is not None and cell.where.start == at + 1
    wide = body.replace("\t3\t0", "\t3456\t0", 1)
    cut = cell.__class__(34, "34", "number", cell.where.model_copy(update={"end": at + 3}))
    left = applications(wide, {"applications.new.natural_person": cut}).tables["applications"].left
    assert [one.text for one in left] == ["56"]


@pytest.mark.parametrize(
    ("excuse", "body"),
    [
        ("row_counter", "序号\t" + HEADER + "\n".join(f"{at}\t{row}" for at, row in enumerate(rows(), 1))),
        ("page_line", HEADER + "\n".join([*rows()[:9], "— 3 —", *rows()[9:]])),
        ("date", HEADER + "\n".join(rows()) + "\n统计时间：2024年1月1日至12月31日"),
        ("note", HEADER + "\n".join(rows()) + "\n注：其中网络申请2件"),
        ("prose", "2024年全年共收到政府信息公开申请3件，比上年有所减少，均已按时办结。\n" + HEADER + "\n".join(rows())),
        ("stamp", HEADER + "\n".join([*rows()[:3], "ID:3306", *rows()[3:9], "ID:3306", *rows()[9:], "ID:3306"])),
    ],
)
def test_what_is_no_number_of_the_table_is_excused_by_name(excuse: str, body: str) -> None:
    one = applications(body).tables["applications"]
    assert one.left == ()
    assert excuse in one.excused


@pytest.mark.parametrize("line", ["7", "其中：网络申请 5", "1\t2\t3", "共 12 件"])
def test_numbers_of_another_kind_are_left_over(line: str) -> None:
    one = applications(HEADER + "\n".join([*rows()[:9], line, *rows()[9:]]), {"applications.new.total": ABSENT})
    digits = {run for run in line.split() if run.isdigit()}
    assert digits <= {left.text for left in one.tables["applications"].left}


def test_a_number_that_the_table_reader_drops_in_cleaning_turns_the_ledger_red(monkeypatch: pytest.MonkeyPatch) -> None:
    made = made_report(5, "spaces", style="plain")
    document = Document(made.text, made.media_type)
    before, accounts = accounted(document)
    where = before.tables["applications"].cells["applications.granted.total"].where
    assert where is not None and accounts.tables["applications"].left == ()
    monkeypatch.setattr(table_room, "lines_of", lines_without(where.start or 0))
    after, accounts = accounted(document)
    assert where.start in [one.start for one in accounts.tables["applications"].left]
    assert doubted(after.tables, accounts)["applications"].cells["applications.granted.total"].doubts


def test_every_layout_that_a_reader_can_read_has_an_account() -> None:
    assert set(PLAIN) <= LAYOUTS.keys()
