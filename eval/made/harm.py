"""Harm done to a made report's text: lines shuffled, joined, split; numbers deleted, doubled, inserted; foreign matter.

Every printed number keeps its mark through all of it, so that what the harmed text prints in which cell is known from
how it came about, not from reading it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from eval.labels import Number
from eval.made.making import Made, made_report
from eval.made.marks import Marks, is_mark, plain

_CLOSE = "\U0010fffd"
_CELL = re.compile(rf"[\U000F0000-\U0010FFFC]([^\U000F0000-\U0010FFFD]*){_CLOSE}")
_HEADING = re.compile(r"[二三四][、，]\S{4,}情况")
_PARTS = re.compile(r"[ \t]")
_ROWS = ("其中：网络申请", "信函申请", "当面申请")
_STAMPS = ("ID:3306", "No.20240117", "扫描件第3页", "档案号 7719")


@dataclass(frozen=True)
class Harmed:
    """A harmed report: its text, and by cell address the value that it prints there, None where the number is gone."""

    text: str
    media_type: str
    truth: Mapping[str, Number]


Harm = Callable[[list[str], Random], list[str]]
"""Lines with marks, and chance, to lines with marks."""


def harmed_report(seed: int, layout: str, harms: Sequence[str], style: str = "plain") -> Harmed:
    """The report of a seed in a layout and a style, with harms of `HARMS` done one after the other."""
    made = made_report(seed, layout, style=style)
    marks = Marks()
    lines = _marked(made, marks).split("\n")
    begin, end = _tables(lines)
    rng = Random(f"harm {seed} {layout} {'+'.join(harms)}")
    inside = lines[begin:end]
    for harm in harms:
        inside = HARMS[harm](inside, rng)
    text, spans = marks.read("\n".join([*lines[:begin], *inside, *lines[end:]]))
    printed = {str(name) for (_, name), (start, stop) in spans.items() if start < stop}
    undecided = made.labels.undecided
    truth = {a: value if a in printed else None for a, value in made.truth.items() if a not in undecided}
    return Harmed(text, made.media_type, truth)


def _marked(made: Made, marks: Marks) -> str:
    parts, at = [], 0
    for address, (start, end) in sorted(made.places.items(), key=lambda one: one[1]):
        parts += [made.text[at:start], marks.wrap("cell", address, made.text[start:end])]
        at = end
    return "".join([*parts, made.text[at:]])


def _tables(lines: Sequence[str]) -> tuple[int, int]:
    """The lines from the heading above the first printed cell to the last cell."""
    filled = [at for at, line in enumerate(lines) if any(map(is_mark, line))]
    heading = [at for at in range(filled[0]) if _HEADING.match(lines[at])]
    return (heading[-1] if heading else filled[0]), filled[-1] + 1


# ---------------------------------------------------------------- harms


def _swapped(lines: list[str], rng: Random) -> list[str]:
    """Two neighbouring lines in the other order."""
    at = rng.randrange(max(len(lines) - 1, 1))
    return [*lines[:at], *reversed(lines[at : at + 2]), *lines[at + 2 :]]


def _shuffled(lines: list[str], rng: Random) -> list[str]:
    """Five lines in any order."""
    at = rng.randrange(max(len(lines) - 5, 1))
    few = lines[at : at + 5]
    rng.shuffle(few)
    return [*lines[:at], *few, *lines[at + 5 :]]


def _joined(lines: list[str], rng: Random) -> list[str]:
    at = rng.randrange(max(len(lines) - 1, 1))
    return [*lines[:at], " ".join(lines[at : at + 2]), *lines[at + 2 :]]


def _split(lines: list[str], rng: Random) -> list[str]:
    """A line broken between two of its cells."""
    able = [at for at, line in enumerate(lines) if _PARTS.search(line)]
    if not able:
        return lines
    at = rng.choice(able)
    place = rng.choice([match.start() for match in _PARTS.finditer(lines[at])])
    return [*lines[:at], lines[at][:place], lines[at][place + 1 :], *lines[at + 1 :]]


def _on_a_cell(lines: list[str], rng: Random, change: Callable[[re.Match[str]], str]) -> list[str]:
    cells = [(at, match) for at, line in enumerate(lines) for match in _CELL.finditer(line) if match[1]]
    if not cells:
        return lines
    at, match = rng.choice(cells)
    line = lines[at][: match.start()] + change(match) + lines[at][match.end() :]
    return [*lines[:at], line, *lines[at + 1 :]]


def _deleted(lines: list[str], rng: Random) -> list[str]:
    return _on_a_cell(lines, rng, lambda match: "")


def _doubled(lines: list[str], rng: Random) -> list[str]:
    return _on_a_cell(lines, rng, lambda match: f"{match[0]} {match[1]}")


def _inserted(lines: list[str], rng: Random) -> list[str]:
    return _on_a_cell(lines, rng, lambda match: f"{rng.randrange(1, 99)} {match[0]}")


def _noted(lines: list[str], rng: Random) -> list[str]:
    """A word behind a number."""
    return _on_a_cell(lines, rng, lambda match: f"{match[0]}注")


def _row_of_its_own(lines: list[str], rng: Random) -> list[str]:
    """A row that the form does not have."""
    at = rng.randrange(len(lines))
    part = "\t" if "\t" in lines[at] else " "
    row = part.join([rng.choice(_ROWS), *(str(rng.randrange(9)) for _ in range(7))])
    return [*lines[:at], row, *lines[at:]]


def _foreign_table(lines: list[str], rng: Random) -> list[str]:
    at = rng.randrange(len(lines))
    rows = [f"{name}\t{rng.randrange(900)}\t{rng.randrange(90)}" for name in ("网站点击", "微信推送", "来电来访")]
    return [*lines[:at], "渠道\t本年\t占比", *rows, *lines[at:]]


def _stamped(lines: list[str], rng: Random) -> list[str]:
    at = rng.randrange(len(lines))
    return [*lines[:at], f"{lines[at]} {rng.choice(_STAMPS)}", *lines[at + 1 :]]


def _paged(lines: list[str], rng: Random) -> list[str]:
    at = rng.randrange(len(lines))
    return [*lines[:at], rng.choice(["3", "— 3 —", "第 3 页 共 5 页"]), *lines[at:]]


def _heading_below(lines: list[str], rng: Random) -> list[str]:
    """The heading of the first table below it, right above the next heading."""
    headings = [at for at, line in enumerate(lines) if _HEADING.match(plain(line))]
    if len(headings) < 2:
        return lines
    first, second = headings[:2]
    return [*lines[:first], *lines[first + 1 : second], lines[first], *lines[second:]]


HARMS: dict[str, Harm] = {
    "swapped": _swapped, "shuffled": _shuffled, "joined": _joined, "split": _split, "deleted": _deleted,
    "doubled": _doubled, "inserted": _inserted, "noted": _noted, "own_row": _row_of_its_own,
    "foreign_table": _foreign_table, "stamped": _stamped, "paged": _paged, "heading_below": _heading_below,
}  # fmt: skip
