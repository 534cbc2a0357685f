"""Coding by rules: which themes of the codebook a statement carries, and which words decided it.

A statement is cut into clauses. A theme whose cue stands in a clause is stated there, unless a more specific theme of
the clause goes before it (`over`). A clause of a problem that turns to no subject of its own (…，质量不高) goes on
about that of the one before, and what went before there goes before here. Faint cues, words that tell where or with
what rather than what (基层, 检查), decide only where no other cue does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from extract.summary.codebook import KINDS, OTHER, Codebook, Kind, Theme
from extract.text.normal import nfkc

BLANK = "〇"
"""Takes the place of passages that do not count; no cue has it."""

_FULL_WIDTH = str.maketrans(",;:!?()", "，；：！？（）")
_SENTENCES = re.compile("[^，。；！？：]+")
_CLAUSES = re.compile("[^，。；！？：、]+")


@dataclass(frozen=True, slots=True)
class Coding:
    """The themes of a statement, in the codebook's order, each with the words that decided."""

    themes: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]
    reason: str = ""
    """A model's reason, where a model coded."""


@dataclass(frozen=True, slots=True)
class _Rule:
    theme: Theme
    cue: re.Pattern[str] | None
    faint: re.Pattern[str] | None
    unless: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class _Hit:
    theme: Theme
    start: int
    end: int
    faint: bool


def plain(text: str) -> str:
    """Text as cues are written: NFKC, Chinese punctuation, no spaces."""
    return "".join(nfkc(text).translate(_FULL_WIDTH).split())


class RuleCoder:
    """Codes by the cues of a codebook; deterministic."""

    name = "rules"

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook
        self._rules = {kind: self._compiled(kind) for kind in KINDS}
        self._unless = {kind: _joined(codebook, codebook.unless(kind), kind) for kind in KINDS}
        turn = (codebook.problems_turn,) if codebook.problems_turn else ()
        self._turns = {"problem": _joined(codebook, turn, "problems_turn"), "measure": None}
        self._cached = lru_cache(maxsize=200_000)(self._code)

    def _compiled(self, kind: Kind) -> list[_Rule]:
        rules = []
        for theme in self.codebook.themes(kind):
            cue, faint, unless = (
                _joined(self.codebook, cues, theme.id) for cues in (theme.cues, theme.faint, theme.unless)
            )
            if cue or faint:
                rules.append(_Rule(theme, cue, faint, unless))
        return rules

    def code(self, text: str, kind: Kind) -> Coding:
        return self._cached(text, kind)

    def _code(self, text: str, kind: Kind) -> Coding:
        said = plain(text)
        whole = _blanked(said, self._unless[kind])
        hits = [hit for rule in self._rules[kind] for hit in _hits(whole, rule)]
        words: dict[str, dict[str, None]] = {}
        for hit in _firm(list(_specific(hits, _clauses(whole, self._turns[kind])))):
            words.setdefault(hit.theme.id, {})[said[hit.start : hit.end]] = None
        themes = tuple(theme.id for theme in self.codebook.themes(kind) if theme.id in words)
        return Coding(themes or (OTHER,), {theme: tuple(words[theme]) for theme in themes})


def _hits(whole: str, rule: _Rule) -> Iterator[_Hit]:
    """The cues of a theme. None crosses a comma; one that names 、 itself may cross an enumeration."""
    seen = _blanked(whole, rule.unless)
    for sentence in _SENTENCES.finditer(seen):
        for cue, faint in ((rule.cue, False), (rule.faint, True)):
            for found in cue.finditer(seen, sentence.start(), sentence.end()) if cue else ():
                yield _Hit(rule.theme, found.start(), found.end(), faint)


def _clauses(whole: str, turn: re.Pattern[str] | None) -> list[tuple[int, int, bool]]:
    """Start and end of each clause, and whether it goes on about the subject of the one before."""
    return [
        (clause.start(), clause.end(), turn is not None and not turn.match(whole, clause.start(), clause.end()))
        for clause in _CLAUSES.finditer(whole)
    ]


def _specific(hits: list[_Hit], clauses: list[tuple[int, int, bool]]) -> Iterator[_Hit]:
    """The hits that no more specific theme goes before, in some clause in which they stand."""
    before: frozenset[str] = frozenset()
    for start, end, goes_on in clauses:
        here = [hit for hit in hits if hit.start < end and start < hit.end]
        firm = [hit for hit in here if not hit.faint] or here
        weaker = frozenset(name for hit in firm for name in hit.theme.over) | (before if goes_on else frozenset())
        yield from (hit for hit in here if hit.theme.id not in weaker)
        before = weaker


def _firm(hits: list[_Hit]) -> list[_Hit]:
    """The hits that are not faint, or all where every one is."""
    return [hit for hit in hits if not hit.faint] or hits


def _blanked(text: str, passages: re.Pattern[str] | None) -> str:
    return text if passages is None else passages.sub(lambda found: BLANK * len(found[0]), text)


def _joined(codebook: Codebook, cues: tuple[str, ...], where: str) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{codebook.expression(cue, where)})" for cue in cues)) if cues else None
