"""Planted copies among made texts: precision and recall of the pairs found, time and memory.

    python benchmarks/copies.py              2,000 texts, exact comparison and MinHash
    python benchmarks/copies.py 20000        so many texts
    python benchmarks/copies.py 2000 --method minhash

Texts are put together from the clauses of the coded statements (all our own writing). Planted: the agency's own text of
the year before (with the year, the figures and the name changed), the same lightly edited (every 12th to 20th
character replaced, dropped or doubled), another agency's, another agency's lightly edited. Distractors: texts that have
only template wording in common, up to most of their length.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import time
from dataclasses import dataclass, replace

from eval.coding.gold import statements
from extract.summary.copying import Text, find_copies

PLANTED = ("self", "self, edited", "other", "other, edited")
OPENINGS = (
    "2023年，{we}政府信息公开工作取得了一定成效，但与上级要求和人民群众的期盼相比还有不小的距离",
    "在肯定成绩的同时，也清醒地看到{we}的政府信息公开工作还存在一些薄弱的地方，主要表现在以下几个方面",
    "下一步，{we}将深入贯彻条例要求，坚持以人民为中心的发展思想，不断把政府信息公开工作引向深入",
    "针对以上不足，{we}将采取有力举措切实加以改进，推动政府信息公开各项任务落到实处、见到实效",
    "今后{we}将继续以公开促落实、促规范、促服务，为经济社会发展营造公开透明的政务环境",
)


@dataclass(frozen=True)
class Made:
    """Texts, and the planted pairs by index with the manner of their planting."""

    texts: list[Text]
    planted: dict[tuple[int, int], str]


def make(count: int, seed: int = 5) -> Made:
    """`count` texts of a quarter as many agencies over four years; a tenth of the texts are planted copies."""
    chance = random.Random(seed)
    clauses = sorted({clause for each in statements() for clause in re.split("[，。；]", each.text) if len(clause) > 5})
    names = [
        f"{chance.choice('东西南北中')}{chance.choice('山河湖林田')}县第{number}局" for number in range(count // 4 + 1)
    ]
    texts = [_fresh(chance, clauses, names[index // 4], 2020 + index % 4, index) for index in range(count)]
    planted: dict[tuple[int, int], str] = {}
    free = list(range(0, count - 4, 4))
    chance.shuffle(free)
    for turn in range(count // 10):
        manner = PLANTED[turn % len(PLANTED)]
        source = free.pop()
        target = source + 1 if manner.startswith("self") else free.pop() + chance.randrange(4)
        text = (
            texts[source].text.replace("2023年", "2024年").replace(texts[source].name or "", texts[target].name or "")
        )
        text = re.sub(r"\d+(?=条)", lambda _: str(chance.randrange(10, 99)), text)
        if manner.endswith("edited"):
            text = _edited(chance, text)
        texts[target] = replace(texts[target], text=text)
        planted[min(source, target), max(source, target)] = manner
    return Made(texts, planted)


def _fresh(chance: random.Random, clauses: list[str], name: str, year: int, index: int) -> Text:
    own = [
        f"{chance.choice(clauses)}，{chance.choice(clauses)}"
        for _ in range(2 if index % 10 == 3 else chance.randrange(4, 9))
    ]
    frame = OPENINGS if index % 10 == 3 else chance.sample(OPENINGS, 2)
    lines = [opening.format(we=chance.choice(("我局", name))) for opening in frame] + own
    lines.append(f"全年公开信息{chance.randrange(10, 99)}条")
    return Text(name, year, name, "\n".join(lines))


def _edited(chance: random.Random, text: str) -> str:
    """One character in 12 to 20 replaced, dropped or doubled."""
    out: list[str] = []
    until = chance.randrange(12, 21)
    for character in text:
        until -= 1
        if until:
            out.append(character)
        else:
            out.append(chance.choice(("", character * 2, chance.choice("的了在和与及对将要更"))))
            until = chance.randrange(12, 21)
    return "".join(out)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("texts", type=int, nargs="?", default=2_000)
    parser.add_argument("--method", choices=("auto", "exact", "minhash"), default="auto")
    given = parser.parse_args()
    made = make(given.texts)
    began = time.perf_counter()
    copies = find_copies(made.texts, None if given.method == "auto" else given.method)
    seconds = time.perf_counter() - began
    found = {(min(pair.first, pair.second), max(pair.first, pair.second)) for pair in copies.pairs}
    print(
        f"{given.texts} texts, {copies.method}: {seconds:.1f} s ({time.process_time():.1f} s of processor), "
        f"{_megabytes()} MB at most"
    )
    print(f"pairs: {len(made.planted)} planted, {len(found)} found, {len(found & made.planted.keys())} of them planted")
    print(f"precision {_share(len(found & made.planted.keys()), len(found))}")
    for manner in PLANTED:
        wanted = {pair for pair, how in made.planted.items() if how == manner}
        print(f"recall, {manner}: {_share(len(found & wanted), len(wanted))} ({len(wanted)} pairs)")
    print(f"template phrases: {len(copies.templates)}; texts too short to tell: {copies.short}")
    for phrase in copies.templates[:3]:
        print(f"  {phrase.agencies} agencies: {phrase.phrase[:40]}")


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "none"


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
