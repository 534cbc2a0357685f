"""Claims in sentences of many kinds, with their scope: what is not the body's own is never held against its tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.judge.agreement import own_scope
from extract.prose.claims import find_claims
from extract.prose.patterns import Sum, claim_patterns
from extract.prose.remarks import prose_of
from schemas.form import load_form
from schemas.record import Claim

FORM = load_form()
BODY = "某区自然资源局"
LINES = (Path(__file__).parent / "cases" / "claims.txt").read_text(encoding="utf-8").splitlines()
CASES = [line.split("|") for line in LINES if not line.startswith("#")]
RATES = {
    "applications_growth_percent": "growth",
    "applications_fall_percent": "fall",
    "applications_concluded_percent": "concluded_percent",
}


def sums_of(kind: str) -> set[str]:
    """What a claim of this kind may equal, as the cases write it."""
    if kind in RATES:
        return {RATES[kind]}
    return {_written(one) for pattern in claim_patterns(FORM) if pattern.kind == kind for one in pattern.equals}


def _written(one: Sum) -> str:
    return "".join(f"{'+' if sign > 0 else '-'}{cell}" for sign, cell in one.terms).removeprefix("+")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0][:24])
def test_a_sentence_makes_these_claims_and_no_other_of_the_bodys_own(case: list[str]) -> None:
    sentence, listed, *body = case
    agency = body[0] if body else BODY
    left = [tuple(claim.split("=")) for claim in listed.split()]
    for claim in find_claims(prose_of(sentence, []), FORM, 2024):
        own = own_scope(claim.scope, agency)
        said = str(claim.value) if own else f"{claim.value}~"
        met = next((one for one in left if one[0] in sums_of(claim.kind) and one[1] == said), None)
        if met:
            left.remove(met)
        else:
            assert not own or not sums_of(claim.kind) or _said_before(claim, listed), claim
    assert left == []


def _said_before(claim: Claim, listed: str) -> bool:
    """Whether a zero is stated once more."""
    return claim.value == 0 and any(f"{one}=0" in listed for one in sums_of(claim.kind))
