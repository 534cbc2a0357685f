"""Figures of the prose by a language model: the question, and the claims whose quote and number stand in the source.

A quote counts where it stands in the prose word for word once white space and look-alike characters are made one, and
only with the number in it; any other is dropped and counted. A scope that the rules find narrower is kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.document import Document
from extract.model.answers import ClaimsAnswer, Said
from extract.model.requests import Question
from extract.model.tables import mark_of
from extract.model.task import Prose
from extract.prose.claims import scope_of
from extract.prose.patterns import ClaimPattern, Sum
from extract.text.numbers import NUMBER, number_value
from extract.text.numerals import SPOKEN
from extract.text.squeezed import Squeezed
from extract.wording.labels import column_label, row_label
from prompts import load_prompt
from schemas.form import Form
from schemas.record import Claim, Value

SHORTEST = 3
"""A quote of fewer characters stands in every text."""
_NUMBER = re.compile(rf"{NUMBER}|[{SPOKEN}]+")
_NOTHING = re.compile(r"无|未|没有|零|0|全部|均|都")


@dataclass(frozen=True)
class ClaimsReading:
    """What the model found; `dropped` counts what does not stand in the source."""

    claims: Sequence[Claim] = ()
    dropped: int = 0


def claims_question(document: Document, prose: Prose, form: Form) -> Question[ClaimsAnswer]:
    """The question about the figures of the prose, all stretches in one."""
    prompt = load_prompt("claims")
    text = "\n".join(document.text[slice(*span)].strip("\n") for span in prose.spans)
    kinds = "\n".join(f"{kind} {meaning}" for kind, meaning in meanings(prose.patterns, form).items())
    return Question(prompt, prompt.messages(kinds=kinds, mark=mark_of(text), text=text), ClaimsAnswer)


def meanings(patterns: Sequence[ClaimPattern], form: Form) -> dict[str, str]:
    """The kinds of claims that can be held against cells, with the labels of those; of two for the same the first."""
    found: dict[Sum, tuple[str, str]] = {}
    for pattern in patterns:
        for one in pattern.equals[:1]:
            counted = (
                not one.of and all(sign > 0 for sign, _ in one.terms) and (len(one.terms) == 1 or not pattern.literal)
            )
            if counted and pattern.kind not in {kind for kind, _ in found.values()}:
                found.setdefault(one, (pattern.kind, "＋".join(_meaning(address, form) for _, address in one.terms)))
    return dict(found.values())


def _meaning(address: str, form: Form) -> str:
    """The label of a cell's row, or of a group of rows, with its column where that is not the total."""
    table_id, row, column = address.split(".")
    layouts = form.variants_of(table_id)
    if row.startswith("@"):
        return next(table.groups[row[1:]].label for table in layouts if row[1:] in table.groups)
    table = next(table for table in layouts if address in table.column_of)
    totals = {rule.right[0] for rule in table.rules if rule.each == "row"}
    label = row_label(table, row)
    return label if column in totals else f"{label}的{column_label(table.column_of[address])}"


def claims_reading(document: Document, prose: Prose, answer: ClaimsAnswer, form: Form) -> ClaimsReading:
    """The answer as claims with their places in the document, each place and kind once."""
    stretches = [Squeezed(document.text, *span) for span in prose.spans]
    known = meanings(prose.patterns, form)
    found = [_claim(stretches, prose.year, said) if said.kind in known else None for said in answer.said]
    claims = {(claim.start, claim.end, claim.kind): claim for claim in found if claim}
    return ClaimsReading([claims[place] for place in sorted(claims)], found.count(None))


def _claim(stretches: Sequence[Squeezed], year: int | None, said: Said) -> Claim | None:
    """The claim where its quote stands with the number in it; None where it does not."""
    quote = Squeezed(said.quote).text.strip("，。；：、")
    number = _number_in(quote, said.number)
    for squeezed in stretches:
        at = squeezed.text.find(quote) if len(quote) >= SHORTEST else -1
        if at >= 0 and number is not None:
            (begin, end), place = (at, at + len(quote)), at + number[0]
            start, stop = squeezed.span(begin, end)
            by_rules = scope_of(squeezed.text, (place if number[1] else begin, end), place, year)
            scope = said.scope if by_rules == "own" else by_rules
            quoted = squeezed.source[start:stop]
            return Claim(kind=said.kind, value=number[1], scope=scope, quote=quoted, start=start, end=stop)
    return None


def _number_in(quote: str, number: str) -> tuple[int, Value] | None:
    """Where the number stands in the quote, and its value as printed; a zero may be said in words, to the end."""
    for token in _NUMBER.finditer(quote):
        value = number_value(token.group())
        if str(value) == number:
            return token.start(), value
    return (len(quote), 0) if number == "0" and _NOTHING.search(quote) else None


def with_models(rules: Sequence[Claim], model: Sequence[Claim]) -> list[Claim]:
    """The claims of both: of the model's those about which the rules say nothing."""
    counted = {claim.kind for claim in rules if claim.scope != "period"}
    added = [claim for claim in model if not _covered(claim, rules) and (claim.value != 0 or claim.kind not in counted)]
    return sorted([*rules, *added], key=lambda claim: (claim.start, claim.end, claim.kind))


def _covered(claim: Claim, rules: Sequence[Claim]) -> bool:
    """Whether the rules claim the same number of the same passage."""
    return any(one.value == claim.value and one.start < claim.end and claim.start < one.end for one in rules)
