"""How well the offline coder agrees with coding by hand, and the two passes by hand with each other.

    python benchmarks/coding.py             every part of the coded statements
    python benchmarks/coding.py --themes    Cohen's κ for each theme as well
    python benchmarks/coding.py --wrong held_out    what is coded otherwise (looking at a part ends its being unseen)

`eval/coding/README.md` says how each part came about, which were looked at, and what they scored before that.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from eval.coding.gold import SECOND, Statement, statements
from extract.summary.agreement import Agreement, compare
from extract.summary.codebook import KINDS, OTHER, Kind, load_codebook
from extract.summary.coder import RuleCoder


def themes_of(kind: Kind) -> list[str]:
    return [*(theme.id for theme in load_codebook().themes(kind)), OTHER]


def by_rules(given: Sequence[Statement], coder: RuleCoder, kind: Kind) -> Agreement:
    """The coder against the hand."""
    pairs = [(each.themes, frozenset(coder.code(each.text, kind).themes)) for each in given if each.kind == kind]
    return compare(pairs, themes_of(kind))


def by_hand(kind: Kind) -> Agreement:
    """The second pass against the first."""
    first = {each.id: each.themes for each in statements()}
    pairs = [(first[each.id], each.themes) for each in statements(SECOND) if each.kind == kind]
    return compare(pairs, themes_of(kind))


def line(name: str, kind: Kind, agreed: Agreement) -> str:
    scores = (agreed.kappa, agreed.alpha, agreed.micro_f1, agreed.macro_f1)
    return f"{name:24} {kind:8} {agreed.statements:5}  " + "  ".join(
        "    —" if s is None else f"{s:.3f}" for s in scores
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--themes", action="store_true")
    parser.add_argument("--wrong", metavar="PART")
    given = parser.parse_args()
    coder = RuleCoder(load_codebook())
    everything = statements()
    if given.wrong:
        for each in everything:
            coding = coder.code(each.text, each.kind)
            if each.half == given.wrong and frozenset(coding.themes) != each.themes:
                print(each.id, each.text, "| hand:", *sorted(each.themes), "| rules:", dict(coding.words))
        return
    print(f"{'part':24} {'kind':8}     n  kappa  alpha  micro  macro")
    for kind in KINDS:
        print(line("by hand, twice", kind, by_hand(kind)))
    for half in dict.fromkeys(each.half for each in everything):
        part = [each for each in everything if each.half == half]
        for kind in KINDS:
            agreed = by_rules(part, coder, kind)
            print(line(half, kind, agreed))
            if given.themes:
                for theme in agreed.themes:
                    kappa = "—" if theme.kappa is None else f"{theme.kappa:.2f}"
                    counts = f"{theme.both + theme.first_only} by hand, {theme.both + theme.second_only} by rules"
                    print(f"    {theme.theme:16} κ {kappa:6} {counts}")


if __name__ == "__main__":
    main()
