"""What the tests of the tables share: labelled reports read, and what became of every cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from eval.labels import Labels, load_labels
from eval.made import Made
from extract.document import Document
from extract.files import read_document
from extract.files.opening import read_bytes
from extract.report import Given, read
from extract.settings import Limits
from schemas.form import load_form
from schemas.record import Record, State, Value

FIXTURES = Path(__file__).parents[2] / "eval" / "fixtures"
PUBLIC = Path(__file__).parents[3] / "shared" / "reports" / "public"
SEEDS = ("ganyu-science-2024", "luolong-government-office-2024", "luolong-science-2024",
         "mengjin-science-industry-2023", "yuncheng-science-2024")  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """A cell of a record beside its label."""

    address: str
    printed: Value
    state: State
    read: Value
    read_state: State | None
    flagged: bool

    @property
    def silent(self) -> bool:
        """Wrong, and nothing says so (record.md)."""
        return self.read != self.printed and not self.flagged


def record_of(document: Document, path: str = "report.txt") -> Record:
    return read(Given(path, document=document))


def record_of_text(text: str) -> Record:
    return record_of(Document(text, "text/plain"))


def record_of_made(made: Made) -> Record:
    suffix = ".html" if made.media_type == "text/html" else ".txt"
    return record_of(read_bytes(made.text.encode(), Limits(), suffix), f"made{suffix}")


def record_of_path(path: Path) -> Record:
    return record_of(read_document(path, Limits()), path.name)


def seed(name: str) -> tuple[Record, Labels, str]:
    labels = load_labels(FIXTURES / name / "labels.json")
    document = read_document(FIXTURES / name / labels.source, Limits())
    return record_of(document), labels, document.text


def flagged_cells(record: Record) -> set[str]:
    named = {cell for f in record.findings if f.severity in ("error", "warning") for cell in f.cells}
    return named | {address for address, cell in record.cells.items() if cell.trust == "suspect"}


def outcomes(record: Record, labels: Labels) -> Iterator[Outcome]:
    """Every labelled cell that a person could decide."""
    flagged = flagged_cells(record)
    for address, printed in labels.values(load_form()).items():
        if address in labels.undecided:
            continue
        table, row, column = address.split(".")
        read = record.tables[table].get(row, {}).get(column)
        cell = record.cells.get(address)
        yield Outcome(
            address, printed, labels.state(address), read, cell.state if cell else None,
            cell is None or address in flagged,
        )  # fmt: skip
