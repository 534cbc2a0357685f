"""What is printed above a cell, in its column: the nearest words, and whether a column is one of remarks."""

from __future__ import annotations

from extract.proof.source import Place, Source

REMARKS = frozenset({"备注", "说明"})

Key = tuple[int, int]


class Headings:
    """The headings of columns below an offset of the text; every line is looked at once for each column."""

    def __init__(self, source: Source, begin: int) -> None:
        self.source, self.begin = source, begin
        self._cells: dict[int, dict[int, str]] = {}
        self._found: dict[Key, tuple[str, bool]] = {}

    def over(self, place: Place) -> str:
        """The nearest words above a cell in its column; empty where there are none."""
        return self._look(place)[0] if place.column >= 0 else ""

    def is_remark(self, place: Place) -> bool:
        """Whether 备注 stands anywhere above a cell in its column."""
        return self._look(place)[1] if place.column >= 0 else False

    def _look(self, place: Place) -> tuple[str, bool]:
        at = self.source.line(place.cell[0])[0]
        climbed: list[tuple[Key, str]] = []
        answer = "", False
        while at > self.begin:
            at = self.source.line(at - 1)[0]
            key = at, place.column
            if key in self._found:
                answer = self._found[key]
                break
            climbed.append((key, self._line(at).get(place.column, "").strip()))
        for key, cell in reversed(climbed):
            words = cell if cell and not cell[0].isdigit() else answer[0]
            answer = self._found[key] = words, answer[1] or cell in REMARKS
        return answer

    def _line(self, at: int) -> dict[int, str]:
        if at not in self._cells:
            place = self.source.place(at)
            self._cells[at] = self.source.cells_of(place) if place.column >= 0 else {}
        return self._cells[at]
