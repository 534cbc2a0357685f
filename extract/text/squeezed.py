"""A text without spaces and Markdown marks, every character with its offset in the source.

Recognition and page text put spaces, breaks and marks anywhere (三 、收 到, **六、其他**), so the prose readers
search the squeezed text and report offsets of the source.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property, lru_cache

from extract.text.normal import INVISIBLE, canonical

_MARKS = re.escape(f"#*|`_>{INVISIBLE}")
_DROPPED = re.compile(rf"[\s{_MARKS}]+")
_LINE = re.compile(r"[^\n]+")
_KEPT = re.compile(rf"[^\s{_MARKS}]+")


def bare(text: str) -> str:
    """`text` without spaces and Markdown marks, its characters as they stand."""
    return _DROPPED.sub("", text)


class Squeezed:
    """`text` is the squeezed text of `source[start:end]`; `offset(i)` is where its i-th character stands.

    Lines that `dropped` matches whole, spaces around them aside, are left out.
    """

    def __init__(
        self, source: str, start: int = 0, end: int | None = None, dropped: re.Pattern[str] | None = None
    ) -> None:
        self.source = source
        self.end = len(source) if end is None else end
        if dropped is None:
            runs = [run.span() for run in _KEPT.finditer(source, start, self.end)]
        else:
            lines = (line.span() for line in _LINE.finditer(source, start, self.end))
            kept = (line for line in lines if not dropped.fullmatch(source[slice(*line)].strip()))
            runs = [run.span() for line in kept for run in _KEPT.finditer(source, *line)]
        self.text = canonical("".join([source[a:b] for a, b in runs]))
        self._source_at = [a for a, _ in runs]
        """Where each run begins in the source, and (parallel) in the squeezed text."""
        self._text_at: list[int] = []
        position = 0
        for a, b in runs:
            self._text_at.append(position)
            position += b - a

    def offset(self, index: int) -> int:
        """Offset in the source of the character at `index`; the end of the stretch for one past the last."""
        if index >= len(self.text):
            return self.end
        run = bisect_right(self._text_at, index) - 1
        return self._source_at[run] + index - self._text_at[run]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the source of the squeezed `text[start:end]`, which must not be empty."""
        return self.offset(start), self.offset(end - 1) + 1

    def index(self, offset: int) -> int:
        """Index of the first kept character at or after `offset` of the source."""
        run = bisect_right(self._source_at, offset) - 1
        if run < 0:
            return 0
        return min(self._text_at[run] + offset - self._source_at[run], self._stop(run))

    def printed(self, start: int, end: int) -> str:
        """The squeezed `text[start:end]` in the characters of the source."""
        return bare(self.source[self.offset(start) : self.offset(end - 1) + 1]) if start < end else ""

    @cached_property
    def lines(self) -> list[tuple[int, int]]:
        """The lines of the source that keep a character, as spans of the squeezed text."""
        found: list[tuple[int, int]] = []
        position = 0
        for run, at in enumerate(self._source_at):
            begin, stop = self._text_at[run], self._stop(run)
            if not found or self.source.find("\n", position, at) >= 0:
                found.append((begin, stop))
            else:
                found[-1] = (found[-1][0], stop)
            position = at + stop - begin
        return found

    def _stop(self, run: int) -> int:
        return self._text_at[run + 1] if run + 1 < len(self._text_at) else len(self.text)


@lru_cache(maxsize=2)
def squeezed_text(text: str) -> Squeezed:
    """The whole of `text` squeezed; the readers of one report share it."""
    return Squeezed(text)
