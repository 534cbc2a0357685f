"""One report into counts. A count that is not there means that nothing of its kind was labelled or read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from eval.labels import LabelledSection, Labels
from eval.scoring.cells import ERROR_KINDS, CellOutcome, compare_cells, is_nonzero
from eval.scoring.evidence import count_evidence
from eval.scoring.judgement import count_judgement
from eval.scoring.spans import EXACT, NEARLY, links, match
from eval.scoring.themes import count_themes
from extract.summary.coder import RuleCoder
from schemas.form import Form
from schemas.record import Reading, Record, SectionSpan, State

Counts = Counter[str]
"""Counts of one report or the sum over many; every score is a function of them."""

EMPTY = ("blank", "mark", "absent")
"""States of a cell that holds no number."""

BINS = 10
"""Steps of an engine's confidence within one level of trust."""


@dataclass(frozen=True)
class Scored:
    """One reading of one report: its counts, and its cells for whoever wants to look."""

    counts: Counts
    cells: Sequence[CellOutcome]


def count(
    labels: Labels, record: Record | None, form: Form, coder: RuleCoder | None = None, spent: Reading | None = None
) -> Scored:
    """Counts of one reading; `record` is None where the reader failed, which counts as everything wrong.

    `spent` is what a failed reading cost, where that is known: it is paid like any other. `coder` codes the problems
    and measures that were read; without one, themes have no score.
    """
    cells = compare_cells(labels, record, form)
    counts: Counts = Counter({"reports": 1, "failed": int(record is None)})
    _count_cells(counts, cells)
    _count_tables(counts, cells)
    count_evidence(counts, cells)
    _count_left(counts, record)
    _count_identity(counts, labels, record)
    _count_issues(counts, labels, record)
    count_judgement(counts, labels, record, cells, form)
    if coder is not None:
        count_themes(counts, "problem", labels.problems, record.problems if record else [], coder)
        count_themes(counts, "measure", labels.measures, record.measures if record else [], coder)
    _count_cost(counts, record.reading if record else spent)
    return Scored(counts, cells)


def total(many: Iterable[Mapping[str, float]]) -> Counts:
    """The sum of counts."""
    summed: Counts = Counter()
    for counts in many:
        summed.update(counts)
    return summed


def _add(counts: Counts, name: str, amount: float) -> None:
    counts[name] += amount  # type: ignore[assignment]  # seconds and macro scores are fractions


# ---------------------------------------------------------------- cells


def _count_cells(counts: Counts, cells: Sequence[CellOutcome]) -> None:
    counts["cells"] = len(cells)
    counts["cells.right"] = sum(cell.right for cell in cells)
    counts["silent"] = sum(cell.silent for cell in cells)
    counts["verified.wrong"] = sum(cell.trust == "verified" and not cell.right for cell in cells)
    for kind in ERROR_KINDS:
        counts[f"kind.{kind}"] = sum(cell.kind == kind for cell in cells)
    for cell in cells:
        label, read = is_nonzero(cell.label), is_nonzero(cell.read)
        counts["nonzero.labelled"] += label
        counts["nonzero.read"] += read
        counts["nonzero.right"] += label and cell.right
        counts["telling"] += label or read
        counts["telling.unflagged"] += (label or read) and not cell.flagged
        counts["telling.silent"] += (label or read) and cell.silent
        counts["telling.sound"] += (label or read) and cell.right and not cell.flagged
        counts["flagged"] += cell.flagged
        counts["flagged.wrong"] += cell.flagged and not cell.right
        _count_state(counts, cell)
        if label or read:
            level = _level(cell)
            counts[f"trust.{level}.cells"] += 1
            counts[f"trust.{level}.wrong"] += not cell.right
    _count_macro(counts)


def _count_left(counts: Counts, record: Record | None) -> None:
    """Numbers beside the tables that are in no cell and under no excuse; nothing of a reader that keeps no accounts."""
    if record is not None and record.accounts:
        counts["accounts"] = 1
        counts["left"] = sum(len(account.left) for account in record.accounts.values())


def _count_macro(counts: Counts) -> None:
    """The report's own F1 of non-zero cells, for the mean over reports; none where no number is due or given."""
    due, given = counts["nonzero.labelled"], counts["nonzero.read"]
    if due + given:
        counts["macro.reports"] = 1
        _add(counts, "macro.f1", 2 * counts["nonzero.right"] / (due + given))


