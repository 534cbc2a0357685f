"""What the tests of scans need: a page with Chinese text."""

from __future__ import annotations

import pytest

from eval.scans import STYLES, text_pdf


@pytest.fixture(scope="session")
def applications_page() -> tuple[dict[str, object], bytes]:
    """The printed cells of a made report by address, and its PDF."""
    made, pdf = text_pdf(2, STYLES[0])
    return dict(made.truth), pdf
