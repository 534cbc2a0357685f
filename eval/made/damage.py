"""Noise in labels at a set level, as recognition leaves it: misread, cut, lost and doubled characters, spaces.

Digits of cells are never touched: what is printed stays known. A label keeps most of its characters, so that a
person could still tell it from its neighbours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from eval.made.printed import PrintedTable

LOOKALIKES = dict(
    zip(
        "自然科益务废止属于已未他计新本关息理续请复诉审结果政律规家秘查询提供制补明类举版物行机权院收年第",
        "白燃料盆夯度上厲干己末地汁薪木夫悬埋绩清夏诈宙给杲玫津现冢泌杳洵堤洪刺朴朋娄兴板勿衍杌仅皖攻午笫",
        strict=True,
    )
)


def damaged(printed: PrintedTable, level: float, rng: Random) -> PrintedTable:
    """The table with each label damaged with probability `level`; at 1.0 every label is."""
    if level <= 0:
        return printed
    labels = {key: noisy(text, rng) if rng.random() < level else text for key, text in printed.labels.items()}
    return replace(printed, labels=labels)


def noisy(label: str, rng: Random) -> str:
    """One fault in a label, two in a long one."""
    for _ in range(1 if len(label) < 12 else rng.choice([1, 2])):
        label = rng.choice(_FAULTS)(label, rng)
    return label


def _misread(label: str, rng: Random) -> str:
    places = [place for place, character in enumerate(label) if character in LOOKALIKES]
    if not places:
        return label
    place = rng.choice(places)
    return label[:place] + LOOKALIKES[label[place]] + label[place + 1 :]


def _lost(label: str, rng: Random) -> str:
    if len(label) < 5:
        return label
    place = rng.randrange(2, len(label))
    size = rng.choice([1, 1, 2]) if len(label) > 8 else 1
    return label[:place] + label[place + size :]


def _cut(label: str, rng: Random) -> str:
    return label[: -rng.choice([1, 2])] if len(label) > 7 else label


def _spaced(label: str, rng: Random) -> str:
    place = rng.randrange(1, len(label)) if len(label) > 1 else 0
    return label[:place] + " " + label[place:]


def _punctuation(label: str, rng: Random) -> str:
    changed = label.translate(str.maketrans("（）、“”.", '().""、'))
    return changed if rng.random() < 0.7 else label.translate(str.maketrans("", "", "（）、“”"))


_FAULTS: tuple[Callable[[str, Random], str], ...] = (_misread, _misread, _lost, _cut, _spaced, _punctuation)