def _count_state(counts: Counts, cell: CellOutcome) -> None:
    """States apart: a printed zero, a blank, a mark, a cell that is not there. Numbers with words are numbers."""
    label, read = _state_class(cell.label_state, cell.label), _state_class(cell.read_state, cell.read)
    if label != "nonzero":
        counts[f"state.{label}.cells"] += 1
        counts[f"state.{label}.right"] += label == read
        counts[f"state.{label}.as.{read}"] += label != read
    counts["empty.labelled"] += label in EMPTY
    counts["empty.read"] += read in EMPTY
    counts["empty.right"] += label == read and label in EMPTY


def _state_class(state: State, value: object) -> str:
    if state not in ("number", "noted"):
        return state
    return "nonzero" if is_nonzero(value if isinstance(value, int | str) else None) else "zero"


def _level(cell: CellOutcome) -> str:
    """Trust, then the engine's confidence in steps: the order in which a person would believe cells."""
    rank = {"verified": 0, "unverified": 1, "suspect": 2, None: 1}[cell.trust]
    step = BINS if cell.confidence is None else round(cell.confidence * BINS)
    return f"{rank}:{BINS - step:02d}"


def _count_tables(counts: Counts, cells: Sequence[CellOutcome]) -> None:
    """Whole tables and the whole report: those with a number other than zero in them, and all of them."""
    by_table: dict[str, list[CellOutcome]] = {}
    for cell in cells:
        by_table.setdefault(cell.address.split(".")[0], []).append(cell)
    for table, inside in by_table.items():
        _count_whole(counts, "tables", inside)
        _count_whole(counts, f"table.{table}", inside)
    _count_whole(counts, "whole", cells)


def _count_whole(counts: Counts, name: str, cells: Sequence[CellOutcome]) -> None:
    exact = all(cell.right for cell in cells)
    telling = any(is_nonzero(cell.label) for cell in cells)
    counts[f"{name}.all"] += 1
    counts[f"{name}.all.exact"] += exact
    counts[f"{name}.telling"] += telling
    counts[f"{name}.telling.exact"] += telling and exact


# ---------------------------------------------------------------- identity and sections


def _count_identity(counts: Counts, labels: Labels, record: Record | None) -> None:
    if labels.agency is not None or labels.wordless:
        counts["agency"] = 1
        counts["agency.right"] = int(record is not None and labels.names(record.agency))
    if labels.year is not None:
        counts["year"] = 1
        counts["year.right"] = int(record is not None and record.year == labels.year)
    for table, edition in labels.editions.items():
        counts["editions"] += 1
        counts["editions.right"] += record is not None and record.editions.get(table) == edition
    if labels.sections is not None:
        _count_sections(counts, labels.sections, record.sections if record else [])


def _count_sections(counts: Counts, labelled: Sequence[LabelledSection], read: Sequence[SectionSpan]) -> None:
    """A section is found where its number is right and, where the label has offsets, nine tenths of it are."""
    found = sum(any(_is_section(label, section) for section in read) for label in labelled)
    counts["sections.found"] = found
    counts["sections.labelled"] = len(labelled)
    counts["sections.read"] = len(read)


def _is_section(label: LabelledSection, read: SectionSpan) -> bool:
    if label.number != read.number:
        return False
    if label.start is None or label.end is None:
        return True
    shared = min(label.end, read.end) - max(label.start, read.start)
    return shared >= NEARLY * max(label.end - label.start, read.end - read.start)


# ---------------------------------------------------------------- problems and measures


def _count_issues(counts: Counts, labels: Labels, record: Record | None) -> None:
    """Nothing is counted for what nobody labelled."""
    for name, at_least in (("exact", EXACT), ("nearly", NEARLY)):
        problems = match(labels.problems or [], record.problems if record else [], at_least)
        measures = match(labels.measures or [], record.measures if record else [], at_least)
        for kind, labelled, matched in (
            ("problems", labels.problems, problems), ("measures", labels.measures, measures),
        ):  # fmt: skip
            if labelled is not None:
                counts[f"{kind}.{name}.hits"] = matched.hits
                counts[f"{kind}.{name}.false"] = matched.false_alarms
                counts[f"{kind}.{name}.missed"] = matched.misses
        if name == "nearly" and labels.problems is not None and labels.measures is not None:
            found = links(labels.measures, record.measures if record else [], measures, problems)
            counts["links.hits"], counts["links.false"], counts["links.missed"] = found


# ---------------------------------------------------------------- cost


def _count_cost(counts: Counts, reading: Reading | None) -> None:
    if reading is None:
        return
    counts["calls"] = reading.calls
    counts["tokens.in"] = reading.input_tokens
    counts["tokens.cached"] = reading.cached_tokens
    counts["tokens.out"] = reading.output_tokens
    _add(counts, "seconds", reading.seconds)
    if reading.cost is not None:
        counts["priced"] = 1
        _add(counts, "cost", reading.cost)
