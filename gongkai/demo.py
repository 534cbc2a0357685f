"""The bundled reports that `gongkai demo` reads: every text, web page and Word file, and some PDFs and scans."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from eval.fixture import HOME
from extract.extras import MissingExtra

SHOWN = "luolong-government-office-2024/report.txt"
_KINDS = (
    ("*/report.[!pd]*", "", ""),
    ("*/report.docx", "pages", "lxml"),
    ("*-pdf-*/report.pdf", "pages", "cv2"),
    ("*-scan-low-*/report.pdf", "scans", "rapidocr"),
)
"""Which files, the extra that they need, and a module of it."""


def bundled() -> list[Path]:
    """The bundled reports that can be read with what is installed."""
    return [path for files, extra, module in _KINDS if _is_there(module) for path in sorted(HOME.glob(files))]


def lacking() -> list[str]:
    """What the other ones need, one line an extra."""
    return [str(MissingExtra(extra)) for extra in dict.fromkeys(e for _, e, module in _KINDS if not _is_there(module))]


def _is_there(module: str) -> bool:
    return not module or find_spec(module) is not None
