"""What a page is printed on becomes white, and what is printed dark."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from extract.files.ink import Pixels, sheet

SIZE = (1240, 1754)
BAR = (150, 300, 1090, 340)


def page(paper: int = 255) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    picture = Image.new("L", SIZE, paper)
    return picture, ImageDraw.Draw(picture)


def written(draw: ImageDraw.ImageDraw, place: tuple[int, int], fill: int, size: int = 24) -> None:
    draw.text(place, "1092 154 16", fill=fill, font=ImageFont.load_default(size))


def inked(picture: Image.Image) -> Pixels:
    return sheet(np.asarray(picture, np.uint8)).ink


def test_light_letters_on_a_dark_ground_are_read_as_dark_ones_on_white() -> None:
    head, drawn = page()
    drawn.rectangle(BAR, fill=90)
    written(drawn, (200, 306), 255)
    plain, drawn = page()
    written(drawn, (200, 306), 0)
    inside = np.s_[304:336, 160:1080]
    differ = (inked(head)[inside] != inked(plain)[inside]).mean()
    assert differ < 0.01 < (inked(plain)[inside] > 0).mean()


@pytest.mark.parametrize("shade", [165, 190, 215])
def test_a_stroke_broader_and_far_lighter_than_text_is_no_ink_and_the_number_over_it_is(shade: int) -> None:
    marked, drawn = page()
    drawn.line((0, 200, 1240, 500), fill=shade, width=24)
    written(drawn, (400, 285), 0)
    plain, drawn = page()
    written(drawn, (400, 285), 0)
    differ = (inked(marked) != inked(plain)).sum()
    assert differ < 0.1 * (inked(plain) > 0).sum()


def test_faint_ink_on_grey_paper_is_ink() -> None:
    faint, drawn = page(224)
    written(drawn, (400, 285), 168)
    plain, drawn = page()
    written(drawn, (400, 285), 0)
    ink = sheet(np.asarray(faint, np.uint8)).grey[285:310, 400:560]
    assert ink.min() < 80
    assert (inked(faint) > 0).sum() > 0.8 * (inked(plain) > 0).sum()


def test_a_black_title_and_an_empty_grey_page_stay_as_they_are() -> None:
    title, drawn = page()
    written(drawn, (200, 300), 0, 120)
    assert (inked(title) > 0).sum() > 0.9 * (np.asarray(title) < 204).sum()
    grain = np.random.default_rng(7).normal(224, 3, SIZE[::-1]).clip(0, 255).astype(np.uint8)
    assert not sheet(grain).ink.any()
