"""Scans with known truth: made reports laid out on pages as the official form looks, and damaged at set levels."""

from eval.scans.damage import LEVELS, Level, damaged
from eval.scans.making import Scan, image_pdf, made_scan, text_pdf
from eval.scans.style import STYLES, Style

__all__ = [
    "LEVELS", "STYLES", "Level", "Scan", "Style", "damaged", "image_pdf", "made_scan", "text_pdf",
]  # fmt: skip
