"""Prose by a model: it writes sentences with slots, and no sentence is used that has not passed every check.

A sentence names computed numbers by the ids of facts and never holds one of its own, cites statements that stand behind
those facts, and names the theme that a fact is about. What fails is asked for once more and then left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pydantic import BaseModel, ConfigDict

from extract.model.requests import Question
from extract.model.tables import mark_of
from extract.summary.codebook import Kind
from extract.summary.facts import SLOT, Fact, Findings, fill
from extract.summary.outcome import Language, SentenceOut
from extract.summary.writing import PARTS
from extract.text.numerals import COUNTED
from prompts import load_prompt

LONGEST = 300
"""Characters of a sentence."""
SHOWN_FACTS = 400

_COUNTED = re.compile(
    rf"[{COUNTED}半数]+(?:多|余|几)?(?:个|家|条|份|种|成|倍|次|例|项|对|分之|个百分点|年)"
    r"|过半|半数|一半|近半|大半|多数|大部分|绝大|大多|全部|所有|无一|均有|不少于|以上"
)
_COUNTED_EN = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|dozen|hundred|thousand|half|most|majority|all|every|none|"
    r"third|quarter|twice|double)\b",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"[<>\n\r\t`#*|\[\]]")


class WrittenSentence(BaseModel):
    """一句话"""

    model_config = ConfigDict(extra="forbid")
    part: str
    text: str
    refs: list[str]


class ProseAnswer(BaseModel):
    """汇总的文字"""

    model_config = ConfigDict(extra="forbid")
    sentences: list[WrittenSentence]


Failed = tuple[WrittenSentence, str]
"""A sentence and why it cannot be used."""


class Prose:
    """The question, and the check of what comes back."""

    def __init__(self, findings: Findings, facts: Mapping[str, Fact], language: Language) -> None:
        self._findings = findings
        self._facts = facts
        self._language = language
        self._behind = dict(_statements_behind(findings))

    def question(self, failed: Sequence[Failed] = ()) -> Question[ProseAnswer]:
        """The question for the whole text, or for those sentences alone that failed, with the reasons."""
        prompt = load_prompt("prose")
        shown = [fact for fact in self._facts.values() if fact.refs][:SHOWN_FACTS]
        cited = dict.fromkeys(ref for fact in shown for ref in fact.refs)
        quotes = "\n".join(f"{ref} {self._findings.corpus.by_ref[ref].text}" for ref in cited)
        messages = prompt.messages(
            language="英文" if self._language == "en" else "中文",
            parts="、".join(f"{part}（{names[0]}）" for part, names in PARTS.items()),
            facts="\n".join(f"{fact.id} = {self._label(fact)}，引文 {' '.join(fact.refs)}" for fact in shown),
            mark=mark_of(quotes), quotes=quotes, complaints=_complaints(failed),
        )  # fmt: skip
        return Question(prompt, messages, ProseAnswer)

    def _label(self, fact: Fact) -> str:
        theme = self._theme_of(fact.id)
        return f"{fact.label}（主题英文名 {theme}）" if self._language == "en" and theme else fact.label

    def checked(
        self, sentences: Iterable[WrittenSentence]
    ) -> tuple[list[SentenceOut], list[tuple[WrittenSentence, str]]]:
        """The sentences that pass, with their numbers put in, and those that fail, with the reason."""
        passed: list[SentenceOut] = []
        failed: list[Failed] = []
        for sentence in sentences:
            reasons = list(self._faults(sentence))
            if reasons:
                failed.append((sentence, "；".join(reasons)))
            else:
                text, numbers = fill(sentence.text.strip(), self._facts)
                refs = list(dict.fromkeys(sentence.refs))
                passed.append(SentenceOut(part=sentence.part, text=text, refs=refs, numbers=numbers))
        return passed, failed

    def _faults(self, sentence: WrittenSentence) -> Iterator[str]:
        text = sentence.text
        slots = SLOT.findall(text)
        bare = SLOT.sub("", text)
        if sentence.part not in PARTS:
            yield f"没有“{sentence.part[:20]}”这一部分"
        if not bare.strip() or len(text) > LONGEST or _MARKUP.search(text):
            yield "是空的、过长或含有标记"
        yield from self._numbers(bare)
        unknown = [slot for slot in slots if slot not in self._facts]
        if unknown:
            yield f"没有事实{'、'.join(unknown)}"
            return
        yield from self._percents(text)
        yield from self._themes(slots, bare)
        yield from self._refs(sentence.refs, slots)

    def _numbers(self, bare: str) -> Iterator[str]:
        """Any number, or word of number, that is not a slot; names of themes may hold such words."""
        for counted in (*self._findings.problems, *self._findings.measures):
            bare = bare.replace(self._findings.codebook.theme(counted.kind, counted.theme).name(self._language), "")
        stray = [character for character in bare if unicodedata.category(character) in ("Nd", "No", "Nl")]
        counted_words = (_COUNTED_EN if self._language == "en" else _COUNTED).search(bare)
        if stray or counted_words or "{" in bare or "}" in bare:
            said = counted_words[0] if counted_words else "".join(stray) or "{ }"
            yield f"写了不是事实的数量“{said[:20]}”"

    def _percents(self, text: str) -> Iterator[str]:
        for slot in SLOT.finditer(text):
            share = ".share" in slot[1]
            followed = text[slot.end() :].lstrip().startswith(("%", "％", "percent", "per cent"))
            if share != followed:
                yield f"{slot[1]}后面{'应跟' if share else '不应跟'}%"

    def _themes(self, slots: Iterable[str], bare: str) -> Iterator[str]:
        for slot in slots:
            name = self._theme_of(slot)
            if name and name.lower() not in bare.lower():
                yield f"用了{slot}，句中却没有“{name}”"

    def _theme_of(self, fact: str) -> str | None:
        kind, _, rest = fact.partition(".")
        if kind not in ("problem", "measure"):
            return None
        known: Kind = "problem" if kind == "problem" else "measure"
        return self._findings.codebook.theme(known, rest.partition(".")[0]).name(self._language)

    def _refs(self, refs: Sequence[str], slots: Sequence[str]) -> Iterator[str]:
        unknown = [ref for ref in refs if ref not in self._findings.corpus.by_ref]
        if not refs:
            yield "没有引文"
        if unknown:
            yield f"没有引文{'、'.join(each[:10] for each in unknown)}"
            return
        groups = [self._behind[base] for slot in slots if (base := ".".join(slot.split(".")[:2])) in self._behind]
        if groups and not all(any(ref in group for group in groups) for ref in refs):
            yield "引文不是句中事实的依据"


def _statements_behind(findings: Findings) -> Iterator[tuple[str, frozenset[str]]]:
    """The base of theme facts (`problem.timeliness`) and the statements that carry the theme."""
    for counted in (*findings.problems, *findings.measures):
        yield f"{counted.kind}.{counted.theme}", frozenset(statement.ref for statement in counted.statements)


def _complaints(failed: Sequence[Failed]) -> str:
    if not failed:
        return ""
    lines = "\n".join(f"- {sentence.text[:LONGEST]}（{reason}）" for sentence, reason in failed)
    return f"\n下面各句没有通过核对，只把这些句子改写后给出：\n{lines}"
