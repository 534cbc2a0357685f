"""Where the error is, what it should be, whose it is: the validator over generated reports with known errors.

    python benchmarks/localize.py [--reports 1000] [--clean 500] [--cases 200]

Errors are put into the applications table of generated reports: k digits misread or numbers replaced, a row or a
column shifted, cells or columns swapped, numbers joined or cut. Then clean reports are judged (no error may be
found), prose that was made to differ is looked for, and verdicts are given on mixed cases.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from statistics import median

from eval.made import made_report
from extract.judge import judge
from extract.judge.evidence import Evidence
from extract.judge.localize import Location, locate
from extract.reading import CellReading, TableReading
from extract.report import read
from extract.text.lookalikes import CONFUSED
from schemas.form import Table, load_form
from schemas.record import Record, Where

Numbers = dict[str, int | None]
"""Values of a table by address; None for a cell left blank."""
Damage = Callable[[Random, Table, Numbers], Numbers]

TABLE = "applications"
PLACE = Where(line=1, start=0, end=1)


# ---------------------------------------------------------------- errors


def misread(number: int) -> Callable[[Random, Table, Numbers], Numbers]:
    """`number` cells whose digits are confused, dropped or doubled."""

    def damage(rng: Random, table: Table, values: Numbers) -> Numbers:
        return values | {cell: _misread(rng, values[cell] or 0) for cell in rng.sample(table.addresses, number)}

    return damage


def replaced(number: int) -> Callable[[Random, Table, Numbers], Numbers]:
    """`number` cells with another number, as when an agency types a wrong one."""

    def damage(rng: Random, table: Table, values: Numbers) -> Numbers:
        changed = dict(values)
        for cell in rng.sample(table.addresses, number):
            near = (values[cell] or 0) + rng.randint(-5, 5)
            drawn = max(0, rng.choice([near, rng.randint(0, 30)]))
            changed[cell] = drawn if drawn != values[cell] else drawn + 1
        return changed

    return damage


def _misread(rng: Random, value: int) -> int:
    digits = str(value)
    while True:
        place = rng.randrange(len(digits))
        like = [next(iter(pair - {digits[place]})) for pair in CONFUSED if digits[place] in pair]
        kind = rng.choice(["confused", "confused", "confused", "dropped", "doubled"])
        if kind == "confused" and like:
            read = digits[:place] + rng.choice(sorted(like)) + digits[place + 1 :]
        else:
            read = digits[:place] + digits[place + (kind == "dropped") :].rjust(0)
            read = digits[: place + 1] + digits[place:] if kind == "doubled" else read
        if read and int(read) != value:
            return int(read)


def _rows(table: Table, values: Numbers) -> list[list[str]]:
    """The rows in which something is printed but zeros; all rows where there is none."""
    rows = [[table.address(row.id, column.id) for column in row.columns] for row in table.rows]
    return [row for row in rows if any(values[cell] for cell in row)] or rows


def _columns(table: Table) -> list[list[str]]:
    return [[table.address(row.id, column.id) for row in table.rows] for column in table.columns]


def _put(values: Numbers, line: list[str], held: list[int | None]) -> Numbers:
    return values | dict(zip(line, held, strict=True))


def row_shifted(rng: Random, table: Table, values: Numbers) -> Numbers:
    line = rng.choice(_rows(table, values))
    held = [values[cell] for cell in line]
    return _put(values, line, [*held[1:], None] if rng.random() < 0.5 else [None, *held[:-1]])


def cell_dropped(rng: Random, table: Table, values: Numbers) -> Numbers:
    line = rng.choice(_rows(table, values))
    held = [values[cell] for cell in line]
    del held[rng.randrange(len(held))]
    return _put(values, line, [*held, None])


def column_shifted(rng: Random, table: Table, values: Numbers) -> Numbers:
    columns = _columns(table)
    line = rng.choice([column for column in columns if any(values[cell] for cell in column)] or columns)
    held = [values[cell] for cell in line]
    return _put(values, line, [*held[1:], None] if rng.random() < 0.5 else [None, *held[:-1]])


def cells_swapped(rng: Random, table: Table, values: Numbers) -> Numbers:
    one, two = rng.sample(rng.choice(_rows(table, values)), 2)
    return values | {one: values[two], two: values[one]}


def columns_swapped(rng: Random, table: Table, values: Numbers) -> Numbers:
    """Two columns, one of them the total, over the whole table: another pair leaves every rule satisfied."""
    columns = _columns(table)
    one, two = rng.choice(columns[:-1]), columns[-1]
    return _put(_put(values, one, [values[c] for c in two]), two, [values[c] for c in one])


def columns_swapped_after_a_page(rng: Random, table: Table, values: Numbers) -> Numbers:
    """From some row on: one half or the other may be the wrong one, arithmetic cannot tell which."""
    one, two = rng.sample(_columns(table), 2)
    start = rng.randrange(1, len(one))
    one, two = one[start:], two[start:]
    return _put(_put(values, one, [values[c] for c in two]), two, [values[c] for c in one])


def numbers_joined(rng: Random, table: Table, values: Numbers) -> Numbers:
    line = rng.choice(_rows(table, values))
    held = [values[cell] for cell in line]
    place = rng.randrange(len(held) - 1)
    met = int(f"{held[place]}{held[place + 1]}")
    return _put(values, line, [*held[:place], met, *held[place + 2 :], None])


def number_cut(rng: Random, table: Table, values: Numbers) -> Numbers:
    lines = [line for line in _rows(table, values) if any((values[cell] or 0) > 9 for cell in line)]
    if not lines:
        return values
    line = rng.choice(lines)
    held = [values[cell] for cell in line]
    place = rng.choice([i for i, value in enumerate(held) if (value or 0) > 9])
    digits = str(held[place])
    at = rng.randrange(1, len(digits))
    return _put(values, line, [*held[:place], int(digits[:at]), int(digits[at:]), *held[place + 1 :]][: len(held)])


DAMAGES: dict[str, Damage] = {
    **{f"misread k={k}": misread(k) for k in (1, 2, 3, 5)},
    **{f"replaced k={k}": replaced(k) for k in (1, 2, 3, 5)},
    "row shifted": row_shifted,
    "cell dropped from a row": cell_dropped,
    "column shifted": column_shifted,
    "two cells of a row swapped": cells_swapped,
    "total swapped with another column": columns_swapped,
    "columns swapped after a page": columns_swapped_after_a_page,
    "numbers joined": numbers_joined,
    "number cut in two": number_cut,
}


# ---------------------------------------------------------------- localization


@dataclass
class Score:
    """What became of the reports with one kind of error."""

    reports: int = 0
    found: int = 0
    located: int = 0
    repaired: int = 0
    named: int = 0
    """The truth is one of several explanations named."""
    harmful: int = 0
    """A right cell is told to change, with no alternative."""
    seconds: list[float] = field(default_factory=list)

    def line(self, name: str) -> str:
        shares = (self.found, self.located, self.repaired, self.named, self.harmful)
        shown = "  ".join(f"{100 * share / self.reports:6.1f}%" for share in shares)
        return f"{name:34} {shown}  {1000 * median(self.seconds):4.0f} ms  {1000 * max(self.seconds):4.0f} ms"


def truths(number: int) -> Iterator[tuple[Table, Numbers]]:
    """The applications tables of generated reports, by address."""
    form = load_form()
    for seed in range(number):
        made = made_report(seed, "tabs", style="plain")
        table = form.table(TABLE, made.labels.editions[TABLE])
        yield table, {cell: int(made.truth[cell]) for cell in table.addresses}  # type: ignore[arg-type]


def score(name: str, damage: Damage, tables: list[tuple[Table, Numbers]]) -> Score:
    result = Score()
    for seed, (table, truth) in enumerate(tables):
        rng = Random(f"{name} {seed}")
        read = next(
            (one for _ in range(50) if (one := damage(rng, table, dict(truth))) != truth and _shows(one, truth)), None
        )
        if read is None:
            continue
        cells = {cell: _reading(value) for cell, value in read.items()}
        began = time.process_time()
        locations = locate(table, Evidence(cells))
        result.seconds.append(time.process_time() - began)
        _count(result, locations, read, {c: truth[c] for c in truth if read[c] is not None and read[c] != truth[c]})
    return result


def _shows(read: Numbers, truth: Numbers) -> bool:
    """Whether a number is wrong; a number that was lost is another matter, it is imputed."""
    return any(value is not None and value != truth[cell] for cell, value in read.items())


def _reading(value: int | None) -> CellReading:
    return CellReading(None, "", "blank") if value is None else CellReading(value, str(value), "number")


def _count(result: Score, locations: list[Location], read: Numbers, wrong: Mapping[str, int | None]) -> None:
    result.reports += 1
    result.found += bool(locations)
    explained = [location.only for location in locations if location.only is not None]
    changes = {cell: value for optimum in explained for cell, value in optimum.changes.items()}
    if locations and len(explained) == len(locations):
        result.located += changes.keys() == wrong.keys()
        result.repaired += changes == wrong
        result.harmful += any(cell not in wrong and value != read[cell] for cell, value in changes.items())
    else:
        result.named += any(dict(o.changes) == wrong for location in locations for o in location.optima)


# ---------------------------------------------------------------- clean reports, prose, verdicts


def _record(text: str) -> Record:
    return read(text)


def clean(number: int) -> Counter[str]:
    """Findings on reports that are right, by severity and rule."""
    found: Counter[str] = Counter()
    for seed in range(number):
        style = ("plain", "blanks", "some_blanks", "marks", "noted")[seed % 5]
        record = _record(made_report(10_000 + seed, "tabs", style=style).text)
        found.update(f"{finding.severity} {finding.rule}" for finding in record.findings)
    return found


def prose(number: int) -> Counter[str]:
    """Prose that was made to differ from the tables: found or missed, and other differences reported."""
    counted: Counter[str] = Counter()
    for seed in range(number):
        made = made_report(20_000 + seed, "tabs", style="differences")
        record = _record(made.text)
        warned = [finding for finding in record.findings if finding.rule.startswith("prose.")]
        for difference in made.labels.differences:
            hit = any(difference.cell in finding.cells and finding.left == difference.value for finding in warned)
            counted["found" if hit else "missed"] += 1
        cells = {difference.cell for difference in made.labels.differences}
        counted["others"] += sum(f.severity == "warning" and cells.isdisjoint(f.cells) for f in warned)
    return counted


def verdicts(number: int) -> Counter[tuple[str, str]]:
    """Whose error it was, and the verdict on each broken rule, over four kinds of cases in turn."""
    counted: Counter[tuple[str, str]] = Counter()
    tables = list(truths(number))
    for case, (table, truth) in enumerate(tables):
        rng = Random(f"verdict {case}")
        kind = case % 4
        wrong = replaced(1)(rng, table, truth) if kind < 2 else misread(1)(rng, table, truth)
        readings = _cases(rng, table, truth, wrong)[kind]
        judged = judge([{TABLE: reading} for reading in readings])
        for finding in judged.findings:
            if finding.severity == "error":
                counted["agency's" if kind < 2 else "reader's", str(finding.verdict)] += 1
    return counted


def _cases(rng: Random, table: Table, truth: Numbers, wrong: Numbers) -> list[list[TableReading]]:
    """The agency's error in text, and on a page that two readers read; a misreading with one reader, and with two."""
    sure, unsure = rng.uniform(0.96, 1.0), rng.uniform(0.5, 0.97)

    def reading(values: Numbers, confidence: float | None, reader: str) -> TableReading:
        cells = {}
        for cell, value in values.items():
            stated = None if confidence is None else unsure if value != truth[cell] and values is wrong else sure
            stated = sure if confidence == 1 else stated
            cells[cell] = CellReading(value, str(value), "number", PLACE, (), stated)
        return TableReading(table, cells, reader)

    return [
        [reading(wrong, None, "rules")],
        [reading(wrong, 1, "rules"), reading(wrong, 1, "model")],
        [reading(wrong, 0, "rules")],
        [reading(wrong, 0, "rules"), reading(truth, 1, "model")],
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--reports", type=int, default=1000, help="reports for each kind of error")
    parser.add_argument("--clean", type=int, default=500, help="clean reports")
    parser.add_argument("--cases", type=int, default=200, help="mixed cases for the verdicts")
    given = parser.parse_args()
    tables = list(truths(given.reports))
    locate(tables[0][0], Evidence({cell: _reading(1) for cell in tables[0][1]}))  # the solver is loaded once
    heads = ("found", "located", "repaired", "named", "harmful", "median", "worst")
    print(f"{'error (times of one core)':34} {'  '.join(f'{head:>7}' for head in heads)}")
    for name, damage in DAMAGES.items():
        print(score(name, damage, tables).line(name), flush=True)
    print(f"\nfindings on {given.clean} clean reports: {dict(clean(given.clean))}")
    print(f"prose made to differ in {given.cases} reports: {dict(prose(given.cases))}")
    print(f"\nverdicts on {given.cases} cases (broken rules)")
    matrix = verdicts(given.cases)
    for owner in ("agency's", "reader's"):
        print(f"  {owner:10}", {name: matrix[owner, name] for name in ("source", "reading", "unknown")})


if __name__ == "__main__":
    main()
