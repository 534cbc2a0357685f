"""What the second placement alone puts into cells is accounted for: it is not left over, and printed in one cell."""

from __future__ import annotations

from collections import Counter
from itertools import count

from eval.made import Made, made_report
from extract.report import read
from schemas.record import Cell, Record


def without_a_zero(layout: str = "spaces") -> tuple[Made, Record]:
    """A report, and its record when one zero of its second row of applications is not printed."""
    for seed in count(20):
        made = made_report(seed, layout, style="plain")
        lines = made.text.split("\n")
        at = next(at for at, line in enumerate(lines) if "予以公开" in line and line.split()[-1].isdigit())
        if " 0 " in lines[at] and int(lines[at].split()[-1]) > 0:
            lines[at] = "".join(lines[at].rsplit(" 0", 1))
            record = read("\n".join(lines).encode(), name="report.txt")
            if len(placed_alone(record)) == 6:  # where equal numbers may change places, some are not placed
                return made, record
    raise AssertionError


def placed_alone(record: Record) -> dict[str, Cell]:
    return {address: cell for address, cell in record.cells.items() if "placement" in cell.evidence
            and not {"label", "order", "header"} & set(cell.evidence)}  # fmt: skip


def test_numbers_that_only_the_placement_put_into_cells_are_not_left_over_and_stay_suspect() -> None:
    made, record = without_a_zero()
    assert record.accounts["applications"].left == []
    for address, cell in placed_alone(record).items():
        assert cell.trust == "suspect"
        assert record.tables["applications"]["granted"][address.split(".")[2]] == made.truth[address]
    assert record.cells["applications.granted_in_part.total"].trust != "suspect"


def test_no_printed_number_stands_in_two_cells() -> None:
    for seed in (101, 102, 410):
        record = read(made_report(seed, "rows_lost").text.encode(), name="report.txt")
        starts = Counter(cell.where.start for cell in record.cells.values() if cell.where and cell.state == "number")
        assert max(starts.values()) == 1
