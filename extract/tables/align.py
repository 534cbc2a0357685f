"""Which run is which row of the form: order-preserving alignment by label evidence (Needleman–Wunsch).

Evidence is how well the label pieces around a run match a row. The best alignment is compared with the best
one that places a run elsewhere; where the two are close, the run's row is not known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extract.tables import thresholds
from extract.tables.evidence import evidence_of, has_label
from extract.tables.labels import RowLabels
from extract.tables.layouts.rows import Run


@dataclass(frozen=True, slots=True)
class Placement:
    """The row of a run: `row` is None where the run is no row or its row is not known."""

    row: int | None
    evidence: float
    rivals: tuple[int, ...] = ()
    """Rows that the run could be as well."""
    claims: int | None = None
    """The row that a run without a place is labelled as."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Placements of all runs, and how well they fit together (comparable between layouts of one table)."""

    placements: tuple[Placement, ...]
    score: float
    in_order: bool = True

    @property
    def rows(self) -> dict[int, int]:
        """Row → run."""
        return {p.row: i for i, p in enumerate(self.placements) if p.row is not None}


def align(runs: Sequence[Run], labels: RowLabels) -> Alignment:
    """The rows of the runs. Rows printed in another order than the form's are placed by their labels alone."""
    evidence = evidence_of(runs, labels)
    sizes = [len(row.columns) for row in labels.rows]
    fits = [{size: _fits(run, size) for size in set(sizes)} for run in runs]
    gains = [_gains(seen, fit, sizes) for seen, fit in zip(evidence, fits, strict=True)]
    skips = [_skip(seen, fit) for seen, fit in zip(evidence, fits, strict=True)]
    ordered = _in_order(gains, skips, evidence, len(labels.rows))
    free = _by_label(runs, evidence, ordered)
    placements = free or ordered
    return Alignment(placements, _fit(placements, skips, len(labels.rows)), in_order=free is None)


def _fit(placements: Sequence[Placement], skips: Sequence[float], rows: int) -> float:
    """How well a layout fits: the evidence of the rows found, less those not found and the runs left over."""
    placed = [placement.evidence for placement in placements if placement.row is not None]
    left_over = sum(skip for placement, skip in zip(placements, skips, strict=True) if placement.row is None)
    return sum(placed) - thresholds.ROW * (rows - len(placed)) + left_over


def _fits(run: Run, size: int) -> float:
    """How well the number of values fits a row of `size` columns: 1 as many as columns, down to 0."""
    values, cells = len(run.values), len(run.tokens)
    if values == size or (run.bordered and values <= size <= cells):
        return 1.0
    return max(0.0, 1 - abs(values - size) / size)


def _gains(evidence: Sequence[float], fits: Mapping[int, float], sizes: Sequence[int]) -> list[float]:
    """What each row would gain by a run."""
    top = max(evidence)
    missing = -thresholds.RIVAL * max(0.0, top - thresholds.FLOOR)
    return [
        (score - thresholds.RIVAL * (top - score) if score >= thresholds.FLOOR else missing)
        + thresholds.FIT * (fits[size] - thresholds.FIT_USUAL)
        for score, size in zip(evidence, sizes, strict=True)
    ]


def _skip(evidence: Sequence[float], fits: Mapping[int, float]) -> float:
    """What it costs to leave a run without a row."""
    best = max(fits.values())
    return -thresholds.SKIP_FIT * best * best - thresholds.SKIP_TOP * max(0.0, max(evidence) - thresholds.FLOOR)


def _in_order(
    gains: Sequence[Sequence[float]], skips: Sequence[float], evidence: Sequence[Sequence[float]], rows: int
) -> tuple[Placement, ...]:
    """The best order-preserving alignment, with the rivals of each placement."""
    ahead = _table(gains, skips, rows)
    mirrored = _table([gain[::-1] for gain in reversed(gains)], list(reversed(skips)), rows)
    behind = [line[::-1] for line in reversed(mirrored)]
    placements = []
    for i, row in enumerate(_trace(ahead, gains, skips)):
        through = [ahead[i][r] + gains[i][r] + behind[i + 1][r + 1] for r in range(rows)]
        placements.append(_placement(row, through, evidence[i]))
    return tuple(placements)


