"""Sections that were taken over: from the agency's own earlier report, or from another agency.

Wording that many agencies use is template wording, told by its document frequency over agencies and left out of the
comparison. Two texts are a pair where most of the shorter one's own shingles stand in the other. As long as it pays,
every shared shingle is counted; beyond, MinHash (Broder 1997; rensa) proposes the pairs that are then compared
exactly, so the definition is the same, but pairs of very unlike length may go unseen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

import numpy as np
import numpy.typing as npt

from extract.summary.shingles import LENGTH, Comparable, Hashes, comparable

Relation = Literal["self", "other"]
Method = Literal["exact", "minhash"]

EXACT_WORK = 20_000_000
"""Up to so many meetings of two texts in a shingle all are counted: a minute or so (`benchmarks/copies.py`)."""
OVERLAP = 0.5
"""The share of the shorter text's own shingles that a pair has in common."""
FEWEST = 20
"""A text with fewer shingles of its own is too short to be told from coincidence."""
PASSAGES = 90
ALIKE = 0.3
WHOLE = 0.8
"""Two or three sentences in common make a pair only where the texts are alike (Jaccard index), or where they are nearly
all that the shorter one has; else any two of many texts that use the same stock sentence would be copies."""
TEMPLATE_SHARE = 0.03
TEMPLATE_LEAST = 6
"""Wording is template wording where 3% of the agencies have it, and no fewer than six of them."""
SIMILAR = 0.3
PERMUTATIONS = 480
BANDS = 160
"""A pair of Jaccard index 0.3 meets in one of 160 bands of 3 with a chance of 0.99, one of 0.2 of 0.72, one of 0.05 of
0.02 (1 - (1 - s³)¹⁶⁰)."""
PASSAGE = 8
"""An aligned passage has so many characters or more."""

_Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Text:
    """A text to compare: whose, of which year."""

    agency: str
    year: int | None
    name: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that both texts have but for masked names, dates and numbers, as each prints it."""

    first: str
    second: str
    first_start: int
    second_start: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts by index, `first` the older one. `overlap`: the share of the shorter text's own shingles that the
    other has; `similarity`: Jaccard index of their own shingles."""

    first: int
    second: int
    relation: Relation
    overlap: float
    similarity: float


@dataclass(frozen=True, slots=True)
class Template:
    """A phrase of template wording and the number of agencies that use it."""

    phrase: str
    agencies: int


@dataclass(frozen=True)
class Copies:
    """What was found in a set of texts. `short`: texts too short to tell."""

    texts: Sequence[Text]
    comparables: Sequence[Comparable]
    pairs: Sequence[Pair]
    templates: Sequence[Template]
    short: int
    method: Method

    def passages(self, pair: Pair) -> list[Passage]:
        """The aligned passages of a pair, in the order of the first text."""
        return _align(self, pair)


