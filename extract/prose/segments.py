"""A passage cut into segments: sentences, and the stretches that an enumerator opens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from extract.prose.enumerators import Enumerator, enumerators
from extract.prose.passage import Passage

_SENTENCE_END = re.compile(r"[。！？]+[”’）》]*|(?<=[\u4e00-\u9fff”）])\.(?=[\u4e00-\u9fff]|$)")


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


def segments(passage: Passage) -> list[Segment]:
    """The passage's segments in order; together they are all of it but the enumerators."""
    text = passage.text
    opened = {e.start: e for e in enumerators(text, passage.breaks)}
    cuts = {0, *opened, *passage.breaks, *(m.end() for m in _SENTENCE_END.finditer(text))}
    bounds = [*sorted(cut for cut in cuts if cut < len(text)), len(text)]
    found: list[Segment] = []
    for start, end in pairwise(bounds):
        enumerator = opened.get(start)
        begin = enumerator.end if enumerator else start
        if begin > end:  # a cut inside an enumerator such as 1.
            continue
        found.append(Segment(begin, end, enumerator, start in passage.breaks or start == 0))
    return [segment for segment in found if segment.end > segment.start or segment.enumerator]
