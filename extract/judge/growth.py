"""同比: growth that the prose states, against the figures of two years' reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from extract.doubts import doubt, finding
from extract.judge.agreement import quoted
from extract.judge.edits import Number, number
from extract.prose.patterns import ClaimPattern, Sum
from schemas.record import Claim, Finding

_COUNTED = "applications_received"
_SIGNS = {"applications_growth_percent": 1, "applications_fall_percent": -1}
RULE = "years.growth"


def counted(patterns: Iterable[ClaimPattern]) -> tuple[Sum, ...]:
    """The sums that stated growth can be the growth of."""
    return tuple(dict.fromkeys(one for pattern in patterns if pattern.kind == _COUNTED for one in pattern.equals))


def growth_findings(
    claims: Iterable[Claim],
    sums: Sequence[Sum],
    now: Mapping[str, Number | None],
    before: Sequence[Mapping[str, Number | None]],
) -> Iterator[Finding]:
    """A warning for each stated growth that none of the sums has between the two years."""
    grown = [(one, _total(one, now), _total(one, figures)) for figures in before for one in sums]
    known = [(one, here, there) for one, here, there in grown if here is not None and there]
    for claim in claims:
        said = number(claim.value)
        if claim.kind not in _SIGNS or said is None or not known or claim.scope not in ("own", "whole"):
            continue
        rates = [(one, _percent(_SIGNS[claim.kind], here, there, Decimal(said))) for one, here, there in known]
        if all(rate != said for _, rate in rates):
            one, rate = min(rates, key=lambda entry: abs(entry[1] - Decimal(said)))
            cells = [address for _, address in one.terms]
            told = doubt("growth_differs", quote=quoted(claim.quote), rate=str(rate))
            yield finding(RULE, "warning", told, cells, claim.value, str(rate))


def _total(one: Sum, figures: Mapping[str, Number | None]) -> Number | None:
    total: Number = 0
    for sign, address in one.terms:
        figure = figures.get(address)
        if figure is None:
            return None
        total += sign * figure
    return total


def _percent(sign: int, here: Number | None, there: Number | None, like: Decimal) -> Decimal:
    """The growth (or fall) in percent, with the decimals of what was stated."""
    exact = sign * (Decimal(here or 0) / Decimal(there or 1) - 1) * 100
    return exact.quantize(Decimal(1).scaleb(min(0, int(like.as_tuple().exponent))), ROUND_HALF_UP)
