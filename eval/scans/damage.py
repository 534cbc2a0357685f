"""What scanning does to a page, at set levels."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from random import Random
from typing import TypeAlias

import numpy as np
from PIL import Image, ImageDraw

Damage: TypeAlias = Callable[[Image.Image, int, Random], Image.Image]

_SEAL_MM = 21.0
_SEAL = (214, 38, 48)


@dataclass(frozen=True, slots=True)
class Level:
    """A level of damage: the resolution of the scan, what happens to it, and how it is kept."""

    name: str
    says: str
    dpi: int
    damage: tuple[Damage, ...] = ()
    quality: int = 90
    lines: bool = True
    """Whether the tables keep their ruled lines."""


def damaged(page: Image.Image, level: Level, random: Random) -> Image.Image:
    """A page, drawn at the level's resolution, after it."""
    for damage in level.damage:
        page = damage(page, level.dpi, random)
    return compressed(page, level.quality)


def compressed(page: Image.Image, quality: int) -> Image.Image:
    file = BytesIO()
    page.save(file, "JPEG", quality=quality)
    return Image.open(BytesIO(file.getvalue())).convert("RGB")


def skewed(degrees: float) -> Damage:
    def damage(page: Image.Image, dpi: int, random: Random) -> Image.Image:
        angle = degrees * random.choice((-1, 1))
        return page.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=(255, 255, 255))

    return damage


def noisy(strength: float) -> Damage:
    """Grain, normally distributed, `strength` grey levels."""

    def damage(page: Image.Image, dpi: int, random: Random) -> Image.Image:
        grain = np.random.default_rng(random.getrandbits(32)).normal(0, strength, (page.height, page.width, 1))
        return Image.fromarray(np.clip(np.asarray(page, np.float64) + grain, 0, 255).astype(np.uint8))

    return damage


def grey_paper(lightness: int) -> Damage:
    """Paper of a grey that darkens to one side."""

    def damage(page: Image.Image, dpi: int, random: Random) -> Image.Image:
        shade = np.linspace(lightness, lightness - 30, page.width)[None, :, None] / 255
        return Image.fromarray((np.asarray(page, np.float64) * shade).astype(np.uint8))

    return damage


def sealed(page: Image.Image, dpi: int, random: Random) -> Image.Image:
    """A round red seal somewhere over the page, ink over ink."""
    radius = _SEAL_MM * dpi / 25.4
    x = random.uniform(page.width * 0.3, page.width * 0.75)
    y = random.uniform(page.height * 0.25, page.height * 0.75)
    seal = Image.new("RGB", page.size, "white")
    draw = ImageDraw.Draw(seal)
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=_SEAL, width=max(int(radius / 15), 2))
    draw.polygon(_star(x, y, radius * 0.35), fill=_SEAL)
    for number in range(14):
        angle = math.radians(150 + number * 18)
        cx, cy, half = x + radius * 0.75 * math.cos(angle), y + radius * 0.75 * math.sin(angle), radius * 0.1
        draw.rectangle((cx - half, cy - half, cx + half, cy + half), outline=_SEAL, width=max(int(half / 3), 1))
    ink = np.asarray(seal, np.float64) / 255
    return Image.fromarray((np.asarray(page, np.float64) * ink).astype(np.uint8))


def _star(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    points = []
    for number in range(10):
        reach = radius if number % 2 == 0 else radius * 0.4
        angle = math.radians(-90 + 36 * number)
        points.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    return points


def turned(quarters: int) -> Damage:
    def damage(page: Image.Image, dpi: int, random: Random) -> Image.Image:
        return page.rotate(90 * quarters, expand=True)

    return damage


def copied(page: Image.Image, dpi: int, random: Random) -> Image.Image:
    """Black and white, as a fax or a copier leaves it."""
    return page.convert("L").point(lambda value: 255 if value > 150 else 0).convert("RGB")


LEVELS: tuple[Level, ...] = (
    Level("clean-200", "200 dpi, nothing else", 200),
    Level("skew-150", "150 dpi, skewed by 1°, grain, JPEG at quality 50", 150, (skewed(1.0), noisy(8)), 50),
    Level("low-100", "100 dpi, JPEG at quality 60", 100, (), 60),
    Level("seal-200", "200 dpi, a red seal over every page", 200, (sealed,), 80),
    Level("sideways-200", "200 dpi, every page on its side", 200, (turned(1),), 80),
    Level("unruled-200", "200 dpi, tables without ruled lines", 200, (), 80, lines=False),
    Level("grey-150", "150 dpi, grey paper, upside down, 2° skew", 150, (grey_paper(215), skewed(2.0), turned(2)), 70),
    Level("copy-300", "300 dpi, black and white, skewed by half a degree", 300, (skewed(0.5), copied), 95),
)  # fmt: skip
"""Each level of damage, from what most scans are like to what few are."""
