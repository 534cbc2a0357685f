"""Marks in made text: what a span of it is, kept through every change of layout.

A report is written once with invisible marks around its cells, problems, measures and headings; layouts wrap,
shift and glue the marked text; `Marks.read` takes the marks out at the end and says where each span landed.
Marks are private-use characters, which no report contains.
"""

from __future__ import annotations

from dataclasses import dataclass, field

_FIRST = 0xF0000
_CLOSE = "\U0010fffd"

Key = tuple[str, str | int]
"""What a span is: ("cell", address), ("problem", index), ("measure", index), ("section", number), …"""


@dataclass
class Marks:
    """The keys in use; one for each report that is laid out."""

    keys: list[Key] = field(default_factory=list)

    def wrap(self, kind: str, name: str | int, text: str) -> str:
        """`text` as a span of that kind and name."""
        self.keys.append((kind, name))
        return f"{chr(_FIRST + len(self.keys) - 1)}{text}{_CLOSE}"

    def read(self, marked: str) -> tuple[str, dict[Key, tuple[int, int]]]:
        """The text without marks, and start and end of each span in it."""
        spans: dict[Key, tuple[int, int]] = {}
        opened: list[tuple[Key, int]] = []
        out: list[str] = []
        for character in marked:
            if character == _CLOSE:
                key, start = opened.pop()
                spans[key] = (start, len(out))
            elif ord(character) >= _FIRST:
                opened.append((self.keys[ord(character) - _FIRST], len(out)))
            else:
                out.append(character)
        return "".join(out), spans


def is_mark(character: str) -> bool:
    """Whether a character is a mark, which takes no room on the page."""
    return ord(character) >= _FIRST


def opens(character: str) -> bool:
    """Whether a character is a mark at which a span begins."""
    return is_mark(character) and character != _CLOSE


def plain(marked: str) -> str:
    """The text without its marks."""
    return "".join(character for character in marked if not is_mark(character))