def find_copies(texts: Sequence[Text], method: Method | None = None) -> Copies:
    """All pairs of texts of which one was taken over from the other, or both from a third; `method` None: what pays."""
    comparables = [comparable(text.text, text.name) for text in texts]
    template = _template_hashes(texts, comparables)
    own = [np.setdiff1d(each.unique, template, assume_unique=True) for each in comparables]
    long_enough = [index for index, hashes in enumerate(own) if len(hashes) >= FEWEST]
    groups = _groups(own, long_enough)
    method = method or (
        "exact" if sum(len(group) * (len(group) - 1) // 2 for group in groups) <= EXACT_WORK else "minhash"
    )
    shared = _shared(groups) if method == "exact" else _proposed(own, long_enough)
    pairs = sorted(
        (pair for pair in (_pair(texts, own, *each) for each in shared) if pair),
        key=lambda pair: (-pair.overlap, pair.first, pair.second),
    )
    return Copies(
        texts, comparables, pairs, _phrases(texts, comparables, template),
        len(texts) - len(long_enough), method,
    )  # fmt: skip


def _template_hashes(texts: Sequence[Text], comparables: Sequence[Comparable]) -> Hashes:
    """The shingles that so many agencies use that they tell nothing, sorted."""
    numbers = {agency: number for number, agency in enumerate(dict.fromkeys(text.agency for text in texts))}
    least = max(TEMPLATE_LEAST, TEMPLATE_SHARE * len(numbers))
    by_agency: dict[int, list[Hashes]] = {}
    for text, each in zip(texts, comparables, strict=True):
        by_agency.setdefault(numbers[text.agency], []).append(each.unique)
    used = [np.unique(np.concatenate(hashes)) for hashes in by_agency.values()]
    if not used:
        return np.empty(0, dtype=np.uint64)
    hashes, counts = np.unique(np.concatenate(used), return_counts=True)
    return hashes[counts >= least]


def _groups(own: Sequence[Hashes], among: Sequence[int]) -> list[list[int]]:
    """For each shingle that several texts have, those texts in ascending order."""
    if len(among) < 2:
        return []
    hashes = np.concatenate([own[index] for index in among])
    owners = np.repeat(np.array(among), [len(own[index]) for index in among])
    order = np.argsort(hashes, kind="stable")
    edges = np.concatenate(([0], np.flatnonzero(np.diff(hashes[order])) + 1, [len(order)]))
    several = np.flatnonzero(np.diff(edges) > 1)
    owners = owners[order]
    return [owners[edges[group] : edges[group + 1]].tolist() for group in several]


def _shared(groups: Sequence[Sequence[int]]) -> Iterator[tuple[int, int, int]]:
    """Pairs of texts with the number of shingles that they share."""
    counts: Counter[tuple[int, int]] = Counter()
    for group in groups:
        counts.update((first, second) for place, first in enumerate(group) for second in group[place + 1 :])
    for (first, second), count in counts.items():
        yield first, second, count


def _proposed(own: Sequence[Hashes], among: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Pairs that MinHash takes for similar, with the exact number of shingles that they share."""
    from rensa import RMinHash, RMinHashLSH  # type: ignore[import-untyped]

    sketches = RMinHash.from_token_sets([_tokens(own[index]) for index in among], PERMUTATIONS, 1)
    index = RMinHashLSH(SIMILAR, PERMUTATIONS, BANDS)
    index.insert_many(sketches)
    for place, candidates in enumerate(index.query_all(sketches)):
        first = among[place]
        for other in sorted(set(candidates)):
            if other > place:
                second = among[other]
                yield first, second, len(np.intersect1d(own[first], own[second], assume_unique=True))


def _tokens(hashes: Hashes) -> list[bytes]:
    raw = hashes.tobytes()
    return [raw[start : start + 8] for start in range(0, len(raw), 8)]


def _pair(texts: Sequence[Text], own: Sequence[Hashes], first: int, second: int, shared: int) -> Pair | None:
    one, two = texts[first], texts[second]
    same = one.agency == two.agency
    if same and one.year == two.year:
        return None  # two versions of one report are no copy
    smaller = min(len(own[first]), len(own[second]))
    overlap = shared / smaller
    similarity = shared / (len(own[first]) + len(own[second]) - shared)
    if overlap < OVERLAP or shared < FEWEST or (shared < PASSAGES and similarity < ALIKE and overlap < WHOLE):
        return None
    older, newer = sorted((first, second), key=lambda index: (texts[index].year or 9999, index))
    return Pair(older, newer, "self" if same else "other", round(overlap, 3), round(similarity, 3))


def _align(copies: Copies, pair: Pair) -> list[Passage]:
    first, second = copies.comparables[pair.first], copies.comparables[pair.second]
    one, two = copies.texts[pair.first].text, copies.texts[pair.second].text
    blocks = SequenceMatcher(None, first.text, second.text, autojunk=False).get_matching_blocks()
    return [
        _passage(one, first, block.a, two, second, block.b, block.size) for block in blocks if block.size >= PASSAGE
    ]


def _passage(
    one: str, first: Comparable, first_at: int, two: str, second: Comparable, second_at: int, size: int
) -> Passage:
    begin, other = first.places[first_at], second.places[second_at]
    return Passage(
        one[begin : _end(one, first, first_at + size)], two[other : _end(two, second, second_at + size)], begin, other
    )


def _end(text: str, each: Comparable, at: int) -> int:
    """The offset where a passage ends: before the next compared character, without the punctuation between."""
    end = each.places[at] if at < len(each.places) else len(text)
    while end > 0 and not text[end - 1].isalnum():
        end -= 1
    return end


def _phrases(texts: Sequence[Text], comparables: Sequence[Comparable], template: Hashes) -> list[Template]:
    """The longest runs of template shingles, by the number of agencies that have them."""
    agencies: dict[str, set[str]] = {}
    for text, each in zip(texts, comparables, strict=True):
        for start, end in _runs(np.isin(each.hashes, template)):
            phrase = each.text[start : end + LENGTH - 1]
            if len(phrase) >= PASSAGE:
                agencies.setdefault(phrase, set()).add(text.agency)
    least = min(TEMPLATE_LEAST, 3)
    found = [Template(phrase, len(users)) for phrase, users in agencies.items() if len(users) >= least]
    return sorted(found, key=lambda each: (-each.agencies, each.phrase))


def _runs(flags: _Flags) -> Iterator[tuple[int, int]]:
    """Start and end of each run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
