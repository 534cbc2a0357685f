"""Tables whose cells are glued together, and which of their cells the digits alone decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eval.made.draft import Draft
from eval.made.marks import plain
from eval.made.printed import PrintedTable, SpanCell, grid
from schemas.form import Equation

Parting = tuple[int, ...]
MARK = "#"
"""Stands for a cell that is no bare number: it takes one place and parts the digits around it."""


def glued(printed: PrintedTable, draft: Draft) -> str:
    """No separator anywhere; cells that more than one parting fits are undecided."""
    return _glue(printed, draft, 0.0)


def glued_partly(printed: PrintedTable, draft: Draft) -> str:
    """A space between some cells."""
    return _glue(printed, draft, 0.3)


def _glue(printed: PrintedTable, draft: Draft, spaced: float) -> str:
    laid = grid(printed)
    text = ""
    for number in range(laid.height):
        cells = laid.row(number)
        text += "".join(cell.text for cell in cells if cell.address is None)
        data = [cell for cell in cells if cell.address is not None]
        gaps = [" " if place and draft.rng.random() < spaced else "" for place in range(len(data))]
        text += "".join(gap + cell.text for gap, cell in zip(gaps, data, strict=True))
        draft.undecided |= ambiguous(printed, data, gaps)
    return text


def ambiguous(printed: PrintedTable, cells: Sequence[SpanCell], gaps: Sequence[str]) -> set[str]:
    """The cells of a glued line that the edit rules over its rows do not part in one way alone."""
    addresses = [cell.address for cell in cells if cell.address is not None]
    text = ""
    for cell, gap in zip(cells, gaps, strict=True):
        shown = plain(cell.text)
        if shown.isdigit():
            text += gap + shown
        elif not gap and shown[:1].isdigit() and text[-1:].isdigit():
            return set(addresses)
        else:
            text += f" {MARK} "
    truth = [int(plain(cell.text)) if plain(cell.text).isdigit() else -1 for cell in cells]
    found = fitting(" ".join(text.split(" ")).strip(), _by_row(printed, addresses))
    if not all(value in values for value, values in zip(truth, found, strict=True)):
        return set(addresses)
    return {address for address, values in zip(addresses, found, strict=True) if len(values) > 1}


def _by_row(printed: PrintedTable, addresses: Sequence[str]) -> list[tuple[list[str], list[Equation]]]:
    """The addresses of a line by row, each with the edit rules over that row."""
    blocks = []
    for row in printed.rows:
        mine = [address for address in addresses if address in printed.addresses(row)]
        if mine:
            blocks.append((mine, [rule for rule in printed.table.equations if set(rule.cells) <= set(mine)]))
    return blocks


def fitting(text: str, blocks: Sequence[tuple[list[str], list[Equation]]]) -> list[set[int]]:
    """For each cell of the blocks, every value it has in some parting of `text` that satisfies all rules.

    Numbers have no leading zeros; a space in `text` parts numbers. Each block is parted on its own from every
    place it can begin at, and the partings that lead from the start of the text to its end are kept.
    """
    edges: list[dict[int, list[tuple[int, Parting]]]] = []
    begins = {0}
    for addresses, rules in blocks:
        step = {
            start: [
                (end, part) for end, part in _partings(text, start, len(addresses)) if _holds(rules, addresses, part)
            ]
            for start in begins
        }
        edges.append(step)
        begins = {end for ends in step.values() for end, _ in ends}
    live = {len(text)}
    found: list[list[set[int]]] = []
    for step in reversed(edges):
        kept = [(start, part) for start, ends in step.items() for end, part in ends if end in live]
        live = {start for start, _ in kept}
        found.insert(0, [set(values) for values in zip(*(part for _, part in kept), strict=True)])
    widths = [len(addresses) for addresses, _ in blocks]
    return [values for sets, width in zip(found, widths, strict=True) for values in (sets or [set()] * width)]


def _holds(rules: Sequence[Equation], addresses: Sequence[str], parted: Parting) -> bool:
    values = dict(zip(addresses, (max(number, 0) for number in parted), strict=True))
    return all(sum(values[cell] for cell in r.left) == sum(values[cell] for cell in r.right) for r in rules)


def _partings(text: str, start: int, count: int) -> Iterator[tuple[int, Parting]]:
    """Every way to take `count` numbers from `start` on, with the place after the last."""
    if count == 0:
        yield start, ()
        return
    for end, number in _numbers(text, start):
        yield from ((last, (number, *rest)) for last, rest in _partings(text, end, count - 1))


def _numbers(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Every number that can begin at `start`, with the place after it and its space."""
    end = start
    while end < len(text) and (text[end].isdigit() or text[end] == MARK):
        end += 1
        after = end + (text[end : end + 1] == " ")
        if text[start] == MARK:
            yield after, -1
            return
        yield after, int(text[start:end])
        if text[start] == "0":
            return
