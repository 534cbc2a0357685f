"""Passages of section 五 with their labels: problems, details, measures with what they answer, progress."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

FILE = Path(__file__).parent / "cases" / "passages.txt"
_MARK = re.compile(r"‹(?P<kind>[PDMG])(?P<answers>[\d,]*)\|(?P<text>[^‹›]+)›")


@dataclass
class Labelled:
    """A passage and its labels; offsets into `text`."""

    name: str
    body: str
    year: int
    text: str = ""
    problems: list[tuple[int, int]] = field(default_factory=list)
    details: dict[int, tuple[int, int]] = field(default_factory=dict)
    """By problem."""
    measures: list[tuple[int, int]] = field(default_factory=list)
    answers: list[list[int]] = field(default_factory=list)
    progress: list[tuple[int, int]] = field(default_factory=list)


def passages(path: Path = FILE) -> list[Labelled]:
    """The passages of a file, in order."""
    blocks = re.split(r"(?m)^== ", path.read_text(encoding="utf-8"))[1:]
    return [_passage(*block.split("\n", 1)) for block in blocks]


def _passage(head: str, marked: str) -> Labelled:
    name, body, year = (part.strip() for part in head.split("|"))
    found = Labelled(name, body, int(year))
    at = 0
    for mark in _MARK.finditer(marked):
        found.text += marked[at : mark.start()]
        span = (len(found.text), len(found.text) + len(mark["text"]))
        found.text += mark["text"]
        at = mark.end()
        if mark["kind"] == "P":
            found.problems.append(span)
        elif mark["kind"] == "D":
            found.details[len(found.problems) - 1] = span
        elif mark["kind"] == "M":
            found.measures.append(span)
            found.answers.append([int(number) - 1 for number in mark["answers"].split(",") if number])
        else:
            found.progress.append(span)
    found.text = (found.text + marked[at:]).rstrip("\n")
    return found
