"""The text of a section as sentences: line breaks and page numbers taken out, every index with its offset."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from extract.prose.cues import heading_role
from extract.text.enumerators import ENUMERATED_LINE
from extract.text.page_lines import PAGE_LINE
from extract.text.squeezed import Squeezed

_TERMINAL = "。；！？："
_MARKED = re.compile(r"\s*(?:#{1,6}\s|\*\*.+\*\*\s*$|[-•●·◆■]\s)")
_NEW_PARAGRAPH = re.compile(r"\n\s*\n|\n(?:\u3000| {2,}|\t)")
_SHORT = 0.6
"""A line shorter than this share of the longest was not broken to fit the page."""
_TITLE = 25
"""Characters of the longest line that could be the heading of an item."""
_FINAL = "。；！？：，、;.,:!?"


class Passage(Squeezed):
    """A stretch of the source for reading sentence by sentence; `breaks` are indices where a new line of thought
    begins (a line break that is none of the page's)."""

    def __init__(self, source: str, start: int, end: int) -> None:
        super().__init__(source, start, end, dropped=PAGE_LINE)
        self.breaks = frozenset(self._breaks())

    def _breaks(self) -> Iterator[int]:
        lines = self.lines
        longest = max((end - start for start, end in lines), default=0)
        wrapped = any(self.text[end - 1] not in _TERMINAL for start, end in lines[:-1] if end - start > 0.8 * longest)
        for (start, end), (following, stop) in pairwise(lines):
            gap = self.source[self.offset(end - 1) + 1 : self.offset(following)]
            apart = not gap.strip() and (not wrapped or _NEW_PARAGRAPH.search(gap) is not None)
            short = end - start < _SHORT * longest and end - start <= _TITLE and self.text[end - 1] not in "，、"
            if (
                self.text[end - 1] in _TERMINAL
                or (apart and short)
                or ENUMERATED_LINE.match(self.text, following, stop)
                or self._is_marked(start, following)
                or self._is_heading(start, end)
                or self._is_heading_between(following, stop)
            ):
                yield following

    def _is_marked(self, *lines: int) -> bool:
        """Whether Markdown sets one of these lines apart."""
        return any(_MARKED.match(self._line_of(line)) for line in lines)

    def _is_heading(self, start: int, end: int) -> bool:
        number = ENUMERATED_LINE.match(self.text, start, end)
        return heading_role(self.text[number.end() if number else start : end]) is not None

    def _is_heading_between(self, start: int, end: int) -> bool:
        """Whether a line is a heading or label without a number, and not the end of a broken sentence."""
        if self.text[end - 1] != "：" and not ENUMERATED_LINE.match(self.text, end):
            return False
        return self.text[end - 1] not in "。；，、" and heading_role(self.text[start:end]) is not None

    def _line_of(self, index: int) -> str:
        offset = self.offset(index)
        start = self.source.rfind("\n", 0, offset) + 1
        end = self.source.find("\n", offset)
        return self.source[start : end if end >= 0 else len(self.source)]

    def trimmed(self, start: int, end: int) -> tuple[int, int]:
        """The stretch without punctuation at its ends."""
        while end > start and self.text[end - 1] in _FINAL:
            end -= 1
        while start < end and self.text[start] in _FINAL:
            start += 1
        return start, end

    def on_one_line(self, start: int, end: int) -> str:
        """The stretch as it would be printed on one line: no line breaks, page numbers or Markdown marks in it."""
        first, last = self.span(start, end)
        lines = [line.strip(" \t\r\u3000#*|>_`") for line in self.source[first:last].split("\n")]
        kept = [line for i, line in enumerate(lines) if line and not (i and PAGE_LINE.fullmatch(line))]
        text = ""
        for line in kept:
            spaced = text[-1:].isascii() and text[-1:].isalpha() and line[0].isascii() and line[0].isalpha()
            text += (" " if spaced else "") + line
        return re.sub(r"[*`]+|\s{2,}", lambda m: " " if m.group().isspace() else "", text)
