"""A passage cut into segments: sentences, and the stretches that an enumerator opens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from extract.prose.passage import Passage
from extract.text.enumerators import Enumerator, enumerators

_SENTENCE_END = re.compile(r"[。！？]+[”’）》]*|(?<=[\u4e00-\u9fff”）])\.(?=[\u4e00-\u9fff]|$)")


_LONGEST = 1000
"""Characters of the longest sentence; text without full stops is cut at a clause's end."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence, punctuation included; `enumerator` opens it, or is None. `start` is behind the enumerator."""

    start: int
    end: int
    enumerator: Enumerator | None
    new_line: bool

    @property
    def kind(self) -> str | None:
        return self.enumerator.kind if self.enumerator else None

    @property
    def ordinal(self) -> int:
        return self.enumerator.ordinal if self.enumerator else 0

    def follows(self, ordinal: int) -> bool:
        """Whether the segment's enumerator counts on from `ordinal`; bullets always do."""
        return self.ordinal > ordinal or self.ordinal == 0


def segments(passage: Passage) -> list[Segment]:
    """The passage's segments in order; together they are all of it but the enumerators."""
    text = passage.text
    opened = {e.start: e for e in enumerators(text, passage.breaks)}
    cuts = {0, *opened, *passage.breaks, *(m.end() for m in _SENTENCE_END.finditer(text))}
    bounds = _not_too_long(text, [*sorted(cut for cut in cuts if cut < len(text)), len(text)])
    found: list[Segment] = []
    for start, end in pairwise(bounds):
        enumerator = opened.get(start)
        begin = enumerator.end if enumerator else start
        if begin > end:  # a cut inside an enumerator such as 1.
            continue
        found.append(Segment(begin, end, enumerator, start in passage.breaks or start == 0))
    return [segment for segment in found if segment.end > segment.start or segment.enumerator]


def _not_too_long(text: str, bounds: list[int]) -> list[int]:
    """The bounds, with more of them in stretches longer than any sentence."""
    cuts: list[int] = bounds[:1]
    for bound in bounds[1:]:
        while bound - cuts[-1] > _LONGEST:
            limit = cuts[-1] + _LONGEST
            clause = max(text.rfind(mark, cuts[-1] + 1, limit) for mark in "；，、：")
            cuts.append(clause + 1 if clause > 0 else limit)
        cuts.append(bound)
    return cuts