def _trace(
    table: Sequence[Sequence[float]], gains: Sequence[Sequence[float]], skips: Sequence[float]
) -> list[int | None]:
    """The row of each run in one best alignment."""
    placed: list[int | None] = [None] * len(gains)
    i, r = len(gains), len(table[0]) - 1
    while i:
        if table[i][r] == table[i - 1][r] + skips[i - 1]:
            i -= 1
        elif r and table[i][r] == table[i - 1][r - 1] + gains[i - 1][r - 1]:
            i, r = i - 1, r - 1
            placed[i] = r
        else:
            r -= 1
    return placed


def _table(gains: Sequence[Sequence[float]], skips: Sequence[float], rows: int) -> list[list[float]]:
    """Best score of aligning the first i runs with the first r rows, as [i][r]."""
    table = [[-thresholds.ROW * r for r in range(rows + 1)]]
    for gain, skip in zip(gains, skips, strict=True):
        above = table[-1]
        line = [above[0] + skip]
        for r in range(rows):
            line.append(max(above[r] + gain[r], above[r + 1] + skip, line[r] - thresholds.ROW))
        table.append(line)
    return table


def _placement(row: int | None, through: Sequence[float], evidence: Sequence[float]) -> Placement:
    """`through`: the best score of an alignment with the run in each row."""
    top = max(evidence)
    if row is None:
        return Placement(None, 0.0, claims=evidence.index(top) if top >= thresholds.SURE else None)
    rivals = tuple(r for r in range(len(through)) if r != row and through[r] > through[row] - thresholds.CLOSE)
    if rivals and evidence[row] < thresholds.MATCH:
        return Placement(None, evidence[row], (row, *rivals))
    contradicted = top > evidence[row] + (0 if top >= thresholds.SURE else thresholds.LEAD / 2)
    return Placement(row, 0.0 if contradicted else evidence[row])


def _by_label(
    runs: Sequence[Run], evidence: Sequence[Sequence[float]], ordered: Sequence[Placement]
) -> tuple[Placement, ...] | None:
    """Placement by labels alone, where the printed order is plainly not the form's.

    Needed: runs whose labels name another row, without a rival, while the order left them without one or gave
    them a row that their labels do not name; two of them, or one whose label stands on its own line.
    """
    own = _claims(evidence)
    occupant = {placement.row: i for i, placement in enumerate(ordered) if placement.row is not None}
    clashes = 0
    for i, row in own.items():
        rival = occupant.get(row)
        contested = rival is not None and rival != i and evidence[rival][row] > evidence[i][row] - thresholds.LEAD
        if ordered[i].row != row and ordered[i].evidence < thresholds.MATCH and not contested:
            clashes += 2 if has_label(runs[i]) else 1
    if clashes < 2:
        return None
    return tuple(Placement(own[i], evidence[i][own[i]]) if i in own else Placement(None, 0.0) for i in range(len(runs)))


def _claims(evidence: Sequence[Sequence[float]]) -> dict[int, int]:
    """Run → the row that its labels name, without another row or another run coming near."""
    claimed: dict[int, int] = {}
    for row in range(len(evidence[0]) if evidence else 0):
        by_run = sorted(range(len(evidence)), key=lambda i: evidence[i][row], reverse=True)
        best = by_run[0]
        rows = sorted(evidence[best], reverse=True)
        alone = len(by_run) < 2 or evidence[by_run[1]][row] <= evidence[best][row] - thresholds.LEAD
        sure = evidence[best][row] >= thresholds.SURE and rows[0] == evidence[best][row]
        if sure and alone and (len(rows) < 2 or rows[1] <= rows[0] - thresholds.LEAD):
            claimed[best] = row
    return claimed
