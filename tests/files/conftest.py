"""What the tests of scans need: pages with Chinese text, whose typefaces come with Debian packages."""

from __future__ import annotations

import os

import pytest

from eval.scans import STYLES, MissingFont, text_pdf
from eval.scans.style import registered


@pytest.fixture(scope="session")
def typefaces() -> None:
    """Skips where a typeface is missing, but not in CI, which installs them."""
    try:
        for style in STYLES:
            for typeface in (style.body, style.heading, style.table, style.numbers):
                registered(typeface)
    except MissingFont as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def applications_page(typefaces: None) -> tuple[dict[str, object], bytes]:
    """The printed cells of a made report by address, and its PDF."""
    made, pdf = text_pdf(2, STYLES[0])
    return dict(made.truth), pdf
